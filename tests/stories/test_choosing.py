"""Whoever opens a round says what they want to do, and gets to each way of doing it by pressing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from adapters.discord import components
from adapters.events import ButtonPressed
from adapters.posts import Button, Choices, Post, plain_post
from adapters.slack import blocks
from bot.commands import VOCABULARY
from bot.presenters import choosing, menu
from challenges.method_files import METHODS
from tests.house import House

CHANNEL = "general"
OWN = {
    f"own-{number}": replace(METHODS["pre-mortem"], name=f"own-{number}", title=f"Own {number}")
    for number in range(8)
}


@pytest.fixture
async def ready(house: House) -> House:
    await house.command("ann", CHANNEL, "on")
    return house


def labels(post: Post) -> list[str]:
    rows = [part.buttons for part in post.parts if isinstance(part, Choices)]
    return [button.label for row in rows for button in row]


def test_every_method_answers_one_thing_people_want_to_do() -> None:
    grouped = Counter(name for names in choosing.WAYS.values() for name in names)
    assert grouped == Counter(list(METHODS))
    assert set(choosing.GOALS) == {*choosing.WAYS, "own"}


def test_every_command_stands_in_one_group_of_the_menu() -> None:
    grouped = Counter(name for names in menu.GROUPS.values() for name in names)
    assert grouped == Counter(each.name for each in VOCABULARY.commands)


@pytest.mark.parametrize("goal", ["", *choosing.GOALS])
def test_what_is_offered_fits_on_every_platform(goal: str) -> None:
    known = {**METHODS, **OWN}
    post = choosing.ways(goal, known, 99999) if goal else choosing.methods(known, 99999)
    drawn = components.container(post)
    assert components.CUT not in str(drawn)
    assert len({*labels(post)}) == len(labels(post))
    assert sum(len(blocks.blocks_of(part, lambda _: "")) for part in post.parts) <= 50


async def test_every_way_is_reached_by_pressing(ready: House) -> None:
    for goal, title in choosing.GOALS.items():
        if goal == "own":
            continue
        await ready.command("bob", CHANNEL, "round")
        shown = await ready.press("bob", title, "Choose how to dissent")
        for name in choosing.WAYS[goal]:
            way = METHODS[name]
            assert way.summary in shown
            assert f"at least {way.minimum} people" in shown
            more = await ready.press("bob", f"More about {way.title}", shown)
            assert way.evidence in more
            ready.button("bob", f"Open a round: {way.title}", more)
            assert "Choose how to dissent" in await ready.press("bob", "Other ways", more)


async def test_a_round_that_is_found_step_by_step_keeps_the_question_it_comes_from(
    ready: House,
) -> None:
    await ready.command("bob", CHANNEL, "start Bins first")
    await ready.press("bob", "Open a dissent round", ready.posts(CHANNEL)[-1])
    await ready.press("bob", "Estimate a number", "Choose how to dissent")
    button, *_ = ready.button("bob", "Open a round: Delphi", "Estimate a number")
    assert button.id == "open:delphi.1"


async def test_what_was_offered_and_is_gone_is_refused_in_words(ready: House) -> None:
    for subject in ("own.0", "nonsense.x"):
        stale = Button(f"ways:{subject}", "Old")
        assert "from an older version" in await pressed(ready, stale)
    assert "no way of dissenting" in await pressed(ready, Button("way:gone.0", "Old"))


async def pressed(house: House, button: Button) -> str:
    verb, subject, value = button.name
    before = len(house.whispers("bob"))
    await house.hear(
        ButtonPressed(
            **house.asked("bob", CHANNEL, None),
            verb=verb,
            subject=subject,
            value=value,
            message=None,
        )
    )
    return "\n".join(house.whispers("bob")[before:])


def test_the_menu_lists_by_what_people_come_for() -> None:
    for administers in (False, True):
        post = menu.menu(VOCABULARY, administers, on=True)
        words = plain_post(post)
        assert ("Set up" in words) is administers
        assert words.index("Take part") < words.index("You, and what is held about you")
        assert "Open a dissent round" in labels(post)
        assert components.CUT not in str(components.container(post))
