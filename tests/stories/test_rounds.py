"""Dissent rounds inside the house: one that too few joined, and devil's advocacy to its end."""

from __future__ import annotations

from datetime import timedelta

from tests.house import House

CHANNEL = "general"
CLAIM = "We move all planning forms to the shared platform in June."
ASSUMES = "The supplier stays in business.\nEvery team has one day a week for it."
POINTS = {
    "ann": ("The supplier has changed owners twice.", "June is when the elections are."),
    "bob": (
        "Two of our forms hold data the platform may not store.",
        "The committee has not agreed to the running costs.",
        "Our oldest form has no owner.",
        "The call centre was not asked.",
        "The paper forms stay anyway.",
    ),
    "cat": ("One day a week was promised before and never came.", "Welsh is not supported yet."),
}


async def open_round(house: House, method: str, label: str, **values: str) -> None:
    await house.command("ann", CHANNEL, "on")
    assert label in await house.command("bob", CHANNEL, f"round {method}")
    opened = await house.fill("bob", f"Open a round: {label}", label, **values)
    assert "Round 1 is open" in opened


def shown(house: House) -> str:
    return "\n".join(house.posts(CHANNEL))


async def test_a_round_below_quorum_is_abandoned_with_an_honest_notice(house: House) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    for person, words in (("ann", "The elections got in the way."), ("cat", "Nobody had time.")):
        await house.fill(person, "Take part", "Part 1 of 3", stand="agree", sure="3", entry=words)
    await house.pass_time(timedelta(hours=25))
    outcome = house.posts(CHANNEL)[-1]
    assert "This round ended without a result. It needs 3 people who write something" in outcome
    assert "What was written is erased and was shown to nobody." in outcome
    assert "This round was stopped." in shown(house)
    assert "elections" not in shown(house)
    assert "Nobody had time" not in shown(house)
    for table in ("entries", "ballots", "votes"):
        assert await rows(house, table) == []
    assert "No round is open" in await house.command("ann", CHANNEL, "rounds")


async def test_an_entry_that_was_taken_back_no_longer_counts_for_the_quorum(house: House) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    for person in ("ann", "cat", "dan"):
        await house.fill(person, "Take part", "Part 1 of 3", stand="agree", sure="3", entry="No.")
    assert "taken back" in await house.press("dan", "Take mine back", "Part 1 of 3")
    await house.pass_time(timedelta(hours=25))
    assert "ended without a result" in house.posts(CHANNEL)[-1]


async def test_devils_advocacy_from_its_opening_to_its_outcome(house: House) -> None:
    await open_round(house, "devils-advocacy", "Devil’s advocacy", claim=CLAIM, assumptions=ASSUMES)
    board = next(words for words in house.posts(CHANNEL) if "Round 1: Devil" in words)
    assert "The supplier stays in business." in board
    assert "Part 1 of 4" in board

    for person, points in POINTS.items():
        for words in points:
            taken = await house.fill(
                person, "Take part", "Part 1 of 4", stand="agree", sure="4", entry=words
            )
            assert "hidden" in taken
    sixth = await house.fill(
        "bob", "Take part", "Part 1 of 4", stand="agree", sure="4", entry="A sixth one."
    )
    assert "You have written 5 in this part already" in sixth
    assert not any(words in shown(house) for points in POINTS.values() for words in points)

    await house.pass_time(timedelta(hours=24))
    assert "Part 2 of 4" in shown(house)
    assert all(words in shown(house) for points in POINTS.values() for words in points)
    numbers = {words: number_of(words, shown(house)) for some in POINTS.values() for words in some}
    for words, number in numbers.items():
        for person in ("ann", "cat"):
            await house.press(person, f"{number}: moves me", words)

    await house.pass_time(timedelta(hours=18))
    assert "Part 3 of 4" in shown(house)
    for words, number in numbers.items():
        said = await house.fill(
            "bob", f"Answer entry {number}", words, reply="amend", why=f"Yes: {words}"
        )
        assert "with your name" in said
        refused = await house.fill("cat", f"Answer entry {number}", words, reply="accept", why="")
        assert "Whoever opened this round answers in it" in refused

    await house.pass_time(timedelta(hours=24))
    assert "Part 4 of 4" in shown(house)
    for person in POINTS:
        said = await house.fill(
            person, "Say where you stand now", "Part 4 of 4", stand="disagree", sure="5"
        )
        assert "ballot is in" in said

    await house.pass_time(timedelta(hours=12))
    outcome = shown(house).partition("Round 1: the outcome")[2]  # long ones go on below
    assert "Before: 3 to go ahead, 0 not sure, 0 against." in outcome
    assert "After: 0 to go ahead, 0 not sure, 3 against." in outcome
    assert "Of the 3 who answered both times, 3 people changed their answer." in outcome
    for points in POINTS.values():
        for words in points:
            assert f"Accepted in part. Yes: {words}" in outcome
    assert "This round is over." in shown(house)
    assert "No round is open" in await house.command("cat", CHANNEL, "rounds")


async def rows(house: House, table: str) -> list[dict[str, object]]:
    async with house.database.reading() as connection:
        return [dict(row) for row in await connection.rows(f"SELECT * FROM {table}")]


def number_of(entry: str, revealed: str) -> int:
    return int(revealed.partition(entry)[2].partition("Entry ")[2].partition(" of round")[0])


async def test_below_the_outcome_people_say_whether_the_round_was_useful_and_safe(
    house: House,
) -> None:
    await open_round(house, "pre-mortem", "Pre-mortem", claim=CLAIM)
    for person in ("ann", "cat", "dan"):
        entry = f"The {person} reason."
        await house.fill(person, "Take part", "Part 1 of 3", stand="agree", sure="3", entry=entry)
    await house.pass_time(timedelta(days=3))
    outcome = house.posts(CHANNEL)[-1]
    assert "the outcome" in outcome
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await house.press(person, "Useful", "the outcome")
    await house.pass_time(timedelta(days=3))
    told = next(words for words in house.posts(CHANNEL) if "the outcome" in words)
    assert "Of the 5 people who answered, 5 found this useful." in told
