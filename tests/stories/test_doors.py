"""The afternoon through every door: a whole application, a real store, adapter and clock."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from tests.stories import afternoon
from tests.stories.doors import discord, slack, web


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


async def test_the_afternoon_in_the_room_over_http_alone(store: str) -> None:
    async with web.by_wire(store) as door:
        await afternoon.tell(door)


@pytest.mark.chromium
async def test_the_afternoon_in_the_room_in_chromium(store: str) -> None:
    async with web.by_browser(store) as door:
        await afternoon.tell(door)


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_the_afternoon_on_slack(store: str, mode: Literal["socket", "http"]) -> None:
    async with slack.by_slack(store, mode) as door:
        await afternoon.tell(door)


async def test_the_afternoon_on_discord(store: str) -> None:
    async with discord.by_discord(store) as door:
        await afternoon.tell(door)
