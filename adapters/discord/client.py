"""The discord.py client: what it hears it translates, hands to `receive` until that is committed,
and answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from adapters.chat import CommunityRef
from adapters.commands import Vocabulary
from adapters.discord import commands, components, forms, incoming
from adapters.discord.answers import Answer, Questions
from adapters.discord.incoming import Where
from adapters.discord.lastheard import LastHeard
from adapters.discord.sturdy import sturdy
from adapters.discord.wire import Wire
from adapters.events import ButtonPressed, CommandCalled, Event, FormSent, MessagePointedAt
from adapters.port import DeliveryFailed, FormWanted, PlatformState, Queries, Receive
from adapters.posts import Form, Post, Quote, Text

log = logging.getLogger(__name__)

# The bot only writes: whoever runs it need not hear that the parts for speaking aloud are missing.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

FORM_SECONDS = 1.0
LAST_SECONDS = 5.0
MOST_READ_BACK = 1000  # messages, of one channel
_GUILD = "guild/"
_TREE = "commands"

SORRY = (
    "Something went wrong, and it is our fault. Nothing was lost and nothing was changed."
    " Try again in a moment."
)
SORRY_FORM = (
    "Something went wrong, and it is our fault. What you wrote was not sent on."
    " Here it is, so that you can copy it and try again in a moment."
)
SLOW = "This is taking too long just now. Nothing was lost. Try again in a moment."
TOO_LONG = (
    "This form cannot be opened on Discord. Nothing was lost."
    " The people who run the bot can see why in its log."
)


def intents(*, message_content: bool) -> discord.Intents:
    """What the bot asks to be told: no member lists, no presence."""
    return discord.Intents(
        guilds=True, guild_messages=True, guild_reactions=True, message_content=message_content
    )


class Client(discord.Client):
    """One connection to Discord, on behalf of one Platform."""

    def __init__(
        self,
        *,
        receive: Receive,
        vocabulary: Vocabulary,
        queries: Queries,
        state: PlatformState,
        message_content: bool,
        patience: tuple[float, ...],
    ) -> None:
        """Be ready to connect; `patience` is how long to wait before each further try at an event
        that failed.
        """
        super().__init__(
            intents=intents(message_content=message_content),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
        )
        sturdy(self)
        self._receive = receive
        self._queries = queries
        self._state = state
        self._patience = patience
        self._hearing: set[asyncio.Task[Any]] = set()
        self._tree = commands.tree(vocabulary)
        self._commands = {command.name: command for command in vocabulary.commands}
        self._pointers = {pointer.title: pointer for pointer in vocabulary.pointers}
        self.wire = Wire(self)
        self.questions = Questions(state)
        self.last_heard = LastHeard(state)

    # -- connecting

    async def setup_hook(self) -> None:
        """Before the gateway: what was heard last, and the command tree if it has changed."""
        await self.last_heard.load()
        application = self.application_id or 0
        digest = commands.digest(self._tree, application)
        if await self._state.get(_TREE) != digest:
            path = "/applications/{application_id}/commands"
            await self.http.request(
                discord.http.Route("PUT", path, application_id=application), json=self._tree
            )
            await self._state.put(_TREE, digest)

    async def on_connect(self) -> None:
        """A new session: something may have been missed, so no number may pass the gap."""
        self.last_heard.hold_all()

    async def on_ready(self) -> None:
        """Hear what came while nobody listened."""
        here = {str(guild.id) for guild in self.guilds}
        for name, since in await self._state.list(_GUILD):
            if (id_ := name.removeprefix(_GUILD)) not in here:
                await self._left(id_, since)
        for guild in self.guilds:
            if not guild.unavailable:
                await self._arrive(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is back after an outage of Discord's."""
        if self.is_ready():
            await self._arrive(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited to a server."""
        await self._arrive(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server, or the server is gone."""
        since = await self._state.get(f"{_GUILD}{guild.id}")
        if since is not None:
            await self._left(str(guild.id), since)

    async def _arrive(self, guild: discord.Guild) -> None:
        name, since = f"{_GUILD}{guild.id}", incoming.guild_since(guild)
        if await self._state.get(name) != since:
            hello = incoming.joined(guild, discord.utils.utcnow())
            if await self._heard(hello):
                await self._state.put(name, since)
        await self._catch_up(guild)

    async def _left(self, guild: str, since: str) -> None:
        community = CommunityRef(incoming.DISCORD, guild)
        if await self._heard(incoming.removed(community, since, discord.utils.utcnow())):
            await self._state.drop(f"{_GUILD}{guild}")
            await self.last_heard.forget(int(guild))

    async def _catch_up(self, guild: discord.Guild) -> None:
        """Read back the messages since the last one heard. Edits, deletions and reactions of older
        ones are not.

        Discord tells every channel's last message for nothing, so only those with something new are
        read.
        """
        rooms: tuple[discord.TextChannel | discord.VoiceChannel | discord.Thread, ...]
        rooms = (*guild.text_channels, *guild.voice_channels, *guild.threads)
        since = self.last_heard.upto(guild.id)
        if since is None:
            newest = max((room.last_message_id or 0 for room in rooms), default=0)
            await self.last_heard.begin(guild.id, newest or guild.id)
            return
        for room in rooms:
            may = room.permissions_for(guild.me)
            readable = may.view_channel and may.read_message_history
            if not readable or (room.last_message_id or 0) <= since:
                continue
            try:
                async for message in room.history(
                    after=discord.Object(since), oldest_first=True, limit=MOST_READ_BACK
                ):
                    await self.on_message(message)
            except discord.HTTPException as error:
                # The number stays held, so the next connection reads this again.
                log.warning("could not read back channel %s: %s", room.id, error.status)
                return
        self.last_heard.release(guild.id, since)
        await self.last_heard.keep()

    # -- hearing

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote, now or while the bot was away."""
        at = await self._where(message.channel)
        event = incoming.posted(message, at, self.user.id if self.user else 0) if at else None
        if message.guild is None:
            if event is not None:
                await self._heard(event)
            return
        self.last_heard.starts(message.guild.id, message.id)
        if event is None or await self._heard(event):
            await self.last_heard.ends(message.guild.id, message.id)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message has changed, or a preview was unfolded under it."""
        at = await self._where(payload.message.channel)
        event = incoming.revised(payload.message, at) if at else None
        if event is not None:
            await self._heard(event)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message is gone."""
        if at := await self._where_by_id(payload.channel_id):
            await self._heard(incoming.withdrawn(payload.message_id, at, discord.utils.utcnow()))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages are gone at once."""
        if at := await self._where_by_id(payload.channel_id):
            for message in sorted(payload.message_ids):
                await self._heard(incoming.withdrawn(message, at, discord.utils.utcnow()))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody reacted."""
        if payload.member is None or not payload.member.bot:
            await self._reaction(payload)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody took a reaction back."""
        if self.user is None or payload.user_id != self.user.id:
            await self._reaction(payload)

    async def _reaction(self, payload: discord.RawReactionActionEvent) -> None:
        if at := await self._where_by_id(payload.channel_id):
            await self._heard(incoming.reaction(payload, at, discord.utils.utcnow()))

    async def _heard(self, event: Event) -> bool:
        """Hand an event over until it is committed. Discord never sends one again, so it is tried
        again from here.
        """
        for pause in (*self._patience, None):
            try:
                await self._commit(event)
            except Exception:
                log.exception("could not hear %s", event.key)
                if pause is not None:
                    await asyncio.sleep(pause)
            else:
                return True
        return False

    async def _commit(self, event: Event) -> None:
        task = asyncio.current_task()
        assert task is not None  # discord.py runs every listener in a task of its own
        self._hearing.add(task)
        try:
            await self._receive(event)
        finally:
            self._hearing.discard(task)

    async def _where(self, channel: object) -> Where | None:
        if at := incoming.where(channel):
            return at
        id_ = getattr(channel, "id", None)
        return await self._where_by_id(id_) if isinstance(id_, int) else None

    async def _where_by_id(self, channel_id: int) -> Where | None:
        """The place by its number. A folded-away thread is not in memory and is asked for."""
        if at := incoming.where(self.get_channel(channel_id)):
            return at
        try:
            return incoming.where(await self.fetch_channel(channel_id))
        except discord.HTTPException:
            return None

    # -- being asked

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A command, a press, a context menu or a form: known by its name alone, so that it
        outlives a restart.
        """
        at = await self._where(interaction.channel)
        if at is None:
            return
        answer = Answer(interaction, self.wire)
        try:
            match interaction.type:
                case discord.InteractionType.application_command:
                    await self._called(interaction, at, answer)
                case discord.InteractionType.component:
                    await self._pressed(interaction, at, answer)
                case discord.InteractionType.modal_submit:
                    await self._sent(interaction, at, answer)
                case _:
                    pass
        except DeliveryFailed as error:
            # Discord has told the member that it got no answer, so they will press again.
            log.warning("could not answer an interaction: %s", error.reason)

    async def _called(self, interaction: discord.Interaction, at: Where, answer: Answer) -> None:
        asked = dict(interaction.data or {})
        if asked.get("type") == discord.AppCommandType.message.value:
            pointer = self._pointers.get(str(asked.get("name")))
            if pointer is None:
                return
            pointed = incoming.pointed_at(interaction, at, pointer.name)
            if pointer.form:
                subject = str(pointed.message)
                wanted = self._wanted(pointer.form, subject, pointed, pointed.text)
                await self._open(wanted, at, answer)
            else:
                await self._take(pointed, answer.think, answer)
            return
        name, given = commands.called(asked)
        command = self._commands.get(name)
        text = commands.text_of(command, given) if command else ""
        call = incoming.command(interaction, at, name, text)
        if command and commands.wants_form(command, given):
            await self._open(self._wanted(command.form, "", call, text), at, answer)
        else:
            await self._take(call, answer.think, answer)

    async def _pressed(self, interaction: discord.Interaction, at: Where, answer: Answer) -> None:
        custom_id = str(dict(interaction.data or {}).get("custom_id", ""))
        digest, name = components.asks_first(custom_id)
        if digest:
            words = await self.questions.words(digest)
            await answer.show(components.question(words, incoming.label(interaction), name))
            return
        press = incoming.pressed(interaction, at, name)
        if name.startswith(components.OPENS_FORM):
            await self._open(self._wanted(press.verb, press.subject, press, ""), at, answer)
            return
        taken = await self._take(press, answer.quietly, answer)
        if taken and name.startswith(components.CONFIRMED):
            chosen = Post((Text((f"You chose: {incoming.label(interaction)}",)),))
            await answer.put_away(components.container(chosen))

    async def _sent(self, interaction: discord.Interaction, at: Where, answer: Answer) -> None:
        form = incoming.form_sent(interaction, at)
        if form is not None:
            await self._take(form, answer.think, answer)

    async def _take(
        self,
        event: CommandCalled | ButtonPressed | MessagePointedAt | FormSent,
        acknowledge: Callable[[], Awaitable[None]],
        answer: Answer,
    ) -> bool:
        """Acknowledge within Discord's three seconds, hear, and say so if hearing failed."""
        await acknowledge()
        try:
            await self._commit(event)
        except Exception:
            log.exception("could not hear %s", event.key)
            await answer.follow(components.container(_apology(event)))
            return False
        return True

    def _wanted(
        self,
        form: str,
        subject: str,
        event: CommandCalled | ButtonPressed | MessagePointedAt,
        text: str,
    ) -> FormWanted:
        author = event.author if isinstance(event, MessagePointedAt) else None
        asker = incoming.asker(event)
        return FormWanted(**asker, name=form, subject=subject, text=text, author=author)

    async def _open(self, wanted: FormWanted, at: Where, answer: Answer) -> None:
        """Open a form, or show what is said instead. A form has to be the first answer, so there is
        a second for it.
        """
        shown: Form | Post
        try:
            async with asyncio.timeout(FORM_SECONDS):
                shown = await self._queries.form(wanted)
        except TimeoutError:
            shown = Post((Text((SLOW,)),))
        except Exception:
            log.exception("no form %s", wanted.name)
            shown = Post((Text((SORRY,)),))
        if isinstance(shown, Form):
            try:
                modal = forms.modal(shown, at.channel.community)
            except ValueError as error:
                log.exception("the form %s does not fit Discord", wanted.name, exc_info=error)
                shown = Post((Text((TOO_LONG,)),))
            else:
                await answer.open(modal)
                return
        await self.questions.remember(shown)
        await answer.show(components.container(shown))

    async def close(self) -> None:
        """Leave Discord, let what is being heard be heard, and write down how far that was."""
        # discord.py 2.7.1 would still announce that it is ready two seconds after it was closed,
        # and Python 3.11's wait_for may lose one cancellation.
        ready = self._connection._ready_task
        while ready is not None and not ready.done():
            ready.cancel()
            await asyncio.sleep(0)
        await super().close()
        others = {task for task in self._hearing if task is not asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=LAST_SECONDS)
        await self.last_heard.keep()


def _apology(event: Event) -> Post:
    if not isinstance(event, FormSent):
        return Post((Text((SORRY,)),))
    written = tuple(Quote(value) for _, value in event.values if value.strip())
    return Post((Text((SORRY_FORM if written else SORRY,)), *written))
