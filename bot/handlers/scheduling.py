"""Schedules: set in a form or in words, changed, skipped, paused, removed and taken back.

How they run is in `running`; when they fall due is worked out in `bot.recurring`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from adapters.chat import ChannelRef
from adapters.events import Asked, ButtonPressed, CommandCalled, FormSent
from adapters.port import ChoicesWanted, FormWanted
from adapters.posts import Form
from bot import drafting, recurring, whens
from bot.clock import OnClosed, Rule
from bot.permissions import UNDO_FOR, only_in_time, only_where_on
from bot.presenters import schedule_forms as forms
from bot.presenters import schedules as presenter
from bot.store.schedules import OFFICE, ROUND, ScheduleRow
from bot.work import UnitOfWork
from challenges.method_files import METHODS
from challenges.moves import MOVES
from challenges.refusals import AlreadyDone, NoSuchThing, NotNow

LONGEST_REST = 365  # days
USUAL_REST = 7


class _Wrong(Exception):
    """Something in a form that cannot be used: a key of `forms.WRONG`, and the words."""

    def __init__(self, problem: str, typed: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.typed = typed


# -- setting and changing


async def schedule_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for a schedule, or for a change of the one that was pressed."""
    row = None
    if wanted.subject not in ("", forms.NEW, forms.ROUNDS):
        row = await recurring.found(wanted, wanted.subject, work)
    else:
        await only_where_on(wanted.channel, work)
    return forms.form(row, (await work.settings()).zone, wanted.subject or forms.NEW)


async def save_schedule(event: FormSent, work: UnitOfWork) -> None:
    """Keep what was filled in, or say what cannot be used and repeat all that was written."""
    new = event.subject in ("", forms.NEW, forms.ROUNDS)
    row = None if new else await recurring.found(event, event.subject, work)
    await only_where_on(ChannelRef.parse(row.channel) if row else event.channel, work)
    try:
        await _keep(event, row, work)
    except _Wrong as wrong:
        again = forms.again(row, event.subject)
        await drafting.keep(event, work)
        post = forms.not_kept(wrong.problem, wrong.typed, event.values, again)
        await work.whisper(event, post)


async def schedule(event: CommandCalled, work: UnitOfWork) -> None:
    """Set a schedule here in words: `Tuesday 10:00`."""
    await only_where_on(event.channel, work)
    if not event.text.strip():
        await work.whisper(event, presenter.ask_when())
        return
    await _set(event, event.text, work)


async def usual(event: ButtonPressed, work: UnitOfWork) -> None:
    """Set a schedule here at the time on the button, unless there is one at that time."""
    await only_where_on(event.channel, work)
    with suppress(ValueError):  # what cannot be read is told by what sets it
        rule = whens.read(event.subject)
        rows = await work.schedules.list(str(event.channel))
        if any(whens.written(row.rule) == whens.written(rule) for row in rows):
            raise AlreadyDone("schedule-there")
    await _set(event, event.subject, work)


async def _set(event: Asked, words: str, work: UnitOfWork) -> None:
    try:
        rule = await _rule(words, "", work)
    except _Wrong as wrong:
        again = forms.again(None)
        await work.whisper(event, forms.not_kept(wrong.problem, wrong.typed, (), again))
        return
    row = await work.schedules.add(str(event.channel), rule, str(event.by), work.now)
    await _kept(event, None, row, work)


async def _keep(event: FormSent, before: ScheduleRow | None, work: UnitOfWork) -> None:
    zone = await _zone(event.value("zone"), work)
    rule = await _rule(event.value("when"), zone, work)
    moved, _, term = event.value("days").partition("-")
    if moved == "later" and rule.closed is OnClosed.SKIP:
        rule = replace(rule, closed=OnClosed.LATER)
    rule = replace(rule, term_only=bool(term))
    what = event.value("what")
    known = {OFFICE, *MOVES, *(f"{ROUND}{method}" for method in METHODS)}
    if what not in known:
        what = ""
    channel = before.channel if before else str(event.channel)
    name = await _free_name(event.value("called"), channel, before, work)
    if before is None:
        row = await work.schedules.add(
            channel, rule, str(event.by), work.now, what=what, name=name, zone=zone
        )
    else:
        after = replace(before, what=what, name=name, rule=rule, zone=zone, by=str(event.by))
        after = after.skipping(before.skip_next and rule == before.rule)
        row = await work.schedules.change(before, after, work.now)
    await _kept(event, before, row, work)


async def _kept(
    event: Asked, before: ScheduleRow | None, row: ScheduleRow, work: UnitOfWork
) -> None:
    await recurring.set_timer(row, work)
    if before is None:
        when = whens.written(row.rule)
        await recurring.note("schedule-set", event, row, work, what=row.what, when=when)
    elif changes := _changes(before, row):
        await recurring.note("schedule-changed", event, row, work, changes=changes)
    await work.whisper(
        event, presenter.kept(await recurring.outlook(row, work), before is not None)
    )


async def _rule(words: str, zone: str, work: UnitOfWork) -> Rule:
    calendar = await work.calendar()
    calendar = replace(calendar, zone=zone or calendar.zone)
    try:
        rule = whens.read(words)
    except whens.TooOften:
        raise _Wrong("often", words) from None
    except ValueError:
        raise _Wrong("when", words) from None
    try:
        rule = recurring.started(rule, calendar, work.now)
        calendar.runs(rule, work.now, 1)
    except ValueError:
        raise _Wrong("never", words) from None
    return rule


async def _zone(words: str, work: UnitOfWork) -> str:
    """The zone that was named, or an empty text for the community's own."""
    try:
        name = whens.zone(words) if words else ""
    except ValueError:
        raise _Wrong("zone", words) from None
    return "" if name == (await work.settings()).zone else name


