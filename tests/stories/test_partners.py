"""Two channels of two communities hold a round together: what crosses, and what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.actions import Action, Carry
from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.events import ButtonPressed, CommandCalled, Removed
from adapters.posts import Post
from bot.inside import Inside
from tests.house import COMMUNITY, House
from tests.stories.holdings import rows
from tests.stories.test_receipts import code_in
from tests.stories.together import (
    CLAIM,
    HERE,
    THEM,
    THERE,
    US,
    WORDS,
    agree,
    agree_inside,
    answered,
    begin,
    erase_at_home,
    invited,
    number_of,
    open_together,
    write,
)


async def test_members_of_two_communities_hold_one_round_from_its_opening_to_its_outcome(
    house: House, west: House
) -> None:
    await agree(house, west)
    await open_together(house)
    for who, channel in ((house, HERE), (west, THERE)):
        assert CLAIM in who.posts(channel)[-1]
        assert f"Held together by {US} and {THEM}" in who.posts(channel)[-1]
    button = west.button("gil", "Take part", "Part 1 of 3")[0]
    form = await west.opened("gil", THERE, "enter", button.name[1])
    assert not isinstance(form, Post)
    assert "members of all of them read what is shown" in str(form.introduction)

    await write(house, "ann", "cat")
    receipts = await write(west, "gil", "hal")
    await house.restart()
    assert not any(words in str(west.posts(THERE)) for words in WORDS.values())
    assert "hidden until" in await west.press("gil", "See what people wrote", "Part 1 of 3")
    assert CLAIM in await west.command("hal", THERE, "rounds")

    await house.pass_time(timedelta(hours=24))
    for who, channel in ((house, HERE), (west, THERE)):
        shown = "\n".join(who.posts(channel))
        assert all(words in shown for words in WORDS.values())
    number = number_of(WORDS["ann"], "\n".join(west.posts(THERE)))
    for who, person in ((house, "cat"), (west, "gil"), (west, "hal")):
        told = await who.press(person, f"{number}: moves me", WORDS["ann"])
        assert "Your vote is in" in told
    told = await west.command("hal", THERE, f"receipt {code_in(receipts[1])}")
    assert "It is shown as entry" in told

    for who, person in ((house, "ann"), (west, "gil"), (west, "hal")):
        button = who.button(person, "Say where you stand now", "Part")[0]
        channel = HERE if who is house else THERE
        told = await who.form(person, channel, "ballot", button.name[1], stand="disagree", sure="4")
        assert "Your ballot is in" in told
    await house.pass_time(timedelta(hours=48))
    for who, channel in ((house, HERE), (west, THERE)):
        outcome = "\n".join(who.posts(channel))
        assert "This round is over" in outcome
        assert "3 people say it moves them" in outcome or "moves 3" in outcome, outcome
        assert "Before: 4 to go ahead" in outcome, outcome


async def test_nobody_of_the_one_side_is_named_on_the_other(house: House, west: House) -> None:
    await begin(house, west)
    await house.pass_time(timedelta(hours=43))
    shown = "\n".join(west.posts(THERE))
    assert "@bob" not in shown
    assert f"somebody at {US}" in shown
    assert "Answer entry" not in str(list(west.platform.posts.values()))
    assert "somebody at" not in "\n".join(house.posts(HERE))


async def test_what_one_may_do_at_home_counts_for_nothing_on_the_other_side(
    house: House, west: House
) -> None:
    await agree(house, west)
    await open_together(house)
    await west.command("gil", THERE, "rounds")
    labels = str(west.platform.private)
    assert "end this part now" not in labels
    for subject in ("~1.1", "1", "~9.1", "~1", "~", "~x.1"):
        asked = west.asked("gil", THERE, None)
        await west.hear(ButtonPressed(**asked, verb="advance", subject=subject, value="0"))
        asked = west.asked("gil", "elsewhere", None)
        await west.hear(ButtonPressed(**asked, verb="look", subject=subject))
    assert "Part 1 of 3" in "\n".join(house.posts(HERE))
    told = west.whispers("gil")[-12:]
    assert all("older version" in each or "no such round" in each for each in told), told


async def test_only_moderators_of_both_sides_make_it_so(house: House, west: House) -> None:
    code = await invited(house)
    await west.command("gil", THERE, "on")
    assert "Only" in await west.command("hal", THERE, f"rounds join {code}")
    assert "not good" in await west.command("gil", THERE, "rounds join aaaabbbbccccdddd")
    assert "from this channel" in await house.command("ann", HERE, f"rounds join {code}")
    await answered(west, code)
    assert "Only" in await house.press("bob", "Say yes", "asks")
    assert "not said yes" in await west.command("gil", THERE, "rounds partners")
    assert "not good" in await west.command("gil", THERE, f"rounds join {code}")
    assert "no rounds with" in await house.press("ann", "Say no", "asks")
    assert "will not hold rounds" in west.posts(THERE)[-1]
    assert await rows(house.database, "partners") == []


async def test_an_invitation_lives_for_a_week(house: House, west: House) -> None:
    code = await invited(house)
    await west.command("gil", THERE, "on")
    await house.pass_time(timedelta(days=8))
    assert "not good" in await west.command("gil", THERE, f"rounds join {code}")


async def test_either_side_ends_it_and_the_round_goes_on_where_it_was_opened(
    house: House, west: House
) -> None:
    await begin(house, west, "gil")
    take_part = west.button("gil", "Take part", "Part 1 of 3")[0]
    await west.command("gil", THERE, "rounds partners")
    assert "no rounds with" in await west.press("gil", f"End it with {US}", US)
    assert CLAIM not in "\n".join(west.posts(THERE))
    assert "holds no rounds with this channel" in house.posts(HERE)[-1]
    assert "Held together" not in "\n".join(house.posts(HERE))
    told = await west.form("hal", THERE, "enter", take_part.name[1])
    assert "no such round" in told
    await house.pass_time(timedelta(hours=24))
    assert WORDS["gil"] in "\n".join(house.posts(HERE))  # it was written for this round
    assert WORDS["gil"] not in "\n".join(west.posts(THERE))


@pytest.mark.parametrize("how", ["off", "removed"])
async def test_a_channel_that_is_left_holds_no_rounds(house: House, west: House, how: str) -> None:
    await agree(house, west)
    await open_together(house)
    if how == "off":
        await west.command("gil", THERE, "off")
        await west.press("gil", "Switch off here", "")
    else:
        await west.hear(
            Removed(key="gone", community=west.community, at=west.clock.now(), channel=None)
        )
    assert await rows(house.database, "partners") == []
    assert "Held together" not in "\n".join(house.posts(HERE))
    assert CLAIM in "\n".join(house.posts(HERE))


async def test_what_a_guest_wrote_goes_when_they_have_themselves_erased_at_home(
    house: House, west: House
) -> None:
    await begin(house, west)
    await erase_at_home(west)
    await house.pass_time(timedelta(hours=24))
    shown = "\n".join(house.posts(HERE))
    assert WORDS["hal"] not in shown
    assert WORDS["gil"] in shown


async def test_a_press_that_was_cut_off_between_two_communities_is_heard_once(
    house: House, west: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agree(house, west)
    await open_together(house)
    await write(house, "ann", "cat")
    button = west.button("gil", "Take part", "Part 1 of 3")[0]
    lost = 0

    async def dies(self: Inside, action: Action) -> None:
        nonlocal lost
        if isinstance(action, Carry):
            lost += 1
            if lost % 2 == 0:  # the second time it arrives, and only the answer is lost
                await self._receive(action.event)
            raise ConnectionError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(Inside, "deliver", dies)
        await west.form(
            "gil", THERE, "enter", button.name[1], stand="agree", sure="3", entry=WORDS["gil"]
        )
        kept = await rows(house.database, "outbox")
        waiting = [row for _, row in kept if " carry " in row]
        assert waiting
        assert WORDS["gil"] not in str(kept)
        assert "gil" not in str(waiting)
        await house.pass_time(timedelta(minutes=3))
    assert lost >= 2
    await house.restart()
    await house.pass_time(timedelta(minutes=10))
    assert " carry " not in str(await rows(house.database, "outbox"))
    entries = str(await rows(house.database, "entries"))
    assert all(entries.count(WORDS[each]) == 1 for each in ("ann", "cat", "gil"))
    assert len([each for each in west.whispers("gil") if "in and hidden" in each]) == 1


async def test_two_channels_of_one_community_hold_rounds_together_as_well(house: House) -> None:
    await agree_inside(house)
    await open_together(house)
    assert CLAIM in house.posts("other")[-1]
    button = next(
        each
        for ref, post in house.platform.posts.items()
        if ref.channel.id == "other"
        for part in post.parts
        for each in getattr(part, "buttons", ())
        if each.label == "Take part"
    )
    told = await house.form(
        "eve", "other", "enter", button.name[1], stand="agree", sure="2", entry="No owner."
    )
    assert "in and hidden" in told


async def test_one_person_in_both_communities_has_one_ballot(house: House) -> None:
    both = house.next_door(CommunityRef("fake", "T3"))
    both.platform = house.platform
    assert both.member("ann") == house.member("ann") == MemberRef("fake", "ann")
    assert ChannelRef(COMMUNITY, HERE) != both.channel(HERE)
    await agree_between(house, both)
    await open_together(house)
    for who, channel in ((house, HERE), (both, THERE)):
        subject = "1" if who is house else "~1.1"
        await who.form(
            "ann", channel, "enter", subject, stand="agree", sure="3", entry=WORDS["ann"]
        )
    assert len(await rows(house.database, "ballots")) == 1


async def agree_between(house: House, both: House) -> None:
    code = await invited(house)
    await both.hear(CommandCalled(**both.asked("ann", THERE, None), verb="on"))
    await both.form("ann", THERE, "join", code, name=THEM)
    await house.press("ann", "Say yes", "asks")
