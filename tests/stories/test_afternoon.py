"""The afternoon, told to the application itself: no platform, a real store on either engine."""

from __future__ import annotations

from tests.house import a_house
from tests.stories import afternoon
from tests.stories.doors.inside import Inside


async def test_an_afternoon_inside_the_house(database_url: str) -> None:
    async with a_house(database_url) as house:
        await afternoon.tell(Inside(house))
