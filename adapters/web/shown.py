"""What a page is given to show: the room's records as plain JSON values. Decides who sees what."""

from __future__ import annotations

from typing import Any

from adapters.commands import Vocabulary, Who
from adapters.web.incoming import REACTIONS
from adapters.web.live import Live
from adapters.web.render import clock_time, day, moment, post_html, words
from adapters.web.room import BOT, Person, Room, RoomChannel, RoomMessage, RoomWhisper
from adapters.web.words import RoomWords

_AT_FIRST = 150  # messages outside threads shown in a channel before "Show earlier messages"


class Telling:
    """Tells open pages what changed in the room, each only what they may see."""

    def __init__(self, room: Room, live: Live, words: RoomWords) -> None:
        """Tell about this room to these pages, in the language of these words."""
        self._room = room
        self._live = live
        self._words = words

    def message(self, message: RoomMessage) -> None:
        """A message is new or different."""
        shown = message_shown(message, self._room, self._words.language)
        self._live.tell("message", shown, self._room.readers(message.channel))

    def whisper(self, whisper: RoomWhisper, dismissed: tuple[RoomWhisper, ...] = ()) -> None:
        """A private reply is new; others went to make place."""
        to = frozenset({whisper.to})
        self._live.tell("whisper", whisper_shown(whisper, self._room, self._words.language), to)
        for old in dismissed:
            self.dismissed(old)

    def dismissed(self, whisper: RoomWhisper) -> None:
        """A private reply is gone."""
        self._live.tell("dismissed", {"id": whisper.id}, frozenset({whisper.to}))

    def home(self, person: str) -> None:
        """A person's own page is new."""
        shown = {"html": post_html(self._room.homes[person], self._room)}
        self._live.tell("home", shown, frozenset({person}))

    def people(self) -> None:
        """Somebody joined the room."""
        self._live.tell("people", people_shown(self._room))


def people_shown(room: Room) -> list[dict[str, Any]]:
    """Everybody who can be chosen, as a page lists them."""
    return [person_shown(person) for person in room.people.values()]


def person_shown(person: Person) -> dict[str, Any]:
    """One person."""
    return {
        "id": person.id,
        "name": person.name,
        "council": person.council,
        "administers": person.administers,
    }


def channel_shown(channel: RoomChannel, room: Room) -> dict[str, Any]:
    """One channel."""
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "private": channel.private,
        "direct": channel.direct,
        "members": [room.people[m].name for m in channel.members if m in room.people],
    }


def message_shown(message: RoomMessage, room: Room, language: str) -> dict[str, Any]:
    """One message, the same for everybody who may read it."""
    author = room.people.get(message.author)
    html = _drawn(message, room)
    return {
        "id": message.id,
        "number": message.number,
        "channel": message.channel,
        "thread": message.thread,
        "author": message.author,
        "bot": message.author == BOT,
        "name": author.name if author else "Challenger" if message.author == BOT else "",
        "council": author.council if author else "",
        "at": message.at.isoformat(),
        "time": clock_time(message.at, language),
        "day": day(message.at, language),
        "moment": moment(message.at, language),
        "html": "" if message.withdrawn else html,
        "text": message.text,
        "revised": message.revised,
        "withdrawn": message.withdrawn,
        "reactions": [[each.symbol, each.person] for each in message.reactions],
    }


def _drawn(message: RoomMessage, room: Room) -> str:
    """The words of a message as a page shows them, drawn once for all who open one."""
    held = room.drawn.get(message.id)
    if held is None or held[0] is not message:
        html = str(post_html(message.post, room) if message.post else words(message.text))
        held = room.drawn[message.id] = message, html
    return held[1]


def whisper_shown(whisper: RoomWhisper, room: Room, language: str) -> dict[str, Any]:
    """One private reply."""
    return {
        "id": whisper.id,
        "number": whisper.number,
        "channel": whisper.channel,
        "thread": whisper.thread,
        "at": whisper.at.isoformat(),
        "time": clock_time(whisper.at, language),
        "day": day(whisper.at, language),
        "moment": moment(whisper.at, language),
        "html": post_html(whisper.post, room),
    }


def room_shown(room: Room, person: Person, vocabulary: Vocabulary, language: str) -> dict[str, Any]:
    """All one person sees when the page opens."""
    channels = [each for each in room.channels.values() if each.readable_by(person.id)]
    latest = [latest_messages(room, each.id) for each in channels]
    return {
        "me": person_shown(person),
        "people": people_shown(room),
        "channels": [channel_shown(each, room) for each in channels],
        "messages": [message_shown(each, room, language) for page, _ in latest for each in page],
        "earlier": [
            channel.id for channel, (_, more) in zip(channels, latest, strict=True) if more
        ],
        "whispers": [whisper_shown(each, room, language) for each in room.whispers_for(person.id)],
        "home": post_html(room.homes[person.id], room) if person.id in room.homes else "",
        "commands": [
            {
                "name": command.name,
                "summary": command.summary,
                "arguments": [
                    argument.name if argument.required else f"[{argument.name}]"
                    for argument in command.arguments
                ],
                "moderators": command.who is Who.MODERATOR,
            }
            for command in vocabulary.commands
        ],
        "pointers": [
            {"name": pointer.name, "title": pointer.title} for pointer in vocabulary.pointers
        ],
        "reactions": [[symbol, name] for symbol, (name, _) in REACTIONS.items()],
    }


def latest_messages(
    room: Room, channel: str, before: int | None = None, most: int = _AT_FIRST
) -> tuple[list[RoomMessage], bool]:
    """The last messages of a channel with all their replies, and whether there are earlier ones."""
    here = sorted(
        (each for each in room.messages.values() if each.channel == channel),
        key=lambda each: each.number,
    )
    tops = [m for m in here if m.thread is None and (before is None or m.number < before)]
    kept = {message.id for message in tops[-most:]}
    return [m for m in here if (m.thread or m.id) in kept], len(tops) > most
