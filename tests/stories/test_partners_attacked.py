"""Rounds that two channels hold together, by somebody who looks for what gives way."""

from __future__ import annotations

from importlib.resources import files

from adapters.events import FormSent, Removed
from adapters.posts import Post
from tests.house import House
from tests.stories.holdings import rows
from tests.stories.test_partners import (
    CLAIM,
    HERE,
    THERE,
    US,
    WORDS,
    agree,
    invited,
    open_together,
    write,
)
from tests.stories.test_partners import west as west
from tests.stories.test_receipts import code_in

PACKAGED = (files("challenges") / "methods" / "pre-mortem.toml").read_text(encoding="utf-8")


async def agree_inside(house: House) -> None:
    """Two channels of one community."""
    code = await invited(house)
    await house.command("ann", "other", "on")
    await house.form("ann", "other", "join", code, name="The other channel")
    await house.press("ann", "Say yes", "The other channel asks")


async def test_a_receipt_is_told_in_another_channel_of_the_same_community(house: House) -> None:
    await agree_inside(house)
    await open_together(house)
    told = await house.form(
        "eve", "other", "enter", "~1.1", stand="agree", sure="2", entry=WORDS["gil"]
    )
    carried = len(await rows(house.database, "events"))
    told = await house.command("eve", "other", f"receipt {code_in(told)}")
    assert told.count("hidden") == 1, told
    assert len(await rows(house.database, "events")) - carried == 2


async def test_a_press_from_elsewhere_does_not_take_the_platforms_word_back(house: House) -> None:
    await agree_inside(house)
    await open_together(house)
    before = await rows(house.database, "vouched")
    assert "ann" in str(before)
    await house.form("ann", "other", "enter", "~1.1", stand="agree", sure="2", entry=WORDS["ann"])
    assert await rows(house.database, "vouched") == before


async def test_a_way_in_which_others_sign_is_held_at_home_alone(house: House, west: House) -> None:
    await agree(house, west)
    form = await house.opened("bob", HERE, "open", "troika")
    assert not isinstance(form, Post)
    assert [each.name for each in form.fields] == ["claim", "story"]
    values = (("claim", CLAIM), ("story", "It is late."), ("where", "1"), ("held_in", "1"))
    asked = house.asked("bob", HERE, None)
    await house.hear(FormSent(**asked, form="open", subject="troika", values=values))
    assert CLAIM in house.posts(HERE)[-1]
    assert CLAIM not in "\n".join(west.posts(THERE))


async def test_a_question_of_ones_own_may_be_called_where(house: House) -> None:
    await house.command("ann", HERE, "on")
    own = PACKAGED.replace('name = "pre-mortem"', 'name = "look-back"')
    own = own.replace(
        "[[phases]]",
        '[[proposal]]\nname = "where"\nlabel = "Where is it?"\nhint = "A place."\n'
        "required = true\nparagraph = false\n\n[[phases]]",
        1,
    )
    await house.command("ann", HERE, "round")
    told = await house.fill("ann", "Add a way of your own", "Choose how to dissent", file=own)
    assert "look-back" in told
    told = await house.form("bob", HERE, "open", "look-back", claim=CLAIM, where="the town hall")
    assert "Round 1 is open" in told


async def test_what_was_written_can_be_erased_after_the_two_have_parted(
    house: House, west: House
) -> None:
    await agree(house, west)
    await open_together(house)
    await write(house, "ann", "cat")
    await write(west, "gil", "hal")
    await west.command("gil", THERE, "rounds partners")
    await west.press("gil", f"End it with {US}", US)
    await west.command("hal", THERE, "privacy export")
    assert WORDS["hal"] in west.whispers("hal")[-1]
    await west.command("hal", THERE, "privacy forget")
    await west.press("hal", "Erase it all", "")
    assert WORDS["hal"] not in str(await rows(house.database))
    assert WORDS["gil"] in str(await rows(house.database))


async def test_where_the_host_is_removed_its_posts_elsewhere_say_so(
    house: House, west: House
) -> None:
    await agree(house, west)
    await open_together(house)
    await house.hear(
        Removed(key="gone", community=house.community, at=house.clock.now(), channel=None)
    )
    shown = "\n".join(west.posts(THERE))
    assert "Part 1 of 3" not in shown
    assert "no such round" in await west.form("gil", THERE, "enter", "~1.1")


async def test_a_button_that_would_grow_too_long_stops_nobody(house: House, west: House) -> None:
    await agree(house, west)
    await open_together(house)
    subject = "~1.1." + "0" * 90
    asked = west.asked("gil", THERE, None)
    values = (("stand", "agree"), ("sure", "3"), ("entry", " "))
    await west.hear(FormSent(**asked, form="enter", subject=subject, values=values))
    await write(west, "hal")
