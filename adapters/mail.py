"""Mail as a platform that only speaks: takes sealed envelopes to an SMTP server.

SMTP cannot be asked what became of a mail. One that may have arrived is sent again with the same
Message-ID, by which a mailbox can tell that it is the same.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import Policy
from typing import Literal
from urllib.parse import quote

import aiosmtplib
import structlog

from adapters.actions import Action
from adapters.chat import MessageRef
from adapters.envelopes import Envelope, mail, picture_id
from adapters.outward import Outward
from adapters.port import DeliveryFailed
from adapters.sealing import Seal

log = structlog.get_logger(__name__)

NAME = "mail"
AT_ONCE = 4  # connections to the server
SECONDS = 30.0  # that each step with the server may take
SOON, LATER = 60.0, 600.0  # seconds until the next try: of what passes, of what somebody must mend

Draw = Callable[[str], Awaitable[bytes]]
"""From a drawing to a PNG of it."""
Safety = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is taken to, how the way there is kept safe, and who the bot is to the server."""

    host: str
    port: int
    safety: Safety
    user: str = ""
    password: str = ""
    seconds: float = SECONDS

    def __repr__(self) -> str:
        """Its address; never the password."""
        return f"MailServer({self.host}:{self.port})"


class MailPlatform(Outward):
    """The way out by mail. Nothing comes in: what people press in a mail is a web page."""

    name = NAME

    def __init__(
        self, server: MailServer, sender: Address, seal: Seal, draw: Draw | None = None
    ) -> None:
        """Take to `server` what was sealed with `seal`, as mail from `sender`.

        Without `draw`, which makes PNGs of drawings, mails go without pictures.
        """
        self._draw = draw
        self._server = server
        self._sender = sender
        self._seal = seal
        self._free = asyncio.Semaphore(AT_ONCE)

    async def deliver(self, action: Action) -> MessageRef | None:
        """Send a mail. Raises DeliveryFailed; its reason never names the address."""
        taken, envelope = mail(action, self._seal)
        drawn = await self._drawn(envelope)
        sent = letter(envelope, self._sender, taken.name, taken.at, drawn)
        async with self._free, _talking(self._server) as client:
            await client.sendmail(self._sender.addr_spec, [envelope.to], sent.as_bytes())
        return None

    async def _drawn(self, envelope: Envelope) -> dict[str, bytes]:
        """The pictures of a mail. It is whole without one that cannot be drawn."""
        drawn: dict[str, bytes] = {}
        if self._draw is None:
            return drawn
        for name, svg in envelope.pictures:
            try:
                drawn[name] = await self._draw(svg)
            except Exception as trouble:
                log.warning("mail.not_drawn", picture=name, error=type(trouble).__name__)
        return drawn


