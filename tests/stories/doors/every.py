"""Every door by its name, for a story that is told at each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from tests.stories.afternoon import Door
from tests.stories.doors import discord, slack, web

DOORS: Mapping[str, Callable[[str], AbstractAsyncContextManager[Door]]] = {
    "web": web.by_wire,
    "chromium": web.by_browser,
    "slack": partial(slack.by_slack, mode="socket"),
    "slack-http": partial(slack.by_slack, mode="http"),
    "discord": discord.by_discord,
}
WITHOUT_A_BROWSER = tuple(each for each in DOORS if each != "chromium")
"""Where a story that asks for a `door` is told."""

at_every_door = pytest.mark.parametrize(
    "door",
    [
        pytest.param(each, marks=pytest.mark.chromium) if each == "chromium" else each
        for each in DOORS
    ],
    indirect=True,
)
"""For a story that is told in a real browser as well."""
