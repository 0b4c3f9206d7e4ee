"""Why the bot asked, or why it rested, each in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter

from bot.presenters.words import day

SENTENCES: dict[str, tuple[str, str]] = {
    # code: (with its numbers, without them)
    "split-without-reasons": (
        "{people} people have taken part since {since}. Reactions to one message split, {for_} for and {against} against, and nobody has said why.",
        "people reacted both ways to a message and nobody has said why.",
    ),
    "objection-unanswered": (
        "{people} people have taken part since {since}. Somebody gave a reason against, and the talk went on without an answer.",
        "somebody gave a reason against, and the talk went on without an answer.",
    ),
    "voices-missing": (
        "{people} people have taken part since {since}. Only {councils} of the councils that usually write here have been heard, {missing} have not.",
        "a proposal was heard from only a few of the councils that usually write here.",
    ),
    "paused": ("A moderator paused questions here.",) * 2,
    "settled": (
        "A moderator or a member asked to leave this alone until {until}.",
        "This conversation was marked as settled.",
    ),
    "incident": ("Something is broken at this moment, and people are mending it.",) * 2,
    "welfare": ("People are looking after each other.",) * 2,
    "thanks": ("People are thanking each other.",) * 2,
    "question-answered": ("A question about facts was asked and is being answered.",) * 2,
    "too-few-people": (
        "{people} people have written or reacted, and {least_people} are needed before one side can be noticed.",
        "Too few people have written or reacted.",
    ),
    "too-short": (
        "There are {messages} messages so far. It takes {least_messages}, or {least_days} days of talk.",
        "Too few messages in too short a time.",
    ),
    "already-asked": ("A question was asked in this conversation before, or somebody said not now.",) * 2,
    "disagreement-is-voiced": ("People differ and say why, so nothing is missing.",) * 2,
    "agreement-alone": (
        "{people} people have taken part and nothing shows two sides; agreement alone is no reason to interrupt.",
        "Nothing shows two sides, and agreement alone is no reason to interrupt.",
    ),
    "not-helping": (
        "Questions helped {helped} of the {answers} times somebody answered, so the bot keeps quiet.",
        "Questions here have not helped.",
    ),
    "budget-spent": (
        "This channel has had its {most_per_week} questions for the week.",
        "This channel has had its questions for the week.",
    ),
    "too-soon": ("The last question here was on {last}, which is too recent.", "The last question here was too recent."),
    "quiet-hours": ("There is something to ask, but not at this hour.",) * 2,
    "request": ("A member asked for it.",) * 2,
    "schedule": ("A moderator set a schedule.",) * 2,
}  # fmt: skip


def sentence(reason: str, values: Mapping[str, str | int]) -> str:
    """The sentence for one reason; without its numbers where they are not at hand."""
    full, short = SENTENCES[reason]
    gaps = {gap for _, gap, _, _ in Formatter().parse(full) if gap}
    if not gaps <= values.keys():
        return short[:1].upper() + short[1:]
    return full.format_map({name: _shown(value) for name, value in values.items()})


def _shown(value: str | int) -> str | int:
    """Days come as ISO dates and are shown as people write them."""
    if isinstance(value, int):
        return value
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
