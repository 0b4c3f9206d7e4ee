"""Every method told from its file, from its opening to its outcome, at every door."""

from __future__ import annotations

import pytest

from challenges.method_files import METHODS
from challenges.methods import Method
from tests.stories import playing
from tests.stories.afternoon import Door
from tests.stories.doors.every import DOORS
from tests.stories.playing import Played

each_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@each_method
async def test_a_method_at_every_door(door: Door, method: Method) -> None:
    await playing.switch_on(door)
    await Played(door, method).to_its_end()


@pytest.mark.chromium
@pytest.mark.parametrize("name", ["one-two-four-all", "assumption-surfacing"])
async def test_a_method_in_a_real_browser(store: str, name: str) -> None:
    async with DOORS["chromium"](store) as door:
        await playing.switch_on(door)
        await Played(door, METHODS[name]).to_its_end()