class _Unfolded(UnstructuredHeader, BaseHeader):
    """A header that is one line of ASCII, and stays one.

    Python would fold a long address as words in another alphabet, which no mail program undoes.
    """

    def fold(self, *, policy: Policy) -> str:
        """The line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("List-Id", "List-Unsubscribe", "Message-ID"):
    _HEADERS.map_to_type(_name, _Unfolded)
_POLICY = SMTP_POLICY.clone(header_factory=_HEADERS)
LONGEST_ADDRESS = 900  # signs; a line of a mail has 998


def letter(
    envelope: Envelope,
    sender: Address,
    name: str,
    at: datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> EmailMessage:
    """The mail as it goes out, the same each time it is made."""
    made = EmailMessage(policy=_POLICY)
    made["From"] = sender
    made["To"] = Address(addr_spec=envelope.to)
    made["Subject"] = _one_line(envelope.subject)
    made["Date"] = at
    made["Message-ID"] = f"<{_plain(name)}@{sender.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    if envelope.list:
        made["List-Id"] = f"<{_plain(envelope.list)}.{sender.domain}>"
    way_out = quote(envelope.way_out.encode("utf-8", "replace"), safe=":/#[]@!$&'()*+,;=%~")
    if way_out and len(way_out) <= LONGEST_ADDRESS:
        made["List-Unsubscribe"] = f"<{way_out}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(envelope.text, cte="quoted-printable")
    made.add_alternative(envelope.html, subtype="html", cte="quoted-printable")
    _add_pictures(made, pictures or {}, name)
    made.set_boundary(f"={_plain(name)}=")
    made["Content-Language"] = _plain(envelope.language)  # setting the content takes it away
    return made


def _add_pictures(made: EmailMessage, pictures: Mapping[str, bytes], name: str) -> None:
    """Put the pictures beside the HTML that shows them."""
    html = list(made.iter_parts())[-1]
    if not pictures or not isinstance(html, EmailMessage):
        return
    for called, png in pictures.items():
        id = picture_id(called)
        html.add_related(
            png,
            "image",
            "png",
            cid=f"<{id}>",
            disposition="inline",
            filename=f"{_plain(called)}.png",
        )
    html.set_boundary(f"={_plain(name)}-html=")


async def check(server: MailServer) -> str:
    """Greet the server, as the doctor does; what was found. Raises DeliveryFailed."""
    async with _talking(server):
        named = "it knows us" if server.user else "it asks for no name"
        return f"the server {server.host} answers, and {named}."


@asynccontextmanager
async def _talking(server: MailServer) -> AsyncIterator[aiosmtplib.SMTP]:
    """A conversation with the server; what goes wrong in it as DeliveryFailed."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.safety == "tls",
        start_tls=False,  # below, so that it can be told from what else goes wrong
        timeout=server.seconds,
    )
    try:
        await client.connect()
        if server.safety == "starttls":
            await _make_safe(client)
        if server.user:
            await client.login(server.user, server.password)
        yield client
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise _failure(error) from None
    else:
        await _goodbye(client)
    finally:
        client.close()


async def _make_safe(client: aiosmtplib.SMTP) -> None:
    try:
        await client.starttls()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _unsafe() from error


async def _goodbye(client: aiosmtplib.SMTP) -> None:
    """Leave politely. The mail is taken by now: how the server answers changes nothing."""
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        return


def _failure(error: Exception) -> DeliveryFailed:
    """What went wrong, in words without an address; the server's own words may hold one."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return _refused("the address", first.code)
        case aiosmtplib.SMTPAuthenticationError():
            return DeliveryFailed(
                "The mail server does not take the name and the password: "
                "see CHALLENGER_SMTP_USER and CHALLENGER_SMTP_PASSWORD.",
                retry_after=LATER,
            )
        case aiosmtplib.SMTPSenderRefused():
            return DeliveryFailed(
                f"The mail server refuses the sender ({error.code}): see CHALLENGER_MAIL_FROM.",
                retry_after=LATER,
            )
        case aiosmtplib.SMTPConnectError(__cause__=ssl.SSLError()) | ssl.SSLError():
            return _unsafe()
        case aiosmtplib.SMTPConnectError():
            return DeliveryFailed("The mail server cannot be reached.", retry_after=SOON)
        case aiosmtplib.SMTPTimeoutError():
            return DeliveryFailed(
                "The mail server takes too long to answer.", retry_after=SOON, maybe_sent=True
            )
        case aiosmtplib.SMTPResponseException():
            return _refused("the mail", error.code)
        case _:
            return DeliveryFailed(
                "The mail server ended the conversation.", retry_after=SOON, maybe_sent=True
            )


def _unsafe() -> DeliveryFailed:
    return DeliveryFailed(
        "The way to the mail server cannot be made safe: "
        "see CHALLENGER_SMTP_STARTTLS, and the certificate of the server.",
        retry_after=LATER,
    )


def _refused(what: str, code: int) -> DeliveryFailed:
    if 500 <= code < 600:
        return DeliveryFailed(f"The mail server refuses {what} for good ({code}).")
    return DeliveryFailed(f"The mail server refuses {what} for now ({code}).", retry_after=SOON)


def _one_line(text: str) -> str:
    """No header holds a line break, whoever wrote it.

    Python reads encoded words in what a header is set to, and would find a line break in them.
    """
    plain = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(plain.replace("=?", "= ?").split())


def _plain(name: str) -> str:
    """Only letters, digits and hyphens, as in an identifier."""
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in name) or "-"
