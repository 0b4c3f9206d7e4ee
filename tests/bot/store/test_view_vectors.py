"""How views read, as numbers, and what people said of them, as counts; on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.store.communities import erase
from bot.store.database import Connection, Database
from bot.store.view_presses import NEW, USEFUL, ViewPresses
from bot.store.view_vectors import TAKEN_BACK, ViewVectors, changed_since
from bot.store.views import Views
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
HERE = "slack:T1"


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(HERE) as opened:
        yield opened


def view(number: int, scope: Scope = Scope.COMMUNITY, text: str = "We tried it.") -> View:
    return View(
        number, "A claim", text, Status.TRIED, "York", "unitary", "", None, CommunityId(HERE),
        scope, NOW,
    )  # fmt: skip


async def test_a_view_is_unread_until_its_numbers_are_kept_and_again_when_it_changes(
    connection: Connection,
) -> None:
    views, vectors = Views(connection, HERE), ViewVectors(connection, HERE)
    await views.save(view(1))
    await views.save(view(2, Scope.PUBLIC))
    unread = await vectors.unread("letters", 10)
    assert [(each.view, each.claim, each.text) for each in unread] == [
        (2, "A claim", "We tried it."),
        (1, "A claim", "We tried it."),
    ]
    await vectors.save("letters", [(each.seq, each.view, b"numbers") for each in unread])
    assert await vectors.unread("letters", 10) == []
    assert len(await vectors.unread("another reader", 10)) == 2
    changed = await changed_since(connection, unread[0].seq)
    assert [(each.view, each.for_all, each.reader, each.vector) for each in changed] == [
        (2, True, "letters", b"numbers"),
        (1, False, "letters", b"numbers"),
    ]
    await views.save(view(1, text="We dropped it."))
    assert [each.text for each in await vectors.unread("letters", 10)] == ["We dropped it."]


async def test_numbers_of_words_that_changed_meanwhile_are_not_kept(connection: Connection) -> None:
    views, vectors = Views(connection, HERE), ViewVectors(connection, HERE)
    await views.save(view(1))
    [before] = await vectors.unread("letters", 10)
    await views.save(view(1, text="Other words."))
    await vectors.save("letters", [(before.seq, 1, b"old")])
    assert [each.text for each in await vectors.unread("letters", 10)] == ["Other words."]


async def test_what_was_taken_back_is_said_so_and_has_no_numbers(connection: Connection) -> None:
    views, vectors = Views(connection, HERE), ViewVectors(connection, HERE)
    await views.save(view(1))
    [row] = await vectors.unread("letters", 10)
    await vectors.save("letters", [(row.seq, 1, b"numbers")])
    await views.remove(1)
    assert [each.reader for each in await changed_since(connection, 0)] == [TAKEN_BACK]
    assert await vectors.unread("letters", 10) == []


async def test_a_press_counts_once_a_month_by_kind_of_council_and_its_marks_go(
    connection: Connection,
) -> None:
    presses = ViewPresses(connection, HERE)
    keys = iter([b"a" * 32, b"b" * 32])

    async def press(word: str, kind: str, member: str, at: datetime = NOW) -> bool:
        return await presses.count(("slack:T2", 4), word, kind, member, at, lambda: next(keys))

    assert await press(USEFUL, "county", "slack:U1")
    assert not await press(USEFUL, "county", "slack:U1")
    assert await press(NEW, "county", "slack:U1")
    assert await press(USEFUL, "county", "slack:U2")
    assert await press(USEFUL, "", "slack:U3")
    assert await presses.useful() == {("slack:T2", 4): {"": 1, "county": 2}}
    assert await ViewPresses(connection, "slack:T2").useful() == {}
    held = str(await connection.rows("SELECT * FROM view_marks"))
    assert "U1" not in held
    december = datetime(2026, 12, 1, tzinfo=UTC)
    assert await presses.purge(NOW) == 0
    assert await presses.purge(december) == 4 + 1
    assert await press(USEFUL, "county", "slack:U1", december)


async def test_both_are_erased_with_their_community(connection: Connection) -> None:
    await Views(connection, HERE).save(view(1))
    presses = ViewPresses(connection, HERE)
    await presses.count((HERE, 1), USEFUL, "county", "slack:U1", NOW, lambda: b"a" * 32)
    await erase(connection, HERE)
    assert await changed_since(connection, 0) == []
    assert await presses.useful() == {}
