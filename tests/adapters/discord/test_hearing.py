from __future__ import annotations

from adapters.events import MessagePosted
from tests.adapters.discord.conftest import Bench


async def test_what_a_member_writes_is_heard_and_answered(echo: Bench) -> None:
    message = await echo.room.say("ann", "general", "Everyone loves *forms*")
    event = echo.ears.last(MessagePosted)
    assert event.message == message
    assert echo.room.posts() == [r"Everyone loves \*forms\*"]
