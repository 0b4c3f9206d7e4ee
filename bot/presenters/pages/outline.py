"""What mail, feeds, Markdown and JSON show of an edition: one outline, from which each is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.presenters.pages.chart import Chart


@dataclass(frozen=True, slots=True)
class Cited:
    """Somebody's words, unchanged and unsigned, and what was said to them."""

    text: str
    source: str = ""
    link: str = ""
    dissent: bool = False
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a part: a title, sentences about it, words, a chart, and where it leads."""

    title: str = ""
    sentences: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    link: str = ""
    link_words: str = ""
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an edition; `id` and `link` are those it has on the page."""

    id: str
    title: str
    link: str
    items: tuple[Item, ...]
    lead: str = ""
    """A linking sentence that a model drafted and an organiser approved."""
    left_out: int = 0
    """Items for which there is no room."""


@dataclass(frozen=True, slots=True)
class Told:
    """An edition, top to bottom."""

    number: int
    title: str
    over: str
    since: datetime
    until: datetime
    note: tuple[str, ...]
    """The organisers' words, in paragraphs."""
    withdrawn: str
    """That something was withdrawn; "" where nothing was."""
    lead: str
    figures: tuple[tuple[int, str], ...]
    sections: tuple[Section, ...]
    page: str
