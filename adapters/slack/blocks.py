"""A Post as Block Kit. Rich text carries what members wrote: in it `*` and `_` are just signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from adapters.posts import (
    Button,
    Choices,
    Code,
    Heading,
    Jump,
    Link,
    Mention,
    Note,
    Part,
    Picture,
    Place,
    Post,
    Quote,
    Span,
    Strong,
    Tally,
    Text,
    Weight,
    When,
    plain_post,
)
from adapters.slack.mrkdwn import DATE_FORMAT, Permalink, escape, mrkdwn
from adapters.words import marked

Block = dict[str, Any]
Words = Callable[[str], str]
"""A sentence of our own in the language of whoever reads it."""

SURE = marked("Are you sure?")
CANCEL = marked("Cancel")

MAX_SECTION = 3000
MAX_URL = 3000
MAX_FALLBACK = 3900
MAX_CONFIRM = 300
MAX_CONFIRM_TITLE = 100
MAX_CONFIRM_BUTTON = 30
BAR = 20
IMAGE = "image"

OPENS_FORM = "form|"
"""Before a button's id when its press opens a form, so that a press after a restart still knows."""


def as_written(words: str) -> str:
    """In English."""
    return words


def blocks_of(part: Part, permalink: Permalink, words: Words = as_written) -> list[Block]:
    """The blocks of one part of a post."""
    return list(_part(part, permalink, words))


def fetched(address: str) -> bool:
    """Whether Slack would fetch a picture from there; from elsewhere it refuses the whole post."""
    return address.startswith("https://") and len(address) <= MAX_URL


def small_print(words: str) -> Block:
    """A line of small print, in Slack's own markup."""
    element = {"type": "mrkdwn", "text": words[:MAX_SECTION] or " ", "verbatim": True}
    return {"type": "context", "elements": [element]}


def fallback(post: Post) -> str:
    """The same in plain text, for notifications and screen readers; never empty.

    It names the buttons: a screen reader may read this and not the blocks.
    """
    rows = [part.buttons for part in post.parts if isinstance(part, Choices)]
    labels = " ".join(f"[{button.label}]" for row in rows for button in row)
    words = "\n".join(line for line in (plain_post(post), labels) if line.strip())
    return _within(escape, words or "-", MAX_FALLBACK)


def action_id(button: Button) -> str:
    """The id a press comes back with."""
    return OPENS_FORM + button.id if button.opens_form else button.id


def paragraph(spans: tuple[Span, ...], permalink: Permalink) -> Iterator[Block]:
    """A paragraph as one or more rich text blocks, none longer than Slack takes."""
    for some in in_sections(spans, permalink):
        elements = [_element(span, permalink) for span in some]
        yield _rich("rich_text_section", elements)


def in_sections(spans: tuple[Span, ...], permalink: Permalink) -> Iterator[tuple[Span, ...]]:
    """The same spans in groups that each go into one block."""
    return _gathered(spans, lambda span: _size(_element(span, permalink)))


def in_small_print(spans: tuple[Span, ...], permalink: Permalink) -> Iterator[tuple[Span, ...]]:
    """The same spans in groups that each go into one line of small print."""
    # Measured as it is sent: a sign that is escaped takes up to five.
    return _gathered(spans, lambda span: len(mrkdwn((span,), permalink)))


def _part(part: Part, permalink: Permalink, words: Words) -> Iterator[Block]:
    match part:
        case Heading():
            yield {"type": "header", "text": _plain(part.text)}
        case Text():
            yield from paragraph(part.spans, permalink)
        case Quote():
            for piece in split(part.text or " "):
                yield _rich("rich_text_quote", [{"type": "text", "text": piece}])
            yield from _small_prints(part.source, permalink)
        case Tally():
            yield from paragraph((part.sentence,), permalink)
            if part.rows:
                for rows in split(_rows(part.rows)):
                    yield _rich("rich_text_preformatted", [{"type": "text", "text": rows}])
        case Picture():
            if fetched(part.url):
                yield {"type": IMAGE, "image_url": part.url, "alt_text": part.alt}
            yield from paragraph((part.sentence,), permalink)
        case Note():
            yield from _small_prints(part.spans, permalink)
        case Choices():
            yield _actions(part, words)


