"""Rounds that two channels hold together, by somebody who looks for what gives way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from adapters.actions import Action, Revise, Say, Withdraw
from adapters.chat import CommunityRef
from adapters.events import FormSent, PartnerAccepted, Removed
from adapters.port import DeliveryFailed
from adapters.posts import Post, plain_post
from bot.language import catalogues_in
from bot.store.partners import Partners
from tests import pseudo
from tests.house import House, a_house
from tests.stories.holdings import rows
from tests.stories.test_receipts import code_in
from tests.stories.together import (
    CLAIM,
    HERE,
    THERE,
    US,
    WORDS,
    agree,
    agree_inside,
    begin,
    erase_at_home,
    invited,
    next_door,
    number_of,
    open_together,
    partner,
    write,
)

on_one_store = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is the same on both engines."""
PACKAGED = (files("challenges") / "methods" / "pre-mortem.toml").read_text(encoding="utf-8")


@on_one_store
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


@on_one_store
async def test_a_press_from_elsewhere_does_not_take_the_platforms_word_back(house: House) -> None:
    await agree_inside(house)
    await open_together(house)
    before = await rows(house.database, "vouched")
    assert "ann" in str(before)
    await house.form("ann", "other", "enter", "~1.1", stand="agree", sure="2", entry=WORDS["ann"])
    assert await rows(house.database, "vouched") == before


@on_one_store
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


@on_one_store
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
    await begin(house, west)
    await west.command("gil", THERE, "rounds partners")
    await west.press("gil", f"End it with {US}", US)
    await erase_at_home(west)
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


@on_one_store
async def test_a_button_that_would_grow_too_long_stops_nobody(house: House, west: House) -> None:
    await agree(house, west)
    await open_together(house)
    subject = "~1.1." + "0" * 90
    asked = west.asked("gil", THERE, None)
    values = (("stand", "agree"), ("sure", "3"), ("entry", " "))
    await west.hear(FormSent(**asked, form="enter", subject=subject, values=values))
    await write(west, "hal")


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[str]:
    """A language nobody speaks, in which every sentence of ours stands in brackets."""
    pseudo.write(tmp_path)
    with catalogues_in(tmp_path):
        yield pseudo.LANGUAGE


@on_one_store
async def test_a_round_keeps_to_the_language_of_its_channel_whoever_ends_a_part(
    house: House, west: House, strange: str
) -> None:
    await agree(house, west)
    held_in = await partner(house)
    await house.command("ann", HERE, f"language {strange} here")
    await house.form("bob", HERE, "open", "delphi", claim=CLAIM, counts="Days.", held_in=held_in)
    wrote = {"stand": "agree", "sure": "3", "reason": "So it was."}
    for place, person in enumerate(("ann", "cat", "dan", "eve")):
        await house.form(person, HERE, "enter", "1", number=str(30 * place), **wrote)
    told = await west.form("gil", THERE, "enter", "~1.1", number="99", **wrote)
    assert "in and hidden" in told  # whoever presses elsewhere is answered as they are asked
    await house.pass_time(timedelta(days=3))
    for place, person in enumerate(("ann", "cat", "dan", "eve")):
        again = {"number": str(30 * place), "reason": "So it is."}
        told += await house.form(person, HERE, "enter", "1", **again)
    before = len(house.platform.posts)
    await west.form("gil", THERE, "enter", "~1.1", number="99", reason="So it is.")
    later = [plain_post(each) for each in [*house.platform.posts.values()][before:]]
    assert later, (told, house.posts(HERE), west.whispers("gil"))
    assert all(pseudo.OPEN in each for each in later), later
    assert pseudo.OPEN in house.posts(HERE)[-1 - len(later)]
    await west.command("gil", THERE, "rounds partners")
    await west.press("gil", f"End it with {US}", US)
    board = next(each for each in house.posts(HERE) if CLAIM in each)
    assert pseudo.OPEN in board.splitlines()[0]


@on_one_store
async def test_each_guest_knows_the_host_by_the_name_it_was_given(
    house: House, west: House
) -> None:
    east = house.next_door(CommunityRef("third", "T3"))
    east.admins = frozenset({"gil"})
    await agree(house, west)
    await house.command("ann", HERE, "rounds partners")
    told = await house.fill("ann", "Invite another channel", "together", name="Ambleford, openly")
    found = re.search(r"rounds join ([a-z2-7]{16})", told)
    assert found
    await east.command("gil", THERE, "on")
    await east.form("gil", THERE, "join", found[1], name="Easterly web team")
    await house.press("ann", "Say yes", "Easterly web team asks")
    await house.form("bob", HERE, "open", "pre-mortem", claim=CLAIM, held_in="everywhere")
    assert f"Held together by {US}, " in west.posts(THERE)[-1]
    assert "Held together by Ambleford, openly, " in east.posts(THERE)[-1]
    assert US not in "\n".join(east.posts(THERE))
    form = await east.opened("gil", THERE, "enter", "~1.1")
    assert not isinstance(form, Post)
    assert US not in str(form.introduction)
    assert "Ambleford, openly" in str(form.introduction)


