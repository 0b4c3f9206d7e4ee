"""Whoever installs, uninstalls and presses at the worst moment, or sends what nobody would."""

from __future__ import annotations

import asyncio

import pytest

from adapters.sealing import Seal
from adapters.slack.catching_up import HEARD
from adapters.slack.installations import Installations, OnceStates
from tests.adapters.slack.many import KEYS, Fragile, Many, installed
from tests.adapters.slack.server import SlackServer
from tests.fakes import MemoryState


@pytest.mark.parametrize("state", ["ü" * 40, "x", "%", "=" * 9, "\udcff", "a b", "😀"])
async def test_a_state_that_no_one_sealed_is_refused_in_silence(state: str) -> None:
    assert not await OnceStates(MemoryState(), Seal(KEYS)).async_consume(state)


class Slow(Fragile):
    """Writing a bookmark down takes as long as a test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def put(self, name: str, text: str) -> None:
        if HEARD in name:
            await self.go_on.wait()
        await super().put(name, text)


async def test_a_workspace_installed_again_while_it_is_let_go_is_served(slack: SlackServer) -> None:
    many, slow = Many(slack), Slow()
    many.memory = slow
    async with many.served() as bot:
        await installed(bot, "T2")
        teams, installations = bot.platform._teams, Installations(slow, Seal(KEYS))
        (old,) = teams.all
        made = await installations.of_team("T2")
        assert made is not None
        slow.go_on.clear()
        old.bookmarks.start("C1")
        old.bookmarks.start("C2")  # so that whoever lets it go has something to write down
        going = [asyncio.create_task(teams.remove(old)) for _ in range(2)]
        await asyncio.sleep(0.02)
        made.bot_token = "xoxb-newer"
        await installations.async_save(made)
        coming = asyncio.create_task(teams.add(made))
        await asyncio.sleep(0.02)
        slow.go_on.set()
        new = await coming
        await asyncio.gather(*going)
        assert teams.all == [new]
        kept = await installations.of_team("T2")
        assert kept is not None
        assert kept.bot_token == new.client.token == "xoxb-newer"
