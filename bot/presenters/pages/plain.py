"""An outline as plain text, for mail and for feeds: lines that whoever wrote in it cannot begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from bot.presenters.pages.outline import Item, Section, Told
from bot.presenters.words import count, label

WIDTH = 72  # characters of a line
INSIDE = "  "
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, ends of lines, and what turns the direction of the words around it."""


def text(told: Told) -> str:
    """A whole edition."""
    lines = [f"{told.over}", "", *opening(told.withdrawn, told.note, leads(told))]
    for each in told.sections:
        lines += section(each)
    return "\n".join(lines).strip() + "\n"


def leads(told: Told) -> tuple[str, ...]:
    """What stands above the parts: the first thing to know, and how much was said."""
    figures = ", ".join(f"{number} {words}" for number, words in told.figures)
    return tuple(each for each in (told.lead, f"{figures}.") if each)


def opening(withdrawn: str, note: Sequence[str], lead: Sequence[str]) -> Iterator[str]:
    """What stands above the parts."""
    if withdrawn:
        yield from (*wrapped(withdrawn), "")
    if note:
        yield f"{label('From the organisers')}:"
        for paragraph in note:
            yield from wrapped(paragraph, "> ")
        yield ""
    for said in lead:
        yield from (*wrapped(said), "")


def section(told: Section) -> Iterator[str]:
    """One part, under a line of hyphens, with where it stands on the page."""
    title = one_line(told.title)
    yield from (title, "-" * min(len(title), WIDTH), "")
    for item in told.items:
        yield from _item(item)
    if told.left_out:
        yield from (*wrapped(left_out(told)), "")
    yield from (f"{label('On the page')}: {told.link}", "")


def _item(item: Item) -> Iterator[str]:
    """What people wrote never begins at the edge, where our own headings and links are."""
    if item.title:
        yield from wrapped(item.title, "", INSIDE)
    for said in item.sentences:
        yield from wrapped(said, INSIDE if item.title else "- ", INSIDE)
    for each in item.cited:
        yield from wrapped(f"“{each.text}”", f"{INSIDE}> ")
    if item.link:
        yield from wrapped(f"{item.link_words}:", INSIDE)
        yield f"{INSIDE}{item.link}"
    yield ""


def wrapped(said: str, first: str = "", later: str | None = None) -> list[str]:
    """Lines of a paragraph; addresses are not broken."""
    return wrap(
        one_line(said),
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def one_line(said: str) -> str:
    """Without line breaks, and without signs that nobody sees: whoever wrote it began no line."""
    return " ".join(UNSEEN.sub(" ", said).split())


def left_out(told: Section) -> str:
    """That a part has more on the page."""
    return count(
        told.left_out,
        "{number} more is on the page.",
        "{number} more are on the page.",
    )
