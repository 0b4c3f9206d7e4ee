"""The door that is none: the application itself, its platform in memory, its clock set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from adapters.chat import MessageRef
from adapters.posts import Form, Post, plain, plain_post
from tests.house import House
from tests.stories.afternoon import Act, nothing

CHANNEL = "general"


class Inside:
    """The door that is none: events go straight in."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.while_open: Act = nothing
        self.above_the_box = ""
        self.said: list[tuple[str, MessageRef]] = []

    async def say(self, person: str, text: str, below: str = "") -> None:
        self.house.clock.advance(timedelta(seconds=1))
        thread = self._message(below) if below else None
        self.said.append((text, await self.house.say(person, CHANNEL, text, thread)))

    async def command(self, person: str, words: str) -> str:
        self.house.clock.advance(timedelta(seconds=1))
        return await self.house.command(person, CHANNEL, words)

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        return await self._fill(person, words, "", None, answers)

    async def press(self, person: str, label: str, containing: str) -> str:
        return await self.house.press(person, label, containing)

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        button, _, _, thread = self.house.button(person, label, containing)
        verb, subject, _ = button.name
        return await self._fill(person, verb, subject, thread, answers)

    async def point(self, person: str, title: str, containing: str) -> str:
        assert title == "Challenge this"
        return await self.house.point(person, "challenge", self._message(containing), containing)

    async def posts(self) -> list[str]:
        return self.house.posts(CHANNEL)

    async def restart(self) -> None:
        await self.house.restart()

    def _message(self, containing: str) -> MessageRef:
        return next(ref for text, ref in self.said if containing in text)

    async def _fill(
        self,
        person: str,
        name: str,
        subject: str,
        thread: MessageRef | None,
        answers: Mapping[str, str],
    ) -> str:
        form = await self.house.opened(person, CHANNEL, name, subject, thread)
        if isinstance(form, Post):
            return plain_post(form)
        self.above_the_box = plain(form.introduction)
        await self.while_open()
        return await self.house.form(
            person, CHANNEL, name, subject, thread, **_values(form, answers)
        )


def _values(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    fields = {field.label: field for field in form.fields}
    values = {}
    for label, answer in answers.items():
        options = {option.label: option.value for option in fields[label].options}
        values[fields[label].name] = options.get(answer, answer)
    return values
