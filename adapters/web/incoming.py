"""From what a browser sends to an event. Pure: no socket, no state, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.commands import ROOT, Command, Pointer, Vocabulary
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    Feeling,
    FormSent,
    HomeOpened,
    MessagePointedAt,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    Unreacted,
    nameless,
)
from adapters.port import FormWanted
from adapters.posts import MAX_ANSWER, MAX_BUTTON_ID, MAX_FORM_PARTS, Button
from adapters.web.room import Person, RoomChannel, RoomMessage
from adapters.words import marked

MAX_MESSAGE = 8000
REACTIONS: dict[str, tuple[str, Feeling]] = {
    "👍": (marked("thumbs up"), Feeling.FOR),
    "👎": (marked("thumbs down"), Feeling.AGAINST),
    "❤️": (marked("heart"), Feeling.OTHER),
    "🤔": (marked("thinking"), Feeling.OTHER),
    "👀": (marked("looking"), Feeling.OTHER),
}
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_COMMAND = re.compile(rf"/{ROOT}(?:\s+(?P<verb>\S+)(?:\s+(?P<rest>.*))?)?\s*", re.DOTALL | re.I)
_MENTION = re.compile(r"@challenger\b", re.IGNORECASE)


class Refused(Exception):
    """The room cannot do what a browser asked. `sentence` is for the person who asked.

    It is marked for translators; its gaps are filled with `values` where it becomes an answer.
    """

    def __init__(self, status: int, sentence: str, **values: str | int) -> None:
        """Keep the HTTP status, the sentence and what fills its gaps."""
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who acts, where they stand, and when."""

    community: CommunityRef
    by: Person
    channel: RoomChannel
    at: datetime
    thread: MessageRef | None = None

    def asked(self, act: str, id_: str) -> dict[str, Any]:
        """The fields every deliberate act shares."""
        return {
            **self.heard(act, id_),
            "by": self.by.ref,
            "channel": self.place,
            "thread": self.thread,
            "audience": self.channel.audience,
            "administers": self.by.administers,
        }

    def heard(self, act: str, id_: str) -> dict[str, Any]:
        """The fields every event shares. A repeated request is the same event."""
        return {
            "key": f"{self.community}/{act}/{nameless(self.by.id, id_)}",
            "community": self.community,
            "at": self.at,
        }

    @property
    def place(self) -> ChannelRef:
        """The channel as the rest of the program knows it."""
        return ChannelRef(self.community, self.channel.id)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed."""

    verb: str
    rest: str


def text_in(body: Mapping[str, object], name: str, most: int = 200) -> str:
    """A text the browser sent; absent is empty."""
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise Refused(400, marked("The room did not understand that ({name})."), name=name)
    if len(value) > most:
        sentence = marked("That is too long. The most is {number} characters.")
        raise Refused(400, sentence, number=most)
    return value


def id_in(body: Mapping[str, object]) -> str:
    """The browser's own id of a request."""
    value = text_in(body, "id")
    if not _ID.fullmatch(value):
        raise Refused(400, marked("The room did not understand that ({name})."), name="id")
    return value


def words_in(body: Mapping[str, object]) -> str:
    """What somebody wrote, never empty."""
    text = text_in(body, "text", MAX_MESSAGE).strip()
    if not text:
        raise Refused(400, marked("Write something first."))
    return text


def typed(text: str) -> Typed | None:
    """The command in a text, or None for an ordinary message."""
    if not text.startswith("/"):
        return None
    found = _COMMAND.fullmatch(text)
    if found is None:
        sentence = marked("Commands here begin with {root}. To see them all, type {root} help.")
        raise Refused(400, sentence, root=f"/{ROOT}")
    return Typed((found["verb"] or "").lower(), (found["rest"] or "").strip())


def with_ids(call: Typed, people: Iterable[Person]) -> Typed:
    """The command with `@Ann Archer`, or `@Ann` where there is one Ann, as `<@`, her id and `>`."""
    known: dict[str, set[str]] = {}
    for each in people:
        for name in (each.name, each.name.partition(" ")[0], each.id):
            known.setdefault(name.lower(), set()).add(each.id)
    rest = call.rest
    for name in sorted(known, key=len, reverse=True):
        if len(known[name]) == 1:
            (id_,) = known[name]
            rest = re.sub(rf"(?<![\w<])@{re.escape(name)}(?![\w-])", f"<@{id_}>", rest, flags=re.I)
    return Typed(call.verb, rest)


