"""What became of one's words: told to whoever holds the receipt, and noted nowhere."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.store.database import Database
from tests.house import House
from tests.stories.holdings import rows
from tests.stories.test_rounds import CHANNEL, CLAIM, number_of, open_round

WORDS = {
    "ann": "The elections got in the way.",
    "bob": "The supplier went bankrupt in 2031.",
    "cat": "Nobody had time to learn it.",
}


async def write(house: House, *people: str) -> dict[str, str]:
    """Let people write; the receipt that each was given."""
    receipts = {}
    for person in people:
        said = await house.fill(
            person, "Take part", "Part 1 of", stand="agree", sure="3", entry=WORDS[person]
        )
        receipts[person] = code_in(said)
    return receipts


def code_in(said: str) -> str:
    found = re.search(r"receipt is `?([a-z2-7]{16})", said)
    assert found, said
    return found[1]


async def test_a_receipt_tells_what_became_of_an_entry_from_beginning_to_end(house: House) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    codes = await write(house, "ann", "bob", "cat")

    hidden = await house.press("bob", "What became of it")
    assert "It is in round 1 and hidden." in hidden
    assert WORDS["bob"] not in hidden

    await house.pass_time(timedelta(hours=24))
    shown = "\n".join(house.posts(CHANNEL))
    number = number_of(WORDS["bob"], shown)
    told = await house.command("bob", CHANNEL, f"receipt {codes['bob']}")
    assert f"It is shown as entry {number} of round 1, without a name." in told
    for person in ("ann", "cat"):
        await house.press(person, f"{number}: moves me", WORDS["bob"])
    told = await house.command("bob", CHANNEL, f"receipt {codes['bob']}")
    assert "moves them" not in told  # votes are hidden until they are complete

    await house.pass_time(timedelta(hours=200))
    told = await house.command("dan", CHANNEL, f"receipt {codes['bob'].upper()}")
    assert "2 people say it moves them" in told
    assert "Next time" in told
    assert "Before: 3 to go ahead" in told or "Not answered." in told
    assert "Take it back" not in told


async def test_a_wrong_code_and_one_of_another_channel_read_alike(house: House) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    codes = await write(house, "bob")
    await house.command("ann", "elsewhere", "on")
    other = await house.command("bob", "elsewhere", f"receipt {codes['bob']}")
    wrong = await house.command("bob", CHANNEL, "receipt aaaabbbbccccdddd")
    assert other == wrong
    assert "belongs to that code" in wrong
    assert "A receipt is the code" in await house.command("bob", CHANNEL, "receipt")


async def test_whoever_holds_the_receipt_takes_the_entry_back(house: House) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    codes = await write(house, "ann", "bob", "cat")
    await house.command("dan", CHANNEL, f"receipt {codes['cat']}")
    assert "taken back and erased" in await house.press("dan", "Take it back", "round 1")
    assert "belongs to that code" in await house.command("cat", CHANNEL, f"receipt {codes['cat']}")
    await house.pass_time(timedelta(hours=24))
    told = await house.command("ann", CHANNEL, f"receipt {codes['ann']}")
    assert "Too few people wrote something in round 1" in told
    assert WORDS["ann"] not in told


async def test_nobody_notes_who_asked_with_a_receipt(house: House) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    codes = await write(house, "ann", "bob", "cat")
    before = await held(house.database)
    told = await house.command("eve", CHANNEL, f"receipt {codes['bob']}")
    assert "Nobody is told that you asked, and I keep no note of it." in told
    after = await held(house.database)
    new = [row for row in after if row not in before]
    assert {table for table, _ in new} <= {"events"}
    assert not any("eve" in text or codes["bob"] in text for _, text in new)


async def held(database: Database) -> list[tuple[str, str]]:
    return await rows(database)
