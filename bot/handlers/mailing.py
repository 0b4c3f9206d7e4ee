"""The digest by mail: asking for it, confirming by a link, and ending it by another."""

from __future__ import annotations

import re

from adapters.chat import MemberRef
from adapters.envelopes import Envelope
from adapters.events import FormSent, MemberLeft, PageSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import subscribing
from bot.language import speaking, spoken
from bot.presenters import mail as presenter
from bot.presenters.pages import mail as mails
from bot.store.subscriptions import SubscriptionRow, confirmation, leaving
from bot.work import UnitOfWork
from challenges.refusals import NotNow, NotValid

MOST_A_DAY = 3  # mails to be confirmed that one member may ask for
LONGEST = 254  # characters of an address, as SMTP has it
ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]",
    re.IGNORECASE,
)


async def mail_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for an address."""
    subscribing.seal_of(work)
    return presenter.form()


async def ask(event: FormSent, work: UnitOfWork) -> None:
    """Send a mail to an address that asks whether its owner wants the digest."""
    seal = subscribing.seal_of(work)
    address = event.value("address")
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        raise NotValid("address-wrong")
    if await work.subscriptions.asked_lately(event.by, work.now) >= MOST_A_DAY:
        raise NotNow("mails-enough")
    token = work.around.new_key().hex()
    kept = subscribing.sealed(seal, work.now, member=str(event.by), address=address)
    await work.subscriptions.ask(event.by, token, kept, work.now)
    link = f"{work.around.base_url}/mail/confirm/{token}"
    with speaking(await subscribing.language_of_mail(work)):
        faces = mails.confirmation(link, event.by.platform)
        envelope = Envelope(
            to=address,
            subject=faces.subject,
            text=faces.text,
            html=faces.html,
            language=spoken(),
            page=link,
        )
    await subscribing.post(f"confirm:{event.key}", event.by, envelope, seal, work)
    await work.whisper(event, presenter.asked())


async def left(event: MemberLeft, work: UnitOfWork) -> None:
    """Whoever left the community gets no more of its mail."""
    await subscribing.end(event.by, work)


async def pressed(event: PageSent, work: UnitOfWork) -> None:
    """A page's button: confirm a subscription, or end one. A link that is over does nothing."""
    what, _, token = event.path.removeprefix("/mail/").partition("/")
    if what == "confirm":
        await _confirm(token, work)
    elif what == "leave":
        row = await leaving(work.connection, token)
        if row is not None and row.community == str(work.community):
            await subscribing.end(row.member, work)


async def _confirm(token: str, work: UnitOfWork) -> None:
    row = await confirmation(work.connection, token)
    if row is None or row.community != str(work.community) or not row.waits(work.now):
        return
    seal = work.around.mail
    values = subscribing.opened(seal, row.sealed)
    if seal is None or values is None:
        return
    member, way_out = MemberRef.parse(values["member"]), work.around.new_key().hex()
    kept = subscribing.sealed(seal, work.now, address=values["address"], way_out=way_out)
    await work.subscriptions.save(
        SubscriptionRow(str(work.community), member, kept), way_out, work.now
    )
    await work.subscriptions.confirmed(row)
