"""What the room remembers, kept in PlatformState and indexed in memory.

Each change is durable before the index shows it: what a reader saw is still there after a crash.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import (
    Audience,
    Event,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    Unreacted,
)
from adapters.port import PlatformState
from adapters.posts import Post
from adapters.web.written import known, read, write

NAME = "web"
BOT = ""  # the author of what the bot posted
WHISPERS_KEPT = 20  # for each person
_NUMBERS = 100  # promised at a time, so that a number costs nothing to write
_DIRECT = "direct-"


@known
@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be chosen in the room. `council` is shown beside the name."""

    id: str
    name: str
    council: str = ""
    administers: bool = False

    @property
    def ref(self) -> MemberRef:
        """This person as the rest of the program knows them."""
        return MemberRef(NAME, self.id)


@known
@dataclass(frozen=True, slots=True)
class RoomChannel:
    """A place in the room. Its members read it; with none named, everyone does."""

    id: str
    name: str
    topic: str = ""
    private: bool = False
    members: tuple[str, ...] = ()
    direct: bool = False

    @property
    def audience(self) -> Audience:
        """Who can read it."""
        if self.direct:
            return Audience.DIRECT
        return Audience.PRIVATE if self.private else Audience.COMMUNITY

    def readable_by(self, person: str) -> bool:
        """Whether a person sees it."""
        return not self.members or person in self.members


@known
@dataclass(frozen=True, slots=True)
class Reaction:
    """One symbol one person put on a message."""

    symbol: str
    person: str


@known
@dataclass(frozen=True, slots=True)
class RoomMessage:
    """One message. People's have `text`, the bot's a `post`; a withdrawn one keeps neither."""

    number: int
    channel: str
    author: str
    at: datetime
    text: str = ""
    post: Post | None = None
    thread: str | None = None
    mark: int = 0
    key: str = ""  # of the event it came in by, so that a repeated request is one message
    revised: bool = False
    withdrawn: bool = False
    reactions: tuple[Reaction, ...] = ()

    @property
    def id(self) -> str:
        """The number as the rest of the program knows it."""
        return str(self.number)


@known
@dataclass(frozen=True, slots=True)
class RoomWhisper:
    """A private reply, shown to one person where they stood."""

    number: int
    to: str
    channel: str
    post: Post
    at: datetime
    thread: str | None = None

    @property
    def id(self) -> str:
        """The number as text."""
        return str(self.number)


