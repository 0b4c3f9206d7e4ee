"""The digest by mail: what several behaviours share of asking for it, sending it and ending it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import structlog

from adapters.actions import Mail
from adapters.chat import ChannelRef, MemberRef
from adapters.envelopes import Envelope, closed
from adapters.events import nameless
from adapters.sealing import Seal
from bot import pictures
from bot.language import spoken
from bot.presenters.pages import mail as presenter
from bot.presenters.pages.outline import Told
from bot.store.subscriptions import SubscriptionRow
from bot.work import UnitOfWork
from challenges.digest import Edition
from challenges.refusals import NotNow

log = structlog.get_logger(__name__)
MOST_OF_PICTURES = 150_000  # bytes in one mail: each waits for its server once per member


def seal_of(work: UnitOfWork) -> Seal:
    """What addresses are sealed with; refused where no mail is set up."""
    if work.around.mail is None:
        raise NotNow("mail-off")
    if not work.around.base_url:
        raise NotNow("no-address")
    return work.around.mail


def sealed(seal: Seal, now: datetime, **values: str) -> str:
    """Some texts, sealed together."""
    return seal.close(json.dumps(values), now.timestamp())


def opened(seal: Seal | None, text: str) -> dict[str, str] | None:
    """What was sealed together; None when no key fits."""
    plain = seal.open(text) if seal is not None and text else None
    if plain is None:
        return None
    values: dict[str, str] = json.loads(plain)
    return values


async def address_of(member: MemberRef, work: UnitOfWork) -> str:
    """Where a member gets the digest by mail; empty where they do not."""
    row = await work.subscriptions.of(member)
    if row is None:
        return ""
    values = opened(work.around.mail, row.sealed)
    return values["address"] if values else "kept, but no key opens it"


async def end(member: MemberRef, work: UnitOfWork) -> None:
    """Send a member no more mail, not even what waits."""
    await work.subscriptions.end(member)
    await work.outbox.unmail(member)


async def post(
    key: str, member: MemberRef, envelope: Envelope, seal: Seal, work: UnitOfWork
) -> None:
    """Send a mail to a member, once for each key."""
    name = nameless(str(work.community), key)
    mail = Mail(name=name, at=work.now, sealed=closed(envelope, seal, work.now))
    await work.outbox.mail(mail, member, key, work.now)


async def mail_edition(edition: Edition, week: str, work: UnitOfWork) -> None:
    """Send an edition to everybody who asked for it by mail, in what may be read outside."""
    subscribed = await work.subscriptions.all()
    if not subscribed:
        return
    seal, base = work.around.mail, work.around.base_url
    if seal is None or not base:
        log.warning("mail is not set up any more", community=str(work.community))
        return
    before = await work.digests.before(edition.number)
    told = presenter.outline(edition, work.addresses, before.edition if before else None)
    drawn = await _pictures(told)
    for row in subscribed:
        key = f"mail:{week}:{nameless(str(row.member))}"
        await _mail_one(told, drawn, key, row, seal, work)


async def _pictures(told: Told) -> dict[str, bytes]:
    """The charts of a mail as pictures. It is whole without them."""
    drawn: dict[str, bytes] = {}
    for chart in presenter.charts(told):
        png = await pictures.png(chart)
        if sum(map(len, drawn.values())) + len(png) <= MOST_OF_PICTURES:
            drawn[chart.name] = png
    return drawn


async def _mail_one(
    told: Told,
    drawn: Mapping[str, bytes],
    key: str,
    row: SubscriptionRow,
    seal: Seal,
    work: UnitOfWork,
) -> None:
    values = opened(seal, row.sealed)
    if values is None:
        log.error("no key opens the address of a subscription", community=str(work.community))
        return
    way_out = f"{work.around.base_url}/mail/leave/{values['way_out']}"
    faces = presenter.edition(told, way_out=way_out, place=row.member.platform, pictures=drawn)
    envelope = Envelope(
        to=values["address"],
        subject=faces.subject,
        text=faces.text,
        html=faces.html,
        language=spoken(),
        way_out=way_out,
        list=f"digest-{nameless(str(work.community))[:12]}",
        page=told.page,
    ).with_pictures(drawn)
    await post(key, row.member, envelope, seal, work)


async def language_of_mail(work: UnitOfWork) -> str:
    """What mails are written in: the language of the digest's channel, as the digest is."""
    where = (await work.settings()).digest_channel
    return await work.language(ChannelRef.parse(where) if where else None)
