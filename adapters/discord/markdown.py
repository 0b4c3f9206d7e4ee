"""Spans and parts in Discord's markdown. Plain strings come out literal: nothing a member wrote can
format or mention.
"""

from __future__ import annotations

import re

from adapters.chat import MessageRef
from adapters.posts import (
    Code,
    Heading,
    Jump,
    Link,
    Mention,
    Note,
    Picture,
    Place,
    Quote,
    Span,
    Strong,
    Tally,
    Text,
    When,
)

SITE = "https://discord.com/channels"

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_MARKS = re.compile(r"([\\`*_~|<>\[\]])")
_LINE_START = re.compile(r"^([^\S\n]*)([#+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*\d+)([.)])(?=\s)", re.MULTILINE)


def escape(text: str) -> str:
    """Make text literal. Web addresses stay as they are, so that they still lead somewhere."""
    escaped, after = [], 0
    for address in _ADDRESS.finditer(text):
        escaped += [_escape_words(text[after : address.start()]), address[0]]
        after = address.end()
    escaped.append(_escape_words(text[after:]))
    return "".join(escaped)


def _escape_words(text: str) -> str:
    text = _MARKS.sub(r"\\\1", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _NUMBERED.sub(r"\1\\\2", text)


def one_line(text: str) -> str:
    """The same words without line breaks, which would end a heading or a link."""
    return " ".join(text.split())


def link(text: str, url: str) -> str:
    """A link with words, or only the words when the address is not one of the web or of mail."""
    words = escape(one_line(text))
    if not url.startswith(("https://", "http://", "mailto:")):
        return words
    safe = re.sub(r"[()\s<>]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{words}]({safe})"


def address(message: MessageRef) -> str:
    """Where a message stands on the web. One inside a thread is named `thread.message`."""
    thread, _, inside = message.id.rpartition(".")
    return f"{SITE}/{message.channel.community.id}/{thread or message.channel.id}/{inside}"


def spans(parts: tuple[Span, ...]) -> str:
    """A run of spans in markdown."""
    return "".join(_span(part) for part in parts)


def _span(span: Span) -> str:
    match span:
        case str():
            return escape(span)
        case Strong():
            return f"**{escape(span.text)}**"
        case Code():
            return _code(span.text)
        case Link():
            return link(span.text, span.url)
        case Mention():
            return f"<@{span.member.id}>"
        case Place():
            return f"<#{span.channel.id}>"
        case Jump():
            return link(span.text, address(span.message))
        case When():
            return f"<t:{int(span.at.timestamp())}:F>"


def _code(text: str) -> str:
    text = one_line(text)
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text.replace('``', '` `')} ``"


def _each_line(mark: str, text: str) -> str:
    return "\n".join(mark + line for line in text.splitlines() or [""])


def part(piece: Heading | Text | Quote | Tally | Note | Picture, *, first: bool = False) -> str:
    """One part in markdown. The first heading of a post is the larger one."""
    match piece:
        case Heading():
            return f"{'##' if first else '###'} {escape(one_line(piece.text))}"
        case Text():
            return spans(piece.spans)
        case Quote():
            said = _each_line("> ", escape(piece.text))
            return f"{said}\n{_each_line('-# ', spans(piece.source))}" if piece.source else said
        case Tally():
            rows = [f"{escape(one_line(label))}: **{count}**" for label, count in piece.rows]
            return "\n".join([*rows, escape(piece.sentence)])
        case Picture():
            return escape(piece.sentence)
        case Note():
            return _each_line("-# ", spans(piece.spans))
