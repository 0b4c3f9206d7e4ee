"""Being left alone for a time: oneself, a thread, and for moderators a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.commands import Who
from adapters.events import Asked, ButtonPressed, CommandCalled
from bot import judged, whens
from bot.permissions import allowed, may, only_where_on, rank
from bot.presenters import schedule_forms
from bot.presenters import snooze as presenter
from bot.presenters.words import shortened
from bot.store.members import MemberRow
from bot.work import UnitOfWork
from challenges.messages import ChannelId, MessageId
from challenges.refusals import NotValid

USUAL, USUAL_PAUSE, LONGEST = 14, 7, 365  # days
OFF = ("off", "end", "none", "0")


async def snooze(event: CommandCalled, work: UnitOfWork) -> None:
    """`me 14`, `me until 2027-01-04`, `me off`, and so with `channel`, `thread`; or the menu."""
    what, _, when = event.text.strip().partition(" ")
    await _snooze(event, what, when, work)


async def press(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    await _snooze(event, event.subject, event.value, work)


async def pause(event: CommandCalled, work: UnitOfWork) -> None:
    """Ask nothing here for some days, or until a day."""
    await only_where_on(event.channel, work)
    try:
        until = await _end(event.text, USUAL_PAUSE, work)
    except ValueError:
        await work.whisper(event, schedule_forms.not_a_day(event.text))
    else:
        await _pause(event, until, work)


async def resume(event: CommandCalled, work: UnitOfWork) -> None:
    """Let questions come again."""
    await _pause(event, None, work)


async def _snooze(event: Asked, what: str, when: str, work: UnitOfWork) -> None:
    match what.lower():
        case "me":
            await _me(event, await _until(when, work), work)
        case "channel":
            until = await _until(when, work)
            if await allowed(event, Who.MODERATOR, work):
                await _pause(event, until, work)
        case "thread":
            await _thread(event, await _until(when, work), work)
        case "":
            await _menu(event, work)
        case _:
            raise NotValid("snooze-wrong", when=shortened(what, 60) or " ")


async def _menu(event: Asked, work: UnitOfWork) -> None:
    member = await work.members.get(event.by)
    mine = member.snoozed_until if member is not None and member.snoozed(work.now) else None
    row = await work.channels.get(event.channel)
    paused = row.paused_until if row is not None else None
    moderates = row is not None and row.on and may(await rank(event, work), Who.MODERATOR)
    here = paused if paused is not None and paused > work.now else None
    await work.whisper(event, presenter.menu(mine, here, moderates, await _zone(work)))


async def _me(event: Asked, until: datetime | None, work: UnitOfWork) -> None:
    member = await work.members.get(event.by) or MemberRow(event.by)
    await work.members.save(replace(member, snoozed_until=until))
    await work.whisper(event, presenter.me(until, await _zone(work)))


async def _pause(event: Asked, until: datetime | None, work: UnitOfWork) -> None:
    await only_where_on(event.channel, work)
    await work.channels.pause(event.channel, until)
    noted = {"channel": str(event.channel)} | ({"until": until.isoformat()} if until else {})
    await work.audit.note("paused" if until else "resumed", str(event.by), noted, work.now)
    if until is None:
        await judged.release(event.channel, event.by, work)
    await work.whisper(event, presenter.channel(until, await _zone(work)))


async def _thread(event: Asked, until: datetime | None, work: UnitOfWork) -> None:
    if event.thread is None:
        raise NotValid("no-thread-here")
    await only_where_on(event.channel, work)
    end = until or work.now
    channel, thread = ChannelId(str(event.channel)), MessageId(str(event.thread))
    await work.verdicts.leave_alone(channel, thread, end)
    await work.whisper(event, presenter.thread(end, await _zone(work)))


async def _until(words: str, work: UnitOfWork) -> datetime | None:
    """Until when; None for now."""
    if words.strip().lower() in OFF:
        return None
    try:
        return await _end(words, USUAL, work)
    except ValueError:
        raise NotValid("snooze-wrong", when=shortened(words, 60) or " ") from None


async def _end(words: str, usual: int, work: UnitOfWork) -> datetime:
    """When a rest of some days ends where the community is. Raises ValueError."""
    return whens.pause_end(words, work.now.astimezone(await _zone(work)), usual, LONGEST)


async def _zone(work: UnitOfWork) -> ZoneInfo:
    return ZoneInfo((await work.settings()).zone)
