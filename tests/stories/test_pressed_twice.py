"""Presses that somebody makes again because the answer to the first never came."""

from __future__ import annotations

from tests.house import House

CLAIM = "We join the shared platform in June."


async def test_ending_a_part_twice_ends_one_part(house: House) -> None:
    await house.command("ann", "general", "on")
    await house.form("bob", "general", "open", "pre-mortem.0", claim=CLAIM)
    for person in ("bob", "cat", "dan"):
        entry = {"entry": f"{person} was not asked.", "stand": "agree", "sure": "3"}
        await house.form(person, "general", "enter", "1", **entry)
    await house.command("ann", "general", "rounds")
    end = "Round 1: end this part now"
    assert "Round 1 is in part 2" in await house.press("ann", end, CLAIM)
    assert "over already" in await house.press("ann", end, CLAIM)
    assert "part 2 of" in await house.command("bob", "general", "rounds")
