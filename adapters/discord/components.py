"""A Post as Discord's message components (version 2): one container with texts, lines and rows of
buttons.

The container's id is the mark of the letter, so that a post can be recognised when its reply was
lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from adapters.discord import markdown
from adapters.posts import (
    MAX_BUTTON_ID,
    Button,
    Choices,
    Heading,
    Note,
    Part,
    Picture,
    Post,
    Quote,
    Tally,
    Text,
    Weight,
)

Component = dict[str, Any]

MAX_COMPONENTS = 40
MAX_TEXT = 4000
CUT = "-# This post was too long for Discord. Its end is missing here."

ACTION_ROW, BUTTON, TEXT_DISPLAY, GALLERY, SEPARATOR, CONTAINER = 1, 2, 10, 12, 14, 17
STYLES = {Weight.PLAIN: 2, Weight.MAIN: 1, Weight.DANGER: 4}

OPENS_FORM = "?"
ASKS_FIRST = "!"
CONFIRMED = "="
_DIGEST = 8


def container(post: Post, mark: int = 0) -> list[Component]:
    """The components of a whole post, cut to Discord's limits; a cut says that it is one."""
    texts, was_cut = _fit(post.parts)
    body = _body(texts, separators=True)
    if _count(body) > MAX_COMPONENTS - 1:
        body = _body(texts, separators=False)
    while _count(body) > MAX_COMPONENTS - 3:
        body.pop()
        was_cut = True
    if was_cut:
        body.append(_display(CUT))
    outer: Component = {"type": CONTAINER, "components": body or [_display("…")]}
    return [outer | {"id": mark} if mark else outer]


def mark_of(components: Sequence[Component]) -> int:
    """The mark a message's components carry, or 0."""
    return next((each.get("id", 0) for each in components if each.get("type") == CONTAINER), 0)


def fetched(address: str) -> bool:
    """Whether Discord would fetch a picture from there; of elsewhere it refuses the whole post."""
    return address.startswith(("https://", "http://"))


def without_pictures(body: Component) -> Component | None:
    """What was to be sent, without its pictures; None where it has none. The words stay."""
    bare = _bare(body)
    return None if bare == body else bare


def _bare(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _bare(each) for name, each in part.items()}
    if isinstance(part, list):
        return [_bare(each) for each in part if not _is_picture(each)]
    return part


def _is_picture(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == GALLERY and "items" in part


def walk(components: Sequence[Component]) -> Iterator[Component]:
    """Every component, however deep."""
    for each in components:
        yield each
        yield from walk(each.get("components", ()))


def custom_id(button: Button) -> str:
    """What Discord hands back at a press: the button's id, and whether a form or a question comes
    first.
    """
    name = OPENS_FORM + button.id if button.opens_form else button.id
    if button.confirm:
        name = f"{ASKS_FIRST}{digest(button.confirm)}{name}"
    if len(name) > MAX_BUTTON_ID:
        raise ValueError(
            f"the button id is too long for what it must carry on Discord: {button.id}"
        )
    return name


def digest(question: str) -> str:
    """A short name for the question a button asks first."""
    return hashlib.sha256(question.encode()).hexdigest()[:_DIGEST]


def asks_first(custom_id: str) -> tuple[str, str]:
    """The digest of the question to ask before a press counts, and the id behind it."""
    if not custom_id.startswith(ASKS_FIRST):
        return "", custom_id
    return custom_id[1 : 1 + _DIGEST], custom_id[1 + _DIGEST :]


def question(words: str, label: str, behind: str) -> list[Component]:
    """A question with one button: what is asked before a press that destroys or shows something."""
    id_ = behind if behind.startswith(OPENS_FORM) else CONFIRMED + behind
    button = {"type": BUTTON, "style": STYLES[Weight.DANGER], "label": label, "custom_id": id_}
    row: Component = {"type": ACTION_ROW, "components": [button]}
    return [{"type": CONTAINER, "components": [_display(markdown.escape(words)), row]}]


def _button(button: Button) -> Component:
    style = STYLES[button.weight]
    return {"type": BUTTON, "style": style, "label": button.label, "custom_id": custom_id(button)}


def _display(text: str) -> Component:
    return {"type": TEXT_DISPLAY, "content": text}


def _count(body: list[Component]) -> int:
    return sum(1 for _ in walk(body))


def _body(pieces: list[str | Choices | Picture], *, separators: bool) -> list[Component]:
    """Rows of buttons and pictures as they are; texts that follow each other in one display, a new
    one at a heading.
    """
    body: list[Component] = []
    for piece in pieces:
        if isinstance(piece, Choices):
            row = [_button(button) for button in piece.buttons]
            body.append({"type": ACTION_ROW, "components": row})
            continue
        if isinstance(piece, Picture):
            shown = {"media": {"url": piece.url}, "description": piece.alt}
            body.append({"type": GALLERY, "items": [shown]})
            continue
        heads = piece.startswith("### ")
        if separators and heads and body:
            body.append({"type": SEPARATOR})
        if body and body[-1]["type"] == TEXT_DISPLAY:
            body[-1]["content"] += "\n" + piece
        else:
            body.append(_display(piece))
    return body


def _fit(parts: tuple[Part, ...]) -> tuple[list[str | Choices | Picture], bool]:
    """Render the texts until there is no room; keep every row of buttons. A picture stands above
    its sentence, and not without it.
    """
    room = MAX_TEXT - len(CUT) - 1
    pieces: list[str | Choices | Picture] = []
    cut = False
    for index, part in enumerate(parts):
        if isinstance(part, Choices):
            pieces.append(part)
            continue
        text = "" if cut else markdown.part(part, first=index == 0)
        if len(text) > room:
            cut = True
            text = _shortened(part, room)
        if text:
            if isinstance(part, Picture) and fetched(part.url):
                pieces.append(part)
            pieces.append(text)
            room -= len(text) + 1
    return pieces, cut


def _shortened(part: Heading | Text | Quote | Tally | Note | Picture, room: int) -> str:
    """As much of a part as fits, cut before escaping so that no mark is left open; nothing if too
    little fits.
    """
    match part:
        case Text() | Note():
            spans = list(part.spans)
            while spans:
                last = spans.pop()
                if isinstance(last, str):
                    spans_before = tuple(spans)
                    words = last.split(" ")
                    while len(words) > 1:
                        words = words[: len(words) * 3 // 4]
                        shorter = replace(part, spans=(*spans_before, " ".join(words) + " …"))
                        if len(text := markdown.part(shorter)) <= room:
                            return text
                elif (
                    spans and len(text := markdown.part(replace(part, spans=tuple(spans)))) <= room
                ):
                    return text
        case Picture():
            return _shortened(Text((part.sentence,)), room)
        case Quote():
            words = part.text.split(" ")
            while len(words) > 1:
                words = words[: len(words) * 3 // 4]
                text = markdown.part(replace(part, text=" ".join(words) + " …"))
                if len(text) <= room:
                    return text
        case _:
            pass
    return ""
