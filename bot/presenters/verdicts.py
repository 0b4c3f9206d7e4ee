"""Why the bot asked, or why it rested, each in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter

from bot.presenters.words import day, label, marked

SENTENCES: dict[str, tuple[str, str]] = {
    # code: (with its numbers, without them)
    "split-without-reasons": (
        marked("{people} people have taken part since {since}. Reactions to one message split, {for_} for and {against} against, and nobody has said why."),
        marked("People reacted both ways to a message and nobody has said why."),
    ),
    "objection-unanswered": (
        marked("{people} people have taken part since {since}. Somebody gave a reason against, and the talk went on without an answer."),
        marked("Somebody gave a reason against, and the talk went on without an answer."),
    ),
    "voices-missing": (
        marked("{people} people have taken part since {since}. Only {councils} of the councils that usually write here have been heard, {missing} have not."),
        marked("A proposal was heard from only a few of the councils that usually write here."),
    ),
    "paused": (marked("A moderator paused questions here."),) * 2,
    "settled": (
        marked("A moderator or a member asked to leave this alone until {until}."),
        marked("This conversation was marked as settled."),
    ),
    "incident": (marked("Something is broken at this moment, and people are mending it."),) * 2,
    "welfare": (marked("People are looking after each other."),) * 2,
    "thanks": (marked("People are thanking each other."),) * 2,
    "question-answered": (marked("A question about facts was asked and is being answered."),) * 2,
    "too-few-people": (
        marked("{people} people have written or reacted, and {least_people} are needed before one side can be noticed."),
        marked("Too few people have written or reacted."),
    ),
    "too-short": (
        marked("There are {messages} messages so far. It takes {least_messages}, or {least_days} days of talk."),
        marked("Too few messages in too short a time."),
    ),
    "already-asked": (marked("A question was asked in this conversation before, or somebody said not now."),) * 2,
    "disagreement-is-voiced": (marked("People differ and say why, so nothing is missing."),) * 2,
    "agreement-alone": (
        marked("{people} people have taken part and nothing shows two sides; agreement alone is no reason to interrupt."),
        marked("Nothing shows two sides, and agreement alone is no reason to interrupt."),
    ),
    "not-helping": (marked("People said that questions here do not help or are not safe, so the bot keeps quiet until a moderator says otherwise."),) * 2,
    "budget-spent": (
        marked("This channel has had its {most_per_week} questions for the week."),
        marked("This channel has had its questions for the week."),
    ),
    "too-soon": (marked("The last question here was on {last}, which is too recent."), marked("The last question here was too recent.")),
    "left-out": (marked("It would have pointed at somebody who asked to be left out."),) * 2,
    "quiet-hours": (marked("There is something to ask, but not at this hour."),) * 2,
    "request": (marked("A member asked for it."),) * 2,
    "schedule": (marked("A moderator set a schedule."),) * 2,
}  # fmt: skip


def sentence(reason: str, values: Mapping[str, str | int]) -> str:
    """The sentence for one reason; without its numbers where they are not at hand."""
    full, short = SENTENCES[reason]
    gaps = {gap for _, gap, _, _ in Formatter().parse(full) if gap}
    if not gaps <= values.keys():
        return label(short)
    return label(full, 0, **{name: _shown(value) for name, value in values.items()})


def _shown(value: str | int) -> str | int:
    """Days come as ISO dates and are shown as people write them."""
    if isinstance(value, int):
        return value
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
