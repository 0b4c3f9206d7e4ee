"""Mail by GOV.UK Notify, in place of a mail server: sealed envelopes, put into a template there.

Notify takes no HTML of ours: a mail is its plain text, in Notify's own few marks. It can be asked
what it has by our name for a mail, so a mail that was cut off is looked for before it is sent.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from adapters.actions import Action
from adapters.chat import MessageRef
from adapters.envelopes import Envelope, mail
from adapters.mail import NAME, SOON
from adapters.outward import Outward
from adapters.port import DeliveryFailed
from adapters.sealing import Seal

AT_ONCE = 4  # requests
SECONDS = 30.0  # that one request may take
TOMORROW = 4 * 3600.0  # seconds: a day's allowance is used up
WIDTH = 72  # characters, at which the lines of our text are broken
PLACES = ("subject", "body", "page", "way_out")
"""What a template may ask for, each in double brackets."""

_QUOTED = "> "  # before each line of what is quoted; Notify's own mark for that is another
_PLACE = re.compile(r"\(\(([^()]+)\)\)")
_RULED = re.compile(r"^(?P<title>\S.*)\n-{2,}$", re.MULTILINE)

# What it writes to the log is Notify's own words, which may hold an address.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyAccount:
    """A service on GOV.UK Notify: its key, and the template that mails are put into."""

    key: str = field(repr=False)
    template: str
    url: str
    seconds: float = SECONDS


class NotifyPlatform(Outward):
    """The way out by GOV.UK Notify. Nothing comes in: what people press in a mail is a web page."""

    name = NAME  # the letters are the same, whichever way they go

    def __init__(self, account: NotifyAccount, seal: Seal) -> None:
        """Take what was sealed with `seal` to that account."""
        self._account = account
        self._seal = seal
        self._free = asyncio.Semaphore(AT_ONCE)

    async def deliver(self, action: Action) -> MessageRef | None:
        """Send a mail, unless Notify has it. Raises DeliveryFailed; its reason has no address."""
        sent, envelope = mail(action, self._seal)
        async with self._free:
            if not await _asked(self._account, lambda client: _has(client, sent.name)):
                await _asked(
                    self._account,
                    lambda client: _send(client, self._account.template, envelope, sent.name),
                )
        return None


async def check(account: NotifyAccount) -> str:
    """Read the template, as the doctor does; what was found. Raises DeliveryFailed."""
    found = await _asked(account, lambda client: client.get_template(account.template))
    subject, body = str(found.get("subject") or ""), str(found.get("body") or "")
    wanted = {place.strip() for place in _PLACE.findall(f"{subject} {body}")}
    if found.get("type") != "email":
        raise DeliveryFailed("The template of GOV.UK Notify is not one for e-mail.")
    if missing := {"subject", "body"} - wanted:
        raise DeliveryFailed(f"The template of GOV.UK Notify lacks (({min(missing)})).")
    if unknown := wanted - set(PLACES):
        raise DeliveryFailed(
            f"The template of GOV.UK Notify asks for (({min(unknown)})), which mails do not have."
        )
    return "GOV.UK Notify knows the key, and the template can be filled in."


def body(envelope: Envelope) -> str:
    """A mail's text in Notify's marks; nothing that people wrote becomes a link under a name."""
    text = envelope.text.replace("((", "( (").replace("](", "] (").replace("]:", "] :")
    text = _RULED.sub(r"# \g<title>", text)
    return _whole_lines(text.replace("\n-- \n", "\n---\n")).strip()


def _whole_lines(text: str) -> str:
    """The text with each paragraph in one line again: Notify breaks a line where we do.

    A line goes on in the next where that one's first word would not have fitted on it.
    """
    lines: list[str] = []
    last = ""
    for line in text.splitlines():
        quoted = line.startswith(_QUOTED) and last.startswith(_QUOTED)
        rest = line.removeprefix(_QUOTED).strip() if quoted else line.strip()
        first = rest.split(maxsplit=1)[0] if rest else ""
        full = first and last and len(last) + 1 + len(first) > WIDTH
        opens = not quoted and line.startswith(("#", "-", _QUOTED))
        if full and not opens and not last.startswith(("#", "---")):
            lines[-1] += f" {rest}"
        else:
            lines.append(line)
        last = line
    return "\n".join(f"^ {each[2:]}" if each.startswith(_QUOTED) else each for each in lines)


def _has(client: NotificationsAPIClient, name: str) -> bool:
    found = client.get_all_notifications(template_type="email", reference=name)
    # What failed inside Notify went nowhere, and is to be sent again.
    return any(each.get("status") != "technical-failure" for each in found["notifications"])


def _send(client: NotificationsAPIClient, template: str, envelope: Envelope, name: str) -> None:
    client.send_email_notification(
        email_address=envelope.to,
        template_id=template,
        personalisation={
            "subject": " ".join(envelope.subject.split()),
            "body": body(envelope),
            "page": envelope.page,
            "way_out": envelope.way_out,
        },
        reference=name,
        one_click_unsubscribe_url=envelope.way_out or None,
    )


async def _asked(account: NotifyAccount, ask: Callable[[NotificationsAPIClient], _Found]) -> _Found:
    """What Notify answers, in a thread: its library waits. Raises DeliveryFailed."""

    def talk() -> _Found:
        # One client for each request: it is not made for several threads.
        client = NotificationsAPIClient(account.key, account.url, timeout=account.seconds)
        with closing(client.request_session) as session:
            # The certificates that everything else here trusts.
            session.verify = os.environ.get("SSL_CERT_FILE") or True
            return ask(client)

    try:
        async with asyncio.timeout(account.seconds * 2):
            return await asyncio.to_thread(talk)
    except (APIError, TimeoutError, OSError, ValueError, KeyError) as error:
        # Never the library's own words: they may hold an address.
        raise _failure(error) from None


def _failure(error: Exception) -> DeliveryFailed:
    """What went wrong, in words without an address or a key."""
    if not isinstance(error, HTTPError) or error.response is None:
        return DeliveryFailed(
            "GOV.UK Notify cannot be reached, or gives no answer.",
            retry_after=SOON,
            maybe_sent=True,
        )
    status, said = error.status_code, _said(error)
    if status == 429:
        day = "TooManyRequests" in said
        return DeliveryFailed(
            "GOV.UK Notify takes no more mails today (429)."
            if day
            else "GOV.UK Notify takes no more mails for now (429).",
            retry_after=TOMORROW if day else SOON,
        )
    if status >= 500:
        return DeliveryFailed(
            f"GOV.UK Notify has a fault of its own ({status}).", retry_after=SOON, maybe_sent=True
        )
    for part, reason in _REASONS:
        if part in said:
            return DeliveryFailed(f"{reason} ({status}).")
    return DeliveryFailed(f"GOV.UK Notify refuses the mail for good ({status}).")


_REASONS = (
    ("clock", "GOV.UK Notify says that the clock of this machine is wrong"),
    ("trial mode", "The service on GOV.UK Notify is in trial mode, and sends to its team only"),
    ("team-only", "CHALLENGER_NOTIFY_API_KEY is a key for the team only"),
    ("email_address", "GOV.UK Notify refuses the address for good"),
    ("personalisation", "The template of GOV.UK Notify asks for more than subject and body"),
    ("emplate", "GOV.UK Notify does not have the template in CHALLENGER_NOTIFY_TEMPLATE"),
    ("token", "GOV.UK Notify does not know the key in CHALLENGER_NOTIFY_API_KEY"),
    ("AuthError", "GOV.UK Notify does not take the key in CHALLENGER_NOTIFY_API_KEY"),
    ("NoResultFound", "GOV.UK Notify does not have the template in CHALLENGER_NOTIFY_TEMPLATE"),
)
"""What Notify's words mean for the operator, by a part of them; the first that fits."""


def _said(error: HTTPError) -> str:
    """What Notify said, to be looked through and never repeated."""
    said: Any = error.message
    return str(said)
