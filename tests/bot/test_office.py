"""How long a term on a schedule lasts, and what volunteering means in a direct message."""

from __future__ import annotations

import pytest

from adapters.events import Audience, ButtonPressed, CommandCalled
from bot import serving, whens
from tests.house import House, a_house

CHANNEL, DIRECT = "general", "direct-bob"


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("Tuesday 10:00", 1),
        ("weekdays 10:00", 1),
        ("every second Tuesday 10:00", 2),
        ("first Tuesday 10:00", 4),
        ("last Friday 10:00", 4),
        ("first working day of the month 09:00", 4),
        ("15th 09:00", 4),
    ],
)
def test_a_term_on_a_schedule_lasts_until_the_next_one_begins(words: str, weeks: int) -> None:
    assert serving.weeks(whens.read(words)) == weeks


async def directly(house: House, verb: str, text: str = "", subject: str = "") -> str:
    made = house.asked("bob", DIRECT, None) | {"audience": Audience.DIRECT}
    before = len(house.whispers("bob"))
    if subject:
        await house.hear(ButtonPressed(**made, verb=verb, subject=subject))
    else:
        await house.hear(CommandCalled(**made, verb=verb, text=text))
    return "\n".join(house.whispers("bob")[before:])


async def test_in_a_direct_message_one_changes_what_one_chose_and_volunteers_for_no_channel(
    database_url: str,
) -> None:
    async with a_house(database_url) as house:
        await house.command("ann", CHANNEL, "on")
        for said in (
            await directly(house, "volunteer"),
            await directly(house, "volunteer", "rota"),
            await directly(house, "volunteer", subject="named"),
        ):
            assert "not in a direct message" in said
        await house.command("bob", CHANNEL, "volunteer")
        await house.press("bob", "Yes, without my name")
        assert "rota of #general" in await directly(house, "volunteer")
        assert "I may name you there" in await directly(house, "volunteer", subject="named")
        assert "at most once a week" in await directly_every(house, "1")
        assert "older version" in await directly_every(house, "3")
        assert "older version" in await directly(house, "volunteer", subject="often")
        assert "on no rota" in await directly(house, "volunteer", "step-down")
        assert "older version" in await directly_every(house, "1")


async def directly_every(house: House, weeks: str) -> str:
    made = house.asked("bob", DIRECT, None) | {"audience": Audience.DIRECT}
    before = len(house.whispers("bob"))
    await house.hear(ButtonPressed(**made, verb="volunteer", subject="every", value=weeks))
    return "\n".join(house.whispers("bob")[before:])
