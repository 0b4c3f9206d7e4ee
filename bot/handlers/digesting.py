"""The weekly digest: its timer books a job, the worker compiles, it is sent once or waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Asked, ButtonPressed, CommandCalled
from adapters.posts import Post
from bot import answering, publishing, subscribing
from bot.language import speaking
from bot.names import plain
from bot.permissions import allowed, may, rank
from bot.posted import posted
from bot.presenters import desk, mail, signing_in
from bot.presenters import digest as presenter
from bot.publishing import iso_week
from bot.store.desk import Coming
from bot.store.digests import read_edition
from bot.store.timers import TimerRow
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing, NotNow

NEAR = 65  # of 100: how like a word must be to be meant


async def due(timer: TimerRow, work: UnitOfWork) -> None:
    """Book the week's digest and set the next."""
    settings = await work.settings()
    calendar = await work.calendar()
    await work.timers.set("digest", "", calendar.runs(settings.digest_cron, work.now, 1)[0])
    # A bot that slept over its hour publishes late, once; the week is the one that was due.
    until = calendar.local(timer.at) - timedelta(days=1)
    if settings.digest_channel:
        await _book(iso_week(until), settings.digest_channel, timer.at, work)


async def read(event: CommandCalled, work: UnitOfWork) -> None:
    """Show the latest digest to a member, or send it by mail; make one for a moderator."""
    words = plain(event.text)
    if words in {"", "latest", "now", "feed", "no-feed", "mail", "no-mail"}:
        await _do(words, event, work)
    else:
        await work.whisper(event, desk.unknown(words, _meant(words, work)))


