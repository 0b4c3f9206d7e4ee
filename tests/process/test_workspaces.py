"""The bot as a process that many Slack workspaces install."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.adapters.slack.many import Browser
from tests.adapters.slack.server import SlackServer
from tests.process.running import Bot
from tests.process.slack import hears
from tests.stories.doors.running import PATIENCE
from tests.stories.doors.slack import words_of

SETTINGS = {
    "SLACK_CLIENT_ID": CLIENT_ID,
    "SLACK_CLIENT_SECRET": CLIENT_SECRET,
    "SLACK_SIGNING_SECRET": "secret",
    "SLACK_MODE": "http",
}


class House(Bot):
    """A bot whose pages are where its settings say."""

    def __init__(self, folder: Path, slack: SlackServer) -> None:
        super().__init__(folder, SLACK_API_URL=slack.api_url, **SETTINGS)
        self.settings["WEB_ADDRESS"] = self.address
        self.slack = slack

    async def open(self) -> None:
        await self.start()
        await hears(self)
        await self.slack.listen_at(f"{self.address}/slack/events")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with SlackServer(ack_seconds=PATIENCE) as slack:
        slack.neighbour("T2")
        opened = House(tmp_path, slack)
        try:
            yield opened
        finally:
            await opened.end()


async def test_a_workspace_installs_it_is_answered_and_is_known_after_a_restart(
    house: House,
) -> None:
    await house.open()
    async with Browser(house) as browser:
        assert "Challenger is installed" in await browser.install("T2")
    there = house.slack.neighbour("T2")
    await there.command("UADA", "privacy export")
    await house.done()
    assert "slack:T2" in words_of(there.ephemerals[-1])
    await house.stop()

    key = house.folder / "challenger.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    kept = house.store.read_bytes() + house.log.encode()
    assert there.bot_token.encode() not in kept
    assert CLIENT_SECRET.encode() not in kept
    said = await house.complete("doctor")
    assert "well  Slack: the app is installed in Council T2." in said.out

    await house.open()
    await there.command("UADA", "help")
    await house.done()
    assert len(there.ephemerals) == 2
    await house.stop()


async def test_before_the_first_run_the_doctor_says_what_is_to_come(house: House) -> None:
    said = await house.complete("doctor")
    assert "no workspace can be looked up before the store opens" in said.out
    assert not (house.folder / "challenger.key").exists()
