"""What the two handlers of schedules share: finding one, looking ahead, noting what was done."""

from __future__ import annotations

from datetime import datetime

from adapters.chat import ChannelRef
from adapters.events import Asked, Audience
from adapters.port import FormWanted
from bot.names import number
from bot.permissions import seen
from bot.presenters import schedules as presenter
from bot.presenters.schedules import Outlook
from bot.store.schedules import ScheduleRow
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing


async def found(asked: Asked | FormWanted, subject: str, work: UnitOfWork) -> ScheduleRow:
    """The schedule whose number was pressed; refused where it is not to be seen."""
    row = await work.schedules.get(number(subject))
    if row is None or not await seen(asked, row.channel, work):
        raise NoSuchThing("no-such-schedule")
    return row


async def outlook(row: ScheduleRow, work: UnitOfWork) -> Outlook:
    """What comes next of a schedule, and who reads it."""
    channel = await work.channels.get(ChannelRef.parse(row.channel))
    audience = channel.audience if channel else Audience.COMMUNITY
    return presenter.outlook(row, await work.calendar(), work.now, audience)


async def note(code: str, event: Asked, row: ScheduleRow, work: UnitOfWork, **more: object) -> None:
    """Note for all to read what a moderator did with a schedule; of a moment, when it was."""
    when = {name: at.isoformat() for name, at in more.items() if isinstance(at, datetime)}
    await work.audit.note(code, str(event.by), {**named(row), **more, **when}, work.now)


def named(row: ScheduleRow) -> dict[str, object]:
    """How the log names a schedule, which may be gone when somebody reads it."""
    return {"schedule": row.id, "name": row.called, "channel": row.channel}
