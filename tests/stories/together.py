"""Two channels of two communities that hold a round together: how it comes to that."""

from __future__ import annotations

import re

from adapters.chat import CommunityRef
from adapters.posts import Post
from tests.house import House

HERE = "general"
THERE = "general"
CLAIM = "We move all planning forms to the shared platform in June."
US, THEM = "Ambleford digital leads", "Westmoor web team"
WORDS = {
    "ann": "The elections got in the way.",
    "cat": "The supplier went under in the first winter.",
    "gil": "Nobody had trained the call handlers.",
    "hal": "Our oldest form had no owner.",
}


def next_door(house: House) -> House:
    """Another community of the same bot, on another platform. There `gil` is a moderator."""
    other = house.next_door(CommunityRef("other", "T2"))
    other.admins = frozenset({"gil"})
    return other


async def invited(house: House) -> str:
    """What a moderator here is given to send to the other side."""
    await house.command("ann", HERE, "on")
    await house.command("ann", HERE, "rounds partners")
    told = await house.fill("ann", "Invite another channel", "together", name=US)
    found = re.search(r"rounds join ([a-z2-7]{16})", told)
    assert found, told
    return found[1]


async def answered(west: House, code: str) -> None:
    await west.command("gil", THERE, "on")
    offered = await west.command("gil", THERE, f"rounds join {code}")
    assert f"{US} invites this channel" in offered
    opened = await west.opened("gil", THERE, "join", code)
    assert not isinstance(opened, Post)
    assert "is asked now" in await west.form("gil", THERE, "join", code, name=THEM)


async def agree(house: House, west: House) -> None:
    await answered(west, await invited(house))
    assert f"{THEM} asks to hold rounds" in house.posts(HERE)[-1]
    assert "Agreed" in await house.press("ann", "Say yes", f"{THEM} asks")
    assert f"hold rounds together with {THEM} now" in house.posts(HERE)[-1]
    assert f"hold rounds together with {US} now" in west.posts(THERE)[-1]


async def open_together(house: House) -> None:
    await house.command("bob", HERE, "round pre-mortem")
    told = await house.fill(
        "bob", "Open a round: Pre-mortem", "Pre-mortem", claim=CLAIM, held_in=await partner(house)
    )
    assert "Round 1 is open" in told


async def partner(house: House) -> str:
    """What the form calls the one partner of the channel."""
    form = await house.opened("bob", HERE, "open", "pre-mortem")
    assert not isinstance(form, Post)
    places = next(field for field in form.fields if field.name == "held_in")
    return next(each.value for each in places.options if each.label.startswith("Here and with"))


async def write(who: House, *people: str) -> list[str]:
    told = []
    for person in people:
        words = {"stand": "agree", "sure": "3", "entry": WORDS[person]}
        told.append(await channel_fill(who, person, **words))
        assert "in and hidden" in told[-1]
    return told


async def channel_fill(who: House, person: str, **words: str) -> str:
    button, _, channel, thread = who.button(person, "Take part", "Part 1 of 3")
    verb, subject, _ = button.name
    return await who.form(person, channel, verb, subject, thread, **words)


def number_of(words: str, shown: str) -> str:
    found = re.search(rf"“{re.escape(words)}” Entry (\d+)", shown)
    assert found, shown
    return found[1]


async def begin(house: House, west: House, *theirs: str) -> list[str]:
    """A round that both sides have written in; what `theirs`, else gil and hal, were told."""
    await agree(house, west)
    await open_together(house)
    await write(house, "ann", "cat")
    return await write(west, *(theirs or ("gil", "hal")))


async def agree_inside(house: House) -> None:
    """Two channels of one community agree."""
    code = await invited(house)
    await house.command("ann", "other", "on")
    await house.command("ann", "other", f"rounds join {code}")
    await house.form("ann", "other", "join", code, name="The other channel")
    await house.press("ann", "Say yes", "The other channel asks")


async def erase_at_home(west: House) -> None:
    """`hal` reads what is held of them, and has it erased."""
    await west.command("hal", THERE, "privacy export")
    assert WORDS["hal"] in west.whispers("hal")[-1]
    await west.command("hal", THERE, "privacy forget")
    await west.press("hal", "Erase it all", "")
