"""The weekly digest: its timer books a job, the worker compiles, the edition is published once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Audience, CommandCalled
from bot import shelves, subscribing
from bot.language import speaking
from bot.permissions import allowed
from bot.presenters import digest as presenter
from bot.presenters import mail
from bot.store.digests import read_edition
from bot.store.timers import TimerRow
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges.digest import Edition, assumption_name, promise_name
from challenges.refusals import NoSuchThing, NotNow

WEEK = timedelta(days=7)


def iso_week(at: datetime) -> str:
    """`2026-W48`: the week an edition is about, by its last day."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """Book the week's digest and set the next."""
    settings = await work.settings()
    calendar = await work.calendar()
    await work.timers.set("digest", "", calendar.runs(settings.digest_cron, work.now, 1)[0])
    # A bot that slept over its hour publishes late, once; the week is the one that was due.
    until = calendar.local(timer.at) - timedelta(days=1)
    await _book(iso_week(until), settings.digest_channel, timer.at, work)


async def read(event: CommandCalled, work: UnitOfWork) -> None:
    """Show the latest digest to a member, or send it by mail; make one for a moderator."""
    match event.text.strip().lower():
        case "now":
            await _make_now(event, work)
        case "feed":
            await _open_feed(event, work)
        case "no-feed":
            await _close_feed(event, work)
        case "mail":
            await _offer_mail(event, work)
        case "no-mail":
            await _end_mail(event, work)
        case _:
            await _latest(event, work)


async def _latest(event: CommandCalled, work: UnitOfWork) -> None:
    latest = await work.digests.latest()
    if latest is None:
        raise NoSuchThing("digest-missing")
    await work.whisper(event, presenter.edition(latest.edition, _page(latest.number, work)))


async def _make_now(event: CommandCalled, work: UnitOfWork) -> None:
    if not await allowed(event, Who.MODERATOR, work):
        return
    settings = await work.settings()
    if not settings.digest_channel:
        raise NotNow("channel-off")
    await _book(f"{iso_week(work.now)}+{work.now:%d%H%M}", settings.digest_channel, work.now, work)
    await work.audit.note("digest-now", str(event.by), {}, work.now)
    await work.whisper(event, presenter.being_made())


async def _open_feed(event: CommandCalled, work: UnitOfWork) -> None:
    if not await allowed(event, Who.MODERATOR, work):
        return
    if not work.around.base_url:
        raise NotNow("no-address")
    settings = await work.settings()
    if not settings.feed:
        settings = settings.model_copy(update={"feed": work.around.new_key().hex()})
        await work.change_settings(settings)
        await work.audit.note("feed-opened", str(event.by), {}, work.now)
    await work.whisper(event, presenter.feed(f"{work.around.base_url}/feed/{settings.feed}"))


async def _close_feed(event: CommandCalled, work: UnitOfWork) -> None:
    if not await allowed(event, Who.MODERATOR, work):
        return
    settings = await work.settings()
    if settings.feed:
        await work.change_settings(settings.model_copy(update={"feed": ""}))
        await work.audit.note("feed-closed", str(event.by), {}, work.now)
    await work.whisper(event, presenter.feed_closed())


async def _offer_mail(event: CommandCalled, work: UnitOfWork) -> None:
    subscribing.seal_of(work)
    await work.whisper(event, mail.offer(await work.subscriptions.of(event.by) is not None))


async def _end_mail(event: CommandCalled, work: UnitOfWork) -> None:
    subscribed = await work.subscriptions.of(event.by) is not None
    await subscribing.end(event.by, work)
    await work.whisper(event, mail.ended(subscribed))


async def publish(finished: Finished, work: UnitOfWork) -> None:
    """Publish what the worker compiled, once; a quiet week is one line."""
    week = finished.job.subject
    channel = ChannelRef.parse(finished.job.payload["channel"])
    row = await work.channels.get(channel)
    if row is None or not row.on or row.audience is not Audience.COMMUNITY:
        return  # switched off, or closed to some, while the worker was thinking
    with speaking(await work.language(channel)):
        await _publish(week, channel, finished, work)


async def _publish(week: str, channel: ChannelRef, finished: Finished, work: UnitOfWork) -> None:
    if finished.value["edition"] is None:
        await work.say(f"digest:{week}", channel, presenter.quiet_week())
        return
    # Somebody may have withdrawn their words while the worker was thinking.
    edition = await _still_there(read_edition(finished.value["edition"]), work)
    name = work.dice.token(f"{work.community}:digest:{week}")
    if await work.digests.save(week, name, edition, work.now):
        await work.say(
            f"digest:{week}", channel, presenter.edition(edition, _page(edition.number, work))
        )
        await subscribing.mail_edition(edition, week, work)


async def _still_there(edition: Edition, work: UnitOfWork) -> Edition:
    quoted = [each.message for talk in edition.talks for each in talk.quotes]
    quoted += [each.message for each in edition.questions]
    held = await work.messages.quotable(quoted)
    promised = {promise_name(each.id) for each in await work.pledges.all()}
    noted = {assumption_name(each.id) for each in await work.assumptions.all()}
    return replace(
        edition,
        talks=tuple(
            replace(talk, quotes=tuple(each for each in talk.quotes if each.message in held))
            for talk in edition.talks
        ),
        questions=tuple(each for each in edition.questions if each.message in held),
        views=await shelves.still(edition.views, work),
        promises=tuple(each for each in edition.promises if each.name in promised),
        assumptions=tuple(each for each in edition.assumptions if each.name in noted),
    )


def _page(number: int, work: UnitOfWork) -> str:
    return work.addresses.edition(number) if work.around.base_url else ""


async def _book(week: str, channel: str, was_due: datetime, work: UnitOfWork) -> None:
    if not channel or await work.digests.has(week):
        return
    latest = await work.digests.latest()
    # Counted from when it was due, so that a late edition loses nothing of its week.
    since = max(latest.edition.until, was_due - 2 * WEEK) if latest else was_due - WEEK
    await work.jobs.book(
        "digest",
        week,
        {"channel": channel, "since": since.isoformat(), "until": work.now.isoformat()},
        work.now,
    )
