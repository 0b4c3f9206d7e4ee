"""A Post as Block Kit. Rich text carries what members wrote: in it `*` and `_` are just signs."""

from __future__ import annotations

from collections.abc import Iterator
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

Block = dict[str, Any]

MAX_BLOCKS = 50
MAX_HOME_BLOCKS = 100
MAX_SECTION = 3000
MAX_TOTAL = 12000  # all blocks of a message together fail near 13,200 characters
MAX_FALLBACK = 3900
MAX_CONFIRM = 300
MAX_CONFIRM_BUTTON = 30
BAR = 20

OPENS_FORM = "form|"
"""Before a button's id when its press opens a form, so that a press after a restart still knows."""

CUT = "This is longer than Slack shows in one message. The rest is left out."


def render(post: Post, permalink: Permalink, *, most: int = MAX_BLOCKS) -> list[Block]:
    """The blocks of a post. What does not fit is cut, buttons last, and a line says so."""
    buttons_to_come = sum(isinstance(part, Choices) for part in post.parts)
    room, blocks, cut = MAX_TOTAL, list[Block](), False
    for part in post.parts:
        if isinstance(part, Choices):
            buttons_to_come -= 1
            blocks.append(_actions(part))
            room -= sum(len(button.label) for button in part.buttons)
            continue
        if cut:
            continue
        for block in _part(part, permalink):
            size = _size(block)
            if size > room or len(blocks) + buttons_to_come + 2 > most:
                cut = True
                blocks.append(_context(CUT))
                break
            blocks.append(block)
            room -= size
    return blocks


def fallback(post: Post) -> str:
    """The same in plain text, for notifications and screen readers; never empty."""
    words = plain_post(post) or "A message with buttons"
    if len(words) > MAX_FALLBACK:
        words = words[: MAX_FALLBACK - 1].rstrip() + "…"
    return escape(words)


def action_id(button: Button) -> str:
    """The id a press comes back with."""
    return OPENS_FORM + button.id if button.opens_form else button.id


def paragraph(spans: tuple[Span, ...], permalink: Permalink) -> Iterator[Block]:
    """A paragraph as one or more rich text blocks, none longer than Slack takes."""
    elements: list[Block] = []
    length = 0
    for span in spans:
        for piece in _pieces(span):
            element = _element(piece, permalink)
            size = _size(element)
            if elements and length + size > MAX_SECTION:
                yield _rich("rich_text_section", elements)
                elements, length = [], 0
            elements.append(element)
            length += size
    if elements:
        yield _rich("rich_text_section", elements)


def _part(part: Part, permalink: Permalink) -> Iterator[Block]:
    match part:
        case Heading():
            yield {"type": "header", "text": _plain(part.text)}
        case Text():
            yield from paragraph(part.spans, permalink)
        case Quote():
            for piece in _split(part.text or " "):
                yield _rich("rich_text_quote", [{"type": "text", "text": piece}])
            if part.source:
                yield _context(mrkdwn(part.source, permalink))
        case Tally():
            yield from paragraph((part.sentence,), permalink)
            if part.rows:
                rows = _rows(part.rows)[:MAX_SECTION]
                yield _rich("rich_text_preformatted", [{"type": "text", "text": rows}])
        case Note():
            yield _context(mrkdwn(part.spans, permalink))
        case Choices():
            yield _actions(part)


def _rich(kind: str, elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _context(words: str) -> Block:
    # Markup cut in the middle would show its brackets, but small print is never this long.
    element = {"type": "mrkdwn", "text": words[:MAX_SECTION] or " ", "verbatim": True}
    return {"type": "context", "elements": [element]}


def _actions(row: Choices) -> Block:
    return {"type": "actions", "elements": [_button(button) for button in row.buttons]}


def _button(button: Button) -> Block:
    block: Block = {
        "type": "button",
        "action_id": action_id(button),
        "text": _plain(button.label),
    }
    if button.weight is not Weight.PLAIN:
        block["style"] = "primary" if button.weight is Weight.MAIN else "danger"
    if button.confirm:
        block["confirm"] = {
            "title": _plain("Are you sure?"),
            "text": _plain(_shortened(button.confirm, MAX_CONFIRM)),
            "confirm": _plain(_shortened(button.label, MAX_CONFIRM_BUTTON)),
            "deny": _plain("Cancel"),
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
    if not address:
        return {"type": "text", "text": words}
    return {"type": "link", "url": address, "text": words}


def _pieces(span: Span) -> Iterator[Span]:
    if isinstance(span, str):
        yield from (piece for piece in _split(span) if piece)
    elif not isinstance(span, Strong | Code | Link | Jump) or span.text:
        yield span


def _split(text: str) -> Iterator[str]:
    """Break a long text at a line or a word, never losing a sign."""
    while len(text) > MAX_SECTION:
        at = max(text.rfind("\n", 0, MAX_SECTION), text.rfind(" ", 0, MAX_SECTION)) + 1
        at = at or MAX_SECTION
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


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
