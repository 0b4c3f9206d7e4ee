"""Why the bot asked, or why it rested, each in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter

from bot.presenters.words import day, label, marked
from challenges.parts import Part

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
    "could-be-luck": (
        marked("There is something to ask, but luck alone shows as much in {luck} of 100 talks, and {talks} were looked at in these seven days."),
        marked("There is something to ask, but luck alone could show as much in such a week."),
    ),
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


PARTS: dict[str, tuple[str, str]] = {
    # code: (with its numbers, where there is too little to tell)
    "voices": (
        marked("Voices: {writers} people wrote {messages} messages, as if {effective} had written equally often; an even talk of that length gives {fair}."),
        marked("Voices: too few messages to say how evenly people write ({messages} by {writers})."),
    ),
    "councils": (
        marked("Councils: {heard} of the {usual} that usually write here were heard, from {speakers} people who named theirs."),
        marked("Councils: too few people here say which council they are from."),
    ),
    "kinds": (
        marked("Kinds of council: {heard} of the {usual} that usually write here were heard."),
        marked("Kinds of council: too few people here say which council they are from."),
    ),
    "reasons": (
        marked("Reasons: {for_} given for and {against} against."),
        marked("Reasons: {for_} given for and {against} against, too few to compare."),
    ),
    "objections": (
        marked("Objections: {raised} raised with a reason, {open} of them not taken up."),
        marked("Objections: none was raised with a reason."),
    ),
    "reactions": (
        marked("Reactions: of the last {messages} messages people reacted to, {split} split them."),
        marked("Reactions: too few to split on any message."),
    ),
    "camps-one": (
        marked("Who reacts like whom: the {people} people who reacted to {messages} messages look like one opinion group ({one_group} in 100)."),
        marked("Who reacts like whom: too few reactions to tell."),
    ),
    "camps-two": (
        marked("Who reacts like whom: the {people} people who reacted to {messages} messages look like two opinion groups (one group: {one_group} in 100)."),
        marked("Who reacts like whom: too few reactions to tell."),
    ),
    "camps-open": (
        marked("Who reacts like whom: one opinion group or two, nobody can tell from {messages} messages and {people} people (one group: {one_group} in 100)."),
        marked("Who reacts like whom: too few reactions to tell."),
    ),
    "camps": (
        marked("Who reacts like whom: too few reactions to tell."),
        marked("Who reacts like whom: too few reactions to tell. It takes {people} people and {reactions} reactions on {messages} messages or more."),
    ),
    "drift": (
        marked("Over time: {against} of {of} reactions were against in the first half, {later} of {of_later} in the second."),
        marked("Over time: too few reactions to compare the first half with the second."),
    ),
    "gap": (
        marked("In front of everybody {open_for} of {open} agreed, on the secret ballot {secret_for} of {secret}."),
        marked("Too few answered, in front of everybody or on the secret ballot, to compare the two. It takes twelve each."),
    ),
}  # fmt: skip
LUCK = marked("{part} Luck alone does as much about {luck} in 100 times.")
RARELY = marked("{part} Luck alone does as much less than once in 100 times.")


def part(found: Part) -> str:
    """One part of one-sidedness in a sentence, and how often luck does as much."""
    words = PARTS[found.code][not found.enough]
    said = label(words, 0, **dict(found.values))
    if found.chance is None:
        return said
    luck = round(100 * found.chance)
    return label(LUCK, 0, part=said, luck=luck) if luck else label(RARELY, 0, part=said)


def _shown(value: str | int) -> str | int:
    """Days come as ISO dates and are shown as people write them."""
    if isinstance(value, int):
        return value
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
