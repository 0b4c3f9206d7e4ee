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
MOST_PICTURES = 6  # in one mail, of 30 KB each


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
    await work.outbox.mail(_mail(key, envelope, seal, work), member, key, work.now)


def _mail(key: str, envelope: Envelope, seal: Seal, work: UnitOfWork) -> Mail:
    name = nameless(str(work.community), key)
    return Mail(name=name, at=work.now, sealed=closed(envelope, seal, work.now))


async def mail_edition(edition: Edition, week: str, work: UnitOfWork) -> None:
    """Send an edition to everybody who asked for it by mail, in what may be read outside."""
    subscribed = {_key(week, row): row for row in await work.subscriptions.all()}
    for key, envelope, seal in await _written(edition, subscribed, work):
        await post(key, subscribed[key].member, envelope, seal, work)


async def mail_corrected(edition: Edition, week: str, work: UnitOfWork) -> None:
    """Put a corrected edition into the mails of it that were not sent yet."""
    unsent = await work.outbox.unsent_mails(_key(week))
    if unsent:
        subscribed = {_key(week, row): row for row in await work.subscriptions.all()}
        still = {key: row for key, row in subscribed.items() if key in unsent}
        for key, envelope, seal in await _written(edition, still, work):
            await work.outbox.remail(_mail(key, envelope, seal, work), key)


def _key(week: str, row: SubscriptionRow | None = None) -> str:
    return f"mail:{week}:{nameless(str(row.member)) if row else ''}"


async def _written(
    edition: Edition, to: Mapping[str, SubscriptionRow], work: UnitOfWork
) -> list[tuple[str, Envelope, Seal]]:
    """The mails of an edition to some subscribers, each by its key."""
    if not to:
        return []
    seal = work.around.mail
    if seal is None or not work.around.base_url:
        log.warning("mail is not set up any more", community=str(work.community))
        return []
    before = await work.digests.before(edition.number)
    told = presenter.outline(edition, work.addresses, before.edition if before else None)
    drawn = {
        chart.name: pictures.document(chart) for chart in presenter.charts(told)[:MOST_PICTURES]
    }
    made = ((key, _envelope(told, drawn, row, seal, work)) for key, row in to.items())
    return [(key, envelope, seal) for key, envelope in made if envelope is not None]


def _envelope(
    told: Told, drawn: Mapping[str, str], row: SubscriptionRow, seal: Seal, work: UnitOfWork
) -> Envelope | None:
    """The mail of an edition to one subscriber; None where no key opens their address."""
    values = opened(seal, row.sealed)
    if values is None:
        log.error("no key opens the address of a subscription", community=str(work.community))
        return None
    way_out = f"{work.around.base_url}/mail/leave/{values['way_out']}"
    faces = presenter.edition(told, way_out=way_out, place=row.member.platform, pictures=drawn)
    return Envelope(
        to=values["address"],
        subject=faces.subject,
        text=faces.text,
        html=faces.html,
        language=spoken(),
        way_out=way_out,
        list=f"digest-{nameless(str(work.community))[:12]}",
        page=told.page,
        pictures=tuple(drawn.items()),
    )


async def language_of_mail(work: UnitOfWork) -> str:
    """What mails are written in: the language of the digest's channel, as the digest is."""
    where = (await work.settings()).digest_channel
    return await work.language(ChannelRef.parse(where) if where else None)
