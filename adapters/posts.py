"""A neutral rich message and a neutral form.

Plain strings are always literal: a platform escapes them.

The limits here are the narrowest of the platforms' own, said once, so that what the bot composes
fits everywhere.
Long posts are allowed: each platform splits or cuts them in its own way and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from adapters.chat import ChannelRef, MemberRef, MessageRef

MAX_BUTTON_ID = 100  # Discord custom_id
MAX_BUTTON_LABEL = 75  # Slack button text
MAX_BUTTONS = 5  # one Discord action row
MAX_HEADING = 150  # Slack header block
MAX_FORM_TITLE = 24  # Slack modal title
MAX_FORM_PARTS = 5  # Discord modal, the introduction included
MAX_FIELD_LABEL = 45  # Discord label
MAX_FIELD_HINT = 100  # Discord label description
MAX_OPTIONS = 25  # Discord select
MAX_OPTION_LABEL = 75  # Slack option text
MAX_ANSWER = 3000  # Slack plain text input
MAX_ALT = 1024  # Discord media description; Slack takes 2,000
MAX_PICTURE_URL = 2048  # Discord media; Slack takes 3,000

PICTURES = "/picture/"
"""Where the bot's own pictures are, below its own address."""


def _at_most(limit: int, text: str, noun: str) -> None:
    if not text or len(text) > limit:
        raise ValueError(f"a {noun} has 1 to {limit} characters, not {len(text)}: {text!r}")


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str
    kind: Literal["strong"] = "strong"


@dataclass(frozen=True, slots=True)
class Code:
    """Words to be typed as they stand."""

    text: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page on the web."""

    text: str
    url: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Mention:
    """A member's name, shown without alerting them."""

    member: MemberRef
    kind: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel's name, leading there."""

    channel: ChannelRef
    kind: Literal["place"] = "place"


@dataclass(frozen=True, slots=True)
class Jump:
    """Words that lead to a message."""

    text: str
    message: MessageRef
    kind: Literal["jump"] = "jump"


@dataclass(frozen=True, slots=True)
class When:
    """A moment, shown in the reader's own time where the platform can, else in `words`."""

    at: datetime
    words: str
    kind: Literal["when"] = "when"


Span = str | Strong | Code | Link | Mention | Place | Jump | When


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a post or of a part of it."""

    text: str
    kind: Literal["heading"] = "heading"

    def __post_init__(self) -> None:
        """Refuse a heading no platform could show."""
        _at_most(MAX_HEADING, self.text, "heading")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    spans: tuple[Span, ...]
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, set apart, never changed; `source` says whose and from where."""

    text: str
    source: tuple[Span, ...] = ()
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts side by side: rows of (label, count). `sentence` says in words what the rows show."""

    rows: tuple[tuple[str, int], ...]
    sentence: str
    kind: Literal["tally"] = "tally"


class Weight(StrEnum):
    """How much a button stands out."""

    PLAIN = "plain"
    MAIN = "main"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button named `verb:subject:value`.

    With `opens_form` its press opens the form `verb` on `subject`.
    """

    id: str
    label: str
    weight: Weight = Weight.PLAIN
    opens_form: bool = False
    confirm: str = ""  # what will be lost or shown, asked before the press counts

    def __post_init__(self) -> None:
        """Refuse a button some platform would refuse."""
        _at_most(MAX_BUTTON_ID, self.id, "button id")
        _at_most(MAX_BUTTON_LABEL, self.label, "button label")

    @property
    def name(self) -> tuple[str, str, str]:
        """The verb, the subject and the value in the id."""
        verb, _, rest = self.id.partition(":")
        subject, _, value = rest.partition(":")
        return verb, subject, value


@dataclass(frozen=True, slots=True)
class Choices:
    """A row of buttons.

    With `once`, what is chosen in one row is taken back in the others: a first choice, say.
    """

    buttons: tuple[Button, ...]
    kind: Literal["choices"] = "choices"
    once: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that does not fit one row everywhere."""
        if not 1 <= len(self.buttons) <= MAX_BUTTONS:
            raise ValueError(f"a row has 1 to {MAX_BUTTONS} buttons, not {len(self.buttons)}")


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    spans: tuple[Span, ...]
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, told twice to whoever cannot see it: `alt` in its place, `sentence` below it.

    The sentence says what the picture shows, and stands alone wherever the picture cannot.
    """

    url: str
    alt: str
    sentence: str
    kind: Literal["picture"] = "picture"

    def __post_init__(self) -> None:
        """Refuse a picture some platform would refuse, or that says nothing without being seen."""
        _at_most(MAX_PICTURE_URL, self.url, "picture address")
        _at_most(MAX_ALT, self.alt, "picture description")
        if not self.sentence.strip():
            raise ValueError("a picture has a sentence that says what it shows")


Part = Heading | Text | Quote | Tally | Choices | Note | Picture


@dataclass(frozen=True, slots=True)
class Post:
    """A message of parts, top to bottom."""

    parts: tuple[Part, ...]


class FieldKind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    value: str
    label: str

    def __post_init__(self) -> None:
        """Refuse an option some platform would refuse."""
        _at_most(MAX_OPTION_LABEL, self.label, "option label")


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `value` is filled in before the member starts."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    hint: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    most: int = MAX_ANSWER

    def __post_init__(self) -> None:
        """Refuse a field some platform would refuse."""
        _at_most(MAX_FIELD_LABEL, self.label, "field label")
        if self.hint:
            _at_most(MAX_FIELD_HINT, self.hint, "field hint")
        if (self.kind is FieldKind.CHOICE) is not (1 <= len(self.options) <= MAX_OPTIONS):
            raise ValueError(
                f"a choice, and only a choice, has 1 to {MAX_OPTIONS} options: {self.name}"
            )


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire, known by `name`, about `subject`."""

    name: str
    subject: str
    title: str
    fields: tuple[Field, ...]
    send: str = "Send"
    introduction: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a form some platform would refuse."""
        _at_most(MAX_FORM_TITLE, self.title, "form title")
        _at_most(MAX_FORM_TITLE, self.send, "form button")
        if not 1 <= len(self.fields) + bool(self.introduction) <= MAX_FORM_PARTS:
            raise ValueError(f"a form has 1 to {MAX_FORM_PARTS} parts: {self.name}")


def plain(spans: tuple[Span, ...]) -> str:
    """The words of some spans without any markup, for fallbacks and for readers of a terminal."""
    words = []
    for span in spans:
        match span:
            case str():
                words.append(span)
            case Link():
                words.append(f"{span.text} ({span.url})")
            case Mention():
                words.append(f"@{span.member.id}")
            case Place():
                words.append(f"#{span.channel.id}")
            case When():
                words.append(span.words)
            case _:
                words.append(span.text)
    return "".join(words)


def plain_post(post: Post) -> str:
    """A whole post in plain text, a part a line, buttons left out."""
    lines = []
    for part in post.parts:
        match part:
            case Heading():
                lines.append(part.text)
            case Text() | Note():
                lines.append(plain(part.spans))
            case Quote():
                source = plain(part.source)
                lines.append(f"“{part.text}”" + (f" {source}" if source else ""))
            case Tally() | Picture():
                lines.append(part.sentence)
            case Choices():
                pass
    return "\n".join(lines)
