"""Settings and schedules, set in chat by moderators; every change is noted for all to read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from adapters.chat import ChannelRef
from adapters.commands import Who
from adapters.events import Asked, Audience, ButtonPressed, CommandCalled, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import whens
from bot.asking import ask
from bot.clock import Calendar
from bot.names import number
from bot.permissions import may, only_where_on, rank, seen
from bot.presenters import settings as presenter
from bot.presenters.words import moment, shortened
from bot.stopping import stop
from bot.store.schedules import ScheduleRow
from bot.work import UnitOfWork, calendar_of
from challenges.challenge import Origin
from challenges.messages import MemberId
from challenges.refusals import NoSuchThing, NotNow, NotValid
from config.community import community_settings

USUAL_PAUSE = 7  # days
LONGEST_PAUSE = 365
LEAST_GAP = timedelta(hours=20)  # between two runs: a day, and some room for a clock change


async def on(event: CommandCalled, work: UnitOfWork) -> None:
    """Switch on in this channel, and tell the channel so before anything is heard."""
    await _switch(event, True, work)


async def off(event: CommandCalled, work: UnitOfWork) -> None:
    """Switch off in this channel and erase what was kept from it."""
    await _switch(event, False, work)


async def switch(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    await _switch(event, event.subject == "on", work)


async def _switch(event: Asked, wanted: bool, work: UnitOfWork) -> None:
    channel = event.channel
    if event.audience is Audience.DIRECT:
        raise NotNow("direct-only-here")
    if wanted and event.audience is Audience.SHARED:
        raise NotNow("shared-channel")
    before = await work.channels.get(channel)
    await work.channels.saw(channel, event.audience)
    if wanted:
        await work.channels.switch(channel, True, str(event.by), work.now)
    else:
        await stop(channel, str(event.by), work)
    settings = await work.settings()
    if wanted and not settings.digest_channel and event.audience is Audience.COMMUNITY:
        settings = settings.model_copy(update={"digest_channel": str(channel)})
        await work.change_settings(settings)
        await _set_digest_timer(work)
    if wanted and await work.timers.get("tidy", "") is None:
        await work.timers.set("tidy", "", work.now + timedelta(days=1))
    if wanted and (before is None or not before.on):
        await work.say(f"on:{event.key}", channel, presenter.announced(channel))
    await work.audit.note(
        "channel-on" if wanted else "channel-off",
        str(event.by),
        {"channel": str(channel)},
        work.now,
    )
    await work.whisper(event, presenter.switched(channel, wanted, settings))


async def pause(event: CommandCalled, work: UnitOfWork) -> None:
    """Ask nothing here for some days."""
    await only_where_on(event.channel, work)
    days = number(event.text) or USUAL_PAUSE
    until = work.now + timedelta(days=min(days, LONGEST_PAUSE))
    await work.channels.pause(event.channel, until)
    await work.audit.note("paused", str(event.by), {"channel": str(event.channel)}, work.now)
    await work.whisper(event, presenter.paused(until))


async def resume(event: CommandCalled, work: UnitOfWork) -> None:
    """Let questions come again."""
    await only_where_on(event.channel, work)
    await work.channels.pause(event.channel, None)
    await work.audit.note("resumed", str(event.by), {"channel": str(event.channel)}, work.now)
    await work.whisper(event, presenter.resumed())


async def schedule(event: CommandCalled, work: UnitOfWork) -> None:
    """Ask a question here on a schedule."""
    await only_where_on(event.channel, work)
    try:
        cron = whens.cron(event.text)
        runs = (await work.calendar()).runs(cron, work.now)
    except ValueError:
        raise NotValid("schedule-wrong", when=shortened(event.text, 100) or " ") from None
    if any(later - run < LEAST_GAP for run, later in pairwise(runs)):
        raise NotValid("schedule-too-often")
    row = await work.schedules.add(str(event.channel), "", cron, str(event.by), work.now)
    await work.timers.set("schedule", str(row.id), runs[0])
    await work.audit.note("schedule-set", str(event.by), {"schedule": row.id}, work.now)
    await work.whisper(event, presenter.schedule_set(row, runs, await work.settings()))


async def skip(event: ButtonPressed, work: UnitOfWork) -> None:
    """Leave out the next run, or put it back."""
    row = await _schedule(event, work)
    after = row.skipping(not row.skip_next)
    await work.schedules.save(after)
    await work.audit.note("schedule-skipped", str(event.by), {"schedule": row.id}, work.now)
    runs = _runs(await work.calendar(), row.cron, work.now, 1)
    await work.whisper(
        event, presenter.schedule_skipped(after.skip_next, [moment(run) for run in runs])
    )


async def remove(event: ButtonPressed, work: UnitOfWork) -> None:
    """Remove a schedule."""
    row = await _schedule(event, work)
    await work.schedules.remove(row.id)
    await work.timers.cancel("schedule", str(row.id))
    await work.audit.note("schedule-removed", str(event.by), {"schedule": row.id}, work.now)
    await work.whisper(event, presenter.schedule_removed())


async def run_now(event: ButtonPressed, work: UnitOfWork) -> None:
    """Ask the scheduled question now; later runs do not shift."""
    row = await _schedule(event, work)
    channel = ChannelRef.parse(row.channel)
    await only_where_on(channel, work)
    by = MemberId(str(event.by))
    await ask(
        work, channel, thread=None, about=(), reason="schedule", origin=Origin.SCHEDULE, by=by
    )
    await work.whisper(event, presenter.asked_now())


async def list_(event: CommandCalled, work: UnitOfWork) -> None:
    """Say what is switched on and what comes next."""
    calendar = await work.calendar()
    channels = [
        row
        for row in await work.channels.switched_on()
        if await seen(event, str(row.channel), work)
    ]
    schedules = [
        (row, _runs(calendar, row.cron, work.now))
        for row in await work.schedules.list()
        if await seen(event, row.channel, work)
    ]
    due = await work.timers.get("digest", "")
    settings = await work.settings()
    moderates = may(await rank(event, work), Who.MODERATOR)
    await work.whisper(
        event,
        presenter.list_(channels, schedules, settings, due.at if due else None, moderates),
    )


async def log(event: CommandCalled, work: UnitOfWork) -> None:
    """Show who changed what; anyone may read it."""
    await work.whisper(event, presenter.log(await work.audit.latest()))


async def settings_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for the settings as they are."""
    return presenter.settings_form(await work.settings())


