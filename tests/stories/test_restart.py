"""The afternoon with the application stopped and started again between every two lines of it.

Buttons pressed and forms sent were shown by a process that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.house import House
from tests.stories import afternoon
from tests.stories.afternoon import Act, Door
from tests.stories.doors.inside import Inside


class Restarting:
    """A door behind which another process answers each act, and takes each form."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.while_open: Act = door.restart
        door.while_open = door.restart

    async def say(self, person: str, text: str, below: str = "") -> None:
        await self.restart()
        await self.door.say(person, text, below)

    async def command(self, person: str, words: str) -> str:
        await self.restart()
        return await self.door.command(person, words)

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        await self.restart()
        return await self.door.fill_command(person, words, answers)

    async def press(self, person: str, label: str, containing: str) -> str:
        await self.restart()
        return await self.door.press(person, label, containing)

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        await self.restart()
        return await self.door.fill(person, label, containing, answers)

    async def point(self, person: str, title: str, containing: str) -> str:
        await self.restart()
        return await self.door.point(person, title, containing)

    async def posts(self) -> list[str]:
        return await self.door.posts()

    async def restart(self) -> None:
        await self.door.restart()


async def test_an_afternoon_of_restarts_inside_the_house(house: House) -> None:
    await afternoon.tell(Restarting(Inside(house)))


async def test_an_afternoon_of_restarts(door: Door) -> None:
    await afternoon.tell(Restarting(door))
