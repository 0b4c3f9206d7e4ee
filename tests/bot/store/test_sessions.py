"""Links that sign in and the sessions they begin: each once, each its own community's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.chat import MemberRef
from bot.store.database import Connection, Database
from bot.store.sessions import LINK_LIVES, SESSION_LIVES, Sessions, session, sign_in_link

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HERE, ELSEWHERE = "slack:T1", "slack:T2"
ANN, BOB = MemberRef("slack", "U1"), MemberRef("slack", "U2")


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(HERE) as opened:
        yield opened


async def test_a_link_begins_one_session_and_no_other(connection: Connection) -> None:
    sessions = Sessions(connection, HERE)
    await sessions.offer(ANN, "token", NOW)
    await sessions.use("token", "first", NOW)
    await sessions.use("token", "second", NOW)
    await sessions.use("guessed", "third", NOW)
    assert await session(connection, HERE, "second", NOW) is None
    assert await session(connection, HERE, "third", NOW) is None
    found = await session(connection, HERE, "first", NOW)
    assert found is not None
    assert (found.member, found.ends_at) == (ANN, NOW + SESSION_LIVES)
    assert await session(connection, HERE, "first", NOW + SESSION_LIVES) is None
    assert await sessions.of(ANN, NOW) == [found]
    assert await sessions.of(BOB, NOW) == []


async def test_a_link_of_another_community_or_of_earlier_begins_none(
    connection: Connection,
) -> None:
    here, elsewhere = Sessions(connection, HERE), Sessions(connection, ELSEWHERE)
    await here.offer(ANN, "token", NOW)
    await elsewhere.use("token", "secret", NOW)
    await here.use("token", "secret", NOW + LINK_LIVES)
    await here.offer(ANN, "newer", NOW)
    await here.use("token", "secret", NOW)
    assert await connection.rows("SELECT * FROM sessions") == []
    assert (row := await sign_in_link(connection, "token")) is not None
    assert not row.works(NOW)
    assert (row := await sign_in_link(connection, "newer")) is not None
    assert row.works(NOW)


async def test_a_session_is_good_in_its_own_community(connection: Connection) -> None:
    here, elsewhere = Sessions(connection, HERE), Sessions(connection, ELSEWHERE)
    await here.offer(ANN, "token", NOW)
    await here.use("token", "secret", NOW)
    assert await session(connection, ELSEWHERE, "secret", NOW) is None
    await elsewhere.end("secret")
    assert await elsewhere.end_all(ANN) == 0
    assert await session(connection, HERE, "secret", NOW) is not None
    await here.end("secret")
    assert await session(connection, HERE, "secret", NOW) is None


async def test_ending_all_voids_the_links_and_still_counts_them(connection: Connection) -> None:
    sessions = Sessions(connection, HERE)
    for number in range(3):
        await sessions.offer(ANN, f"token {number}", NOW)
        await sessions.use(f"token {number}", f"secret {number}", NOW)
    await sessions.offer(ANN, "unused", NOW)
    assert await sessions.end_all(ANN) == 3
    await sessions.use("unused", "secret", NOW)
    assert await sessions.of(ANN, NOW) == []
    assert await sessions.asked_lately(ANN, NOW) == 4
    assert await sessions.asked_lately(ANN, NOW + timedelta(days=1)) == 0
    links = await connection.rows("SELECT * FROM sign_in_links")
    assert str(ANN) not in str([dict(each) for each in links])


async def test_what_is_over_is_purged_and_what_is_not_stays(connection: Connection) -> None:
    sessions = Sessions(connection, HERE)
    await sessions.offer(ANN, "token", NOW)
    await sessions.use("token", "secret", NOW)
    assert await sessions.purge(NOW + timedelta(hours=23)) == 0
    assert await sessions.purge(NOW + timedelta(days=1)) == 1
    assert await sessions.purge(NOW + SESSION_LIVES) == 1


async def test_when_a_community_is_closed_its_own_are_signed_out(connection: Connection) -> None:
    for community, name in ((HERE, "here"), (ELSEWHERE, "there")):
        sessions = Sessions(connection, community)
        await sessions.offer(ANN, name, NOW)
        await sessions.use(name, name, NOW)
        await sessions.offer(BOB, f"{name} unused", NOW)
    await Sessions(connection, HERE).close()
    assert await session(connection, HERE, "here", NOW) is None
    assert await session(connection, ELSEWHERE, "there", NOW) is not None
    assert (row := await sign_in_link(connection, "here unused")) is not None
    assert not row.works(NOW)