async def save_settings(event: FormSent, work: UnitOfWork) -> None:
    """Keep the settings that were filled in, if all of them can be used."""
    before = await work.settings()
    try:
        start, _, end = event.value("quiet").partition(" to ")
        filled = {
            **before.model_dump(mode="json"),
            "quiet_from": whens.wall_time(start).isoformat(),
            "quiet_to": whens.wall_time(end).isoformat(),
            "nation": event.value("nation"),
            "closed": [
                _day(each).isoformat() for each in event.value("closed").split(",") if each.strip()
            ],
            "prompts": event.value("prompts") == "yes",
            "digest_cron": whens.cron(event.value("digest")),
        }
        after = community_settings(filled)
        calendar_of(after).runs(after.digest_cron, work.now)
    except ValueError as error:
        raise NotValid("settings-wrong", words=str(error)) from None
    await work.change_settings(after)
    if after.digest_channel:
        await _set_digest_timer(work)
    await _set_schedule_timers(work)
    await work.audit.note("settings", str(event.by), {}, work.now)
    await work.whisper(event, presenter.settings_saved())


async def _set_schedule_timers(work: UnitOfWork) -> None:
    """Other days may be closed now."""
    calendar = await work.calendar()
    for row in await work.schedules.list():
        if runs := _runs(calendar, row.cron, work.now, 1):
            await work.timers.set("schedule", str(row.id), runs[0])
        else:
            await work.timers.cancel("schedule", str(row.id))


def _runs(calendar: Calendar, cron: str, now: datetime, most: int = 3) -> list[datetime]:
    """The next runs; none when all its days are closed now."""
    try:
        return calendar.runs(cron, now, most)
    except ValueError:
        return []


async def _set_digest_timer(work: UnitOfWork) -> None:
    settings = await work.settings()
    calendar = await work.calendar()
    await work.timers.set("digest", "", calendar.runs(settings.digest_cron, work.now, 1)[0])


async def _schedule(event: ButtonPressed, work: UnitOfWork) -> ScheduleRow:
    found = await work.schedules.get(number(event.subject))
    if found is None or not await seen(event, found.channel, work):
        raise NoSuchThing("no-such-schedule")
    return found


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise ValueError(words.strip()) from None
