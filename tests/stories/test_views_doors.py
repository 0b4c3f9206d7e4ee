"""A view at every door: shared from a message, changed, seen by another council, taken back."""

from __future__ import annotations

from tests.stories.afternoon import QUESTION, Door
from tests.stories.doors.every import at_every_door

FOUND = "We joined the shared web platform and left, because nine councils had to agree."
LATER = "We went back to the shared web platform in 2026: the board is smaller now."
ASKED = "How other councils saw it"
CARD = "A view shared by its author"


@at_every_door
async def test_a_view_is_its_authors_from_the_first_press_to_the_last(door: Door) -> None:
    await door.say("eve", FOUND)  # before anybody listens: Westmoor is not in the talk
    await door.command("ann", "on")
    await door.command("eve", "council Westmoor")
    await door.command("bob", "council Ambleford")
    await share(door)
    await change(door)
    await door.restart()
    await see(door)
    await take_back(door)


async def share(door: Door) -> None:
    """Two presses: the words, where the council stands and who may see it stand there already."""
    said = await door.fill_pointed("eve", "Share as a view", FOUND, {})
    assert "shared as view 1, and people in this community may see it" in said
    (card,) = [post for post in await door.posts() if CARD in post]
    assert FOUND in card
    assert "Westmoor tried it and dropped it" in card


async def change(door: Door) -> None:
    answers = {
        "What is it about?": "Councils should share a web platform",
        "What did your council find?": LATER,
        "Where does your council stand?": "We tried it and kept it",
        "Who may see it?": "Other communities too",
    }
    said = await door.fill("eve", "Change it", "shared as view 1", answers)
    assert "View 1 is changed, wherever it is shown" in said
    assert "Shown to other communities too" in said
    about = {"What should others know of the place?": "Rural, small team"}
    said = await door.fill("eve", "About the place", "View 1 is changed", about)
    assert "Noted with view 1" in said
    (card,) = [post for post in await door.posts() if CARD in post]
    assert LATER in card
    assert "rural, small team" in card
    assert "followed up" in card
    assert FOUND not in card


async def see(door: Door) -> None:
    """Somebody of another council asks; then all who read a question see it below."""
    assert LATER in await door.command("bob", "views shared web platform")
    await door.say("bob", "We should join the shared web platform for our pages.")
    await door.point("bob", "Challenge this", "for our pages")
    await door.press("bob", "See other councils", QUESTION)
    assert LATER in next(post for post in await door.posts() if ASKED in post)


async def take_back(door: Door) -> None:
    """By its author alone; then it is nowhere."""
    assert "View 1" in await door.command("eve", "views mine")
    said = await door.press("eve", "Take it back", "View 1: ")
    assert "taken back and erased" in said
    assert not any(LATER in post for post in await door.posts())
    assert LATER not in await door.command("bob", "views shared web platform")
    assert "shared no view here yet" in await door.command("eve", "views mine")
