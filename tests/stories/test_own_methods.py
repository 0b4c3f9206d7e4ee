"""A moderator writes a way of dissenting of the community's own, and rounds are opened with it."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files

import pytest

from tests.house import House

CHANNEL = "general"
PACKAGED = (files("challenges") / "methods" / "pre-mortem.toml").read_text(encoding="utf-8")
OWN = (
    PACKAGED.replace('name = "pre-mortem"', 'name = "look-back"')
    .replace('title = "Pre-mortem"', 'title = "Look back"')
    .replace("PT24H", "PT2H")
)


@pytest.fixture
async def ready(house: House) -> House:
    await house.command("ann", CHANNEL, "on")
    return house


async def add(house: House, file: str) -> str:
    await house.command("ann", CHANNEL, "round")
    return await house.fill("ann", "Add a way of your own", "Choose how to dissent", file=file)


async def test_a_moderator_adds_a_method_and_members_open_rounds_with_it(ready: House) -> None:
    assert "can be used from now on: /challenge round look-back" in await add(ready, OWN)
    await ready.command("bob", CHANNEL, "round")
    assert "Look back" in await ready.press("bob", "Ways of our own", "Choose how to dissent")
    assert "Look back" in await ready.command("bob", CHANNEL, "round look-back")
    claim = "We drop the paper forms."
    opened = await ready.fill("bob", "Open a round: Look back", "Look back", claim=claim)
    assert "Round 1 is open" in opened
    for person in ("ann", "bob", "cat"):
        entry = f"{person} saw it fail."
        await ready.fill(person, "Take part", "Part 1 of 3", stand="agree", sure="3", entry=entry)
    await ready.pass_time(timedelta(hours=2))
    assert any("cat saw it fail." in words for words in ready.posts(CHANNEL))
    assert "added or changed the way of dissenting “look-back”" in await ready.command(
        "cat", CHANNEL, "log"
    )


async def test_only_moderators_are_offered_to_add_one(ready: House) -> None:
    assert "Add a way of your own" not in await ready.command("bob", CHANNEL, "round")


async def test_a_round_goes_on_when_its_method_is_removed(ready: House) -> None:
    await add(ready, OWN)
    await ready.command("bob", CHANNEL, "round look-back")
    await ready.fill("bob", "Open a round: Look back", "Look back", claim="We drop the paper.")
    assert "Remove" not in await ready.command("bob", CHANNEL, "round look-back")
    await ready.command("ann", CHANNEL, "round look-back")
    assert "is removed" in await ready.press("ann", "Remove Look back", "Look back: ")
    assert "There is no way of dissenting called" in await ready.command(
        "bob", CHANNEL, "round look-back"
    )
    for person in ("ann", "bob", "cat"):
        await ready.fill(
            person, "Take part", "Part 1 of 3", stand="agree", sure="3", entry="It failed."
        )
    await ready.pass_time(timedelta(hours=2))
    assert any("Part 2 of 3" in words for words in ready.posts(CHANNEL))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (
            OWN.replace("minimum = 3", "minimum = 2"),
            "minimum: write 3 or more, or sign every entry",
        ),
        ("this is no method", "the file is not TOML"),
        (PACKAGED, "Challenger has a way of dissenting called “pre-mortem” already"),
        (OWN.replace("look-back", "l" * 41), "at most 40 characters"),
        (OWN.replace('scale = "moves"', 'scale = "shout"'), "phases[2].scale: write one of"),
    ],
)
async def test_a_file_that_would_break_a_promise_is_not_taken_and_not_lost(
    ready: House, file: str, told: str
) -> None:
    answer = await add(ready, file)
    assert told in answer
    assert "Nothing is lost" in answer
    assert "no way of dissenting called" in await ready.command("bob", CHANNEL, "round look-back")
    await ready.command("bob", CHANNEL, "round")
    with pytest.raises(AssertionError, match="no button"):
        ready.button("bob", "Ways of our own", "Choose how to dissent")
