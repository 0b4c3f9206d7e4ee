"""What templates are given of talks and views: sentences, and no value that could say too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.presenters.views import STATUSES
from bot.presenters.words import count, day, label, listed, marked
from challenges.digest import Quoted, Talk
from challenges.library import Status, View, stale

Permalink = Callable[[str], str]
"""From a message to a web address that leads there, or an empty one."""

SPLIT_WITH_REASONS = marked(
    "Reactions to one message divide: {for_} for and {against} against. People gave reasons."
)
SPLIT_WITHOUT = marked(
    "Reactions to one message divide: {for_} for and {against} against. Nobody has said why."
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where links lead, whose clock it is, and what channels are called."""

    permalink: Permalink
    zone: ZoneInfo
    channel_name: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Somebody's words, and where they were said."""

    text: str
    source: str
    link: str
    dissent: bool


@dataclass(frozen=True, slots=True)
class ShownTalk:
    """One conversation, told."""

    title: str
    sentence: str
    link: str
    split: str
    tags: tuple[str, ...]
    quotes: tuple[ShownQuote, ...]


@dataclass(frozen=True, slots=True)
class ShownView:
    """One view with what became of the thing, and when it was told."""

    claim: str
    text: str
    status: str
    dropped: bool
    council: str
    shared: str
    link: str
    stale: bool


def talk(told: Talk, scene: Scene) -> ShownTalk:
    """One conversation."""
    name = scene.channel_name(told.channel)
    messages = count(told.messages, "{number} message", "{number} messages")
    people = count(told.people, "{number} person", "{number} people")
    said = (
        label(
            "{messages} in {channel}, with {people} taking part.",
            messages=messages,
            channel=name,
            people=people,
        )
        if name
        else label("{messages}, with {people} taking part.", messages=messages, people=people)
    )
    if told.councils:
        heard = label("Heard from {councils}.", councils=listed(told.councils))
        said = f"{said} {heard}"
    split = ""
    if told.split:
        split = label(
            SPLIT_WITH_REASONS if told.split.reasons_given else SPLIT_WITHOUT,
            for_=told.split.for_,
            against=told.split.against,
        )
    tags = []
    if told.pieced:
        tags.append(label("Put together by Challenger from a channel without threads"))
    if told.drafted:
        tags.append(label("Title drafted by a language model, approved by an organiser"))
    return ShownTalk(
        title=told.title[:1].upper() + told.title[1:] or label("A conversation"),
        sentence=said,
        link=scene.permalink(told.first),
        split=split,
        tags=tuple(tags),
        quotes=tuple(quoted(each, scene) for each in told.quotes),
    )


def quoted(each: Quoted, scene: Scene) -> ShownQuote:
    """Somebody's words, unchanged and unsigned."""
    source = (
        label("Somebody at {council}", council=each.council) if each.council else label("A member")
    )
    return ShownQuote(each.text, source, scene.permalink(each.message), each.dissent)


def view(shared: View, now: datetime, zone: ZoneInfo) -> ShownView:
    """A view, as its author worded it."""
    return ShownView(
        claim=shared.claim,
        text=shared.text,
        status=label(STATUSES[shared.status]),
        dropped=shared.status is Status.DROPPED,
        council=shared.council,
        shared=label(
            "{council}, shared on {day}",
            council=shared.council,
            day=day(shared.shared_at.astimezone(zone).date()),
        ),
        link=shared.link,
        stale=stale(shared, now),
    )
