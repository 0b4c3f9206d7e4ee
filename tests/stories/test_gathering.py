"""What the digest gathers from the store: public channels, kinds of council, views, the office."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import CommunityRef, MessageRef
from adapters.events import Audience, Feeling
from bot import gathering
from bot.store.digests import Digests
from bot.store.members import MemberRow, Members
from challenges.digest import Edition, TryKind, Week
from challenges.messages import MemberId
from challenges.office import SHORTEST
from tests.house import House
from tests.stories.test_contrast import BINS, SPEED, TITLE, listening
from tests.stories.test_office import CHANNEL, DAY, in_office, switched_on, volunteers_

CLAIM = "We should join the shared web platform."


async def week(house: House, days: int = 7) -> Week:
    now = house.clock.now() + timedelta(minutes=1)
    async with house.database.reading() as connection:
        return await gathering.week(
            connection, str(house.community), now - timedelta(days=days), now
        )


async def publish(house: House) -> Edition:
    """The digest that a moderator asks for now; enough was said for one."""
    for n in range(5):
        await house.say("ann", CHANNEL, f"The library opens at {n} on Monday")
    await house.pass_time(timedelta(minutes=1))
    await house.command("ann", CHANNEL, "digest now")
    return await latest(house)


async def latest(house: House) -> Edition:
    async with house.database.reading() as connection:
        found = await Digests(connection, str(house.community)).latest()
    assert found is not None
    return found.edition


async def shown(house: House) -> MessageRef:
    """A question below which a view of another council stands."""
    first = await house.say("ann", CHANNEL, CLAIM)
    await house.say("bob", CHANNEL, "Agreed, a shared web platform saves money.", first)
    await house.point("bob", "challenge", first, CLAIM)
    await house.press("bob", "See other councils")
    return first


async def test_views_that_were_shown_are_told_with_what_at_least_three_said(house: House) -> None:
    await listening(house)
    await house.form("eve", CHANNEL, "share", **SPEED)
    await house.form("dan", CHANNEL, "share", **BINS)
    await shown(house)
    for person in ("bob", "cat", "fay"):
        await house.press(person, "Useful", TITLE)
    for person in ("bob", "cat"):
        await house.press(person, "New to me", TITLE)
    [told] = (await week(house)).contrasts
    assert (told.view.text, told.times, told.useful, told.new) == (SPEED["text"], 1, 3, 0)


async def test_a_view_of_another_community_leaves_the_digest_when_it_is_taken_back(
    house: House,
) -> None:
    await listening(house)
    there = house.next_door(CommunityRef("other", "T9"))
    await there.command("eve", CHANNEL, "council Westmoor")
    await there.form("eve", CHANNEL, "share", **SPEED)
    await shown(house)
    [told] = (await week(house)).contrasts
    assert (told.view.by, told.view.channel) == (None, None)
    assert [each.view.text for each in (await publish(house)).contrasts] == [SPEED["text"]]
    await there.press("eve", "Take it back")
    assert (await latest(house)).contrasts == ()


async def test_who_challenged_is_counted_and_named_only_by_consent(house: House) -> None:
    await switched_on(house, "bob")
    assert (await week(house)).vacant == f"{house.community}/{CHANNEL}"
    await in_office(house)
    found = await week(house)
    assert (found.challengers, found.named, found.vacant) == (1, (MemberId("fake:bob"),), "")
    assert (await publish(house)).named == ("fake:bob",)
    await volunteers_(house, "bob", "Yes, without my name")
    assert (await week(house)).named == ()
    assert (await latest(house)).named == ()
    await house.pass_time(7 * DAY + SHORTEST)
    found = await week(house)
    assert (found.challengers, found.named) == (1, ())


async def test_who_is_forgotten_is_named_in_no_digest(house: House) -> None:
    await switched_on(house, "bob")
    await in_office(house)
    assert (await publish(house)).named == ("fake:bob",)
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    told = await latest(house)
    assert (told.challengers, told.named) == (1, ())


async def test_what_is_said_where_not_everybody_reads_is_gathered_nowhere(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for n in range(6):
        await house.say("ann", CHANNEL, f"We should paint room {n} green, <@BOB>")
    secret = await house.say("bob", "council-only", CLAIM, audience=Audience.PRIVATE)
    await house.react("ann", secret, Feeling.AGAINST)
    found = await week(house)
    assert {talk.channel for talk in found.conversations} == {f"{house.community}/{CHANNEL}"}
    assert found.names == {"ann": "fake:ann"}


async def test_kinds_of_council_are_counted_and_a_usual_one_that_is_missing_is_noticed(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    people = [f"p{n}" for n in range(6)]
    async with house.database.writing(str(house.community)) as connection:
        for person in people:
            row = MemberRow(house.member(person), "Leeds", "metropolitan district")
            await Members(connection, str(house.community)).save(row)
    for number in range(3):
        for person in people if number < 2 else ["ann"] * 6:
            await house.say(person, CHANNEL, f"The {number} forms of {person} are online now")
        await publish(house)
        await house.pass_time(DAY)
    assert (await week(house, 1)).usual_kinds == ("metropolitan district",)
    made = await latest(house)
    assert made.voices == ()
    assert TryKind.INVITE in {each.kind for each in made.tries}
    async with house.database.reading() as connection:
        before = await Digests(connection, str(house.community)).newest(3)
    assert before[-1].edition.voices == (("metropolitan district", 6),)
    assert [each.ends for each in made.trend] == sorted({each.ends for each in made.trend})
