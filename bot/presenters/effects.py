"""Was it useful, was it safe: the question, the private answers to it, and what moderators are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MessageRef
from adapters.posts import Button, Choices, Code, Jump, Note, Part, Place, Post, Span, Strong, Text
from bot.presenters.words import label, marked, moment, note, text
from challenges.effects import LEAST_TO_SHOW, LEAST_TO_TELL, Cadence, Feedback, Topic


@dataclass(frozen=True, slots=True)
class Standing:
    """How one channel stands: what people said there lately, and how often the bot may ask."""

    channel: ChannelRef
    said: Feedback
    cadence: Cadence
    why: str = ""
    threads: tuple[MessageRef, ...] = ()
    """Where many wrote to one person lately; for moderators alone."""


def questions(subject: str, until: datetime, zone: ZoneInfo) -> tuple[Part, ...]:
    """The two questions, to stand below what they are about."""
    return (
        text("Was this useful to you? Did it feel safe to say what you think?"),
        Choices(
            (
                Button(f"useful:{subject}:yes", label("Useful")),
                Button(f"useful:{subject}:no", label("Not useful")),
                Button(f"safe:{subject}:yes", label("Safe")),
                Button(f"safe:{subject}:no", label("Not safe")),
            )
        ),
        note(
            "You can answer, and change your answer, until {when}. After that only the numbers are kept.",
            when=moment(until, zone),
        ),
    )


NOTED = {
    (Topic.USEFUL, "yes"): marked("Counted: it was useful to you."),
    (Topic.USEFUL, "no"): marked("Counted: it was not useful to you."),
    (Topic.SAFE, "yes"): marked("Counted: it felt safe to you."),
    (Topic.SAFE, "no"): marked("Counted: it did not feel safe to you."),
}


def noted(topic: Topic, answer: str, until: datetime, zone: ZoneInfo) -> Post:
    """The private answer to a press."""
    parts: list[Part] = [
        text(NOTED[topic, answer]),
        note(
            "It is counted without your name. Until {when} you can press again to change it.",
            when=moment(until, zone),
        ),
    ]
    if topic is Topic.SAFE and answer == "no":
        parts.append(
            note(
                "If somebody does harm, press {why} and then {report}: the organisers look at it.",
                why=Strong(label("Why this?")),
                report=Strong(label("Report this")),
            )
        )
    return Post(tuple(parts))


def result(said: Feedback) -> tuple[Part, ...]:
    """What all may know when the time to answer is over; nothing of a few answers."""
    if said.answers < LEAST_TO_SHOW:
        return ()
    return (
        note(
            "Of the {answers} people who answered, {useful} found this useful.",
            answers=said.answers,
            useful=said.useful,
        ),
    )


CHANGED = {
    Cadence.SLOWER: marked("Challenger asks half as often in {channel} from now on, because of what people said there."),
    Cadence.PAUSED: marked("Challenger has paused in {channel}, because of what people said there. No schedule runs, and it asks nothing of its own accord. Questions that members ask for still come."),
    Cadence.FULL: marked("Challenger asks as often as before in {channel} again: people said that it helps."),
}  # fmt: skip


def changed(channel: ChannelRef, cadence: Cadence, counts: Feedback) -> Post:
    """What moderators are told when the bot asks less of its own accord, or more again."""
    parts: list[Part] = [text(CHANGED[cadence], channel=Place(channel)), *_counts(counts)]
    if cadence is Cadence.SLOWER:
        parts.append(note("If the next ten answers are no better, it pauses there."))
    if cadence is not Cadence.FULL:
        parts += [_nobody(), Choices((_release(channel, cadence),))]
    return Post(tuple(parts))


def harm(channel: ChannelRef, counts: Feedback) -> Post:
    """What moderators are told when something did not feel safe to somebody."""
    return Post(
        (
            text("Something in {channel} did not feel safe to somebody.", channel=Place(channel)),
            *_counts(counts),
            note(
                "You could ask the channel how it went, or type {pause} there.",
                pause=Code("/challenge pause"),
            ),
            _nobody(),
        )
    )


def piled_on(channel: ChannelRef, thread: MessageRef) -> Post:
    """What moderators are told when many write to one person who disagreed."""
    return Post(
        (
            text(
                "Many people wrote to one person within an hour in {thread} in {channel}.",
                thread=Jump(label("this conversation"), thread),
                channel=Place(channel),
            ),
            text(
                "It may be a good talk, and nobody is accused. Read it. If it is too much, you can ask people there to wait for one another, or write to that person in private. To keep me out of it, type {snooze} there.",
                snooze=Code("/challenge snooze thread"),
            ),
            note(
                "You are told once of each conversation. A moderator can switch this off with {settings}.",
                settings=Code("/challenge settings"),
            ),
        )
    )  # fmt: skip


def released(channel: ChannelRef) -> Post:
    """After a moderator let questions come again."""
    return Post(
        (
            text("Challenger asks as often as before in {channel} again.", channel=Place(channel)),
            note("The count begins anew. It is in {log} for all to read.", log=Code("/challenge log")),
        )
    )  # fmt: skip


def lines(standing: Sequence[Standing], moderates: bool) -> tuple[Part, ...]:
    """What `/challenge list` says of it, channel by channel."""
    return tuple(part for each in standing for part in _lines(each, moderates))


def _lines(standing: Standing, moderates: bool) -> list[Part]:
    channel, parts = Place(standing.channel), list[Part]()
    least = LEAST_TO_TELL if moderates else LEAST_TO_SHOW
    if standing.said.answers >= least:
        parts.append(
            text(
                "In {channel}, of {answers} people who said in the last four weeks, {useful} found it useful.",
                channel=channel,
                answers=standing.said.answers,
                useful=standing.said.useful,
            )
        )
    if standing.said.safety_answers >= least:
        parts.append(
            text(
                "In {channel}, of {answers} people who said in the last four weeks, {unsafe} did not feel safe.",
                channel=channel,
                answers=standing.said.safety_answers,
                unsafe=standing.said.unsafe,
            )
        )
    if standing.cadence is not Cadence.FULL:
        parts.append(text(STANDS[standing.cadence], channel=channel))
        if moderates:
            parts.append(Choices((_release(standing.channel, standing.cadence),)))
    if moderates:
        parts += [_where(standing.channel, each) for each in standing.threads]
    return parts  # fmt: skip


STANDS = {
    Cadence.SLOWER: marked("Challenger asks half as often in {channel}, because of what people said there."),
    Cadence.PAUSED: marked("Challenger has paused in {channel}, because of what people said there."),
}  # fmt: skip


def _where(channel: ChannelRef, thread: MessageRef) -> Text:
    return text(
        "In {channel} many people wrote to one person within an hour: {thread}.",
        channel=Place(channel),
        thread=Jump(label("this conversation"), thread),
    )


def _counts(counts: Feedback) -> list[Part]:
    parts: list[Part] = []
    values: dict[str, Span | int | tuple[Span, ...]]
    if counts.answers >= LEAST_TO_TELL:
        values = {"answers": counts.answers, "useful": counts.useful}
        parts.append(text("Useful: {useful} of the last {answers} answers.", **values))
    if counts.safety_answers >= LEAST_TO_TELL:
        values = {"answers": counts.safety_answers, "unsafe": counts.unsafe}
        parts.append(text("Not safe: {unsafe} of the last {answers} answers.", **values))
    return parts


def _nobody() -> Note:
    return note("Nobody can see who said so, and neither can I.")


def _release(channel: ChannelRef, cadence: Cadence) -> Button:
    words = {
        Cadence.SLOWER: label("Ask as often as before"),
        Cadence.PAUSED: label("Let questions come again"),
    }
    return Button(f"unbrake:{channel}", words[cadence])
