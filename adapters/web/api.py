"""What a page may ask of the room: JSON values in, JSON values out, no sockets and no cookies."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from adapters.chat import MessageRef
from adapters.commands import Vocabulary
from adapters.port import FormWanted, Queries
from adapters.posts import Button, Choices, Form, Post, plain_post
from adapters.web import incoming
from adapters.web.hearing import Hearing
from adapters.web.incoming import Refused, Standing, id_in, text_in
from adapters.web.render import CANCEL, OPTIONAL, form_html, post_html
from adapters.web.room import Person, Room, RoomMessage, RoomWhisper
from adapters.web.shown import Telling, latest_messages, message_shown, room_shown
from adapters.web.words import RoomWords
from adapters.words import marked

Body = Mapping[str, object]
Answer = dict[str, Any]
Act = Callable[[Person, Body], Awaitable[Answer]]

_GONE = marked("That is no longer there.")
_TOO_LONG = marked("That took too long. Nothing was lost. Try again.")


class Api:
    """Every act of a page, by name in `acts`."""

    def __init__(
        self,
        room: Room,
        hearing: Hearing,
        telling: Telling,
        queries: Queries,
        vocabulary: Vocabulary,
        words: RoomWords,
        clock: Callable[[], datetime],
    ) -> None:
        """Act for the pages of one room."""
        self._room = room
        self._hearing = hearing
        self._telling = telling
        self._queries = queries
        self._vocabulary = vocabulary
        self._words = words
        self._clock = clock
        self.acts: dict[str, Act] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "unreact": self.unreact,
            "press": self.press,
            "point": self.point,
            "form": self.form,
            "send": self.send,
            "dismiss": self.dismiss,
            "home": self.home,
            "earlier": self.earlier,
        }

    def everything(self, person: Person) -> Answer:
        """All a person sees when the page opens."""
        return room_shown(self._room, person, self._vocabulary, self._words.language)

    async def join(self, body: Body) -> Person:
        """Let a new person in by the name they give."""
        name = " ".join(text_in(body, "name", 60).split())
        council = " ".join(text_in(body, "council", 80).split())
        if not name:
            raise Refused(400, marked("Enter your name."))
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "person"
        taken, id_ = 1, stem
        while id_ in self._room.people:
            taken += 1
            id_ = f"{stem}-{taken}"
        person = Person(id_, name, council)
        await self._room.add_person(person)
        self._telling.people()
        return person

    async def say(self, person: Person, body: Body) -> Answer:
        """Post a message, or do what a command says."""
        standing, id_, text = self._standing(person, body), id_in(body), incoming.words_in(body)
        call = incoming.typed(text)
        if call is None:
            number = self._room.next_number()
            event = incoming.message_posted(standing, id_, text, number)
            await self._hearing.hear(event, number)
            sent = self._room.sent(event.key)
            return {"message": sent.id if sent else event.message.id}
        call = incoming.with_ids(call, self._room.people.values())
        form = incoming.form_for(call, self._vocabulary)
        if form:
            return await self._opened(incoming.form_wanted(standing, form, text=call.rest))
        await self._hearing.hear(incoming.command_called(standing, id_, call))
        return {}

    async def edit(self, person: Person, body: Body) -> Answer:
        """Change one's own words."""
        message, text = self._own(person, body), incoming.words_in(body)
        if text != message.text:
            standing = self._where(person, message)
            ref = self._ref(message)
            await self._hearing.hear(incoming.message_revised(standing, id_in(body), ref, text))
        return {}

    async def delete(self, person: Person, body: Body) -> Answer:
        """Delete one's own message."""
        message = self._own(person, body)
        event = incoming.message_withdrawn(
            self._where(person, message), id_in(body), self._ref(message)
        )
        await self._hearing.hear(event)
        return {}

    async def react(self, person: Person, body: Body) -> Answer:
        """Put a reaction on a message."""
        return await self._react(person, body, on=True)

    async def unreact(self, person: Person, body: Body) -> Answer:
        """Take a reaction back."""
        return await self._react(person, body, on=False)

    async def press(self, person: Person, body: Body) -> Answer:
        """Press a button that stands in a post, a private reply or the person's own page."""
        standing, button, message = self._pressed(person, body)
        if button.opens_form:
            raise Refused(400, marked("That button opens a form."))
        await self._hearing.hear(incoming.button_pressed(standing, id_in(body), button, message))
        return {}

    async def point(self, person: Person, body: Body) -> Answer:
        """Choose a verb in a message's menu."""
        message = self._message(person, body)
        standing = self._where(person, message)
        name = text_in(body, "pointer")
        pointer = next((each for each in self._vocabulary.pointers if each.name == name), None)
        if pointer is None:
            raise Refused(404, _GONE)
        text = plain_post(message.post) if message.post else message.text
        event = incoming.message_pointed_at(
            standing, id_in(body), pointer, message, self._ref(message), text
        )
        if pointer.form:
            return await self._opened(incoming.form_pointed_to(standing, pointer, event))
        await self._hearing.hear(event)
        return {}

    async def form(self, person: Person, body: Body) -> Answer:
        """Open the form behind a button."""
        standing, button, _ = self._pressed(person, body)
        verb, subject, _ = button.name
        if not button.opens_form:
            raise Refused(404, _GONE)
        return await self._opened(incoming.form_wanted(standing, verb, subject))

    async def send(self, person: Person, body: Body) -> Answer:
        """Send a filled-in form."""
        event = incoming.form_sent(self._standing(person, body), id_in(body), body)
        if event.form not in self._vocabulary.forms:
            raise Refused(404, _GONE)
        await self._hearing.hear(event)
        return {}

    async def dismiss(self, person: Person, body: Body) -> Answer:
        """Put a private reply away."""
        whisper = self._room.whispers.get(text_in(body, "whisper"))
        if whisper is not None and whisper.to == person.id:
            await self._room.dismiss(whisper)
            self._telling.dismissed(whisper)
        return {}

    async def home(self, person: Person, body: Body) -> Answer:
        """Open one's own page; the application draws it when it has heard."""
        standing = self._direct(person)
        await self._hearing.hear(incoming.home_opened(standing, id_in(body)))
        return {}

    async def earlier(self, person: Person, body: Body) -> Answer:
        """Messages before the oldest one shown."""
        channel = self._standing(person, body).channel
        before = text_in(body, "before")
        if not before.isdigit():
            raise Refused(400, marked("The room did not understand that ({name})."), name="before")
        messages, more = latest_messages(self._room, channel.id, int(before))
        language = self._words.language
        shown = [message_shown(each, self._room, language) for each in messages]
        return {"messages": shown, "more": more}

    async def _react(self, person: Person, body: Body, *, on: bool) -> Answer:
        message = self._message(person, body)
        event = incoming.reacted(
            self._where(person, message),
            id_in(body),
            self._ref(message),
            text_in(body, "symbol"),
            on,
        )
        await self._hearing.hear(event)
        return {}

    async def _opened(self, wanted: FormWanted) -> Answer:
        try:
            found = await self._queries.form(wanted)
        except TimeoutError as late:
            raise Refused(503, _TOO_LONG) from late
        if isinstance(found, Form):
            said = await self._words.several((CANCEL, OPTIONAL))
            shown = form_html(found, self._room, said.__getitem__)
            return {"form": shown, "channel": wanted.channel.id}
        return {"post": post_html(found, self._room)}

    def _standing(self, person: Person, body: Body) -> Standing:
        channel = self._room.channels.get(text_in(body, "channel"))
        if channel is None or not channel.readable_by(person.id):
            raise Refused(404, marked("That channel is not here for you."))
        thread = text_in(body, "thread")
        root = self._room.messages.get(thread) if thread else None
        if thread and (root is None or root.channel != channel.id):
            raise Refused(404, marked("That thread is no longer there."))
        first = (root.thread or root.id) if root else ""
        return Standing(
            community=self._room.community,
            by=person,
            channel=channel,
            at=self._clock(),
            thread=self._room.message_ref(channel.id, first) if first else None,
        )

    def _where(self, person: Person, message: RoomMessage | RoomWhisper) -> Standing:
        place = {"channel": message.channel, "thread": message.thread or ""}
        return self._standing(person, place)

    def _direct(self, person: Person) -> Standing:
        return self._standing(person, {"channel": self._room.direct_channel(person.id)})

    def _message(self, person: Person, body: Body) -> RoomMessage:
        message = self._room.messages.get(text_in(body, "message"))
        if message is None or message.withdrawn:
            raise Refused(404, marked("That message is no longer there."))
        self._where(person, message)  # refuses when the channel is not theirs to read
        return message

    def _own(self, person: Person, body: Body) -> RoomMessage:
        message = self._message(person, body)
        if message.author != person.id:
            raise Refused(403, marked("You can only change your own messages."))
        return message

    def _ref(self, message: RoomMessage) -> MessageRef:
        return self._room.message_ref(message.channel, message.id)

    def _pressed(self, person: Person, body: Body) -> tuple[Standing, Button, MessageRef | None]:
        """Where the person stands, the button, and its post: only what is there can be pressed."""
        name = incoming.button_id_in(body)
        post: Post | None
        ref: MessageRef | None = None
        if text_in(body, "whisper"):
            whisper = self._room.whispers.get(text_in(body, "whisper"))
            if whisper is None or whisper.to != person.id:
                raise Refused(404, _GONE)
            standing, post = self._where(person, whisper), whisper.post
        elif text_in(body, "message"):
            message = self._message(person, body)
            standing, post, ref = self._where(person, message), message.post, self._ref(message)
        else:
            standing, post = self._direct(person), self._room.homes.get(person.id)
        button = _button(post, name)
        if button is None:
            raise Refused(404, marked("That button is no longer there."))
        return standing, button, ref


def _button(post: Post | None, name: str) -> Button | None:
    rows = (part for part in post.parts if isinstance(part, Choices)) if post else ()
    return next((button for row in rows for button in row.buttons if button.id == name), None)
