"""Setting up through every door: a form, the next runs, undo, skip, pause, settings, the log."""

from __future__ import annotations

from tests.house import House
from tests.stories import setting_up
from tests.stories.afternoon import Door
from tests.stories.doors.every import at_every_door
from tests.stories.doors.inside import Inside


async def test_setting_up_inside_the_house(house: House) -> None:
    await setting_up.tell(Inside(house))


@at_every_door
async def test_setting_up(door: Door) -> None:
    await setting_up.tell(door)
