"""What one community shows in a channel of another: its buttons lead back, nobody is named.

A button `vote:7.3` stands in a partner's channel as `vote:~12.7.3`, where 12 is what that channel
knows us by. What members of a partner may not press is left out; people and places they cannot see
are told by the name their community goes by.
"""

from __future__ import annotations

from dataclasses import replace

from adapters.events import Tie
from adapters.posts import (
    MAX_BUTTON_ID,
    Button,
    Choices,
    Form,
    Jump,
    Mention,
    Note,
    Part,
    Place,
    Post,
    Quote,
    Span,
    Text,
)
from bot.names import number
from bot.presenters.words import label

AWAY = "~"
CARRIED = frozenset(
    {"enter", "reply", "vote", "rate", "ballot", "look", "how", "takeout", "receipt", "withdraw"}
)
"""The buttons and forms of a round that members of a partner may use."""


def way(subject: str) -> tuple[int, str] | None:
    """The number of the partner that a button leads to and its name there; None for our own."""
    if not subject.startswith(AWAY):
        return None
    partner, _, rest = subject.removeprefix(AWAY).partition(".")
    return number(partner), rest


def away(post: Post, tie: Tie) -> Post:
    """A post as it stands in the channel of a partner that knows us by `tie`."""
    return Post(tuple(each for part in post.parts if (each := _part(part, tie)) is not None))


def form_away(form: Form, tie: Tie) -> Form:
    """A form as it is opened in the channel of a partner."""
    return replace(
        form, subject=_led(form.subject, tie), introduction=_spans(form.introduction, tie)
    )


def _part(part: Part, tie: Tie) -> Part | None:
    match part:
        case Text() | Note():
            return replace(part, spans=_spans(part.spans, tie))
        case Quote():
            return replace(part, source=_spans(part.source, tie))
        case Choices():
            carried = (each for each in part.buttons if each.name[0] in CARRIED)
            buttons = tuple(led for each in carried if (led := _button(each, tie)) is not None)
            return Choices(buttons) if buttons else None
        case _:
            return part


def _button(button: Button, tie: Tie) -> Button | None:
    verb, _, rest = button.id.partition(":")
    led = f"{verb}:{_led(rest, tie)}"
    return replace(button, id=led) if len(led) <= MAX_BUTTON_ID else None  # sent by hand, then


def _led(subject: str, tie: Tie) -> str:
    return f"{AWAY}{tie.number}.{subject}"


def _spans(spans: tuple[Span, ...], tie: Tie) -> tuple[Span, ...]:
    return tuple(_span(each, tie) for each in spans)


def _span(span: Span, tie: Tie) -> Span:
    match span:
        case Mention():
            return label("somebody at {name}", name=tie.name)
        case Place():
            return label("the channel of {name}", name=tie.name)
        case Jump():
            return span.text
        case _:
            return span
