"""What is said of feeds and libraries alike: how reading them went, and what stood in the way."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from adapters.posts import Button, Choices, Post, Span, Strong
from bot.presenters.words import label, marked, moment, shortened, spans, text
from bot.store.visited import NEW, STOPPED, VisitedRow

FAULTS = {
    "not-web": marked("The address leads to something that is not on the web."),
    "private": marked("The address leads into a private network, so I did not go there."),
    "too-large": marked("What is there is longer than {limit} megabytes, so I stopped reading."),
    "too-slow": marked("It took longer than {seconds} seconds, so I stopped waiting."),
    "unreachable": marked("Nothing answers there, or not in a way I understand."),
    "redirects": marked("I am sent from one address to the next, more than {limit} times."),
    "gone": marked("Its server says that it is gone for good."),
    "status": marked("Its server answers with error {status} in place of a feed."),
    "a-page": marked("That is a web page, and it names no feed of its own. Look on it for a link to its feed."),
    "not-a-feed": marked("What is there is not a feed."),
    "broken": marked("The feed is broken off or wrongly written, so it cannot be read."),
    "entities": marked("The feed declares words that grow when they are read, as attacks do, so I did not read it."),
    "too-deep": marked("The feed is nested deeper than any honest one, so I did not read it."),
    "not-a-library": marked("What is there is not a library of views."),
    "unsigned": marked("What is there is not signed, so I took nothing from it."),
    "wrong-key": marked("It is signed with another key than the one you gave, so I took nothing from it."),
    "altered": marked("It was altered after it was signed, so I took nothing from it."),
    "other-library": marked("It is the library of another community, so I took nothing from it."),
    "ahead": marked("It is dated in the future, so I took nothing from it."),
    "older": marked("It is older than what I have read already, so I took nothing from it."),
    "stale": marked("It was made days ago and kept back on the way, so I took nothing from it."),
}  # fmt: skip


def fault(code: str, details: Mapping[str, str | int]) -> str:
    """What stood in the way of reading, in one sentence."""
    return label(FAULTS.get(code, FAULTS["unreachable"]), 0, **details)


def state(row: VisitedRow, zone: ZoneInfo) -> tuple[Span, ...]:
    """How reading it goes, at length."""
    if row.state == NEW:
        return spans("I have not read it yet.")
    why = fault(row.fault, row.details) if row.fault else ""
    if row.state == STOPPED:
        return spans("I have stopped reading it. {why}", why=why)
    if why:
        return spans("The last time I could not read it. {why} I try again later.", why=why)
    return spans("Read {when}.", when=moment(row.read_at or row.added_at, zone))


def being_read(name: str) -> Post:
    """While the worker reads it."""
    return Post((text("I am reading {name} now. What came of it stands here in a moment.", name=shortened(name, 100)),))  # fmt: skip


def not_taken(name: Span, why: str, again: Button) -> Post:
    """When it could not be used the first time: it is not kept, and `again` asks for another."""
    said = text("I did not take {name}. {why}", name=name, why=why)
    return Post((said, Choices((again,))))


def not_read(name: str, why: str) -> Post:
    """When it was used before and could not be read now."""
    return Post((text("I could not read {name}. {why}", name=Strong(name), why=why),))