async def choose(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    await _do(event.subject, event, work)


async def _do(word: str, event: Asked, work: UnitOfWork) -> None:
    match word:
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


def _meant(words: str, work: UnitOfWork) -> str:
    """What was meant by words nobody knows: the nearest that may stand there, or ""."""
    known = [
        choice
        for command in work.around.vocabulary.commands
        if command.name == "digest"
        for choice in command.arguments[0].choices
    ]
    first, _, rest = words.partition(" ")
    nearest = process.extractOne(first, known, scorer=fuzz.ratio, score_cutoff=NEAR)
    if nearest is None:
        return ""
    numbered = nearest[0] in {"public", "private"} and rest.isdecimal()
    return f"{nearest[0]} {rest}" if numbered else nearest[0]


async def _latest(event: Asked, work: UnitOfWork) -> None:
    latest = await work.digests.latest()
    moderates = may(await rank(event, work), Who.MODERATOR)
    if latest is None and not moderates:
        raise NoSuchThing("digest-missing")
    shown = posted(latest.edition, latest.name, work).parts if latest else ()
    if latest is not None and work.around.base_url:
        shown = (*shown, signing_in.way())
    if moderates:
        shown = (*shown, *(await _desk(event, work)).parts)
    await work.whisper(event, Post(shown))


async def _desk(event: Asked, work: UnitOfWork) -> Post:
    settings = await work.settings()
    latest = await work.digests.latest()
    return desk.overview(
        desk.Standing(
            channel=await publishing.place(work),
            comes=await work.timers.at("digest", ""),
            coming=await work.desk.coming(),
            held=tuple(await work.desk.held()),
            latest=latest.number if latest else 0,
            review=settings.digest_review,
            feed=bool(settings.feed),
            organises=may(await rank(event, work), Who.ORGANISER),
        ),
        work.now,
    )


async def _make_now(event: Asked, work: UnitOfWork) -> None:
    if not await allowed(event, Who.MODERATOR, work):
        return
    channel = await publishing.wanted_place(work)
    asker = answering.closed(event, work)
    await _book(publishing.in_between(work.now), str(channel), work.now, work, asker)
    await publishing.note("digest-now", event, work)
    settings, coming = await work.settings(), await work.desk.coming()
    waits = settings.digest_review or coming.hold
    await work.whisper(event, desk.being_made(waits))


async def _open_feed(event: Asked, work: UnitOfWork) -> None:
    if not await allowed(event, Who.MODERATOR, work):
        return
    if not work.around.base_url:
        raise NotNow("no-address")
    settings = await work.settings()
    if not settings.feed:
        settings = settings.model_copy(update={"feed": work.around.new_key().hex()})
        await work.change_settings(settings)
        await publishing.note("feed-opened", event, work)
    await work.whisper(event, presenter.feed(f"{work.around.base_url}/feed/{settings.feed}"))


async def _close_feed(event: Asked, work: UnitOfWork) -> None:
    if not await allowed(event, Who.MODERATOR, work):
        return
    settings = await work.settings()
    if settings.feed:
        await work.change_settings(settings.model_copy(update={"feed": ""}))
        await publishing.note("feed-closed", event, work)
    await work.whisper(event, presenter.feed_closed(bool(settings.feed)))


async def _offer_mail(event: Asked, work: UnitOfWork) -> None:
    subscribing.seal_of(work)
    await work.whisper(event, mail.offer(await work.subscriptions.of(event.by) is not None))


async def _end_mail(event: Asked, work: UnitOfWork) -> None:
    subscribed = await work.subscriptions.of(event.by) is not None
    await subscribing.end(event.by, work)
    await work.whisper(event, mail.ended(subscribed))


async def publish(finished: Finished, work: UnitOfWork) -> None:
    """Show what the worker compiled to whom it is for; publish it once, or let it wait."""
    payload, week = finished.job.payload, finished.job.subject
    channel = ChannelRef.parse(payload["channel"])
    made = finished.value["edition"]
    if payload.get("answer"):
        await _preview(finished, channel, work)
        return
    if not await publishing.open_to_all(channel, work):
        return  # switched off, or closed to some, while the worker was thinking
    coming, settings = await work.desk.coming(), await work.settings()
    looked = payload.get("looked") == desk.seen(coming.note)
    # Somebody looked at it with another note, and wanted it sent: it waits for a second look.
    changed = "looked" in payload and not looked
    with speaking(await work.language(channel)):
        if made is None:
            if "looked" not in payload and not await publishing.told_already(week, work):
                await _quiet(finished, channel, work)
            return
        edition = read_edition(made)
        if changed or ((settings.digest_review or coming.hold) and not looked):
            if await publishing.hold(week, edition, coming, work):
                await work.desk.decide(Coming())
                await publishing.tell_moderators(desk.waits(edition), work)
            return
    noted = replace(edition, note=coming.note)
    if await publishing.publish(week, channel, noted, coming.noted_by, work):
        await work.desk.decide(Coming())


async def _quiet(finished: Finished, channel: ChannelRef, work: UnitOfWork) -> None:
    """Say in one line that a week was quiet, unless what came before it was not told yet."""
    if not await publishing.last_waits(work):
        await work.say(f"digest:{finished.job.subject}", channel, presenter.quiet_week())
        return
    asker = answering.opened(finished.job.payload.get("asker", ""), work)
    if asker is not None:
        await answering.say(asker, desk.one_waits, work)


async def _preview(finished: Finished, channel: ChannelRef, work: UnitOfWork) -> None:
    """Show to one moderator what would be published now."""
    answer = answering.opened(finished.job.payload["answer"], work)
    if answer is None:
        return
    made = finished.value["edition"]
    if made is None:
        await answering.say(answer, desk.nothing_yet, work)
        return
    coming, settings = await work.desk.coming(), await work.settings()
    edition = await publishing.still_there(read_edition(made), work)
    edition = replace(edition, note=coming.note)
    page = publishing.page(await work.digests.next_number(), work)
    shown = desk.Previewed(
        edition=edition,
        post=Post(()),
        channel=channel,
        comes=await work.timers.at("digest", ""),
        waits=settings.digest_review or coming.hold,
        review=settings.digest_review,
    )
    await answering.say(
        answer,
        lambda: desk.preview(replace(shown, post=presenter.edition(edition, page))),
        work,
    )


async def _book(
    week: str, channel: str, was_due: datetime, work: UnitOfWork, asker: str = ""
) -> None:
    if await publishing.told_already(week, work):
        return
    since, until = await publishing.span(was_due, work)
    await work.jobs.book(
        "digest",
        week,
        {
            "channel": channel,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "asker": asker,
        },
        work.now,
    )
