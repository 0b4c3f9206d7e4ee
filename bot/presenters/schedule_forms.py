"""What moderators fill in about a schedule, and what they read when it cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    MAX_OPTION_LABEL,
    MAX_OPTIONS,
    Button,
    Field,
    FieldKind,
    Form,
    Option,
    Post,
)
from bot import whens
from bot.clock import OnClosed, Rule
from bot.presenters.drafts import draft, reopen
from bot.presenters.words import label, marked, options, sentence, shortened, spans, text
from bot.store.schedules import OFFICE, ROUND, ScheduleRow
from challenges.method_files import METHODS
from challenges.moves import MOVES

LONGEST_NAME = 60
LONGEST_RULE = 80
ANY = "any"
NEW = "new"
ROUNDS = "rounds"
"""The subject of the form for a new schedule that invites to rounds: no list holds all choices."""
DAYS = {
    "skip": marked("Left out"),
    "later": marked("It moves to the next working day"),
    "skip-term": marked("Left out, and nothing comes out of term"),
    "later-term": marked("It moves to the next working day, and nothing comes out of term"),
}
"""What becomes of a run on a closed day, and whether runs rest out of term."""
WHEN = marked("When?")
WHAT = marked("What comes then?")
CLOSED = marked("What if the day is closed?")
CALLED = marked("What is it called?")
CLOCK = marked("Whose clock?")
WRITTEN = ("when", "called", "zone")  # the rest is chosen
WRONG = {
    "when": marked("“{typed}” is not a time I can read, so nothing was set. Write a day and a time, such as Tuesday 10:00."),
    "often": marked("A schedule runs once a day at most, so nothing was set. Write a day and a time, such as Tuesday 10:00."),
    "never": marked("“{typed}” never falls on a working day here, so nothing was set. Write another day, such as Tuesday 10:00."),
    "zone": marked("“{typed}” is not a time zone I know, so nothing was set. Write one such as Europe/London."),
    "until": marked("“{typed}” is not a day to come that I can read, so nothing was changed. Write a day such as 2027-01-04, or how long, such as 2 weeks."),
}  # fmt: skip


def form(row: ScheduleRow | None, zone: str, subject: str = NEW) -> Form:
    """Ask for a schedule, or for a change of one; `zone` is the community's."""
    when = whens.written(row.rule) if row else ""
    rounds = bool(row.method) if row else subject == ROUNDS
    whats = _methods(row.what if row else "") if rounds else _questions(row.what if row else "")
    chosen = row.what if row and row.what in {each.value for each in whats} else whats[0].value
    elsewhere = (
        ""
        if rounds or row
        else marked("For rounds, press “Invite to rounds” below /challenge list")
    )
    return Form(
        name="schedule",
        subject=str(row.id) if row else subject,
        title=label("Change a schedule", MAX_FORM_TITLE) if row else label("A new schedule", MAX_FORM_TITLE),
        fields=(
            _field("when", WHEN, marked("Tuesday 10:00, every second Tuesday 10:00, first Tuesday 10:00"), when, most=LONGEST_RULE),
            _field("what", WHAT, elsewhere, chosen, whats),
            _field("days", CLOSED, marked("Weekends, bank holidays and the closed days in the settings"), days(row.rule) if row else "skip", options(DAYS)),
            _field("called", CALLED, marked("Left empty, it is called after its time"), row.name if row else "", required=False, most=LONGEST_NAME),
            _field("zone", CLOCK, marked("A time zone such as Europe/London"), (row.zone if row else "") or zone, required=False),
        ),
        send=label("Save", MAX_FORM_TITLE),
    )  # fmt: skip


def _field(
    name: str,
    title: str,
    hint: str,
    value: str,
    choices: tuple[Option, ...] = (),
    *,
    required: bool = True,
    most: int = 40,
) -> Field:
    return Field(
        name,
        label(title, MAX_FIELD_LABEL),
        FieldKind.CHOICE if choices else FieldKind.LINE,
        required,
        label(hint, MAX_FIELD_HINT) if hint else "",
        value,
        choices,
        most,
    )


def pause_form(row: ScheduleRow) -> Form:
    """Ask until when a schedule is to rest."""
    hint = marked("A day such as 2027-01-04, or how long, such as 2 weeks")
    return Form(
        name="rest",
        subject=str(row.id),
        title=label("Pause a schedule", MAX_FORM_TITLE),
        introduction=spans("“{name}” rests until then, and runs again after it.", name=row.called),
        fields=(_field("until", marked("Until when?"), hint, ""),),
        send=label("Pause", MAX_FORM_TITLE),
    )


def _questions(chosen: str) -> tuple[Option, ...]:
    found = [
        Option(ANY, label("Any question that fits")),
        Option(OFFICE, label("Look for a challenger-in-chief", MAX_OPTION_LABEL)),
    ]
    for move in MOVES.values():
        if "schedule" in move.fits:
            words = label("Question: {title}", MAX_OPTION_LABEL, title=label(move.title))
            found.append(Option(move.name, words))
    return as_many_as_fit(found, chosen)


def _methods(chosen: str) -> tuple[Option, ...]:
    found = []
    for method in METHODS.values():
        words = label("Invitation to a round: {title}", MAX_OPTION_LABEL, title=label(method.title))
        found.append(Option(f"{ROUND}{method.name}", words))
    return as_many_as_fit(found, chosen)


def as_many_as_fit(options: Sequence[Option], chosen: str) -> tuple[Option, ...]:
    """The first that a list can hold, and the one that is chosen."""
    kept, others = options[:MAX_OPTIONS], options[MAX_OPTIONS:]
    left = [each for each in others if each.value == chosen]
    return (*kept[: MAX_OPTIONS - len(left)], *left)


def days(rule: Rule) -> str:
    """What becomes of runs on closed days: a key of `DAYS`."""
    moved = "later" if rule.closed is OnClosed.LATER else "skip"
    return f"{moved}-term" if rule.term_only else moved


def what(named: str) -> str:
    """What comes at the times of a schedule, in words."""
    method, move = METHODS.get(named.removeprefix(ROUND)), MOVES.get(named)
    if named.startswith(ROUND) and method is not None:
        return label("Invitation to a round: {title}", title=label(method.title))
    if move is not None:
        return label("Question: {title}", title=label(move.title))
    if named == OFFICE:
        return label("Look for a challenger-in-chief")
    return label("Any question that fits")


def not_kept(problem: str, typed: str, values: Sequence[tuple[str, str]], again: Button) -> Post:
    """What was wrong in a form, with all that was written."""
    wrong = text(WRONG[problem], typed=shortened(typed, 100))
    return draft((wrong,), [value for name, value in values if name in WRITTEN], again)


def not_a_day(typed: str) -> Post:
    """Where the end of a pause could not be read."""
    return sentence(WRONG["until"], typed=shortened(typed, 100))


def again(row: ScheduleRow | None, subject: str = "") -> Button:
    """The button that opens the form once more."""
    return reopen("schedule", str(row.id) if row else subject or NEW)


def pause_again(row: ScheduleRow) -> Button:
    """The button that asks once more until when."""
    return reopen("rest", str(row.id))
