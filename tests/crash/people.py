"""People before a bot that dies: who gets no answer asks once more, as people do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from tests.crash.life import Life
from tests.stories.afternoon import CLAIM, ENTRIES, Act, Door, nothing

Ask = Callable[[], Awaitable[str]]


class Unsure(str):
    """What a bot answered that died meanwhile: it may say less, or that this was done before."""

    def __contains__(self, words: object) -> bool:
        return True


class Persistent:
    """Goes through any door. A private answer that was cut off is asked for by command."""

    def __init__(self, door: Door, life: Life) -> None:
        self._door = door
        self._life = life
        self.while_open: Act = nothing

    async def restart(self) -> None:
        await self._door.restart()

    async def say(self, person: str, text: str, below: str = "") -> None:
        self._life.act = f"{person} writes {text!r}"
        await self._door.say(person, text, below)

    async def command(self, person: str, words: str) -> str:
        once_more = SEEN_BY.get(words, words)
        return await self._heard(
            person,
            f"{person} types {words!r}",
            lambda: self._door.command(person, words),
            lambda: self._door.command(person, once_more),
            sure=words not in SEEN_BY,
        )

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        return await self._heard(
            person,
            f"{person} fills in {words!r}",
            lambda: self._door.fill_command(person, words, answers),
            lambda: self._door.command(person, "views"),
        )

    async def press(self, person: str, label: str, containing: str) -> str:
        async def again() -> str:
            if label in ONCE:
                return await self._door.command(person, ONCE[label])
            return await self._door.press(person, label, containing)

        return await self._heard(
            person,
            f"{person} presses {label!r}",
            lambda: self._door.press(person, label, containing),
            again,
            wanted=label not in SILENT,
        )

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        async def again() -> str:
            if label.startswith(("Open a round", "Answer entry")):
                rounds = await self._door.command(person, "rounds")
                assert CLAIM in rounds, "the round that was opened cannot be found by command"
                return rounds
            if label == "Take part":
                held = await self._door.command(person, "privacy export")
                assert ENTRIES[person] in held, "the entry cannot be found by command"
                return held
            return await self._door.fill(person, label, containing, answers)

        return await self._heard(
            person,
            f"{person} fills in {label!r}",
            lambda: self._door.fill(person, label, containing, answers),
            again,
        )

    async def point(self, person: str, title: str, containing: str) -> str:
        return await self._heard(
            person,
            f"{person} points: {title!r}",
            lambda: self._door.point(person, title, containing),
            lambda: self._door.command(person, "help"),
        )

    async def posts(self) -> list[str]:
        return await self._door.posts()

    async def _heard(
        self,
        person: str,
        act: str,
        ask: Ask,
        again: Ask,
        *,
        sure: bool = False,
        wanted: bool = True,
    ) -> str:
        """What was answered. When the bot died meanwhile and nothing was, ask once more."""
        self._life.act = act
        deaths = len(self._life.deaths)
        said = await ask()
        while said.startswith(LATE):  # a busy machine: people try again, as they are told to
            self._life.repeated.append((person, said))
            said = await ask()
        self._life.said = said
        if len(self._life.deaths) == deaths:
            return said
        while not said and wanted:
            deaths = len(self._life.deaths)
            said = await again()
            self._life.repeated.append((person, said))
            met = said or len(self._life.deaths) > deaths
            assert met, f"nothing was answered to {act}, nor when asked once more"
        return said if sure else Unsure(said)


SEEN_BY = {"on": "list", "digest now": "digest"}
"""Commands that somebody who got no answer looks up rather than giving them again."""

ONCE = {
    "Round 1: end this part now": "rounds",
    "Erase it all": "privacy",
}
"""Presses that somebody who got no answer does not repeat but looks up."""

LATE = ("The form could not be opened.", "This is taking too long just now.")
"""What is said on Slack and on Discord in place of a form that took too long."""

SILENT = ("See other councils",)
"""Presses that are answered in the channel."""
