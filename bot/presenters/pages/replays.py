"""The report of a replay: what the bot would have asked of a history, and when it rested.

It is written for whoever runs the bot, and in English only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.presenters import verdicts
from bot.presenters.pages.pages import dates
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.words import LONDON, clock_time, count, full_moment

LONG = 600  # characters of a quoted message; its start is enough to recognise it


@dataclass(frozen=True, slots=True)
class PointedAt:
    """A message a question was about, and how people reacted to it."""

    text: str
    for_: int
    against: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A question the bot would have asked, and why, in a plain sentence."""

    at: datetime
    channel: str
    in_thread: bool
    question: str
    reason: str
    about: tuple[PointedAt, ...]


@dataclass(frozen=True, slots=True)
class Rested:
    """The times it rested for one reason, given in a plain sentence."""

    first: datetime
    latest: datetime
    times: int
    reason: str


@dataclass(frozen=True, slots=True)
class Resting:
    """A conversation in which the bot came near to asking, and chose to rest."""

    channel: str
    opening: str
    """The words the conversation began with."""
    rested: tuple[Rested, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the history, and the file its digest is in."""

    since: datetime
    until: datetime
    messages: int
    file: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """All that a replay of one community found."""

    community: str
    files: tuple[str, ...]
    channels: tuple[str, ...]
    private: int
    """How many of the channels are private; they are named in no report."""
    messages: int
    reactions: int
    people: int
    first: datetime | None
    latest: datetime | None
    conversations: int
    askings: tuple[Asking, ...]
    restings: tuple[Resting, ...]
    weeks: tuple[Week, ...]
    notes: tuple[str, ...] = ()


def replay_page(found: Replayed, *, language: str = "en-GB", zone: ZoneInfo = LONDON) -> str:
    """Draw the index of a replay as a whole page."""
    return TEMPLATES.get_template("replay.html").render(
        language=language,
        community_name=found.community,
        found=found,
        span=_span(found, zone),
        lead=_lead(found),
        figures=_figures(found),
        askings=[_asking(number, each, zone) for number, each in enumerate(found.askings, 1)],
        restings=[_resting(each, zone) for each in found.restings],
        weeks=[
            (week.file, dates(week.since, week.until, zone), _week_words(week))
            for week in found.weeks
        ],
        sections=[
            ("asked", "What it would have asked"),
            ("rested", "When it came near, and rested"),
            ("weeks", "A digest for each week"),
            ("read", "What was read"),
        ],
    )


def quiet_page(
    week: Week, *, community_name: str, index: str, language: str = "en-GB", zone: ZoneInfo = LONDON
) -> str:
    """Draw the page of a week in which too little was written for a digest."""
    return TEMPLATES.get_template("quiet.html").render(
        language=language,
        community_name=community_name,
        index=index,
        dates=dates(week.since, week.until, zone),
        said=count(week.messages, "{number} message was", "{number} messages were"),
    )


def reports_page(reports: Sequence[tuple[str, Replayed]], *, language: str = "en-GB") -> str:
    """Draw the page above several communities' reports, given the file of each."""
    return TEMPLATES.get_template("replays.html").render(
        language=language,
        community_name="Challenger",
        reports=[(file, found.community, _lead(found)) for file, found in reports],
    )


@dataclass(frozen=True, slots=True)
class _ShownAsking:
    number: int
    when: str
    where: str
    question: str
    reason: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _ShownResting:
    where: str
    opening: str
    rested: tuple[tuple[str, str], ...]


def _span(found: Replayed, zone: ZoneInfo) -> str:
    if found.first is None or found.latest is None:
        return "No messages"
    return dates(found.first, found.latest + timedelta(microseconds=1), zone)


def _lead(found: Replayed) -> str:
    if not found.messages:
        return "The export holds no messages that people wrote."
    asked = count(len(found.askings), "{number} question", "{number} questions")
    messages = f"{found.messages:,} {'message' if found.messages == 1 else 'messages'}"
    return f"In {messages}, Challenger would have asked {asked if found.askings else 'nothing'}."


def _figures(found: Replayed) -> list[tuple[str, str]]:
    return [
        (f"{number:,}", one if number == 1 else many)
        for number, one, many in (
            (len(found.askings), "question it would have asked", "questions it would have asked"),
            (
                len(found.restings),
                "conversation where it came near",
                "conversations where it came near",
            ),
            (found.conversations, "conversation in all", "conversations in all"),
            (found.people, "person", "people"),
        )
    ]


def _asking(number: int, asking: Asking, zone: ZoneInfo) -> _ShownAsking:
    return _ShownAsking(
        number=number,
        when=_moment(asking.at, zone),
        where=f"{asking.channel}, in a thread" if asking.in_thread else asking.channel,
        question=asking.question,
        reason=asking.reason,
        about=tuple((_start(each.text), _reactions(each)) for each in asking.about),
    )


def _resting(resting: Resting, zone: ZoneInfo) -> _ShownResting:
    return _ShownResting(
        where=resting.channel,
        opening=_start(resting.opening, 160),
        rested=tuple((_times(each, zone), each.reason) for each in resting.rested),
    )


def _times(rested: Rested, zone: ZoneInfo) -> str:
    first, latest = _moment(rested.first, zone), _moment(rested.latest, zone)
    if first == latest:
        when = first
    elif rested.first.astimezone(zone).date() == rested.latest.astimezone(zone).date():
        when = f"{first} to {clock_time(rested.latest, zone)}"
    else:
        when = f"{first} to {latest}"
    return when if rested.times == 1 else f"{when}, {rested.times} times"


def _reactions(message: PointedAt) -> str:
    if not (message.for_ or message.against):
        return "No reactions for or against"
    return f"Reactions: {message.for_} for and {message.against} against"


def _week_words(week: Week) -> str:
    said = count(week.messages, "{number} message", "{number} messages")
    return f"{said}, a quiet week" if week.quiet else said


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return full_moment(at, zone)


def _start(text: str, most: int = LONG) -> str:
    return text if len(text) <= most else text[:most].rstrip() + "…"


def because(reason: str, values: dict[str, str | int]) -> str:
    """The reason in a sentence, with its numbers."""
    return verdicts.sentence(reason, values)


def channel_words(channel: str) -> str:
    """A channel's name as people write it; one made up of words is no name."""
    return channel if " " in channel else f"#{channel}"
