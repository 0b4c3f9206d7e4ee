"""One scripted afternoon in one channel, told through whichever door it is given.

Nothing in it knows a platform. A button is named by its label and by words of the post it stands
in, a field by its label, an option by its label.
Every verb of a door returns when the bot has done what the act led to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

CLAIM = "We join the shared platform in June."
ENTRIES = {
    "ann": "The board met too rarely to decide anything.",
    "bob": "Nobody trained the staff who write the pages.",
    "cat": "The supplier went under in the first winter.",
    "dan": "It cost more than running our own site.",
}
SURE = "3, fairly sure"
QUESTION = "This is about"
"""Words of a question's post."""


Act = Callable[[], Awaitable[None]]


async def nothing() -> None:
    """Nothing happens."""


class Door(Protocol):
    """A way into the house. People are ann (who administers), bob, cat, dan, eve and fay.

    `while_open` happens whenever a form stands open before somebody, and `above_the_box` is what
    that form shows above its first box.
    """

    while_open: Act
    above_the_box: str

    async def say(self, person: str, text: str, below: str = "") -> None:
        """Write in the channel, or in the thread below the message that holds some words."""
        ...

    async def command(self, person: str, words: str) -> str:
        """`/challenge words`; the private answer."""
        ...

    async def fill_command(self, person: str, words: str, answers: Mapping[str, str]) -> str:
        """A command that opens a form: fill it in and send it; the private answer."""
        ...

    async def press(self, person: str, label: str, containing: str) -> str:
        """Press a button; the private answer, empty when there is none."""
        ...

    async def fill(
        self, person: str, label: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        """Press a button that opens a form, fill it in and send it; the private answer."""
        ...

    async def point(self, person: str, title: str, containing: str) -> str:
        """Use the menu of a message; the private answer."""
        ...

    async def fill_pointed(
        self, person: str, title: str, containing: str, answers: Mapping[str, str]
    ) -> str:
        """Use the menu of a message where it opens a form; fill it in; the private answer."""
        ...

    async def posts(self) -> list[str]:
        """The words of the bot's posts in the channel and its threads, in their order."""
        ...

    async def restart(self) -> None:
        """Stop the application in good order and start it again on the same store."""
        ...


async def tell(door: Door) -> None:
    """The afternoon."""
    await switch_on(door)
    await ask_and_answer(door)
    await share_and_contrast(door)
    await dissent(door)
    await digest(door)
    await leave(door)


async def switch_on(door: Door) -> None:
    assert "switched off in this channel" in await door.command("bob", "start")
    assert "Only moderators" in await door.command("bob", "on")
    assert "Switched on" in await door.command("ann", "on")
    for person, council in (("ann", "Ambleford"), ("bob", "Ambleford"), ("eve", "Westmoor")):
        assert f"You speak from {council}" in await door.command(person, f"council {council}")


async def ask_and_answer(door: Door) -> None:
    await door.say("ann", "We should join the shared platform for our websites.")
    await door.say("bob", "Agreed, the shared platform saves money for everyone.")
    assert "on its way" in await door.point("bob", "Challenge this", "join the shared platform")
    assert QUESTION in (await door.posts())[-1]
    await door.say("cat", "What if the shared board is too slow?", below="join the shared platform")
    assert "asked for it" in await door.press("dan", "Why this?", QUESTION)


async def share_and_contrast(door: Door) -> None:
    answers = {
        "What is it about?": "Councils should join a shared web platform",
        "What did your council find?": "We joined a shared platform and left."
        " Nine councils had to agree to each change.",
        "Where does your council stand?": "We tried it and dropped it",
        "Who may see it?": "People in this community",
    }
    assert "Say first which council" in await door.fill_command("dan", "share", {})
    assert "Your view is shared" in await door.fill_command("eve", "share", answers)
    await door.press("bob", "See other councils", QUESTION)
    contrast = (await door.posts())[-1]
    assert "Westmoor tried it and dropped it" in contrast
    assert "How other councils saw it" in contrast


async def dissent(door: Door) -> None:
    assert "Pre-mortem" in await door.command("bob", "round")
    opened = await door.fill(
        "bob", "Open a round: Pre-mortem", "Choose how to dissent", {"What is the plan?": CLAIM}
    )
    assert "Round 1 is open" in opened
    for person, words in ENTRIES.items():
        stand = "No, do not" if person == "dan" else "Yes, go ahead"
        answers = {STAND: stand, "How sure are you?": SURE, "Why did it fail?": words}
        assert "hidden" in await door.fill(person, "Take part", "Part 1 of 3", answers)
    assert "stays hidden" in await door.press("cat", "See what people wrote", "Part 1 of 3")
    assert not any(words in post for post in await door.posts() for words in ENTRIES.values())

    await move_on(door)
    revealed = "\n".join(await door.posts())
    assert all(words in revealed for words in ENTRIES.values())
    number = number_of(ENTRIES["cat"], revealed)
    for person in ("ann", "bob", "cat"):
        assert "vote is in" in await door.press(person, f"{number}: moves me", ENTRIES["cat"])
    for person in ENTRIES:
        stand = "No, do not" if person == "dan" else "I am not sure"
        answers = {STAND: stand, "How sure are you?": SURE}
        assert "ballot is in" in await door.fill(
            person, "Say where you stand now", "Part 2 of 3", answers
        )

    await move_on(door)
    answer = {
        "Your answer": "Reject: this is not taken up",
        "Why?": "The contract holds a bond.",
    }
    asked = await door.fill("bob", f"Answer entry {number}", f"Entry {number}.", answer)
    assert "with your name" in asked
    await move_on(door)
    *posts, outcome = await door.posts()
    assert not any("wait for your answer" in each for each in posts)
    assert any("and the answers." in each for each in posts)
    assert "Before: 3 to go ahead, 0 not sure, 1 against." in outcome
    assert "After: 0 to go ahead, 3 not sure, 1 against." in outcome
    assert "Rejected. The contract holds a bond." in outcome
    minority = outcome.partition("What the minority said")[2].partition("What weighed most")[0]
    assert ENTRIES["cat"] in minority


STAND = "As it stands today, should this go ahead?"


def number_of(entry: str, revealed: str) -> int:
    """The number an entry was given when it was revealed."""
    return int(revealed.partition(entry)[2].partition("Entry ")[2].partition(" of round")[0])


async def move_on(door: Door) -> None:
    """A moderator ends the current part; nobody else can."""
    assert "end this part now" not in await door.command("bob", "rounds")
    await door.command("ann", "rounds")
    await door.press("ann", "Round 1: end this part now", CLAIM)


async def digest(door: Door) -> None:
    for person, words in (
        ("ann", "Bin forms should be the first thing we share."),
        ("dan", "I doubt that, because our bins go out on other days in every ward."),
        ("eve", "Residents asked us for one place to report things."),
    ):
        await door.say(person, words)
    assert "Only moderators" in await door.command("bob", "digest now")
    assert "being made" in await door.command("ann", "digest now")
    edition = (await door.posts())[-1]
    assert "The week in talk, edition 1" in edition
    assert ENTRIES["cat"] in edition.partition("What the minority said")[2]
    assert "Westmoor tried it and dropped it" in edition


async def leave(door: Door) -> None:
    assert "You are not quoted" in await door.command("ann", "privacy no-quotes")
    assert "not kept" in await door.command("dan", "privacy ignore-me")
    await door.say("dan", "This is for people only.")
    assert "This is for people only" not in await door.command("dan", "privacy export")
    assert "What if the shared board" in await door.command("cat", "privacy export")
    assert "cannot be brought back" in await door.command("cat", "privacy forget")
    assert "erased" in await door.press("cat", "Erase it all", "cannot be brought back")
    assert "What if the shared board" not in await door.command("cat", "privacy export")
