"""The browser room as a Platform: hears what people do there, shows what the bot does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from types import MappingProxyType

from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.actions import Action, Examine, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import CommunityRef, MemberRef, MessageRef
from adapters.commands import Vocabulary
from adapters.events import Finding, Joined
from adapters.port import DeliveryFailed, PlatformState, Queries, Receive
from adapters.web import incoming
from adapters.web.api import Api
from adapters.web.guard import is_loopback
from adapters.web.hearing import Hearing
from adapters.web.incoming import Standing
from adapters.web.live import Live
from adapters.web.render import moment
from adapters.web.room import BOT, NAME, Person, Room, RoomChannel, RoomMessage, RoomWhisper
from adapters.web.server import Server
from adapters.web.shown import Telling
from adapters.web.words import RoomWords

_log = logging.getLogger(__name__)
_QUIET = 15.0  # seconds after which an idle connection is shown to be alive
_PACED = 3.0  # seconds between two looks at a clock that runs fast


class WebPlatform:
    """A small chat server of its own, behind the same port as Slack and Discord."""

    name = NAME
    pause_between_posts = 0.0
    hears_all = True

    def __init__(
        self,
        *,
        community: str,
        state: PlatformState,
        queries: Queries,
        vocabulary: Vocabulary,
        host: str,
        port: int,
        clock: Callable[[], datetime],
        people: tuple[Person, ...],
        channels: tuple[RoomChannel, ...],
        base_url: str = "",
        mounts: Mapping[str, Handler] = MappingProxyType({}),
        pace: float = 1,
    ) -> None:
        """Prepare the room. `people` and `channels` furnish an empty one; port 0 is any free.

        `pace` says how fast its clock runs, which is shown when it is not that of other clocks.

        With neither people nor channels there is no room: only pages, health and mounts.
        """
        self.community = CommunityRef(NAME, community)
        self._state = state
        self._queries = queries
        self._vocabulary = vocabulary
        self._host = host
        self._port = port
        self._clock = clock
        self._people = people
        self._channels = channels
        self._base_url = base_url.rstrip("/")
        self._mounts = mounts
        self._pace = pace
        self._is_room = bool(people or channels)
        self._live = Live()
        self._words = RoomWords(queries, self.community, vocabulary)
        self._room: Room | None = None
        self._opening = asyncio.Lock()
        self._hearing: asyncio.Future[Hearing] | None = None
        self._address: asyncio.Future[str] | None = None
        self._posted = count(1)

    async def listen(self, receive: Receive) -> None:
        """Serve until cancelled. A busy port raises OSError."""
        room = await self.room()
        telling = Telling(room, self._live, self._words)
        hearing = Hearing(room, telling, receive)
        api = Api(room, hearing, telling, self._queries, self._vocabulary, self._words, self._clock)
        heartbeat = _QUIET if self._pace == 1 else _PACED
        server = Server(
            room, api, self._live, self._queries, self._words, self._top, heartbeat, receive
        )
        runner = web.AppRunner(
            server.application(self._host, self._base_url, self._mounts, room=self._is_room),
            access_log=None,
            shutdown_timeout=2.0,
        )
        if self._is_room:
            await hearing.catch_up()
        if self._is_room and not await room.joined():
            await self._join(hearing, room)
            await room.note_joined()
        self._hearing_soon().set_result(hearing)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            self._address_soon().set_result(_address(self._host, runner))
            _log.info("the room is open at %s", self.address)
            if self._is_room and not is_loopback(self._host):
                _log.warning(
                    "the room trusts whoever can reach it: keep %s to yourselves", self._host
                )
            await asyncio.Event().wait()
        finally:
            self._live.close()
            await hearing.stop()
            await runner.cleanup()
            self._hearing = self._address = None

    @property
    def address(self) -> str:
        """Where the room is served, `http://127.0.0.1:8080`; empty until it is."""
        soon = self._address
        return soon.result() if soon is not None and soon.done() else ""

    async def bound(self) -> str:
        """Wait until the room is served; returns its address."""
        return await self._address_soon()

    async def room(self) -> Room:
        """The records of the room, read from its state the first time."""
        async with self._opening:
            if self._room is None:
                self._room = await Room.opened(
                    self.community, self._state, self._people, self._channels
                )
            return self._room

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it. Doing it twice is doing it once, but for a Whisper or a Tell."""
        room = await self.room()
        telling = Telling(room, self._live, self._words)
        match action:
            case Say():
                return await self._say(action, room, telling)
            case Revise():
                post = action.post
                changed = await room.change(
                    action.message.id, lambda old: replace(old, post=post, revised=True)
                )
                if changed is None:
                    raise DeliveryFailed(f"The post {action.message} is not in the room.")
                telling.message(changed)
            case Withdraw():
                gone = await room.withdraw(action.message.id)
                if gone is not None:
                    telling.message(gone)
            case Whisper():
                await self._whisper(action, room, telling)
            case Tell():
                self._require(action.to, room)
                told = await room.say(
                    RoomMessage(
                        number=room.next_number(),
                        channel=room.direct_channel(action.to.id),
                        author=BOT,
                        at=self._clock(),
                        post=action.post,
                    )
                )
                telling.message(told)
            case Examine():
                await self._examine(action)
            case ShowHome():
                self._require(action.to, room)
                await room.show_home(action.to.id, action.post)
                telling.home(action.to.id)
        return None

    async def _examine(self, wanted: Examine) -> None:
        """The room needs no token and no permission: all there is to ask is who can reach it."""
        hearing = await self._hearing_soon()
        found = (Finding("room", is_loopback(self._host)),)
        await hearing.hear(wanted.found(found, self._clock()))

    async def find(self, say: Say) -> MessageRef | None:
        """The post made under the mark of a Say."""
        room = await self.room()
        found = room.posted(say.mark)
        return room.message_ref(found.channel, found.id) if found else None

    def permalink(self, message: MessageRef) -> str:
        """The address of the page, opened at a message."""
        base = self._base_url or self.address
        return f"{base}/#{message.channel.id}/{message.id}" if base else ""

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Whether somebody is in the room."""
        room = await self.room()
        return community == self.community and member.id in room.people

    async def post_as(
        self,
        person: str,
        channel: str,
        text: str,
        thread: MessageRef | None = None,
        at: datetime | None = None,
        id_: str = "",
    ) -> MessageRef:
        """Say something as a person, on the same path as from a browser. Waits for `listen`.

        The same `id_` twice is one message, so that a sample half laid out can be laid out again.
        """
        hearing = await self._hearing_soon()
        room = await self.room()
        standing = Standing(
            community=self.community,
            by=room.people[person],
            channel=room.channels[channel],
            at=at or self._clock(),
            thread=thread,
        )
        number = room.next_number()
        unique = id_ or f"posted-{number}-{next(self._posted)}"
        event = incoming.message_posted(standing, unique, text, number)
        await hearing.hear(event, number)
        sent = room.sent(event.key)
        return room.message_ref(channel, sent.id) if sent else event.message

    async def react_as(self, person: str, message: MessageRef, symbol: str) -> None:
        """React as a person, on the same path as from a browser; twice is once."""
        hearing = await self._hearing_soon()
        room = await self.room()
        standing = Standing(
            community=self.community,
            by=room.people[person],
            channel=room.channels[message.channel.id],
            at=self._clock(),
        )
        unique = f"as-{person}-{message.id}-{symbol}"
        await hearing.hear(incoming.reacted(standing, unique, message, symbol, True))

    async def _say(self, say: Say, room: Room, telling: Telling) -> MessageRef:
        found = await self.find(say)
        if found is not None:
            return found
        if say.channel.id not in room.channels:
            raise DeliveryFailed(f"There is no channel {say.channel} in the room.")
        kept = await room.say(
            RoomMessage(
                number=room.next_number(),
                channel=say.channel.id,
                author=BOT,
                at=self._clock(),
                post=say.post,
                thread=say.thread.id if say.thread else None,
                mark=say.mark,
            )
        )
        telling.message(kept)
        return room.message_ref(kept.channel, kept.id)

    async def _whisper(self, whisper: Whisper, room: Room, telling: Telling) -> None:
        self._require(whisper.to, room)
        kept = RoomWhisper(
            number=room.next_number(),
            to=whisper.to.id,
            channel=whisper.channel.id,
            post=whisper.post,
            at=self._clock(),
            thread=whisper.thread.id if whisper.thread else None,
        )
        crowded_out = await room.whisper(kept, fleeting=whisper.fleeting)
        telling.whisper(kept, tuple(crowded_out))

    def _require(self, member: MemberRef, room: Room) -> None:
        if member.id not in room.people:
            raise DeliveryFailed(f"There is nobody called {member} in the room.")

    async def _join(self, hearing: Hearing, room: Room) -> None:
        """Say once that the bot is in the room; the first channel is the place to say hello."""
        open_channels = [each for each in room.channels.values() if not each.members]
        first = room.channel_ref(open_channels[0].id) if open_channels else None
        await hearing.hear(
            Joined(
                key=f"{self.community}/joined",
                community=self.community,
                at=self._clock(),
                channel=first,
                whole_community=True,
            )
        )

    def _top(self) -> dict[str, str] | None:
        """How fast time runs here and how late it is; nothing where it runs as everywhere."""
        if self._pace == 1:
            return None
        return {"pace": f"{self._pace:g}", "moment": moment(self._clock(), self._words.language)}

    def _hearing_soon(self) -> asyncio.Future[Hearing]:
        if self._hearing is None:
            self._hearing = asyncio.get_running_loop().create_future()
        return self._hearing

    def _address_soon(self) -> asyncio.Future[str]:
        if self._address is None:
            self._address = asyncio.get_running_loop().create_future()
        return self._address


def _address(host: str, runner: web.AppRunner) -> str:
    port = runner.addresses[0][1]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
