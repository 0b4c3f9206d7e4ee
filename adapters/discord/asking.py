"""What members ask for deliberately: commands, presses, menus of messages, forms, and arguments
they are still typing. Each is known by its name alone, so that it outlives a restart.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

from adapters.chat import ChannelRef
from adapters.commands import Vocabulary
from adapters.discord import commands, components, direct, forms, incoming
from adapters.discord.answers import Answer, Questions
from adapters.discord.barred import Barred
from adapters.discord.hearing import Hearing
from adapters.discord.incoming import Where
from adapters.discord.wire import Wire
from adapters.events import (
    Asked,
    ButtonPressed,
    CommandCalled,
    Examined,
    Finding,
    FormSent,
    MessagePointedAt,
)
from adapters.port import ChoicesWanted, DeliveryFailed, FormWanted, Queries
from adapters.posts import Form, Post, Quote
from adapters.words import marked, paragraph

log = logging.getLogger(__name__)

QUERY_SECONDS = 1.0  # Discord waits three for a form or for choices; the rest is the network's

SORRY = marked(
    "Something went wrong, and it is our fault. Nothing was lost and nothing was changed."
    " Try again in a moment."
)
SORRY_FORM = marked(
    "Something went wrong, and it is our fault. What you wrote was not sent on."
    " Here it is, so that you can copy it and try again in a moment."
)
SLOW = marked("This is taking too long just now. Nothing was lost. Try again in a moment.")
CHOSEN = marked("You chose: {choice}")
TOO_LONG = marked(
    "This form cannot be opened on Discord. Nothing was lost."
    " The people who run the bot can see why in its log."
)

Deed = CommandCalled | ButtonPressed | MessagePointedAt


class Asking:
    """Answers interactions in time and hands them over."""

    def __init__(
        self,
        *,
        vocabulary: Vocabulary,
        queries: Queries,
        hearing: Hearing,
        wire: Wire,
        questions: Questions,
        barred: Barred,
    ) -> None:
        """Know the verbs, whom to ask for forms, and where to hand what is heard."""
        self._queries = queries
        self._hearing = hearing
        self._wire = wire
        self._questions = questions
        self._barred = barred
        self._commands = {command.name: command for command in vocabulary.commands}
        self._pointers = {pointer.title: pointer for pointer in vocabulary.pointers}

    async def take(self, interaction: discord.Interaction, at: Where) -> None:
        """One interaction, from its first answer to its commit."""
        answer = Answer(interaction, self._wire)
        try:
            match interaction.type:
                case discord.InteractionType.application_command:
                    await self._called(interaction, at, answer)
                case discord.InteractionType.autocomplete:
                    await self._typed(interaction, at, answer)
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
                await self._hand_over(pointed, answer.think, answer)
            return
        name, given = commands.called(asked)
        command = self._commands.get(name)
        text = commands.text_of(command, given) if command else ""
        call = incoming.command(interaction, at, name, text)
        if command and commands.wants_form(command, given):
            await self._open(self._wanted(command.form, "", call, text), at, answer)
        else:
            await self._hand_over(call, answer.think, answer)

    async def _typed(self, interaction: discord.Interaction, at: Where, answer: Answer) -> None:
        """What could stand in the argument that is being typed; nothing rather than late."""
        verb, option, typed = commands.being_typed(dict(interaction.data or {}))
        command = self._commands.get(verb)
        argument = commands.argument_of(command, option) if command else None
        found: tuple[str, ...] = ()
        if argument is not None:
            wanted = ChoicesWanted(
                command=verb,
                argument=argument.name,
                typed=typed,
                by=incoming.member(interaction.user.id),
                community=at.channel.community,
                channel=at.channel,
            )
            try:
                async with asyncio.timeout(QUERY_SECONDS):
                    found = await self._queries.choices(wanted)
            except TimeoutError:
                log.warning("no choices in time for %s %s", verb, argument.name)
            except Exception:
                log.exception("no choices for %s %s", verb, argument.name)
        await answer.offer(found)

    async def _pressed(self, interaction: discord.Interaction, at: Where, answer: Answer) -> None:
        home, id_ = direct.read(str(dict(interaction.data or {}).get("custom_id", "")))
        at = at.of(home)
        digest, name = components.asks_first(id_)
        if digest:
            words = await self._questions.words(digest)
            asked = components.question(words, incoming.label(interaction), name)
            await answer.show(direct.signed(asked, at.home))
            return
        press = incoming.pressed(interaction, at, name)
        if name.startswith(components.OPENS_FORM):
            await self._open(self._wanted(press.verb, press.subject, press, ""), at, answer)
            return
        taken = await self._hand_over(press, answer.quietly, answer)
        if taken and name.startswith(components.CONFIRMED):
            chosen = await paragraph(
                self._queries, CHOSEN, at.channel, choice=incoming.label(interaction)
            )
            await answer.put_away(components.container(chosen))

    async def _sent(self, interaction: discord.Interaction, at: Where, answer: Answer) -> None:
        form = incoming.form_sent(interaction, at)
        if form is not None:
            await self._hand_over(form, answer.think, answer)

    async def _hand_over(
        self, event: Deed | FormSent, acknowledge: Callable[[], Awaitable[None]], answer: Answer
    ) -> bool:
        """Acknowledge within Discord's three seconds, hear, and say so if hearing failed."""
        await acknowledge()
        try:
            await self._hearing.commit(event)
        except Exception:
            log.exception("could not hear %s", event.key)
            await answer.follow(components.container(await self._apology(event)))
            return False
        if event.administers:
            await self._tell_refusals(event)
        return True

    async def _tell_refusals(self, event: Asked) -> None:
        """Tell whoever runs the server, once, where the bot was refused since."""
        for bar in self._barred.untold(str(event.community)):
            channel = ChannelRef.parse(bar.channel)
            told = Examined(
                **incoming.asked(event),
                key=f"{event.key}#refused/{channel.id}",
                findings=(Finding("permissions", False, channel, bar.names),),
            )
            try:
                await self._hearing.commit(told)
            except Exception:
                log.exception("could not hear %s", told.key)
            else:
                await self._barred.tell(bar)

    def _wanted(self, form: str, subject: str, event: Deed, text: str) -> FormWanted:
        author = event.author if isinstance(event, MessagePointedAt) else None
        asker = incoming.asker(event)
        return FormWanted(**asker, name=form, subject=subject, text=text, author=author)

    async def _open(self, wanted: FormWanted, at: Where, answer: Answer) -> None:
        """Open a form, or show what is said instead. A form has to be the first answer, so there is
        a second for it.
        """
        shown: Form | Post
        try:
            async with asyncio.timeout(QUERY_SECONDS):
                shown = await self._queries.form(wanted)
        except TimeoutError:
            shown = await paragraph(self._queries, SLOW, wanted.channel)
        except Exception:
            log.exception("no form %s", wanted.name)
            shown = await paragraph(self._queries, SORRY, wanted.channel)
        if isinstance(shown, Form):
            try:
                modal = forms.modal(shown, at.channel.community)
                modal["custom_id"] = direct.sign(modal["custom_id"], at.home)
            except ValueError as error:
                log.exception("the form %s does not fit Discord", wanted.name, exc_info=error)
                shown = await paragraph(self._queries, TOO_LONG, wanted.channel)
            else:
                await answer.open(modal)
                return
        await self._questions.remember(shown)
        await answer.show(direct.signed(components.container(shown), at.home))

    async def _apology(self, event: Deed | FormSent) -> Post:
        values = event.values if isinstance(event, FormSent) else ()
        written = tuple(Quote(value) for _, value in values if value.strip())
        sorry = SORRY_FORM if written else SORRY
        said = await paragraph(self._queries, sorry, event.channel)
        return Post((*said.parts, *written))