async def test_what_still_waits_for_a_channel_that_left_is_not_said_there(
    house: House, west: House
) -> None:
    await begin(house, west, "gil")

    def busy(action: Action) -> None:
        if isinstance(action, Say):
            raise DeliveryFailed("Too many at once.", retry_after=3600)

    west.platform.before = busy
    await house.command("ann", HERE, "rounds")
    await house.press("ann", "Stop it", CLAIM)
    await west.command("gil", THERE, "off")
    await west.press("gil", "Switch off here", "")
    west.platform.before = lambda action: None
    await house.pass_time(timedelta(hours=8))
    assert "outcome" not in "\n".join(west.posts(THERE))


async def test_an_invitation_ends_with_what_it_was_for(house: House, west: House) -> None:
    code = await invited(house)
    await house.command("ann", HERE, "off")
    await house.press("ann", "Switch off here", "")
    assert await rows(house.database, "invitations") == []
    await house.command("ann", HERE, "on")
    await west.command("gil", THERE, "on")
    assert "not good" in await west.command("gil", THERE, f"rounds join {code}")
    await invited(house)
    await house.pass_time(timedelta(days=9))
    assert await rows(house.database, "invitations") == []


@on_one_store
async def test_who_says_yes_to_a_channel_that_is_gone_hears_so(house: House, west: House) -> None:
    await agree(house, west)
    async with west.database.writing(str(west.community)) as connection:
        await Partners(connection, str(west.community)).remove(1)
    await west.hear(
        PartnerAccepted(
            key="late",
            community=west.community,
            at=west.clock.now(),
            channel=west.channel(THERE),
            theirs=house.channel(HERE),
            number=1,
        )
    )
    assert await rows(house.database, "partners") == []
    assert "holds no rounds with this channel" in house.posts(HERE)[-1]


@on_one_store
async def test_each_post_from_elsewhere_can_be_reported(house: House, west: House) -> None:
    await agree(house, west)
    assert "see to it whether" in await house.press("bob", "Why this?", "hold rounds together with")
    for claim in (CLAIM, "Another."):
        held_in = await partner(house)
        await house.form("bob", HERE, "open", "pre-mortem", claim=claim, held_in=held_in)
        assert "agreed to hold rounds together" in await west.press("hal", "Why this?", claim)
        assert "Reported." in await west.press("hal", "Report this", "agreed to hold rounds")


async def test_nothing_is_kept_of_who_took_part_from_elsewhere(
    house: House, west: House, capfd: pytest.CaptureFixture[str]
) -> None:
    await begin(house, west)
    await house.pass_time(timedelta(hours=24))
    number = number_of(WORDS["ann"], "\n".join(west.posts(THERE)))
    await west.press("hal", f"{number}: moves me", WORDS["ann"])
    held = [row for _, row in await rows(house.database)]
    assert not [row for row in held if "hal" in row.split() or "other:hal" in row]
    said = "".join(capfd.readouterr())
    assert "hal" not in re.findall(r"\w+", said)


async def test_two_members_who_leave_are_both_erased(database_url: str) -> None:
    async with a_house(
        database_url, new_key=lambda: b"the same each time, as an operator has it"[:32]
    ) as house:
        west = next_door(house)
        await agree(house, west)
        await open_together(house)
        await write(west, "gil", "hal")
        for person in ("gil", "hal"):
            await west.command(person, THERE, "privacy forget")
            await west.press(person, "Erase it all", "")
        assert await rows(house.database, "entries") == []


@on_one_store
async def test_a_code_stands_nowhere_even_when_its_form_is_refused(
    house: House, west: House
) -> None:
    code = await invited(house)
    await west.command("gil", THERE, "on")
    await west.command("gil", THERE, f"rounds join {code}")
    assert "2 to 40" in await west.form("gil", THERE, "join", code, name="x" * 60)
    assert code not in str(await rows(house.database))


@on_one_store
async def test_a_guest_that_cannot_be_reached_harms_nobody_else(house: House, west: House) -> None:
    await agree(house, west)

    def away(action: Action) -> None:
        if isinstance(action, Say | Revise | Withdraw):
            raise DeliveryFailed("The bot is not in that channel.")

    west.platform.before = away
    await open_together(house)
    assert CLAIM in house.posts(HERE)[-1]
    assert CLAIM not in "\n".join(west.posts(THERE))
    await write(house, "ann", "cat")
    assert "other" not in await house.command("ann", HERE, "doctor")
    west.platform.before = lambda action: None
    assert "in and hidden" in await west.form(
        "gil", THERE, "enter", "~1.1", stand="agree", sure="3", entry=WORDS["gil"]
    )
    await house.pass_time(timedelta(hours=24))
    assert WORDS["cat"] in "\n".join(house.posts(HERE))
    assert WORDS["cat"] in "\n".join(west.posts(THERE))


@on_one_store
async def test_a_round_taken_back_is_gone_from_both(house: House, west: House) -> None:
    await agree(house, west)
    await open_together(house)
    await write(west, "gil")
    assert "taken back" in await house.press("bob", "Take it back", "Round 1 is open")
    assert CLAIM not in "\n".join([*house.posts(HERE), *west.posts(THERE)])
    assert "no such round" in await west.form("gil", THERE, "enter", "~1.1")
    assert WORDS["gil"] not in str(await rows(house.database))
