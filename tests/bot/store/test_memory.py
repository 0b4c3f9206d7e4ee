"""What the tables remember is what they would read, whatever was written; on both engines."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.events import Audience, Feeling
from bot.store.brakes import BrakeRow, Brakes
from bot.store.challenges import Challenges
from bot.store.channels import Channels
from bot.store.communities import erase
from bot.store.database import Connection, Database
from bot.store.members import MemberRow, Members
from bot.store.messages import Messages
from bot.store.settings import CommunitySettingsTable
from bot.store.talks import MOST_TALKS, RememberedTalks
from bot.store.transactions import MOST_REMEMBERED, Memory
from bot.store.verdicts import Verdicts
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.effects import Cadence
from challenges.messages import ChannelId, MessageId
from config.community import community_settings

HERE = "slack:T1"
CHANNEL = ChannelRef(CommunityRef("slack", "T1"), "C1")
GENERAL = ChannelId(str(CHANNEL))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PEOPLE = [MemberRef("slack", f"U{number}") for number in range(3)]


class Undone(Exception):
    """Raised to undo a part."""


class Forgetful:
    """A connection that remembers nothing of what it read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.memory = Memory()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def numbered(number: int) -> MessageId:
    return MessageId(f"{GENERAL}/{number}")


steps = st.tuples(
    st.sampled_from(
        ["save", "save", "save", "answer", "answer", "answer", "react", "react", "unreact",
         "revise", "withdraw", "quotes", "forget", "purge", "ask", "alone", "undo", "channel",
         "brake", "erase"]
    ),
    st.integers(0, 5),
    st.integers(0, 2),
)  # fmt: skip


async def take(step: tuple[str, int, int], connection: Connection) -> None:
    kind, number, person = step
    messages, by = Messages(connection, HERE), PEOPLE[person]
    at = NOW + timedelta(minutes=number)
    match kind:
        case "save" | "answer" | "undo":
            thread = numbered(person) if kind == "answer" else None
            await messages.save(
                numbered(number), channel=GENERAL, by=by, text=f"words {number}\0", at=at,
                thread=thread,
            )  # fmt: skip
        case "react":
            await messages.react(numbered(number), by, Feeling.FOR)
            await messages.react(numbered(number), PEOPLE[number % 3], Feeling.AGAINST)
        case "unreact":
            await messages.unreact(numbered(number), by, Feeling.FOR)
        case "revise":
            await messages.revise(numbered(number), f"other words {person}", at)
        case "withdraw":
            await messages.withdraw(numbered(number))
        case "quotes":
            await Members(connection, HERE).save(MemberRow(by, quotes=number % 2 == 0))
        case "forget":
            await Members(connection, HERE).forget(by)
            await messages.forget(by)
        case "purge":
            await messages.purge(NOW + timedelta(minutes=2))
        case "ask":
            await Challenges(connection, HERE).save(asked(number, person))
        case "alone":
            await Verdicts(connection, HERE).leave_alone(GENERAL, numbered(person), at)
        case "channel":
            await Channels(connection, HERE).saw(CHANNEL, list(Audience)[person])
            await Channels(connection, HERE).switch(CHANNEL, number % 2 == 0, "ann", at)
        case "brake":
            row = BrakeRow(GENERAL, list(Cadence)[person], "", at)
            await Brakes(connection, HERE).save(row)
        case "erase":
            await erase(connection, HERE)


def asked(number: int, state: int) -> Challenge:
    return Challenge(
        id=number,
        channel=GENERAL,
        thread=numbered(state) if number % 2 else None,
        about=(),
        move="split",
        wording="What else?",
        claim="",
        reason="request",
        origin=Origin.REQUEST,
        asked_by=None,
        asked_at=NOW + timedelta(minutes=number),
        lapses_at=NOW + timedelta(days=3),
        state=list(ChallengeState)[state],
        answers=0,
        helped=0,
        not_helped=0,
    )


async def seen(connection: Connection) -> list[Any]:
    """All that can be remembered, as the tables tell it."""
    messages, asked = Messages(connection, HERE), Challenges(connection, HERE)
    threads = [None, *(numbered(number) for number in range(3))]
    since = NOW + timedelta(minutes=1)
    return [
        [await messages.recent(GENERAL, each, 3) for each in threads[:-1]],
        await messages.recent(GENERAL, threads[-1], 3, since),
        [await asked.open_in(GENERAL, each) for each in threads],
        await asked.latest_in(GENERAL, since),
        await asked.latest_in(GENERAL, NOW),
        [await Members(connection, HERE).get(each) for each in PEOPLE],
        [await Verdicts(connection, HERE).settled_until(GENERAL, each, NOW) for each in threads],
        await Channels(connection, HERE).get(CHANNEL),
        await Brakes(connection, HERE).get(GENERAL),
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(walk=st.lists(steps, min_size=10, max_size=40))
async def test_what_is_remembered_is_what_would_be_read(
    database: Database, walk: list[tuple[str, int, int]]
) -> None:
    async with database.writing(HERE) as connection:
        await erase(connection, HERE)
        for step in walk:
            if step[0] == "undo":
                with suppress(Undone):
                    async with connection.savepoint():
                        await take(step, connection)
                        await seen(connection)
                        raise Undone
            else:
                await take(step, connection)
            unread: Any = Forgetful(connection)
            assert await seen(connection) == await seen(unread), step


async def test_what_was_remembered_in_a_transaction_that_failed_is_forgotten(
    database: Database,
) -> None:
    with suppress(Undone):
        async with database.writing(HERE) as connection:
            await Members(connection, HERE).save(MemberRow(PEOPLE[0], council="Anyborough"))
            assert await Members(connection, HERE).get(PEOPLE[0]) is not None
            raise Undone
    async with database.writing(HERE) as connection:
        assert await Members(connection, HERE).get(PEOPLE[0]) is None


async def test_settings_are_read_anew_once_they_changed(database: Database) -> None:
    async with database.writing(HERE) as connection:
        table = CommunitySettingsTable(connection, HERE)
        assert (await table.read(community_settings)).nation == "ENG"
        await table.put({"nation": "WLS"})
        assert (await table.read(community_settings)).nation == "WLS"


async def test_a_talk_is_read_once_while_it_goes_on(database: Database) -> None:
    async with database.writing(HERE) as connection:
        messages = Messages(connection, HERE)
        await messages.save(numbered(1), channel=GENERAL, by=PEOPLE[0], text="one", at=NOW)
        await messages.recent(GENERAL, None, 3)
        await messages.save(numbered(2), channel=GENERAL, by=PEOPLE[0], text="two", at=NOW)
        remembered = RememberedTalks(connection.memory, HERE).get((GENERAL, None), 3, None)
        assert [each.text for each in remembered or ()] == ["one", "two"]


def test_no_more_is_remembered_than_a_little() -> None:
    memory = Memory()
    members = memory.of("members", HERE)
    members.update(enumerate(range(MOST_REMEMBERED + 1)))
    assert memory.of("members", HERE) == {}
    talks = RememberedTalks(memory, HERE)
    for number in range(MOST_TALKS + 5):
        talks.keep((GENERAL, numbered(number)), 3, None, ())
    assert talks.get((GENERAL, numbered(4)), 3, None) is None
    assert talks.get((GENERAL, numbered(5)), 3, None) == []
