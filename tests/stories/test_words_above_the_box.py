"""Before anybody writes in a round, its form says who can see what, and until when."""

from __future__ import annotations

import re

from tests.stories.afternoon import CLAIM, ENTRIES, STAND, SURE, Door, move_on, nothing
from tests.stories.doors.every import at_every_door

ENTRY = ENTRIES["bob"]
WHO_SEES_AN_ENTRY = (
    "No member sees this until the part ends, and then without your name.",
    "Moderators see no more than other members do.",
    "Whoever runs the bot could link you to it until the round ends, when the link is destroyed, "
    "or later with a copy made before.",
    "The chat itself carries what you send.",
    "It may have to be released under freedom of information law.",
)


async def above_the_box(
    door: Door, person: str, label: str, containing: str, answers: dict[str, str]
) -> str:
    """What a form shows a member above its first box, before they fill it in and send it."""
    seen = []

    async def look() -> None:
        seen.append(door.above_the_box)

    door.while_open = look
    try:
        await door.fill(person, label, containing, answers)
    finally:
        door.while_open = nothing
    assert len(seen) == 1, f"{label} opened no form"
    return seen[0]


@at_every_door
async def test_the_form_of_a_round_says_who_can_see_what(door: Door) -> None:
    await door.command("ann", "on")
    await door.command("bob", "round")
    plan = {"What is the plan?": CLAIM}
    opening = await above_the_box(
        door, "bob", "Open a round: Pre-mortem", "Choose how to dissent", plan
    )
    assert "The round opens at once in" in opening
    assert "with your name. Everybody in this community can read it. It lasts 2 days." in opening
    assert "You answer what weighs most, with your name." in opening

    entry = {STAND: "Yes, go ahead", "How sure are you?": SURE, "Why did it fail?": ENTRY}
    words = await above_the_box(door, "bob", "Take part", "Part 1 of 3", entry)
    for promise in WHO_SEES_AN_ENTRY:
        assert promise in words

    looked = await door.press("eve", "See what people wrote", "Part 1 of 3")
    assert "stays hidden" in looked
    assert await door.press("ann", "See what people wrote", "Part 1 of 3") == looked
    for asked in ("rounds", "log", "digest"):  # ann is a moderator
        assert ENTRY not in await door.command("ann", asked)
    assert not any(ENTRY in post for post in await door.posts())

    for person in ("ann", "dan"):
        other = entry | {"Why did it fail?": ENTRIES[person]}
        assert await above_the_box(door, person, "Take part", "Part 1 of 3", other) == words
    await move_on(door)
    shown = next(post for post in await door.posts() if ENTRY in post)
    assert not re.search("bob|<@|@U", shown, re.IGNORECASE)

    stand = {STAND: "I am not sure", "How sure are you?": SURE}
    ballot = await above_the_box(door, "bob", "Say where you stand now", "Part 2 of 3", stand)
    assert "Only the counts are shown, and only when the round is over." in ballot
