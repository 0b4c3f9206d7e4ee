"""Schedules that run: when their time has come, or now; and how a run would read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef
from adapters.events import ButtonPressed
from bot import recurring, serving, talks
from bot.asking import ask, word
from bot.language import speaking
from bot.names import number
from bot.permissions import only_where_on, still_moderates
from bot.presenters import schedules as presenter
from bot.store.schedules import OFFICE, ScheduleRow
from bot.store.timers import TimerRow
from bot.work import UnitOfWork
from challenges import choosing
from challenges.challenge import Challenge, Origin
from challenges.effects import Cadence
from challenges.messages import ChannelId, MemberId
from challenges.method_files import METHODS
from challenges.moves import MOVES

MISSED_BY = timedelta(hours=4)  # a run later than this is left out rather than asked out of place
LATE = timedelta(minutes=5)  # a run later than this says that it is late


async def run_now(event: ButtonPressed, work: UnitOfWork) -> None:
    """Do now what is scheduled; later runs do not shift."""
    row = await recurring.found(event, event.subject, work)
    await only_where_on(ChannelRef.parse(row.channel), work)
    asked = await _run(
        row,
        work,
        key=f"invitation:{row.id}.now{work.now:%Y%m%d%H%M%S%f}",
        by=MemberId(str(event.by)),
    )
    await recurring.note("schedule-run-now", event, row, work)
    await work.whisper(event, presenter.asked_now(asked))


async def sample(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show how the next run would read, to a moderator alone."""
    row = await recurring.found(event, event.subject, work)
    channel = ChannelRef.parse(row.channel)
    wording = "" if row.method or row.what == OFFICE else await _likely(channel, row.what, work)
    await work.whisper(event, presenter.sample(await recurring.outlook(row, work), wording))


async def first_look(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show how a question would read here, to one person alone."""
    wording = await _likely(event.channel, "", work)
    await work.whisper(event, presenter.first_look(event.channel, wording, event.audience))


async def scheduled(timer: TimerRow, work: UnitOfWork) -> None:
    """Do what was scheduled, or say why not, and set the next time.

    After the bot was down several runs may be overdue: the last of them takes place if it is not
    very late, and none of the others.
    """
    row = await work.schedules.get(number(timer.subject), removed=True)
    if row is None:
        return
    if row.removed_at is not None:
        await work.schedules.remove(row.id)
        return
    await recurring.set_timer(row, work)
    due = recurring.fell_due(row, await work.calendar(), timer.at, work.now)
    if row.skip_next:
        row, due = row.skipping(False), due[1:]
        await work.schedules.save(row)
    if not due:
        return
    why = await _in_the_way(row, due[-1], work)
    missed = due if why else due[:-1]
    if missed:
        await _missed(replace(row, missed_at=missed[-1], missed_why=why or "slept"), missed, work)
    if why:
        return
    if not missed and row.missed_at is not None:
        await work.schedules.save(replace(row, missed_at=None, missed_why=""))
    late = due[-1] if work.now - due[-1] > LATE else None
    with speaking(await work.language(ChannelRef.parse(row.channel))):
        await _run(row, work, key=f"invitation:{row.id}.{due[-1]:%Y%m%d%H%M}", late=late)


async def _in_the_way(row: ScheduleRow, due: datetime, work: UnitOfWork) -> str:
    """Why a run cannot take place now: a key of `presenter.MISSED`, or an empty text."""
    channel = await work.channels.get(ChannelRef.parse(row.channel))
    if channel is None or not channel.on:
        return "off"
    if channel.paused_until is not None and work.now < channel.paused_until:
        return "paused"
    if await work.verdicts.settled_until(ChannelId(row.channel), None, work.now):
        return "left-alone"
    cadence = await work.brakes.cadence(row.channel)
    if cadence is Cadence.PAUSED:
        return "harm"
    if work.now - due > MISSED_BY:
        return "slept"
    if not await still_moderates(row.by, work):
        return "author"
    # At half the pace every second run is left out: the one after a run that took place.
    return "slower" if cadence is Cadence.SLOWER and row.missed_why != "slower" else ""


async def _missed(row: ScheduleRow, runs: tuple[datetime, ...], work: UnitOfWork) -> None:
    await work.schedules.save(row)
    noted = {"run": runs[-1].isoformat(), "runs": len(runs), "why": row.missed_why}
    await work.audit.note("schedule-missed", "", {**recurring.named(row), **noted}, work.now)


async def _run(
    row: ScheduleRow,
    work: UnitOfWork,
    *,
    key: str,
    by: MemberId | None = None,
    late: datetime | None = None,
) -> Challenge | None:
    """Ask the question, or invite to the round; the question that was asked."""
    channel = ChannelRef.parse(row.channel)
    zone = ZoneInfo((await recurring.outlook(row, work)).calendar.zone)
    if row.method in METHODS:
        await work.say(key, channel, presenter.invitation(row, late, zone))
        return None
    if row.what == OFFICE:
        if by is not None or not await work.terms.open_(row.channel):  # else this run rests
            await serving.open_term(channel, "", serving.weeks(row.rule), by, work)
        return None
    talk = await talks.latest(channel, None, work)
    return await ask(
        work,
        channel,
        thread=None,
        about=(),
        reason="schedule",
        origin=Origin.SCHEDULE,
        by=by,
        claim=talks.claim(talk),
        found=choosing.find(talk),
        named=row.what if row.what in MOVES else "",
        remark=presenter.late_note(late, zone) if late else None,
    )


async def _likely(channel: ChannelRef, what: str, work: UnitOfWork) -> str:
    """Words a question could have: which it will have is thrown when it comes."""
    purpose = f"{work.community}:sample:{channel}:{work.now}"
    talk = await talks.latest(channel, None, work)
    found, named = choosing.find(talk), what if what in MOVES else ""
    known = {"claim": talks.claim(talk)}
    worded = await word(work, channel, "schedule", purpose, known, found, named)
    return worded.wording
