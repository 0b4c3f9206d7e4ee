"""Setting up through every door: a form, the next runs, undo, skip, pause, settings, the log."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from tests.house import a_house
from tests.stories import setting_up
from tests.stories.doors import discord, slack, web
from tests.stories.doors.inside import Inside


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


async def test_setting_up_inside_the_house(database_url: str) -> None:
    async with a_house(database_url) as house:
        await setting_up.tell(Inside(house))


async def test_setting_up_in_the_room_over_http_alone(store: str) -> None:
    async with web.by_wire(store) as door:
        await setting_up.tell(door)


@pytest.mark.chromium
async def test_setting_up_in_the_room_in_chromium(store: str) -> None:
    async with web.by_browser(store) as door:
        await setting_up.tell(door)


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_setting_up_on_slack(store: str, mode: Literal["socket", "http"]) -> None:
    async with slack.by_slack(store, mode) as door:
        await setting_up.tell(door)


async def test_setting_up_on_discord(store: str) -> None:
    async with discord.by_discord(store) as door:
        await setting_up.tell(door)
