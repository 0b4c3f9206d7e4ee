"""The afternoon through every door: a whole application, a real store, adapter and clock."""

from __future__ import annotations

from tests.stories import afternoon
from tests.stories.afternoon import Door
from tests.stories.doors.every import at_every_door


@at_every_door
async def test_the_afternoon(door: Door) -> None:
    await afternoon.tell(door)
