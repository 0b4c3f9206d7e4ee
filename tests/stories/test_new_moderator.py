"""A new moderator goes the way docs/moderators.md shows, in a real browser, picture by picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.web.driver import chromium
from tests.screenshots import IMAGES, moderator, running


@pytest.mark.chromium
async def test_the_way_to_a_weekly_challenge_is_as_the_guide_shows_it(tmp_path: Path) -> None:
    async with running() as address, chromium() as browser:
        await moderator(address, tmp_path, browser)
    assert pictures(tmp_path) == pictures(IMAGES)


def pictures(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob("moderator-*.png"))
