"""An edition as Markdown, to be used elsewhere: what people wrote stays words, whatever it looks like.

Their words can make no link, no picture, no heading, no HTML and no mention, and read as they were
written. Only signs that are markup somewhere get a backslash; behind an @ stands a sign nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.presenters.pages.chart import Chart
from bot.presenters.pages.outline import Cited, Item, Section, Told
from bot.presenters.pages.plain import UNSEEN, leads
from bot.presenters.words import label

MEDIA_TYPE = "text/markdown; charset=utf-8"
WORD_JOINER = "\u2060"
_SIGNS = re.compile(r"[\\`*_{}\[\]<>&~|$^#!]")
_BEGINS_LINE = re.compile(r"^[-+=:]")
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):|(?<=xmpp):", re.IGNORECASE)
_AT = re.compile(r"@(?=\S)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_UNSAFE_IN_ADDRESS = str.maketrans(
    {each: f"%{ord(each):02X}" for each in "<>()[]\\ \"'`"} | {each: "" for each in "\r\n\t"}
)


def page(told: Told) -> str:
    """The whole edition."""
    blocks = [f"# {escaped(told.title)}", escaped(told.over)]
    if told.withdrawn:
        blocks.append(f"*{escaped(told.withdrawn)}*")
    if told.note:
        blocks += [f"**{escaped(label('From the organisers'))}**", _quote("\n\n".join(told.note))]
    blocks += map(escaped, leads(told))
    for section in told.sections:
        blocks += _section(section)
    return "\n\n".join(blocks) + "\n"


def escaped(words: str) -> str:
    """Words on one line, as words."""
    return _line(" ".join(UNSEEN.sub(" ", words).split()))


def _line(words: str) -> str:
    said = _SIGNS.sub(r"\\\g<0>", words)
    said = _ADDRESS.sub(r"\\\g<0>", said)
    said = _AT.sub(f"@{WORD_JOINER}", said)
    said = _NUMBERED.sub(r"\1\\\2", said)
    return _BEGINS_LINE.sub(r"\\\g<0>", said)


def _quote(words: str) -> str:
    """Words as a quote, their lines kept."""
    paragraphs = re.split(r"\n\s*\n", re.sub("\r\n?|\u2028|\u2029", "\n", words).strip())
    quoted = []
    for paragraph in paragraphs:
        lines = [escaped(line) for line in paragraph.split("\n")]
        quoted.append("\\\n> ".join(line for line in lines if line))
    return "> " + "\n>\n> ".join(filter(None, quoted))


def _section(section: Section) -> Iterator[str]:
    yield f"## {_link(section.title, section.link)}"
    if section.lead:
        drafted = label(
            "This sentence was drafted by a language model, and an organiser approved it."
        )
        yield f"{escaped(section.lead)} *{escaped(drafted)}*"
    for item in section.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    if item.title:
        yield f"### {escaped(item.title)}"
    said = [escaped(each) for each in item.sentences]
    if said and not item.title and len(said) > 1:
        yield "\n".join(f"- {each}" for each in said)
    else:
        yield from said
    for chart in item.charts:
        yield _table(chart)
    for each in item.cited:
        yield from cited(each)
    if item.link:
        yield _link(item.link_words, item.link)


def cited(each: Cited) -> Iterator[str]:
    """Somebody's words as a quote, and below it what is said of them."""
    yield _quote(each.text)
    about = [f"**{escaped(label('A different view'))}**"] if each.dissent else []
    about += [escaped(each.source.removesuffix("."))] if each.source else []
    about += [_link(label("Read it where it was said"), each.link)] if each.link else []
    if about:
        yield f"{'. '.join(about)}."
    if each.reply:
        yield escaped(each.reply)


def _table(chart: Chart) -> str:
    under = "|" + " --- |" * len(chart.columns)
    lines = [_row(chart.columns), under, *map(_row, chart.rows)]
    return "\n".join((f"**{escaped(chart.title)}**", "", *lines))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(each) or " " for each in cells) + " |"


def _link(words: str, address: str) -> str:
    return f"[{escaped(words)}]({address.translate(_UNSAFE_IN_ADDRESS)})"