async def _free_name(
    wanted: str, channel: str, before: ScheduleRow | None, work: UnitOfWork
) -> str:
    """The name that was wanted, with a number where another schedule of the channel has it."""
    own = before.id if before else 0
    rows = await work.schedules.list(channel)
    taken = {row.called.lower() for row in rows if row.id != own}
    name = " ".join(wanted.split())[: forms.LONGEST_NAME]
    numbered = (f"{name} ({count})" for count in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each.lower() not in taken) if name else ""


def _changes(before: ScheduleRow, after: ScheduleRow) -> list[list[str]]:
    """What was changed, from what, to what: codes that the presenter of the log puts in words."""
    pairs = {
        "name": (before.called, after.called),
        "when": (whens.written(before.rule), whens.written(after.rule)),
        "what": (before.what, after.what),
        "days": (forms.days(before.rule), forms.days(after.rule)),
        "zone": (before.zone, after.zone),
    }
    return [[name, old, new] for name, (old, new) in pairs.items() if old != new]


# -- what can be done with one


async def card(event: ButtonPressed, work: UnitOfWork) -> None:
    """Show one schedule with all that can be done with it."""
    row = await recurring.found(event, event.subject, work)
    await work.whisper(event, presenter.card(await recurring.outlook(row, work)))


async def skip(event: ButtonPressed, work: UnitOfWork) -> None:
    """Leave out the next run, or put it back."""
    await _skip(event, await recurring.found(event, event.subject, work), work)


async def skip_next(event: CommandCalled, work: UnitOfWork) -> None:
    """Leave out the next run of a schedule of this channel, named by its name or number."""
    rows = await work.schedules.list(str(event.channel))
    wanted = " ".join(event.text.split()).lower()
    if wanted:
        rows = [row for row in rows if wanted in (row.called.lower(), str(row.id))]
        if not rows:
            raise NoSuchThing("no-such-schedule")
    if not rows:
        await work.whisper(event, presenter.none_here())
    elif len(rows) > 1:
        await work.whisper(event, presenter.which(rows))
    else:
        await _skip(event, rows[0], work, only_leave_out=True)


async def schedule_names(wanted: ChoicesWanted, work: UnitOfWork) -> tuple[str, ...]:
    """The schedules of this channel whose name has what is being typed."""
    rows = await work.schedules.list(str(wanted.channel))
    typed = wanted.typed.lower().strip()
    return tuple(row.called for row in rows if typed in row.called.lower())


async def _skip(
    event: Asked, row: ScheduleRow, work: UnitOfWork, *, only_leave_out: bool = False
) -> None:
    after = row.skipping(only_leave_out or not row.skip_next)
    before = await recurring.outlook(row.skipping(False), work)
    run = before.runs[0] if before.runs else None
    if after != row:
        await work.schedules.save(after)
        code = "schedule-skipped" if after.skip_next else "schedule-unskipped"
        await recurring.note(code, event, row, work, run=run)
    await work.whisper(event, presenter.skipped(after, before, run))


async def rest_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask until when a schedule is to rest."""
    return forms.pause_form(await recurring.found(wanted, wanted.subject, work))


async def rest(event: FormSent, work: UnitOfWork) -> None:
    """Let a schedule rest until a day."""
    row = await recurring.found(event, event.subject, work)
    calendar, words = recurring.calendar_for(row, await work.calendar()), event.value("until")
    try:
        until = whens.pause_end(words, calendar.local(work.now), USUAL_REST, LONGEST_REST)
    except ValueError:
        await drafting.keep(event, work)
        post = forms.not_kept("until", words, (), forms.pause_again(row))
        await work.whisper(event, post)
        return
    await _rested(event, replace(row, paused_until=until), work)


async def unrest(event: ButtonPressed, work: UnitOfWork) -> None:
    """End the pause of a schedule."""
    row = await recurring.found(event, event.subject, work)
    await _rested(event, replace(row, paused_until=None), work)


async def _rested(event: Asked, row: ScheduleRow, work: UnitOfWork) -> None:
    await work.schedules.save(row)
    await recurring.set_timer(row, work)
    if row.paused_until is None:
        await recurring.note("schedule-resumed", event, row, work)
    else:
        await recurring.note("schedule-paused", event, row, work, until=row.paused_until)
    await work.whisper(event, presenter.rests(await recurring.outlook(row, work)))


async def remove(event: ButtonPressed, work: UnitOfWork) -> None:
    """Remove a schedule; it is kept for an undo, until its timer rings in ten minutes."""
    row = await recurring.found(event, event.subject, work)
    gone = await work.schedules.change(row, replace(row, removed_at=work.now), work.now)
    await work.timers.set("schedule", str(row.id), work.now + UNDO_FOR)
    await recurring.note("schedule-removed", event, row, work)
    await work.whisper(event, presenter.removed(gone))


async def take_back(event: ButtonPressed, work: UnitOfWork) -> None:
    """Undo the latest change of a schedule: its setting, a change, its removal."""
    row = await recurring.found(event, event.subject, work, removed=True)
    if row.changed_at is None or event.value != str(row.change):
        raise NotNow("nothing-to-take-back")
    only_in_time(row.changed_at, work)
    back = await work.schedules.take_back(row, work.now)
    await recurring.note("schedule-undone", event, row, work)
    if back is None:
        await work.timers.cancel("schedule", str(row.id))
        await work.whisper(event, presenter.taken_back(None))
    else:
        await recurring.set_timer(back, work)
        await work.whisper(event, presenter.taken_back(await recurring.outlook(back, work)))