def form_for(call: Typed, vocabulary: Vocabulary) -> str:
    """The form a command opens instead of being called, or an empty string."""
    command = next((each for each in vocabulary.commands if each.name == call.verb), None)
    return command.form if command and _lacks(command, call.rest) else ""


def _lacks(command: Command, rest: str) -> bool:
    required = sum(argument.required for argument in command.arguments)
    return len(rest.split()) < required if required else not rest


def message_posted(standing: Standing, id_: str, text: str, number: int) -> MessagePosted:
    """Somebody wrote in a channel or a thread."""
    return MessagePosted(
        **standing.heard("say", id_),
        message=MessageRef(standing.place, str(number)),
        by=standing.by.ref,
        text=text,
        thread=standing.thread,
        audience=standing.channel.audience,
        to_bot=standing.channel.audience is Audience.DIRECT or bool(_MENTION.search(text)),
    )


def command_called(standing: Standing, id_: str, call: Typed) -> CommandCalled:
    """Somebody typed a command."""
    return CommandCalled(**standing.asked("command", id_), verb=call.verb, text=call.rest)


def message_revised(standing: Standing, id_: str, message: MessageRef, text: str) -> MessageRevised:
    """An author changed their words."""
    return MessageRevised(**standing.heard("edit", id_), message=message, text=text)


def message_withdrawn(standing: Standing, id_: str, message: MessageRef) -> MessageWithdrawn:
    """An author deleted a message."""
    return MessageWithdrawn(**standing.heard("delete", id_), message=message)


def reacted(
    standing: Standing, id_: str, message: MessageRef, symbol: str, on: bool
) -> Reacted | Unreacted:
    """Somebody put a reaction on a message, or took it back."""
    if symbol not in REACTIONS:
        raise Refused(400, marked("That reaction is not one of those the room has."))
    feeling = REACTIONS[symbol][1]
    kind: type[Reacted | Unreacted] = Reacted if on else Unreacted
    return kind(
        **standing.heard("react" if on else "unreact", id_),
        message=message,
        by=standing.by.ref,
        feeling=feeling,
        symbol=symbol,
    )


def button_pressed(
    standing: Standing, id_: str, button: Button, message: MessageRef | None
) -> ButtonPressed:
    """Somebody pressed a button of the bot's."""
    verb, subject, value = button.name
    return ButtonPressed(
        **standing.asked("press", id_), verb=verb, subject=subject, value=value, message=message
    )


def message_pointed_at(
    standing: Standing, id_: str, pointer: Pointer, message: RoomMessage, ref: MessageRef, text: str
) -> MessagePointedAt:
    """Somebody chose a verb in a message's menu."""
    return MessagePointedAt(
        **standing.asked("point", id_),
        verb=pointer.name,
        message=ref,
        author=MemberRef(standing.by.ref.platform, message.author) if message.author else None,
        text=text,
    )


def form_sent(standing: Standing, id_: str, body: Mapping[str, object]) -> FormSent:
    """A form came back."""
    values = body.get("values")
    if not isinstance(values, dict) or len(values) > MAX_FORM_PARTS:
        raise Refused(400, marked("The room did not understand that form."))
    return FormSent(
        **standing.asked("form", id_),
        form=text_in(body, "form"),
        subject=text_in(body, "subject", 300),
        values=tuple((str(name), text_in(values, name, MAX_ANSWER)) for name in values),
    )


def home_opened(standing: Standing, id_: str) -> HomeOpened:
    """Somebody opened their own page."""
    return HomeOpened(**standing.heard("home", id_), by=standing.by.ref)


def form_wanted(standing: Standing, name: str, subject: str = "", text: str = "") -> FormWanted:
    """Somebody pressed or typed what opens a form."""
    return FormWanted(
        name=name,
        subject=subject,
        by=standing.by.ref,
        community=standing.community,
        channel=standing.place,
        thread=standing.thread,
        audience=standing.channel.audience,
        administers=standing.by.administers,
        text=text,
    )


def form_pointed_to(standing: Standing, pointer: Pointer, pointing: MessagePointedAt) -> FormWanted:
    """Somebody chose a verb that opens a form about the message."""
    wanted = form_wanted(standing, pointer.form, str(pointing.message), pointing.text)
    return replace(wanted, author=pointing.author)


def button_id_in(body: Mapping[str, object]) -> str:
    """The id of a pressed button."""
    return text_in(body, "button", MAX_BUTTON_ID)