def _rich(kind: str, elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _small_prints(spans: tuple[Span, ...], permalink: Permalink) -> Iterator[Block]:
    for some in in_small_print(spans, permalink):
        yield small_print(mrkdwn(some, permalink))


def _actions(row: Choices, words: Words) -> Block:
    return {"type": "actions", "elements": [_button(button, words) for button in row.buttons]}


def _button(button: Button, words: Words) -> Block:
    block: Block = {
        "type": "button",
        "action_id": action_id(button),
        "text": _plain(button.label),
    }
    if button.weight is not Weight.PLAIN:
        block["style"] = "primary" if button.weight is Weight.MAIN else "danger"
    if button.confirm:
        block["confirm"] = {
            "title": _plain(_shortened(words(SURE), MAX_CONFIRM_TITLE)),
            "text": _plain(_shortened(button.confirm, MAX_CONFIRM)),
            "confirm": _plain(_shortened(button.label, MAX_CONFIRM_BUTTON)),
            "deny": _plain(_shortened(words(CANCEL), MAX_CONFIRM_BUTTON)),
        }
    return block


def _element(span: Span, permalink: Permalink) -> Block:
    match span:
        case str():
            return {"type": "text", "text": span}
        case Strong():
            return {"type": "text", "text": span.text, "style": {"bold": True}}
        case Code():
            return {"type": "text", "text": span.text, "style": {"code": True}}
        case Link():
            return _link(span.url, span.text)
        case Mention():
            return {"type": "user", "user_id": span.member.id}
        case Place():
            return {"type": "channel", "channel_id": span.channel.id}
        case Jump():
            return _link(permalink(span.message), span.text)
        case When():
            return {
                "type": "date",
                "timestamp": int(span.at.timestamp()),
                "format": DATE_FORMAT,
                "fallback": span.words,
            }


def _link(address: str, words: str) -> Block:
    if not address or len(address) > MAX_URL:
        return {"type": "text", "text": words}
    return {"type": "link", "url": address, "text": words}


def _gathered(spans: tuple[Span, ...], size: Callable[[Span], int]) -> Iterator[tuple[Span, ...]]:
    some: list[Span] = []
    length = 0
    for span in spans:
        for piece in _pieces(span, size):
            if some and length + size(piece) > MAX_SECTION:
                yield tuple(some)
                some, length = [], 0
            some.append(piece)
            length += size(piece)
    if some:
        yield tuple(some)


def _pieces(span: Span, size: Callable[[Span], int]) -> Iterator[Span]:
    if isinstance(span, str | Strong | Code | Link | Jump):
        words = span if isinstance(span, str) else span.text
        around = size(span) - size(words)  # an address, say
        longest = MAX_SECTION
        while (
            longest > 1 and words and max(map(size, split(words, longest))) + around > MAX_SECTION
        ):
            longest //= 2  # many signs of it are escaped
        for piece in split(words, longest):
            if piece:
                yield piece if isinstance(span, str) else replace(span, text=piece)
    else:
        yield span


def split(text: str, most: int = MAX_SECTION) -> Iterator[str]:
    """Break a long text at a line or a word, never losing a sign."""
    while len(text) > most:
        at = max(text.rfind("\n", 0, most), text.rfind(" ", 0, most)) + 1
        at = at or most
        yield text[:at]
        text = text[at:]
    yield text


def _rows(rows: tuple[tuple[str, int], ...]) -> str:
    widest = max(len(label) for label, _ in rows)
    most = max(1, *(count for _, count in rows))
    lines = []
    for label, count in rows:
        bar = "█" * (max(1, round(BAR * count / most)) if count else 0)
        lines.append("  ".join(word for word in (label.ljust(widest), bar, str(count)) if word))
    return "\n".join(lines)


def _size(block: Block) -> int:
    """How much of the message's room a block takes: all a reader can see, and the addresses."""
    size = 0
    for name, value in block.items():
        if isinstance(value, str) and name in ("text", "url", "fallback"):
            size += len(value)
        elif isinstance(value, dict):
            size += _size(value)
        elif isinstance(value, list):
            size += sum(_size(each) for each in value)
    return size or 1


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _within(change: Callable[[str], str], text: str, most: int) -> str:
    """A text changed and, where that is too long, cut before it is changed."""
    whole, kept = change(text), text
    while len(whole) > most:
        kept = kept[: len(kept) - max(1, (len(whole) - most) // 5)]
        whole = change(kept.rstrip()) + "…"
    return whole


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
