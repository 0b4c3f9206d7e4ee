"""The week's edition as it stands in the channel: short, in words, with the dissent first and the minority verbatim."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.posts import (
    Code,
    Heading,
    Note,
    Part,
    Picture,
    Post,
    Quote,
    Span,
    Tally,
    Text,
)
from bot.presenters import digest_parts as parts
from bot.presenters.digest_parts import Size
from bot.presenters.digest_parts import assumption as assumption
from bot.presenters.digest_parts import promise as promise
from bot.presenters.words import label, note, sentence, text
from challenges.cutting import without_quotes as without_quotes
from challenges.digest import Edition

MOST_TALKS = 2
MOST_LETTERS = 2400  # about two screens of a phone; the page has the rest
_SIZES = (Size(), Size(others=1), Size(others=1, quote=140))
_KEPT = 9
"""What is told at any length: the note, the talks, the rounds with their minority, the way on."""


def edition(published: Edition, page_url: str, pictures: Sequence[Picture] = ()) -> Post:
    """The digest in the channel, with the pictures that can be fetched from somewhere.

    Short, in the order of every face of an edition. Where a week had very much, less is told of
    each thing; then things are left to the page, the least of them first.
    """
    for size in _SIZES:
        told_of = _sections(published, page_url, pictures, size)
        if _letters(told_of) <= MOST_LETTERS:
            break
    while _letters(told_of) > MOST_LETTERS and any(weight < _KEPT for weight, _ in told_of):
        least = min(range(len(told_of)), key=lambda place: told_of[place][0])
        del told_of[least]
    return Post(tuple(part for _, each in told_of for part in each))


def _letters(told_of: Sequence[tuple[int, Sequence[Part]]]) -> int:
    """How much there is to read; of a link its words."""
    return sum(len(_words(part)) for _, each in told_of for part in each)


def _words(part: Part) -> str:
    match part:
        case Text() | Note():
            return _plain(part.spans)
        case Quote():
            return part.text + _plain(part.source)
        case Tally() | Picture():
            return part.sentence
        case Heading():
            return part.text
    return ""


def _plain(found: Sequence[Span]) -> str:
    return "".join(each if isinstance(each, str) else getattr(each, "text", "@") for each in found)


def _sections(
    published: Edition, page_url: str, pictures: Sequence[Picture], size: Size
) -> list[tuple[int, list[Part]]]:
    """The parts in their order, each with how much it weighs where there is too much."""
    talks = [
        part
        for place, talk in enumerate(published.talks[:MOST_TALKS])
        for part in parts.talk(talk, 1 if place else 2, size)
    ]
    rounds = [part for each in published.rounds[: size.others] for part in parts.round_(each, size)]
    promises = parts.lines(label("What was promised"), map(promise, published.promises), size)
    plans = parts.lines(label("What plans rest on"), map(assumption, published.assumptions), size)
    return [
        (_KEPT, parts.top(published)),
        (_KEPT, talks),
        (_KEPT, rounds),
        (8, parts.quotes(label("Objections nobody answered"), published.objections, size)),
        (6, parts.views(published, size)),
        (5, parts.contrasts(published, size)),
        (3, promises),
        (4, plans),
        (2, parts.quotes(label("Still without an answer"), published.questions, size)),
        (1, parts.voices(published)),
        (7, parts.trend(published, {each.sentence for each in pictures})),
        (7, parts.thanks(published)),
        (_KEPT, list(pictures)),
        (7, parts.tries(published, size)),
        (_KEPT, parts.end(published, page_url)),
    ]


def quiet_week() -> Post:
    """In place of a digest when little was said."""
    return sentence("It was a quiet week here, so there is no digest.")


def feed(address: str) -> Post:
    """The address of the feed, for a moderator alone."""
    return Post(
        (
            text("This is the address of the digests for a feed reader: {address}", address=Code(address)),
            text("The same as JSON Feed: {address}", address=Code(f"{address}.json")),
            note("Whoever has the address can read the feed. It quotes nobody. To close it, type {close}.", close=Code("/challenge digest no-feed")),
        )
    )  # fmt: skip


def feed_closed(was_open: bool) -> Post:
    """After the feed was closed, or where there was none."""
    if not was_open:
        return sentence("No feed is open here. Nothing was changed.")
    return sentence("The feed is closed. Its old address leads nowhere any more.")
