"""How other councils saw it: found while nobody waits, shown once, counted and never by whom."""

from __future__ import annotations

import pytest

from adapters.chat import CommunityRef
from adapters.events import ButtonPressed, CommandCalled
from bot.store.jobs import Jobs
from bot.store.views import Views
from bot.worker import think
from tests.house import House

TITLE = "How other councils saw it"
SPEED = {
    "claim": "Councils should join a shared web platform",
    "text": "We joined the shared web platform and left: nine councils had to agree each time.",
    "status": "dropped",
    "scope": "everywhere",
}
BINS = {
    "claim": "Bin rounds should start at five in the morning",
    "text": "We moved the bin rounds to five and had complaints about noise.",
    "status": "dropped",
    "scope": "everywhere",
}


async def listening(house: House) -> None:
    await house.command("ann", "general", "on")
    for person, council in (("ann", "Ambleford"), ("eve", "Westmoor"), ("dan", "Northby")):
        await house.command(person, "general", f"council {council}")


async def test_a_thread_gets_the_view_of_another_council_on_its_subject_and_one_presses_useful(
    house: House,
) -> None:
    await listening(house)
    await house.form("eve", "general", "share", **SPEED)
    await house.form("dan", "general", "share", **BINS)
    first = await house.say("ann", "general", "We should join the shared web platform.")
    await house.say("bob", "general", "Agreed, a shared web platform saves money.", first)
    await house.point("bob", "challenge", first, "We should join the shared web platform.")
    assert "comes to this conversation" in await house.press("bob", "See other councils")
    [shown] = [post for post in house.posts("general") if TITLE in post]
    assert "Westmoor tried it and dropped it" in shown
    assert "nine councils" in shown
    assert "noise" not in shown
    assert "it was useful to somebody" in await house.press("bob", "Useful", TITLE)
    assert "You said so of that view this month" in await house.press("bob", "Useful", TITLE)
    assert "it was new to somebody" in await house.press("bob", "New to me", TITLE)
    async with house.database.reading() as connection:
        held = str(await connection.rows("SELECT * FROM view_presses"))
        held += str(await connection.rows("SELECT * FROM view_marks"))
    assert "bob" not in held
    # Who asks later is shown it in private: everybody saw it before.
    again = await house.press("ann", "See other councils")
    assert "nine councils" in again
    assert len([post for post in house.posts("general") if TITLE in post]) == 1


async def test_nothing_is_shown_where_nothing_is_about_the_same_subject(house: House) -> None:
    await listening(house)
    await house.form("dan", "general", "share", **BINS)
    assert "No other council" in await house.command("ann", "general", "views school meals")
    assert "noise" in await house.command("ann", "general", "views earlier bin rounds")


async def test_a_view_of_another_community_is_found_at_once_and_never_after_it_is_taken_back(
    house: House,
) -> None:
    await listening(house)
    there = house.next_door(CommunityRef("other", "T9"))
    await there.command("eve", "general", "council Westmoor")
    shared = await there.form("eve", "general", "share", **SPEED)
    assert "shared as view 1" in shared
    assert "nine councils" in await house.command("ann", "general", "views shared web platform")
    assert "it was useful to somebody" in await house.press("ann", "Useful", TITLE)
    await there.press("eve", "Take it back")
    assert "nine councils" not in await house.command("ann", "general", "views shared web platform")
    assert "not in the library any more" in await house.press("ann", "Useful", TITLE)


async def test_what_is_taken_back_while_the_worker_thinks_is_not_shown(house: House) -> None:
    await listening(house)
    await house.form("eve", "general", "share", **SPEED)
    asked = house.asked("ann", "general", None)
    await house.app.receive(CommandCalled(**asked, verb="views", text="a shared web platform"))
    here = str(house.community)
    async with house.database.writing(here) as connection:
        [job] = await Jobs(connection, here).list_()
    value = await think(house.database, job.kind, here, dict(job.payload))
    assert value["found"] == [[here, 1, "other-council-dropped"]]
    async with house.database.writing(here) as connection:
        await Views(connection, here).remove(1)
    await house.app._dispatcher.finish(job, value)
    await house.app.settle()
    assert "No other council" in house.whispers("ann")[-1]


async def test_what_was_read_is_kept_so_that_a_restart_need_not_read_it_again(
    house: House,
) -> None:
    await listening(house)
    await house.form("eve", "general", "share", **SPEED)
    await house.command("ann", "general", "views shared web platform")
    async with house.database.reading() as connection:
        [row] = await connection.rows("SELECT reader, vector FROM view_vectors")
    assert row["reader"] not in ("", "-")
    assert len(row["vector"]) >= 384
    await house.restart()
    assert "nine councils" in await house.command("ann", "general", "views shared web platform")


@pytest.mark.parametrize("value", ["", "nowhere"])
async def test_a_button_from_nowhere_counts_nothing(house: House, value: str) -> None:
    await listening(house)
    event = ButtonPressed(
        **house.asked("ann", "general", None), verb="helped", subject="1", value=value
    )
    assert await house._privately("ann", event)
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT * FROM view_presses") == []
