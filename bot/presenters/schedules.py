"""What moderators read and fill in about schedules: the form, what is set, its next runs in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef
from adapters.events import Audience
from adapters.posts import (
    MAX_BUTTON_LABEL,
    Button,
    Choices,
    Code,
    Mention,
    Note,
    Part,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Text,
    Weight,
)
from bot import whens
from bot.clock import OnClosed
from bot.presenters.office import doubted
from bot.presenters.schedule_forms import what
from bot.presenters.words import label, marked, moment, note, sentence, shortened, text
from bot.recurring import Outlook
from bot.store.schedules import OFFICE, ScheduleRow
from challenges.challenge import Challenge
from challenges.method_files import METHODS
from challenges.moves import MOVES

MISSED = {
    "off": marked("the bot was switched off in the channel"),
    "paused": marked("the channel was paused"),
    "left-alone": marked("somebody had said not now in the channel"),
    "slept": marked("the bot was not running then, and hours had passed"),
    "author": marked("whoever set it is not a moderator any more"),
    "harm": marked("people in the channel said that it does not help or is not safe"),
    "slower": marked("every second run is left out, because of what people said in the channel"),
}
READERS = {
    Audience.COMMUNITY: marked("Everybody in this community can read it there."),
    Audience.PRIVATE: marked("The members of that private channel can read it there."),
    Audience.DIRECT: marked("Only you can read it there."),
    Audience.SHARED: marked("Another organisation can read it there too."),
}


def kept(seen: Outlook, changed: bool) -> Post:
    """After a schedule was set or changed: what will be posted where, when, and for whom.

    Nothing is posted before the first of these runs, so this is the preview as well.
    """
    row = seen.row
    parts: list[Part] = [
        text("Changed. It is called {name}.", name=Strong(row.called))
        if changed
        else text("Set. It is called {name}.", name=Strong(row.called)),
        _promise(row),
        *_runs(seen),
        note(READERS[seen.audience]),
        *_remarks(seen),
        _buttons(row),
    ]
    return Post((*parts, _also(row, undo=True)))


def card(seen: Outlook) -> Post:
    """One schedule with all that can be done with it."""
    row = seen.row
    return Post(
        (
            text("{name}", name=Strong(row.called)),
            _promise(row),
            *_runs(seen),
            *_state(seen),
            *_remarks(seen),
            _buttons(row),
            _also(row),
        )
    )


def lines(seen: Outlook, moderates: bool) -> tuple[Part, ...]:
    """One schedule in a list."""
    row, first = seen.row, seen.runs[:1]
    place = Place(ChannelRef.parse(row.channel))
    title = Strong(row.called)
    parts: list[Part] = [
        text("{name} in {channel}: {what}. Next: {when}.", name=title, channel=place, what=what(row.what), when=moment(first[0], seen.zone))
        if first
        else text("{name} in {channel}: {what}. All its days are closed now, so it never runs.", name=title, channel=place, what=what(row.what)),
        *_state(seen),
    ]  # fmt: skip
    if moderates:
        buttons = (_skip(row), _run_now(row), Button(f"card:{row.id}", label("More about it")))
        parts.append(Choices(buttons))
    return tuple(parts)


def _promise(row: ScheduleRow) -> Text:
    place = Place(ChannelRef.parse(row.channel))
    if row.method and row.method in METHODS:
        title = label(METHODS[row.method].title)
        return text("I invite people in {channel} to open a round ({method}) at these times, and so on after them:", channel=place, method=title)  # fmt: skip
    if row.what == OFFICE:
        return text("First I ask who truly doubts what is said in {channel}, then those who volunteered. I look for a challenger-in-chief there at these times, and so on after them:", channel=place)  # fmt: skip
    if row.what in MOVES:
        title = label(MOVES[row.what].title)
        return text("I ask a question in {channel} ({move}) at these times, and so on after them:", channel=place, move=title)  # fmt: skip
    return text(
        "I ask a question in {channel} at these times, and so on after them:", channel=place
    )


def _runs(seen: Outlook) -> tuple[Part, ...]:
    if not seen.runs:
        return (text("All its days are closed now, so it never runs."),)
    return tuple(text("{when}", when=moment(run, seen.zone)) for run in seen.runs)


def _state(seen: Outlook) -> tuple[Part, ...]:
    """Whatever is not as usual, and who set it."""
    row = seen.row
    parts: list[Part] = []
    if row.skip_next:
        parts.append(note("The next one is skipped."))
    if row.paused_until is not None:
        parts.append(note("Paused until {when}.", when=moment(row.paused_until, seen.zone)))
    if row.missed_at is not None:
        parts.append(
            note(
                "The run of {when} was left out: {why}.",
                when=moment(row.missed_at, seen.zone),
                why=label(MISSED.get(row.missed_why, row.missed_why)),
            )
        )
    rule = Code(whens.written(row.rule))
    who = Mention(MemberRef.parse(row.by)) if row.by else None
    parts.append(
        note("Number {number}, {rule}, set by {who}.", number=row.id, rule=rule, who=who)
        if who
        else note("Number {number}, {rule}.", number=row.id, rule=rule)
    )
    return tuple(parts)


def _remarks(seen: Outlook) -> tuple[Note, ...]:
    """What follows from the settings, and what somebody may not expect."""
    row, calendar = seen.row, seen.calendar
    parts: list[Note] = []
    settings = Code("/challenge settings")
    if row.rule.closed is OnClosed.SKIP:
        parts.append(
            note("Only the days you closed are left out. Change that with {settings}.", settings=settings)
            if calendar.nation == "NONE"
            else note("Weekends and bank holidays are left out. Change that with {settings}.", settings=settings)
        )  # fmt: skip
    if row.rule.term_only:
        parts.append(
            note("It rests on the days out of term in {settings}.", settings=settings)
            if calendar.out_of_term
            else note("No days out of term are written in {settings} yet, so it does not rest.", settings=settings)
        )  # fmt: skip
    if seen.runs and calendar.quiet_at(calendar.local(seen.runs[0]).time()):
        parts.append(
            note("That is in the quiet hours. It runs all the same, because you chose it.")
        )
    return tuple(parts)


def _buttons(row: ScheduleRow) -> Choices:
    pause = (
        Button(f"unrest:{row.id}", label("End the pause"))
        if row.paused_until
        else Button(f"rest:{row.id}", label("Pause until"), opens_form=True)
    )
    change = Button(f"schedule:{row.id}", label("Change"), opens_form=True)
    remove = Button(f"unschedule:{row.id}", label("Remove"), Weight.DANGER)
    return Choices((_run_now(row), _skip(row), pause, change, remove))


def _also(row: ScheduleRow, *, undo: bool = False) -> Choices:
    preview = Button(f"sample:{row.id}", label("Preview"))
    return Choices((preview, _undo(row)) if undo else (preview,))


def _undo(row: ScheduleRow) -> Button:
    return Button(f"takeback:{row.id}:{row.change}", label("Undo"))


def _skip(row: ScheduleRow) -> Button:
    words = label("Do not skip the next one") if row.skip_next else label("Skip the next one")
    return Button(f"skip:{row.id}", words)


def _run_now(row: ScheduleRow) -> Button:
    confirm = label("It is posted in the channel at once, for all who read it. Later runs stay as they are.")  # fmt: skip
    return Button(f"runnow:{row.id}", label("Run now"), confirm=confirm)


def sample(seen: Outlook, wording: str) -> Post:
    """How a run would read, for one moderator alone."""
    row = seen.row
    opening = text(
        "This is how {name} would read in {channel}. The words are chosen anew each time.",
        name=Strong(row.called),
        channel=Place(ChannelRef.parse(row.channel)),
    )
    parts: list[Part] = [opening]
    if row.what == OFFICE:
        parts.append(doubted(""))
    else:
        parts += invitation_words(row) if row.method else (Quote(wording),)
    if seen.runs:
        parts.append(note("Next: {when}.", when=moment(seen.runs[0], seen.zone)))
    return Post((*parts, note(READERS[seen.audience]), Choices((_run_now(row),))))


def first_look(channel: ChannelRef, wording: str, audience: Audience) -> Post:
    """How a question would read, for whoever is getting to know the bot."""
    return Post(
        (
            text(
                "This is how I could ask in {channel}. The words are chosen anew each time, and everyone can press “Not now”.",
                channel=Place(channel),
            ),
            Quote(wording),
            note(READERS[audience]),
            note("To have one asked at once, type {start}.", start=Code("/challenge start")),
        )
    )


def invitation(row: ScheduleRow, late: datetime | None, zone: ZoneInfo) -> Post:
    """A scheduled invitation to open a round."""
    method = METHODS[row.method]
    words = label("Open a round: {method}", MAX_BUTTON_LABEL, method=label(method.title))
    button = Button(f"open:{method.name}.0", words, Weight.MAIN, opens_form=True)
    said = (late_note(late, zone),) if late else ()
    return Post((*invitation_words(row), Choices((button,)), *said, _why_invited(row)))


def invitation_words(row: ScheduleRow) -> tuple[Part, ...]:
    """The words of an invitation, without its buttons."""
    method = METHODS[row.method]
    return (
        text("It is time to look for what speaks against something. Who has a proposal to put to the test?"),
        text("{title}: {summary}", title=Strong(label(method.title)), summary=label(method.summary)),
        note("Nobody has to. Whoever opens a round answers what weighs most in it."),
    )  # fmt: skip


def _why_invited(row: ScheduleRow) -> Note:
    stop = Code("/challenge pause")
    if not row.by:
        return note("A moderator set a schedule for this. A moderator can stop it with {stop}.", stop=stop)  # fmt: skip
    who = Mention(MemberRef.parse(row.by))
    return note("{who} set a schedule for this. A moderator can stop it with {stop}.", who=who, stop=stop)  # fmt: skip


def late_note(due: datetime, zone: ZoneInfo) -> Note:
    """That something comes late, because the bot was not running when it was due."""
    return note("This was due {when}. It comes late because I was not running then.", when=moment(due, zone))  # fmt: skip


def skipped(row: ScheduleRow, seen: Outlook, run: datetime | None) -> Post:
    """After the next run was left out, or put back."""
    when: Span = moment(run, seen.zone) if run else label("the next open day")
    words = (
        text("The run of {when} is left out. Later ones stay as they are.", when=when)
        if row.skip_next
        else text("The run of {when} takes place.", when=when)
    )
    return Post((words, Choices((_skip(row),))))


def rests(seen: Outlook) -> Post:
    """After a pause of one schedule, or its end."""
    row = seen.row
    if row.paused_until is None:
        return Post((text("{name} runs again.", name=Strong(row.called)), *_runs(seen)))
    return Post(
        (
            text(
                "{name} is paused until {when}. It runs next:",
                name=Strong(row.called),
                when=moment(row.paused_until, seen.zone),
            ),
            *_runs(seen)[:1],
            Choices((Button(f"unrest:{row.id}", label("End the pause")),)),
        )
    )


def removed(row: ScheduleRow) -> Post:
    """After a schedule was removed."""
    return Post(
        (
            text("Removed. Nothing comes at those times any more. You can undo that for 10 minutes."),
            Choices((_undo(row),)),
        )
    )  # fmt: skip


def taken_back(seen: Outlook | None) -> Post:
    """After an undo: the schedule as it was, or that there is none."""
    if seen is None:
        return sentence("Undone. That schedule is not set any more.")
    return Post((text("Undone. The schedule is as it was before."), *card(seen).parts))


def asked_now(asked: Challenge | None) -> Post:
    """After a run in between."""
    if asked is None:
        return sentence("The invitation is on its way to the channel. Later runs stay as they are.")
    return Post(
        (
            text("Asked. Later runs stay as they are. You can take it back for 10 minutes."),
            Choices((Button(f"undo:{asked.id}", label("Take it back")),)),
        )
    )


def none_here() -> Post:
    """Where nothing is scheduled."""
    return Post((text("Nothing is scheduled in this channel."), new()))


def which(rows: Sequence[ScheduleRow]) -> Post:
    """Ask which of several schedules was meant."""
    parts: list[Part] = [text("There are several schedules here. Which one is to be skipped?")]
    buttons = [
        Button(f"skip:{row.id}", shortened(row.called, MAX_BUTTON_LABEL)) for row in rows[:5]
    ]
    return Post((*parts, Choices(tuple(buttons))))


def ask_when() -> Post:
    """Where somebody named no time and no form was opened."""
    return Post(
        (
            text(
                "Write a day and a time, such as {example}, or fill in the form.",
                example=Code("/challenge schedule Tuesday 10:00"),
            ),
            new(),
        )
    )


def new() -> Choices:
    """The buttons that open a form for a schedule: one of questions, one of invitations."""
    rounds = Button("schedule:rounds", label("Invite to rounds"), opens_form=True)
    return Choices(
        (Button("schedule:new", label("Set a schedule"), Weight.MAIN, opens_form=True), rounds)
    )
