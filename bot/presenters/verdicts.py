"""Why the bot asked, or why it rested, each in one plain sentence; and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from string import Formatter

from adapters.chat import MessageRef
from adapters.posts import Button, Choices, Jump, Note, Part, Post
from bot.presenters.words import day, heading, label, marked, moment, note, text
from bot.presenters.words import sentence as said
from bot.store.verdicts import NotedVerdict
from challenges.parts import Measure

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
        marked("People who have written or reacted: {people}. It takes {least_people} before I can notice that one side is missing."),
        marked("Too few people have written or reacted."),
    ),
    "too-short": (
        marked("Messages so far: {messages}. It takes {least_messages}, or {least_days} days of talk."),
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
        marked("There is something to ask, but it may be luck: luck alone shows as much in {luck} of 100 talks, and I looked at {talks} in the last seven days."),
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
        marked("Voices: {writers} people wrote {messages} messages. As some write more, that comes to {effective} voices. In an even talk it would come to {fair}."),
        marked("Voices: too few messages to say whether a few people write most of them."),
    ),
    "councils": (
        marked("Councils: {heard} of the {usual} that usually write here were heard, from {speakers} people who named theirs."),
        marked("Councils: too few people here say which council they are from."),
    ),
    "kinds": (
        marked("Kinds of council: {heard} of the {usual} kinds that usually write here were heard."),
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
        marked("Reactions: people reacted to {messages} messages, and split on {split} of them."),
        marked("Reactions: too few to split on any message."),
    ),
    "camps-one": (
        marked("Who reacts like whom: {people} people reacted to {messages} messages, and look like one group. In 100 talks like this, about {one_group} are of one group."),
        marked("Who reacts like whom: too few reactions to tell."),
    ),
    "camps-two": (
        marked("Who reacts like whom: {people} people reacted to {messages} messages, and look like two groups. In 100 talks like this, about {one_group} are of one group."),
        marked("Who reacts like whom: too few reactions to tell."),
    ),
    "camps-open": (
        marked("Who reacts like whom: {people} people reacted to {messages} messages. Nobody can tell from that whether they are one group or two. In 100 talks like this, about {one_group} are of one group."),
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
ASKED = marked("{when} I asked a question here. {reason}")
RESTED = marked("{when} I rested here. {reason}")
LUCK = marked("{part} Luck alone would do as much in about {luck} of 100 cases.")
RARELY = marked("{part} Luck alone would do as much in fewer than 1 of 100 cases.")


def why(
    here: NotedVerdict | None,
    found: Sequence[Measure],
    others: Sequence[NotedVerdict],
    compared: bool,
    in_thread: bool,
) -> Post:
    """Why the bot asked or rested in a talk, what that rests on, and the other talks here."""
    shown: list[Part] = []
    if here is None:
        shown.append(
            text(
                "I have not looked at this talk yet: nobody has written since I began to read here."
            )
        )
    else:
        opening = ASKED if here.verdict.challenge else RESTED
        reason = sentence(here.verdict.reason, dict(here.verdict.values))
        shown.append(text(opening, when=moment(here.at), reason=reason))
    if found:
        shown += _seen(found)
    if others:
        shown.append(text("Other talks in this channel:"))
        shown += [_line(each) for each in others]
    elif not in_thread:
        shown.append(note("Type the same in a thread to see why I asked or rested there."))
    shown.append(
        note(
            "I ask once at most in a talk, and a few times a week in a channel. Where luck alone may explain what I see, I do not ask."
        )
    )
    return Post((*shown, Choices((camps_button(compared),))))


def _seen(found: Sequence[Measure]) -> list[Part]:
    """What can be seen of a talk; where that is nothing yet, so in one sentence."""
    if not any(each.enough for each in found):
        return [text("Too little was written here so far to see more of this talk.")]
    return [
        text("What can be seen of this talk now, in counts and never by person:"),
        *(note("{part}", part=part(each)) for each in found),
    ]


def _line(noted: NotedVerdict) -> Note:
    reason = sentence(noted.verdict.reason, dict(noted.verdict.values))
    if noted.thread is None:
        return note("In the channel itself, {when}: {reason}", when=moment(noted.at), reason=reason)
    there = Jump(label("In this thread"), MessageRef.parse(noted.thread))
    return note("{there}, {when}: {reason}", there=there, when=moment(noted.at), reason=reason)


def camps_button(compared: bool) -> Button:
    """What leads to the words about comparing reactions."""
    words = marked("Who reacts like whom: on") if compared else marked("Who reacts like whom: off")
    return Button("camps:about", label(words))


def camps(compared: bool) -> Post:
    """What comparing reactions is, before an organiser switches it on or off."""
    now = (
        text("I look at who reacts like whom here.")
        if compared
        else text("I do not look at who reacts like whom here.")
    )
    return Post(
        (
            heading("Who reacts like whom"),
            now,
            text(
                "When somebody asks why, I can look whether the people who reacted in one talk fall into two camps or stand together. Agreement in a room of one camp says little."
            ),
            text(
                "It is done in memory, for one talk at a time, with numbers in place of names. One figure about the whole room is kept with a question. Who reacted like whom is not kept, not shown, and not added up over time."
            ),
            text(
                "It still means that reactions are compared with each other. People should know that, so an organiser decides, and it stands in the log."
            ),
            note(
                "The figure can be wrong, and it never sets me off by itself. In a small room people can guess who is meant: below 8 people I say nothing."
            ),
            Choices((_camps_choice(compared),)),
        )
    )


def _camps_choice(compared: bool) -> Button:
    if compared:
        return Button("compare:off", label("Do not look at it"))
    return Button("compare:on", label("Look at it"))


def camps_chosen(compared: bool) -> Post:
    """After an organiser decided."""
    if compared:
        return said(
            "From now on I look at who reacts like whom, in one talk at a time. It stands in the log for all to read."
        )
    return said(
        "From now on I do not look at who reacts like whom. It stands in the log for all to read."
    )


def part(found: Measure) -> str:
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
