"""Volunteers, requests and terms come back as they were kept, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Database
from bot.store.office import Terms, Volunteers
from challenges.ballots import Alias
from challenges.messages import ChannelId, MemberId
from challenges.office import Term, TermState
from challenges.rota import Request, Volunteer

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HERE, THERE = ChannelId("web:room/here"), ChannelId("web:room/there")
ANN, BOB, CAT = (MemberId(f"web:{name}") for name in ("ann", "bob", "cat"))
NEW = Term(
    id=1, channel=HERE, about="", weeks=1, opened_at=NOW, deadline=NOW + DAY, key=b"a key of its"
)  # fmt: skip
FULL = Term(
    id=2,
    channel=THERE,
    about="One form is enough",
    weeks=4,
    opened_at=NOW,
    deadline=NOW + DAY,
    opened_by=ANN,
    state=TermState.ASKING,
    doubters=(Alias("1f"), Alias("2f")),
    doubted=3,
    invited=BOB,
    passed=(BOB,),
    holder=CAT,
    genuine=True,
    stand_in=ANN,
    back_at=NOW + 2 * DAY,
    served=(CAT, ANN),
    ends=NOW + 7 * DAY,
    said=2,
)


@pytest.mark.parametrize("term", [NEW, FULL], ids=["new", "full"])
async def test_a_term_comes_back_as_it_was(database: Database, term: Term) -> None:
    async with database.writing() as connection:
        terms = Terms(connection, "web:room")
        await terms.save(NEW if term is FULL else FULL)
        await terms.save(replace(term, about="Something else"))
        await terms.save(term)
        assert await terms.get(term.id) == term
        assert await Terms(connection, "web:other").get(term.id) is None


async def test_terms_are_found_by_where_they_are_and_whom_they_name(database: Database) -> None:
    async with database.writing() as connection:
        terms = Terms(connection, "web:room")
        over = replace(FULL, id=3, state=TermState.OVER)
        for term in (NEW, FULL, over):
            await terms.save(term)
        assert await terms.open_() == [NEW, FULL]
        assert await terms.open_(HERE) == [NEW]
        for member in (ANN, BOB, CAT):
            assert await terms.naming(member) == [FULL]
        assert await terms.naming("web:dan") == []
        assert [await terms.next_id() for _ in range(2)] == [1, 2]


async def test_only_terms_that_are_over_are_forgotten_with_time(database: Database) -> None:
    async with database.writing() as connection:
        terms = Terms(connection, "web:room")
        for term in (NEW, replace(NEW, id=4, state=TermState.OVER), FULL):
            await terms.save(term)
        await terms.save(replace(FULL, id=5, state=TermState.OVER))
        assert await terms.purge(NOW + DAY) == 0
        assert await terms.purge(NOW + 2 * DAY) == 1
        assert await terms.purge(NOW + 8 * DAY) == 1
        assert [term.id for term in await terms.open_()] == [1, 2]
        await terms.remove(1)
        assert await terms.get(1) is None


async def test_volunteers_come_back_as_they_chose(database: Database) -> None:
    rows = [
        Volunteer(ANN, HERE, named=True, weeks_between=2, away_until=NOW),
        Volunteer(ANN, THERE),
        Volunteer(BOB, HERE),
    ]
    async with database.writing() as connection:
        volunteers = Volunteers(connection, "web:room")
        for row in rows:
            await volunteers.save(replace(row, named=not row.named))
            await volunteers.save(row)
        assert await volunteers.in_channel(HERE) == [rows[0], rows[2]]
        assert await volunteers.of(ANN) == rows[:2]
        assert await Volunteers(connection, "web:other").in_channel(HERE) == []
        await volunteers.remove(ANN)
        assert await volunteers.of(ANN) == []
        await volunteers.close(HERE)
        assert await volunteers.of(BOB) == []


async def test_requests_are_known_until_they_are_forgotten(database: Database) -> None:
    async with database.writing() as connection:
        volunteers = Volunteers(connection, "web:room")
        early, late = Request(ANN, NOW), Request(BOB, NOW + DAY)
        for request in (late, early, early):
            await volunteers.asked(request)
        assert await volunteers.requests(NOW - DAY) == [early, late]
        assert await volunteers.requests(NOW) == [late]
        assert await volunteers.requests(NOW - DAY, ANN) == [early]
        assert await volunteers.purge(NOW + DAY) == 1
        await volunteers.save(Volunteer(BOB, HERE))
        await volunteers.forget(BOB)
        assert await volunteers.requests(NOW - DAY) == []
        assert await volunteers.of(BOB) == []
