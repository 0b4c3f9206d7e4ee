"""A Discord server in one process, for tests: people who write, react, press and fill in forms,
and what they see.

The server is simcord's; discord.py and the adapter run unchanged. The application under test
brings its own `receive`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import discord
import simcord
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.commands import ROOT, Vocabulary
from adapters.discord import commands, components
from adapters.discord.platform import DiscordPlatform
from adapters.port import Receive

Seen = tuple[discord.Message | simcord.ResponseMessage, list[components.Component]]


class DiscordRoom:
    """One server. People and channels are called by name; messages by their MessageRef."""

    def __init__(self, env: simcord.Env, vocabulary: Vocabulary) -> None:
        self.env = env
        self.vocabulary = vocabulary
        self.guild = env.create_guild("Councils")
        self.community = CommunityRef("discord", str(self.guild.id))
        self._people: dict[str, simcord.MemberActor] = {}
        self._seen: dict[str, list[simcord.InteractionResult]] = {}
        self._form: dict[str, simcord.InteractionResult] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls, platform: DiscordPlatform, receive: Receive, vocabulary: Vocabulary, **options: Any
    ) -> AsyncIterator[DiscordRoom]:
        """Connect the platform to a fresh server with a channel #general."""
        async with cls._of(platform.connect(receive), vocabulary, **options) as room:
            yield room

    @classmethod
    @asynccontextmanager
    async def empty(cls, vocabulary: Vocabulary, **options: Any) -> AsyncIterator[DiscordRoom]:
        """A fresh server with a channel #general where the bot is a member but away."""
        async with cls._of(_nobody(), vocabulary, **options) as room:
            yield room

    @classmethod
    @asynccontextmanager
    async def _of(
        cls, client: discord.Client, vocabulary: Vocabulary, **options: Any
    ) -> AsyncIterator[DiscordRoom]:
        # Not simcord.run: a fixture enters and leaves in two contexts, which that does not survive.
        env = simcord.Env(client, **options)
        await env.start()
        try:
            room = cls(env, vocabulary)
            room.add_channel("general")
            await env.settle()
            yield room
        finally:
            await env.shutdown()
        env.raise_errors()

    async def restart(self, platform: DiscordPlatform, receive: Receive) -> None:
        """Another process takes over: nothing survives but what the server and the store hold."""
        await self.env.restart_bot(platform.connect(receive))

    async def stop(self) -> None:
        """The bot goes away; the server goes on."""
        await self.env.restart_bot(_nobody())

    async def is_at(self, now: datetime) -> None:
        """Set the server's clock, which stands still, forward to a moment."""
        await self.env.advance_time(max(0.0, (now - self.env.now()).total_seconds()))

    # -- the place and its people

    def add_channel(self, name: str, *, only: tuple[str, ...] = ()) -> ChannelRef:
        """A new channel for everyone, or only for some and the bot."""
        if not only:
            return self._ref(self.guild.create_text_channel(name))
        seen, hidden = (discord.PermissionOverwrite(view_channel=each) for each in (True, False))
        assert self.guild.me is not None
        rules: dict[Any, discord.PermissionOverwrite] = {
            self.guild.default_role: hidden,
            self.guild.me: seen,
        }
        rules |= {self.person(user): seen for user in only}
        return self._ref(self.guild.create_text_channel(name, overwrites=rules))

    def add_forum(self, name: str) -> ChannelRef:
        """A new forum, where each post is a thread."""
        return self._ref(self.guild.create_forum_channel(name))

    async def forbid(self, channel: ChannelRef, **granted: bool) -> None:
        """Say what the bot itself may do in a channel, permission by permission."""
        me = self.env.backend.bot_user.id
        allow, deny = discord.PermissionOverwrite(**granted).pair()
        rule = Overwrite(me, OverwriteType.MEMBER, allow=allow.value, deny=deny.value)
        self.env.backend.set_overwrite(int(channel.id), rule)
        await self.env.settle()

    async def remove_channel(self, channel: ChannelRef) -> None:
        """A channel is deleted with all that was said there."""
        self.env.backend.delete_channel(int(channel.id))
        await self.env.settle()

    async def remove_thread(self, thread: MessageRef) -> None:
        """A thread is deleted."""
        self.env.backend.delete_channel(int(thread.id.partition(".")[0]))
        await self.env.settle()

    async def fold(self, thread: MessageRef, *, lock: bool = False) -> None:
        """A thread is archived, and perhaps locked."""
        folded = {"archived": True, "locked": lock}
        id_ = int(thread.id.partition(".")[0])
        self.env.backend.edit_channel(id_, {}, thread_metadata=folded)
        await self.env.settle()

    def requests(self, method: str, containing: str) -> int:
        """How often the bot has asked for something."""
        asked = self.env.http_requests
        return sum(each.method == method and containing in each.path for each in asked)

    async def open_thread(self, user: str, message: MessageRef, name: str) -> MessageRef:
        """A member opens a thread on a message."""
        owner = self.person(user).id
        starter, parent = int(message.id), int(message.channel.id)
        self.env.backend.create_thread(parent, name, owner, message_id=starter)
        await self.env.settle()
        return message

    async def forum_post(self, user: str, forum: ChannelRef, name: str, text: str) -> MessageRef:
        """A member posts in a forum."""
        backend, author = self.env.backend, self.person(user).id
        thread = backend.create_thread(int(forum.id), name, author, broadcast=False)
        backend.announce_thread_create(thread)
        words = backend.prepare_message(thread.id, author, text)
        words.id = thread.id  # as on Discord: the first post has the thread's own number
        backend.commit_message(words)
        await self.env.settle()
        return MessageRef(forum, str(thread.id))

    def channel(self, name: str) -> ChannelRef:
        """A channel by its name."""
        return self._ref(self.guild.channels[name])

    def person(
        self, name: str, *, administers: bool = False, roles: Sequence[Any] = ()
    ) -> simcord.MemberActor:
        """A member by name, who joins when first called."""
        if name not in self._people:
            roles = [*roles]
            if administers:
                may = discord.Permissions(manage_guild=True)
                roles = [self.guild.create_role("Moderators", permissions=may)]
            self._people[name] = self.guild.add_member(self.env.create_user(name), roles=roles)
        return self._people[name]

    # -- what people do

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread: MessageRef | None = None,
        answers: MessageRef | None = None,
    ) -> MessageRef:
        """Write in a channel or in a thread of it."""
        place = self._thread(thread) if thread else self.guild.channels[channel]
        reply_to = self._message(answers) if answers else None
        said = await self.person(user).send(place, text, reply_to=reply_to)
        parent = self.env.backend.get_channel(place.id).parent_id if place.is_thread else place.id
        inside = f"{place.id}.{said.id}" if place.is_thread else str(said.id)
        return MessageRef(ChannelRef(self.community, str(parent)), inside)

    async def edit(self, user: str, message: MessageRef, text: str) -> None:
        """Change one's own words."""
        await self.person(user).edit(self._message(message), text)

    async def delete(self, user: str, message: MessageRef) -> None:
        """Take a message away."""
        await self.person(user).delete(self._message(message))

    async def react(self, user: str, message: MessageRef, symbol: str) -> None:
        """Put a reaction on a message."""
        await self.person(user).react(self._message(message), symbol)

    async def unreact(self, user: str, message: MessageRef, symbol: str) -> None:
        """Take a reaction back."""
        await self.person(user).unreact(self._message(message), symbol)

    async def command(
        self,
        user: str,
        verb: str = "",
        text: str = "",
        *,
        channel: str = "general",
        thread: MessageRef | None = None,
    ) -> simcord.InteractionResult:
        """Call `/challenge verb text`. Each argument gets a word, the last one what is left.

        A bare `/challenge` cannot be called there: it is `help`.
        """
        known = {command.name: command for command in self.vocabulary.commands}
        arguments = known[verb].arguments if verb else ()
        words = text.split(maxsplit=max(len(arguments) - 1, 0)) if arguments else []
        options = {
            commands.option_name(argument): word
            for argument, word in zip(arguments, words, strict=False)
        }
        place = self._thread(thread) if thread else self.guild.channels[channel]
        name = f"{ROOT} {verb or 'help'}"
        return self._noted(user, await self.person(user).slash(place, name, **options))

    async def type(self, user: str, verb: str, argument: str, typed: str) -> list[str]:
        """Type in an argument of a command; the choices that are offered."""
        place = self.guild.channels["general"]
        offered = await self.person(user).autocomplete(place, f"{ROOT} {verb}", argument, typed)
        assert all(each["name"] == each["value"] for each in offered)
        return [str(each["value"]) for each in offered]

    async def press(
        self, user: str, label: str, *, channel: str = "general", containing: str = ""
    ) -> None:
        """Press the newest button with that label, in private answers or the channel."""
        seen: list[Seen] = [*self._private(user), *self._public(channel)]
        for message, parts in seen:
            here = any(part.get("label") == label for part in components.walk(parts))
            if here and containing in _words(parts):
                result = await self.person(user).click(message, label=label)
                self._noted(user, result)
                return
        raise AssertionError(f"{user} sees no button {label!r} below {containing!r}")

    async def submit(self, user: str, **values: Any) -> simcord.InteractionResult:
        """Send the form that is open before a member. A choice is given as a plain string."""
        shown = self._form.pop(user)
        lists = {
            part["custom_id"] for part in _controls(shown.modal or {}) if part.get("type") == 3
        }
        filled = {name: [value] if name in lists else value for name, value in values.items()}
        return self._noted(user, await self.person(user).submit_modal(shown, filled))

    async def pointer(self, user: str, message: MessageRef, name: str) -> None:
        """Pick an entry, by its pointer's name, from a message's menu."""
        title = next(each.title for each in self.vocabulary.pointers if each.name == name)
        place = self._handle(message)
        result = await self.person(user).context_menu(place, title, self._message(message))
        self._noted(user, result)

    # -- what people see

    def posts(self, channel: str = "general", *, thread: MessageRef | None = None) -> list[str]:
        """The words of the bot's posts in a channel or a thread, oldest first."""
        place = self._thread(thread) if thread else self.guild.channels[channel]
        me = self.env.bot.user
        return [_words_of(said) for said in place.history() if me and said.author.id == me.id]

    def all_posts(self, channel: str = "general") -> list[str]:
        """The words of the bot's posts in a channel and in its threads, oldest first."""
        me = self.env.bot.user
        seen = reversed(self._public(channel))
        return [_words(parts) for said, parts in seen if parts and me and said.author.id == me.id]

    def whispers(self, user: str) -> list[str]:
        """The words of the private answers a member got, oldest first."""
        return [_words(parts) for _, parts in reversed(self._private(user))]

    def written(self, channel: str, containing: str) -> MessageRef:
        """The newest message of a channel or its threads that holds some words."""
        for said, parts in self._public(channel):
            if containing in said.content or containing in _words(parts):
                place = self.guild.channels[channel]
                inside = said.channel.id != place.id
                id_ = f"{said.channel.id}.{said.id}" if inside else str(said.id)
                return MessageRef(self._ref(place), id_)
        raise AssertionError(f"nothing says {containing!r}")

    def asked_again(self, user: str, label: str) -> bool:
        """Whether the newest private answer asks if a press of that label was meant."""
        newest = self._private(user)[:1]
        return any(
            part.get("label") == label
            and str(part.get("custom_id")).startswith(components.CONFIRMED)
            for _, parts in newest
            for part in components.walk(parts)
        )

    def told(self, user: str) -> list[str]:
        """The words of the direct messages a member got, oldest first."""
        me = self.env.bot.user
        history = self.person(user).user.dm_channel.history()
        return [_words_of(said) for said in history if me and said.author.id == me.id]

    def form(self, user: str) -> dict[str, Any] | None:
        """The form that is open before a member, as Discord holds it."""
        shown = self._form.get(user)
        return shown.modal if shown else None

    def wire_of(self, message: MessageRef) -> dict[str, Any]:
        """A message as Discord would send it."""
        stored = self._message(message)
        kept = self.env.backend.get_message(stored.channel.id, stored.id)
        return dict(serializers.message_payload(self.env.backend, kept))

    # -- below

    def _noted(self, user: str, result: simcord.InteractionResult) -> simcord.InteractionResult:
        self._seen.setdefault(user, []).append(result)
        if result.modal is not None:
            self._form[user] = result
        return result

    def _private(
        self, user: str
    ) -> list[tuple[simcord.ResponseMessage, list[components.Component]]]:
        found = {}
        for result in self._seen.get(user, []):
            for message in (result.response, *result.followups):
                if message is not None and message.ephemeral and message.components:
                    found[message.id] = (message, message.components)
        return [found[id_] for id_ in sorted(found, reverse=True)]

    def _public(self, channel: str) -> list[tuple[discord.Message, list[components.Component]]]:
        place = self.guild.channels[channel]
        said = [*place.history(), *(each for thread in place.threads for each in thread.history())]
        said.sort(key=lambda message: message.id, reverse=True)
        return [(each, [dict(part.to_dict()) for part in each.components]) for each in said]

    def _ref(self, channel: simcord.ChannelHandle) -> ChannelRef:
        return ChannelRef(self.community, str(channel.id))

    def _threads(self) -> dict[str, simcord.ChannelHandle]:
        channels = self.guild.channels.values()
        return {str(each.id): each for channel in channels for each in channel.threads}

    def _thread(self, thread: MessageRef) -> simcord.ChannelHandle:
        return self._threads()[thread.id.partition(".")[0]]

    def _handle(self, message: MessageRef) -> simcord.ChannelHandle:
        if "." in message.id:
            return self._thread(message)
        channels = {str(each.id): each for each in self.guild.channels.values()}
        return channels[message.channel.id]

    def _message(self, message: MessageRef) -> discord.Message:
        id_ = message.id.rpartition(".")[2]
        return next(each for each in self._handle(message).history() if str(each.id) == id_)


def _controls(modal: dict[str, Any]) -> list[dict[str, Any]]:
    return [part["component"] for part in modal.get("components", ()) if "component" in part]


def _words_of(message: discord.Message) -> str:
    return _words([dict(part.to_dict()) for part in message.components])


def _words(parts: list[components.Component]) -> str:
    return "\n".join(str(part["content"]) for part in components.walk(parts) if "content" in part)


def _nobody() -> discord.Client:
    return discord.Client(intents=discord.Intents.none())
