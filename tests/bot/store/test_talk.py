"""Messages, reactions, verdicts and challenges, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat import MemberRef
from adapters.events import Audience, Feeling
from bot.store.challenges import Challenges
from bot.store.database import Connection, Database
from bot.store.members import MemberRow, Members
from bot.store.messages import Messages
from bot.store.verdicts import Verdicts
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.judgement import Verdict
from challenges.messages import ChannelId, MemberId, MessageId

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HERE, ELSEWHERE = "slack:T1", "slack:T2"
GENERAL, RANDOM = ChannelId("slack:T1/C1"), ChannelId("slack:T1/C2")
ANN, BOB = MemberRef("slack", "U1"), MemberRef("slack", "U2")


def numbered(number: int | str) -> MessageId:
    return MessageId(f"{GENERAL}/{number}")


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(HERE) as opened:
        yield opened


@pytest.fixture
def messages(connection: Connection) -> Messages:
    return Messages(connection, HERE)


async def write(
    messages: Messages,
    number: int,
    *,
    by: MemberRef = ANN,
    channel: ChannelId = GENERAL,
    thread: int | None = None,
    at: datetime | None = None,
    council: str = "",
    audience: Audience = Audience.COMMUNITY,
) -> MessageId:
    await messages.save(
        numbered(number),
        channel=channel,
        by=by,
        text=f"message {number}",
        at=at or NOW + number * MINUTE,
        thread=None if thread is None else numbered(thread),
        council=council,
        audience=audience,
    )
    return numbered(number)


async def numbers(found: list) -> list[str]:
    return [message.id.rpartition("/")[2] for message in found]


async def test_a_message_comes_back_as_it_was_said(messages: Messages) -> None:
    await messages.save(
        numbered(2),
        channel=GENERAL,
        by=ANN,
        text="We could share it.",
        at=NOW,
        thread=numbered(1),
        answers=numbered(1),
        council="Anyborough",
    )
    found = await messages.get(numbered(2))
    assert found is not None
    assert (found.id, found.channel, found.by) == (numbered(2), GENERAL, "slack:U1")
    assert (found.text, found.at, found.council) == ("We could share it.", NOW, "Anyborough")
    assert (found.thread, found.answers) == (numbered(1), numbered(1))
    assert (found.backed_by, found.doubted_by, found.quotable) == (set(), set(), True)
    assert await messages.get(numbered(9)) is None


async def test_a_message_heard_twice_is_kept_as_it_was_first(messages: Messages) -> None:
    await write(messages, 1, by=ANN)
    await write(messages, 1, by=BOB)
    found = await messages.get(numbered(1))
    assert found is not None
    assert found.by == str(ANN)


async def test_new_words_replace_the_old_but_not_newer_ones(messages: Messages) -> None:
    await write(messages, 1)
    await messages.revise(numbered(1), "second", NOW + 2 * MINUTE)
    await messages.revise(numbered(1), "first", NOW + MINUTE)
    found = await messages.get(numbered(1))
    assert found is not None
    assert found.text == "second"


async def test_reactions_count_once_for_each_member_and_side(messages: Messages) -> None:
    await write(messages, 1)
    await messages.react(numbered(1), BOB, Feeling.FOR)
    await messages.react(numbered(1), BOB, Feeling.FOR)
    await messages.react(numbered(1), ANN, Feeling.AGAINST)
    await messages.react(numbered(9), ANN, Feeling.FOR)
    found = await messages.get(numbered(1))
    assert found is not None
    assert (found.backed_by, found.doubted_by) == ({str(BOB)}, {str(ANN)})
    await messages.unreact(numbered(1), ANN, Feeling.AGAINST)
    await messages.unreact(numbered(1), ANN, Feeling.AGAINST)
    found = await messages.get(numbered(1))
    assert found is not None
    assert found.doubted_by == set()


async def test_a_withdrawn_message_takes_its_reactions_along(
    messages: Messages, connection: Connection
) -> None:
    await write(messages, 1)
    await messages.react(numbered(1), BOB, Feeling.FOR)
    await messages.withdraw(numbered(1))
    assert await messages.get(numbered(1)) is None
    assert await connection.rows("SELECT * FROM reactions") == []


async def test_the_channel_itself_is_what_stands_in_no_thread(messages: Messages) -> None:
    await write(messages, 1)
    await write(messages, 2, thread=1)
    await write(messages, 3)
    await write(messages, 4, channel=RANDOM)
    assert await numbers(await messages.recent(GENERAL, None)) == ["1", "3"]


async def test_a_thread_is_its_first_message_and_what_follows(messages: Messages) -> None:
    for number in (1, 2, 3, 4):
        await write(messages, number, thread=1 if number % 2 == 0 else None)
    await messages.react(numbered(4), BOB, Feeling.AGAINST)
    found = await messages.recent(GENERAL, numbered(1))
    assert await numbers(found) == ["1", "2", "4"]
    assert found[-1].doubted_by == {str(BOB)}
    assert await numbers(await messages.recent(GENERAL, numbered(1), most=2)) == ["2", "4"]


async def test_a_talk_can_be_read_from_a_moment_on(messages: Messages) -> None:
    for number in range(1, 6):
        await write(messages, number)
    since = NOW + 2 * MINUTE
    assert await numbers(await messages.recent(GENERAL, None, since=since)) == ["3", "4", "5"]
    assert await numbers(await messages.recent(GENERAL, None, 2, since)) == ["4", "5"]


async def test_a_kept_message_has_a_place(messages: Messages) -> None:
    await write(messages, 1)
    await write(messages, 2, thread=1)
    assert await messages.place(numbered(1)) == (GENERAL, None)
    assert await messages.place(numbered(2)) == (GENERAL, numbered(1))
    assert await messages.place(numbered(3)) is None


async def test_another_community_sees_nothing_of_it(
    messages: Messages, connection: Connection
) -> None:
    await write(messages, 1)
    other = Messages(connection, ELSEWHERE)
    assert await other.get(numbered(1)) is None
    assert await other.recent(GENERAL, None) == []
    assert await other.between(NOW, NOW + DAY) == []


async def test_a_week_is_what_its_readers_may_read(messages: Messages) -> None:
    await write(messages, 0, audience=Audience.COMMUNITY)
    await write(messages, 1, audience=Audience.PRIVATE)
    await write(messages, 2, audience=Audience.SHARED)
    await write(messages, 3, at=NOW + DAY)
    week = (NOW, NOW + DAY)
    assert await numbers(await messages.between(*week)) == ["0"]
    assert await numbers(await messages.between(*week, ("community", "shared"))) == ["0", "2"]
    assert await messages.between(*week, ()) == []


async def test_nobody_is_quoted_who_asked_not_to_be_or_wrote_in_private(
    messages: Messages, connection: Connection
) -> None:
    await Members(connection, HERE).save(MemberRow(BOB, quotes=False))
    await write(messages, 1, by=ANN)
    await write(messages, 2, by=BOB)
    await write(messages, 3, by=ANN, audience=Audience.PRIVATE)
    found = await messages.recent(GENERAL, None)
    assert [message.quotable for message in found] == [True, False, False]
    assert await messages.quotable([message.id for message in found]) == {numbered(1)}
    assert await messages.quotable([]) == set()
    assert await messages.quotable([numbered(9)]) == set()


async def test_a_council_usually_writes_here_when_it_did_on_two_days(messages: Messages) -> None:
    for number, (council, days) in enumerate(
        [("Anyborough", 1), ("Anyborough", 3), ("Once", 2), ("Once", 2), ("Long ago", 40),
         ("Long ago", 50), ("", 1), ("", 2)]
    ):  # fmt: skip
        await write(messages, number, council=council, at=NOW - days * DAY)
    assert (await messages.usual_councils(GENERAL, NOW)).keys() == {"Anyborough"}
    assert await messages.usual_councils(RANDOM, NOW) == {}


async def test_a_forgotten_member_has_said_and_felt_nothing(
    messages: Messages, connection: Connection
) -> None:
    await write(messages, 1, by=ANN)
    await write(messages, 2, by=BOB)
    await messages.react(numbered(1), BOB, Feeling.FOR)
    await messages.react(numbered(2), ANN, Feeling.FOR)
    exported = await messages.export(ANN)
    assert [row.get("text") for row in exported] == ["message 1", None]
    assert exported[-1] == {"reacted_to": numbered(2), "feeling": "for"}
    await messages.forget(ANN)
    assert await messages.export(ANN) == []
    assert await numbers(await messages.recent(GENERAL, None)) == ["2"]
    assert await connection.rows("SELECT * FROM reactions") == []


async def test_old_messages_and_switched_off_channels_are_emptied(messages: Messages) -> None:
    for number in range(4):
        await write(messages, number, channel=RANDOM if number == 3 else GENERAL)
    assert await messages.purge(NOW + MINUTE) == 1
    assert await messages.forget_channel(RANDOM) == 1
    assert await numbers(await messages.recent(GENERAL, None)) == ["1", "2"]


QUIET = Verdict(False, "", "too-few-people", (("people", 3), ("since", "2026-03-01")), (), True)
ASK = Verdict(True, "split", "split-without-reasons", (("for_", 4),), (numbered(1),), False)


async def test_the_latest_verdict_comes_back_as_it_was(connection: Connection) -> None:
    verdicts = Verdicts(connection, HERE)
    assert await verdicts.latest(GENERAL, None) is None
    await verdicts.note(GENERAL, None, QUIET, NOW)
    await verdicts.note(GENERAL, numbered(1), ASK, NOW + MINUTE)
    in_channel = await verdicts.latest(GENERAL, None)
    in_thread = await verdicts.latest(GENERAL, numbered(1))
    assert in_channel is not None
    assert in_thread is not None
    assert (in_channel.verdict, in_channel.thread, in_channel.at) == (QUIET, None, NOW)
    assert (in_thread.verdict, in_thread.thread) == (ASK, numbered(1))


async def test_a_verdict_is_found_by_its_reason(connection: Connection) -> None:
    verdicts = Verdicts(connection, HERE)
    await verdicts.note(GENERAL, None, QUIET, NOW)
    await verdicts.note(GENERAL, None, ASK, NOW + MINUTE)
    found = await verdicts.of(GENERAL, None, QUIET.reason)
    assert found is not None
    assert (found.verdict, found.at) == (QUIET, NOW)
    assert await verdicts.of(GENERAL, numbered(1), QUIET.reason) is None


async def test_the_same_reason_is_noted_once_and_near_ones_are_listed(
    connection: Connection,
) -> None:
    verdicts = Verdicts(connection, HERE)
    for minutes in range(3):
        await verdicts.note(GENERAL, None, QUIET, NOW + minutes * MINUTE)
    await verdicts.note(RANDOM, None, replace(QUIET, near=False), NOW)
    [near] = await verdicts.near(NOW)
    assert near.at == NOW + 2 * MINUTE
    assert await verdicts.near(NOW + DAY) == []
    assert await verdicts.purge(NOW + DAY) == 2


async def test_a_conversation_is_left_alone_until_it_is_time(connection: Connection) -> None:
    verdicts = Verdicts(connection, HERE)
    await verdicts.leave_alone(GENERAL, numbered(1), NOW + MINUTE)
    await verdicts.leave_alone(GENERAL, numbered(1), NOW + DAY)
    assert await verdicts.settled_until(GENERAL, numbered(1), NOW) == NOW + DAY
    assert await verdicts.settled_until(GENERAL, numbered(1), NOW + DAY) is None
    assert await verdicts.settled_until(GENERAL, None, NOW) is None
    assert await verdicts.purge(NOW + 2 * DAY) == 1


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
small = st.integers(0, 99)
moments = st.datetimes(timezones=st.just(UTC))
anyone = st.builds(
    Challenge,
    id=small,
    channel=words.map(ChannelId),
    thread=st.none() | words.map(MessageId),
    about=st.lists(words.map(MessageId), max_size=3).map(tuple),
    move=words,
    wording=words,
    claim=words,
    reason=words,
    origin=st.sampled_from(Origin),
    asked_by=st.none() | words.map(MemberId),
    asked_at=moments,
    lapses_at=moments,
    state=st.sampled_from(ChallengeState),
    answers=small,
    helped=small,
    not_helped=small,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(challenge=anyone)
async def test_any_challenge_comes_back(connection: Connection, challenge: Challenge) -> None:
    table = Challenges(connection, HERE)
    await table.save(challenge)
    assert await table.get(challenge.id) == challenge
    assert await Challenges(connection, ELSEWHERE).get(challenge.id) is None


def asked(number: int, **changes: object) -> Challenge:
    base = Challenge(
        number, GENERAL, None, (), "split", "Why?", "a claim", "request", Origin.REQUEST,
        MemberId(str(ANN)), NOW + number * MINUTE, NOW + DAY, ChallengeState.ASKED,
    )  # fmt: skip
    return replace(base, **changes)


async def test_challenges_are_found_by_where_and_when_they_were_asked(
    connection: Connection,
) -> None:
    table = Challenges(connection, HERE)
    assert [await table.next_id(), await table.next_id()] == [1, 2]
    await table.save(asked(1))
    await table.save(asked(2, thread=numbered(7), state=ChallengeState.ANSWERED))
    await table.save(asked(3, state=ChallengeState.LAPSED))
    await table.save(asked(4, channel=RANDOM))
    assert [each.id for each in await table.latest_in(GENERAL, NOW + 2 * MINUTE)] == [3, 2]
    assert [each.id for each in await table.open_in(GENERAL, None)] == [1]
    assert [each.id for each in await table.open_in(GENERAL, numbered(7))] == [2]
    assert [each.id for each in await table.between(NOW, NOW + 3 * MINUTE)] == [1, 2]
    assert await table.purge(NOW + 2 * MINUTE) == 1


async def test_a_forgotten_member_asked_nothing(connection: Connection) -> None:
    table = Challenges(connection, HERE)
    await table.save(asked(1))
    [exported] = await table.export(str(ANN))
    assert exported["claim"] == "a claim"
    await table.forget(str(ANN))
    assert await table.export(str(ANN)) == []
    kept = await table.get(1)
    assert kept is not None
    assert kept.asked_by is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(st.tuples(st.sampled_from([None, 0, 1]), st.integers(0, 8)), max_size=12),
    thread=st.sampled_from([None, 0, 1]),
    most=st.integers(1, 12),
    since=st.integers(0, 8),
)
async def test_reading_from_a_moment_on_is_reading_all_and_dropping_the_older(
    messages: Messages,
    connection: Connection,
    written: list[tuple[int | None, int]],
    thread: int | None,
    most: int,
    since: int,
) -> None:
    await connection.run("DELETE FROM messages")
    for number, (stands_in, minute) in enumerate(written):
        await write(messages, number, thread=stands_in, at=NOW + minute * MINUTE)
    asked = None if thread is None else numbered(thread)
    moment = NOW + since * MINUTE
    everything = await messages.recent(GENERAL, asked, most)
    expected = [message for message in everything if message.at > moment]
    assert await messages.recent(GENERAL, asked, most, moment) == expected


async def test_the_newest_messages_of_each_channel_are_told_newest_first(
    messages: Messages, connection: Connection
) -> None:
    for number in range(1, 5):
        await write(messages, number, at=NOW + number * MINUTE)
    await write(messages, 9, channel=RANDOM, at=NOW)
    await write(Messages(connection, ELSEWHERE), 5, at=NOW)
    newest = await messages.newest(2)
    assert [id_ for id_, _ in newest] == [numbered(4), numbered(3), numbered(9)]
    assert all(text for _, text in newest)
