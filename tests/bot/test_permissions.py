"""Who may: the ladder of roles, the platform's word and how long it holds, and who is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.commands import Who
from adapters.events import Audience, ButtonPressed
from adapters.posts import plain_post
from bot.commands import VOCABULARY
from bot.permissions import (
    WORD_HOLDS,
    allowed,
    may,
    rank,
    rank_of,
    refused,
    still_moderates,
    who_may,
)
from bot.store.database import Database
from bot.store.members import MemberRow
from bot.work import Surroundings, UnitOfWork
from challenges.dice import SeededDice
from config.councils import directory

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
HERE = CommunityRef("discord", "1")
ANN, BOB = MemberRef("discord", "11"), MemberRef("discord", "12")
GROUP = MemberRef("discord", "&7")
AROUND = Surroundings(SeededDice(b""), directory(), VOCABULARY, lambda ref: "", lambda: "", bytes)


@pytest.fixture
async def work(database: Database) -> AsyncIterator[UnitOfWork]:
    async with database.writing(str(HERE)) as connection:
        yield UnitOfWork(connection, HERE, NOW, AROUND)


def press(
    by: MemberRef, *, administers: bool = False, groups: tuple[str, ...] = ()
) -> ButtonPressed:
    return ButtonPressed(
        key="k",
        community=HERE,
        at=NOW,
        by=by,
        channel=ChannelRef(HERE, "c"),
        administers=administers,
        groups=groups,
        verb="skip",
        subject="1",
    )


def later(work: UnitOfWork, by: timedelta) -> UnitOfWork:
    return UnitOfWork(work.connection, HERE, work.now + by, AROUND)


@pytest.mark.parametrize(
    ("rank_", "who", "expected"),
    [
        (Who.MEMBER, Who.MEMBER, True),
        (Who.MEMBER, Who.MODERATOR, False),
        (Who.MODERATOR, Who.MODERATOR, True),
        (Who.MODERATOR, Who.ORGANISER, False),
        (Who.ORGANISER, Who.MEMBER, True),
    ],
)
def test_who_is_higher_may_what_the_lower_may(rank_: Who, who: Who, expected: bool) -> None:
    assert may(rank_, who) is expected


async def test_the_platforms_word_makes_an_organiser_and_a_name_makes_what_was_named(
    work: UnitOfWork,
) -> None:
    assert await rank(press(ANN, administers=True), work) is Who.ORGANISER
    assert await rank(press(BOB), work) is Who.MEMBER
    await work.roles.give(BOB, Who.MODERATOR, str(ANN), NOW)
    assert await rank(press(BOB), work) is Who.MODERATOR
    await work.roles.take(BOB)
    assert await rank(press(BOB), work) is Who.MEMBER


async def test_a_group_gives_its_role_to_who_is_in_it_at_this_press(work: UnitOfWork) -> None:
    await work.roles.give(GROUP, Who.MODERATOR, str(ANN), NOW)
    assert await rank(press(BOB, groups=("3", "7")), work) is Who.MODERATOR
    assert await rank(press(BOB, groups=("3",)), work) is Who.MEMBER
    await work.roles.give(BOB, Who.ORGANISER, str(ANN), NOW)
    assert await rank(press(BOB, groups=("7",)), work) is Who.ORGANISER


async def test_the_word_of_the_platform_holds_for_what_runs_later_until_it_is_taken_back(
    work: UnitOfWork,
) -> None:
    assert not await still_moderates(str(ANN), work)
    assert await allowed(press(ANN, administers=True), Who.MODERATOR, work)
    assert await still_moderates(str(ANN), work)
    assert await rank_of(ANN, work) is Who.ORGANISER
    assert await allowed(press(ANN), Who.MEMBER, work)  # not an administrator any more
    assert not await still_moderates(str(ANN), work)


async def test_an_old_word_does_not_hold_and_a_press_renews_it(work: UnitOfWork) -> None:
    await allowed(press(ANN, administers=True), Who.MEMBER, work)
    almost = later(work, WORD_HOLDS - timedelta(days=1))
    assert await still_moderates(str(ANN), almost)
    assert not await still_moderates(str(ANN), later(work, WORD_HOLDS))
    await allowed(press(ANN, administers=True), Who.MEMBER, almost)
    assert await still_moderates(str(ANN), later(almost, WORD_HOLDS - timedelta(days=1)))


async def test_in_a_direct_message_silence_takes_no_word_back(work: UnitOfWork) -> None:
    await allowed(press(ANN, administers=True), Who.MEMBER, work)
    await allowed(replace(press(ANN), audience=Audience.DIRECT), Who.MEMBER, work)
    assert await still_moderates(str(ANN), work)


async def test_who_moderates_through_a_group_does_so_while_it_is_named(work: UnitOfWork) -> None:
    await work.roles.give(GROUP, Who.MODERATOR, str(ANN), NOW)
    await allowed(press(BOB, groups=("7",)), Who.MODERATOR, work)
    assert await still_moderates(str(BOB), work)
    await work.roles.take(GROUP)
    assert not await still_moderates(str(BOB), work)


async def test_what_a_forgotten_moderator_set_up_goes_on(work: UnitOfWork) -> None:
    assert await still_moderates("", work)


async def test_one_who_may_not_is_told_whom_to_ask_without_those_left_out(
    work: UnitOfWork,
) -> None:
    words = await refused(press(BOB), Who.MODERATOR, work)
    assert words is not None
    assert "You can ask whoever runs this community." in plain_post(words)
    await work.roles.give(GROUP, Who.MODERATOR, "", NOW)
    await work.roles.vouch(ANN, "", NOW)
    assert await who_may(Who.MODERATOR, work) == [GROUP, ANN]
    assert await who_may(Who.ORGANISER, work) == [ANN]
    await work.members.save(MemberRow(ANN, snoozed_until=NOW + timedelta(days=1)))
    assert await who_may(Who.ORGANISER, work) == []
    assert await refused(press(BOB), Who.MEMBER, work) is None