class Room:
    """The records of one room. Made by `opened`, which reads them back from the state."""

    def __init__(self, community: CommunityRef, state: PlatformState) -> None:
        """Start with nothing read yet."""
        self.community = community
        self.people: dict[str, Person] = {}
        self.channels: dict[str, RoomChannel] = {}
        self.messages: dict[str, RoomMessage] = {}
        self.whispers: dict[str, RoomWhisper] = {}
        self.homes: dict[str, Post] = {}
        self.drawn: dict[str, tuple[RoomMessage, str]] = {}
        """Messages as pages show them, by id, until there is somebody else to be named in them."""
        self._by_mark: dict[int, RoomMessage] = {}
        self._by_key: dict[str, str] = {}
        self._fleeting: set[str] = set()
        """Private replies that were never written down."""
        self._state = state
        self._last = 0
        self._promised = 0
        """No number up to this one is given again, whatever else is written down."""
        self._changing = asyncio.Lock()

    @classmethod
    async def opened(
        cls,
        community: CommunityRef,
        state: PlatformState,
        people: tuple[Person, ...],
        channels: tuple[RoomChannel, ...],
    ) -> Room:
        """Read the room from its state, or furnish an empty one with people and channels."""
        room = cls(community, state)
        for _, text in await state.list("message/"):
            room._index(read(text))
        for _, text in await state.list("whisper/"):
            whisper: RoomWhisper = read(text)
            room.whispers[whisper.id] = whisper
            room._last = max(room._last, whisper.number)
        room._promised = int(await state.get("last") or 0)
        room._last = max(room._last, room._promised)
        for name, text in await state.list("home/"):
            room.homes[name.removeprefix("home/")] = read(text)
        for name, _ in await state.list("unheard/"):
            room._last = max(room._last, int(name.removeprefix("unheard/")))
        for _, text in await state.list("channel/"):
            channel: RoomChannel = read(text)
            room.channels[channel.id] = channel
        for _, text in await state.list("person/"):
            person: Person = read(text)
            room.people[person.id] = person
        if (people or channels) and await state.get("furnished") is None:
            for position, seed in enumerate(channels):
                await room.add_channel(seed, position)
            for newcomer in people:
                await room.add_person(newcomer)
            await state.put("furnished", "yes")
        return room

    async def joined(self) -> bool:
        """Whether the application has heard that the bot is in the room."""
        return await self._state.get("joined") is not None

    async def note_joined(self) -> None:
        """Remember that it has."""
        await self._state.put("joined", "yes")

    def next_number(self) -> int:
        """The number of the next message or private reply; never given twice."""
        self._last += 1
        return self._last

    def channel_ref(self, channel: str) -> ChannelRef:
        """A channel as the rest of the program knows it."""
        return ChannelRef(self.community, channel)

    def message_ref(self, channel: str, message: str) -> MessageRef:
        """A message as the rest of the program knows it."""
        return MessageRef(self.channel_ref(channel), message)

    def posted(self, mark: int) -> RoomMessage | None:
        """The post the bot made under a mark."""
        return self._by_mark.get(mark)

    def sent(self, key: str) -> RoomMessage | None:
        """The message that came in by an event."""
        return self.messages.get(self._by_key.get(key, ""))

    def readers(self, channel: str) -> frozenset[str] | None:
        """Who may read a channel; None for everyone."""
        if channel not in self.channels:
            return frozenset()
        return frozenset(self.channels[channel].members) or None

    def whispers_for(self, person: str) -> list[RoomWhisper]:
        """The private replies a person still has, oldest first."""
        return sorted((w for w in self.whispers.values() if w.to == person), key=lambda w: w.number)

    async def add_person(self, person: Person) -> None:
        """Let somebody in, with a channel of their own to talk with the bot."""
        await self._state.put(f"person/{person.id}", write(person))
        self.people[person.id] = person
        self.drawn.clear()
        direct = RoomChannel(
            id=f"{_DIRECT}{person.id}", name="Challenger", members=(person.id,), direct=True
        )
        await self.add_channel(direct, 999)

    async def add_channel(self, channel: RoomChannel, position: int) -> None:
        """Open a channel; `position` orders the list."""
        await self._state.put(f"channel/{position:03}-{channel.id}", write(channel))
        self.channels[channel.id] = channel
        self.drawn.clear()

    def direct_channel(self, person: str) -> str:
        """The channel in which one person talks with the bot."""
        return f"{_DIRECT}{person}"

    async def say(self, message: RoomMessage) -> RoomMessage:
        """Keep a new message; one already kept under the same mark is returned instead."""
        async with self._changing:
            already = self._by_mark.get(message.mark) if message.mark else None
            return already or await self._keep(message)

    async def change(
        self, id_: str, how: Callable[[RoomMessage], RoomMessage]
    ) -> RoomMessage | None:
        """Change a message that still stands; None when there is no such message."""
        async with self._changing:
            message = self.messages.get(id_)
            if message is None or message.withdrawn:
                return None
            return await self._keep(how(message))

    async def withdraw(self, id_: str) -> RoomMessage | None:
        """Forget the words of a message, keeping its place."""
        return await self.change(
            id_, lambda old: replace(old, withdrawn=True, text="", post=None, reactions=())
        )

    async def apply(self, event: Event) -> RoomMessage | None:
        """Do to the room what an event that was heard says; doing it twice is doing it once."""
        match event:
            case MessagePosted():
                return self.sent(event.key) or await self.say(
                    RoomMessage(
                        number=int(event.message.id),
                        channel=event.message.channel.id,
                        author=event.by.id,
                        at=event.at,
                        text=event.text,
                        thread=event.thread.id if event.thread else None,
                        key=event.key,
                    )
                )
            case MessageRevised():
                text = event.text
                return await self.change(
                    event.message.id, lambda old: replace(old, text=text, revised=True)
                )
            case MessageWithdrawn():
                return await self.withdraw(event.message.id)
            case Reacted():
                put = Reaction(event.symbol, event.by.id)
                return await self.change(
                    event.message.id,
                    lambda old: replace(old, reactions=(*_without(put, old.reactions), put)),
                )
            case Unreacted():
                taken = Reaction(event.symbol, event.by.id)
                return await self.change(
                    event.message.id,
                    lambda old: replace(old, reactions=_without(taken, old.reactions)),
                )
        return None

    async def whisper(self, whisper: RoomWhisper, *, fleeting: bool = False) -> list[RoomWhisper]:
        """Keep a private reply; returns the ones it pushed out: the oldest, and the same words.

        Who votes on sixty statements is told sixty times that the vote is in: once is enough.

        One that is fleeting is not written down: it is gone when the room closes. Its number is not
        given again even then, for somebody's page may still show it.
        """
        async with self._changing:
            if fleeting:
                self._fleeting.add(whisper.id)
                await self._promise(whisper.number)
            else:
                await self._state.put(_numbered("whisper", whisper.number), write(whisper))
            self.whispers[whisper.id] = whisper
            kept = self.whispers_for(whisper.to)
            crowded_out = [each for each in kept if _repeats(whisper, each)]
            left = [each for each in kept if each not in crowded_out]
            crowded_out += left[:-WHISPERS_KEPT]
        for old in crowded_out:
            await self.dismiss(old)
        return crowded_out

    async def dismiss(self, whisper: RoomWhisper) -> None:
        """Forget a private reply."""
        if whisper.id not in self._fleeting:
            await self._state.drop(_numbered("whisper", whisper.number))
        self._fleeting.discard(whisper.id)
        self.whispers.pop(whisper.id, None)

    async def show_home(self, person: str, post: Post) -> None:
        """Keep what a person's own page shows."""
        await self._state.put(f"home/{person}", write(post))
        self.homes[person] = post

    async def note_unheard(self, number: int, event: Event) -> None:
        """Keep an event until it has been heard."""
        await self._state.put(_numbered("unheard", number), write(event))

    async def note_heard(self, number: int) -> None:
        """Forget an event that has been heard, or that its sender was told to send again."""
        await self._state.drop(_numbered("unheard", number))

    async def unheard(self) -> list[tuple[int, Event]]:
        """Events that came in but were never heard to the end, in order."""
        kept = await self._state.list("unheard/")
        return [(int(name.removeprefix("unheard/")), read(text)) for name, text in kept]

    async def _keep(self, message: RoomMessage) -> RoomMessage:
        await self._state.put(_numbered("message", message.number), write(message))
        self._index(message)
        return message

    async def _promise(self, number: int) -> None:
        """See that a number is not given again after a restart, though nothing is kept under it."""
        if self._promised < number:
            self._promised = number + _NUMBERS
            await self._state.put("last", str(self._promised))

    def _index(self, message: RoomMessage) -> None:
        self.messages[message.id] = message
        self._last = max(self._last, message.number)
        if message.mark:
            self._by_mark[message.mark] = message
        if message.key:
            self._by_key[message.key] = message.id


def _numbered(kind: str, number: int) -> str:
    return f"{kind}/{number:012}"


def _without(reaction: Reaction, reactions: tuple[Reaction, ...]) -> tuple[Reaction, ...]:
    return tuple(each for each in reactions if each != reaction)


def _repeats(whisper: RoomWhisper, old: RoomWhisper) -> bool:
    """Whether a private reply says in the same place what an older one said."""
    same = (old.channel, old.thread, old.post) == (whisper.channel, whisper.thread, whisper.post)
    return same and old is not whisper
