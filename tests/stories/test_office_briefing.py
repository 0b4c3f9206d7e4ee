"""A briefing is put together while nobody waits: what hears does not read views for it."""

from __future__ import annotations

from adapters.events import ButtonPressed
from bot.store.jobs import Jobs
from bot.worker import think
from tests.house import House
from tests.stories.test_office import CHANNEL, DAY, TURN, look_for_one, switched_on

VIEW = {
    "claim": "Councils should move every form online",
    "text": "We moved them all and took ten back.",
    "status": "dropped",
}


async def accepted(house: House) -> int:
    """Bob takes his turn, and nothing is done about it yet; how much he had been told before."""
    await house.pass_time(DAY)
    button, *_ = house.button("bob", "Yes, I will", TURN)
    verb, subject, value = button.name
    asked = house.asked("bob", CHANNEL, None)
    await house.app.receive(ButtonPressed(**asked, verb=verb, subject=subject, value=value))
    return len(house.whispers("bob"))


async def test_views_for_a_briefing_are_found_by_the_worker_and_looked_at_again(
    house: House,
) -> None:
    await switched_on(house, "bob")
    await house.command("eve", CHANNEL, "council Leeds")
    await house.form("eve", CHANNEL, "share", **VIEW, scope="everywhere")
    await look_for_one(house, about="We should move every form online this year.")
    before = await accepted(house)
    here = str(house.community)
    async with house.database.reading() as connection:
        [job] = [each for each in await Jobs(connection, here).list_() if each.kind == "briefing"]
    assert "bob" not in job.subject
    found = await think(house.database, job.kind, here, dict(job.payload))
    assert found["found"] == [[here, 1, "other-council-dropped"]]
    await house.press("eve", "Take it back", "shared as view 1")  # and all that was booked is done
    [briefing] = [each for each in house.whispers("bob")[before:] if "Your briefing" in each]
    assert "took ten back" not in briefing
    assert "No other council has shared a view on this yet" in briefing


async def test_whoever_holds_the_office_no_more_is_not_briefed(house: House) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    before = await accepted(house)
    said = await house.command("bob", CHANNEL, "volunteer step-down")
    assert "You are on no rota any more" in said
    assert not any("Your briefing" in each for each in house.whispers("bob")[before:])
