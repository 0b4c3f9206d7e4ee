"""A post as the messages it takes: what is longer than one of Slack's goes on in another.

Every message of it says in plain text what its blocks say, and which goes on says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapters.posts import Choices, Heading, Note, Part, Picture, Post, Quote, Tally, Text
from adapters.slack.blocks import (
    MAX_SECTION,
    Block,
    Words,
    as_written,
    blocks_of,
    fallback,
    in_sections,
    in_small_print,
    small_print,
    split,
)
from adapters.slack.mrkdwn import Permalink
from adapters.words import marked

MAX_BLOCKS = 50
MAX_HOME_BLOCKS = 100
MAX_TOTAL = 12_000  # as JSON; near 13,200 Slack refuses, and counts more than what is read
MAX_HOME_TOTAL = 40_000
MOST_PAGES = 10
SPARE = 200  # of MAX_TOTAL, for the line at the end

GOES_ON_IN_THREAD = marked("This goes on in the thread.")
GOES_ON = marked("This goes on below.")
CUT = marked(
    "This is longer than Slack shows, and its end is left out. Whoever runs the bot has it all."
)


@dataclass(frozen=True, slots=True)
class Page:
    """One message: its blocks, and the same in plain text."""

    blocks: list[Block]
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    part: Part
    blocks: list[Block]

    @property
    def size(self) -> int:
        return length(self.blocks)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How much a page may hold."""

    blocks: int
    total: int

    def takes(self, pieces: list[_Piece]) -> bool:
        count = sum(len(piece.blocks) for piece in pieces) + 1
        return count <= self.blocks and sum(p.size for p in pieces) + SPARE <= self.total


MESSAGE = _Sheet(MAX_BLOCKS, MAX_TOTAL)
HOME = _Sheet(MAX_HOME_BLOCKS, MAX_HOME_TOTAL)


def pages(
    post: Post,
    permalink: Permalink,
    *,
    most: int = MOST_PAGES,
    goes_on: str = GOES_ON,
    words: Words = as_written,
) -> list[Page]:
    """The messages of a post, one at least. What `most` cannot hold is cut, buttons last."""
    sheets = _laid_out(_pieces(post, permalink, words), MESSAGE)
    cut = len(sheets) > most
    if cut:
        sheets = _cut(sheets, most, MESSAGE)
    *before, last = sheets
    end = words(CUT) if cut else ""
    return [*(_page(sheet, words(goes_on)) for sheet in before), _page(last, end, last=True)]


def home(post: Post, permalink: Permalink, words: Words = as_written) -> list[Block]:
    """The blocks of the bot's own page: there is only one. What does not fit is cut aloud."""
    sheets = _laid_out(_pieces(post, permalink, words), HOME)
    if len(sheets) == 1:
        return _page(sheets[0], "").blocks
    return _page(_cut(sheets, 1, HOME)[0], words(CUT), last=True).blocks


def length(part: object) -> int:
    """How long a part of a message is as Slack is sent it, whatever its signs become on the way."""
    match part:
        case str():
            return len(part) + 2
        case dict():
            return 2 + sum(len(name) + 4 + length(each) for name, each in part.items())
        case list():
            return 2 + sum(1 + length(each) for each in part)
        case _:
            return 5


def _page(sheet: list[_Piece], end: str, *, last: bool = False) -> Page:
    # The line that says what is missing comes before the buttons that were kept all the same.
    kept = len(sheet)
    while end and last and kept and isinstance(sheet[kept - 1].part, Choices):
        kept -= 1
    blocks = [block for piece in sheet[:kept] for block in piece.blocks]
    parts = [piece.part for piece in sheet[:kept]]
    if end:
        blocks.append(small_print(end))
        parts.append(Note((end,)))
    blocks += [block for piece in sheet[kept:] for block in piece.blocks]
    parts += [piece.part for piece in sheet[kept:]]
    return Page(blocks, fallback(Post(tuple(parts))))


def _laid_out(pieces: Iterator[_Piece], sheet: _Sheet) -> list[list[_Piece]]:
    sheets: list[list[_Piece]] = [[]]
    for piece in pieces:
        if sheets[-1] and not sheet.takes([*sheets[-1], piece]):
            sheets.append(_taken_along(sheets[-1], piece))
        sheets[-1].append(piece)
    return sheets


def _taken_along(sheet: list[_Piece], next_: _Piece) -> list[_Piece]:
    """What must not be parted from the next piece: its heading, or what its buttons are about."""
    along: list[_Piece] = []
    if isinstance(next_.part, Choices) and not isinstance(sheet[-1].part, Choices):
        along.append(sheet.pop())
    while sheet and isinstance(sheet[-1].part, Heading):
        along.insert(0, sheet.pop())
    if not sheet:  # then nothing is gained by it
        sheet.extend(along)
        return []
    return along


def _cut(sheets: list[list[_Piece]], most: int, sheet: _Sheet) -> list[list[_Piece]]:
    """The first sheets, with the buttons of the others at the end, as many as go in."""
    kept, last = sheets[: most - 1], list(sheets[most - 1])
    rows: list[_Piece] = []
    for piece in (piece for lost in sheets[most:] for piece in lost):
        half = _Sheet(sheet.blocks // 2, sheet.total // 2)
        if isinstance(piece.part, Choices) and half.takes([*rows, piece]):
            rows.append(piece)
    while last and not sheet.takes([*last, *rows]):
        last.pop()
    return [*kept, [*last, *rows]]


def _pieces(post: Post, permalink: Permalink, words: Words) -> Iterator[_Piece]:
    for part in post.parts:
        for piece in _smaller(part, permalink):
            blocks = blocks_of(piece, permalink, words)
            if blocks:
                yield _Piece(piece, blocks)


def _smaller(part: Part, permalink: Permalink) -> Iterator[Part]:
    """A part as parts that each go into a message."""
    match part:
        case Text():
            for some in in_sections(part.spans, permalink):
                yield Text(some)
        case Note():
            for some in in_small_print(part.spans, permalink):
                yield Note(some)
        case Quote() if part.source or len(part.text) > MAX_SECTION:
            for piece in split(part.text or " "):
                yield Quote(piece)
            for some in in_small_print(part.source, permalink):
                yield Note(some)
        case Picture() if len(part.sentence) > MAX_SECTION:
            first, *rest = split(part.sentence)
            yield replace(part, sentence=first)
            yield from (Text((each,)) for each in rest)
        case Tally() if len(part.sentence) > MAX_SECTION:
            yield from _smaller(Text((part.sentence,)), permalink)
            yield replace(part, sentence="")
        case _:
            yield part
