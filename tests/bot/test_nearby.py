"""The views nearest a question, as the worker finds them: fresh at every question, or silent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import readers
from bot.nearby import READ_AT_ONCE, Nearby, kept
from bot.store.communities import erase
from bot.store.database import Connection, Database
from bot.store.view_vectors import ViewVectors
from bot.store.views import Views
from challenges.claim_stance import ByLetters
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
on_one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE, THERE = "slack:T1", "slack:T2"

SHARED = (
    ("One national platform for every council form", "We moved 40 forms to the national platform."
     " Load times doubled and two teams built workarounds within a year.",
     "We should move all our online forms to the national forms platform"),
    ("Chatbots reduce calls to the contact centre", "We ran a chatbot for nine months. Call volumes"
     " did not move and residents rang anyway, so we switched it off.",
     "A chatbot on the website would take pressure off the contact centre"),
    ("Delivery teams should sit inside services", "We embedded two developers in housing. Repairs"
     " reporting improved but nobody maintained the shared components.",
     "Put developers directly into the service teams"),
    ("Staff should come to the office three days a week", "We required three days. Recruitment for"
     " planning officers fell through and we lost four people.",
     "Everyone back in the office at least 3 days"),
    ("We should buy our case management system", "We bought an off-the-shelf system and spent more"
     " on configuration than building it would have cost.",
     "Off the shelf is always cheaper than building our own system"),
    ("User research with care leavers needs payment", "We paid participants with vouchers and"
     " reached people who had never answered our surveys.",
     "We can't pay people to take part in user research"),
    ("Repairs should be reported through an app", "A third of tenants have no smartphone, and"
     " repairs by phone remained the largest channel.", "An app for tenants to report repairs"),
    ("Open source should be the default for council websites", "We joined LocalGov Drupal and share"
     " the upkeep with forty councils; upgrades take us a day.",
     "LocalGov Drupal is the right choice for our new site"),
)  # fmt: skip
"""What councils found, and what others might say without having read it."""
ELSEWHERE = (
    "The Christmas party should be on a Thursday", "School meals should be free for all",
    "Libraries should lend tools", "We need a new logo", "Who is going to the conference?",
)  # fmt: skip


def view(
    number: int, claim: str, text: str, scope: Scope = Scope.COMMUNITY, community: str = HERE
) -> View:
    return View(
        number, claim, text, Status.TRIED, f"Council {number}", "unitary", "", None,
        CommunityId(community), scope, NOW, channel=ChannelId(f"{community}/C1"),
    )  # fmt: skip


async def found(
    nearby: Nearby,
    connection: Connection,
    question: str,
    channel: str | None = None,
    topic: str = "",
) -> list[Any]:
    payload: dict[str, Any] = {
        "question": question,
        "topic": topic,
        "here": [],
        "channel": channel,
        "outsiders": False,
    }
    value = await nearby.find(connection, HERE, payload | {"now": NOW.isoformat()})
    return [(owner, id_) for owner, id_, _ in value["found"]]


@pytest.fixture
def slim() -> Nearby:
    return Nearby(ByLetters(), None)


@pytest.fixture
def trained() -> Nearby:
    best = readers.best()
    if not best.trained:
        pytest.skip("the trained readers are not installed")
    return Nearby(best.embedder, best.scorer)


@pytest.fixture
async def library(database: Database) -> AsyncIterator[Connection]:
    """A transaction in which all was shared."""
    async with database.writing(HERE) as connection:
        await keep_all(connection)
        yield connection


async def keep_all(connection: Connection) -> None:
    for number, (claim, text, _) in enumerate(SHARED, 1):
        await Views(connection, HERE).save(view(number, claim, text))


@on_one_engine
async def test_each_question_gets_the_view_on_its_subject_and_others_get_none(
    library: Connection, trained: Nearby
) -> None:
    for number, (_, _, question) in enumerate(SHARED, 1):
        assert await found(trained, library, question) == [(HERE, number)], question
    for question in ELSEWHERE:
        assert await found(trained, library, question) == [], question


@on_one_engine
async def test_a_single_word_that_somebody_looks_for_finds_what_speaks_of_it(
    library: Connection, trained: Nearby
) -> None:
    for word, number in (("vouchers", 6), ("smartphones", 7), ("recruitment", 4)):
        assert await found(trained, library, word, topic=word) == [(HERE, number)]
    for topic in ("council tax", "half a day", "parking permits"):
        assert await found(trained, library, topic, topic=topic) == []


@on_one_engine
async def test_letters_find_what_is_said_in_the_same_words(
    database: Database, slim: Nearby
) -> None:
    async with database.writing(HERE) as connection:
        assert await found(slim, connection, "anything") == []
        await keep_all(connection)
        hits = [
            (await found(slim, connection, question))[:1] == [(HERE, number)]
            for number, (_, _, question) in enumerate(SHARED, 1)
        ]
    assert sum(hits) >= len(SHARED) - 1


async def test_what_is_new_changed_or_taken_back_counts_at_the_next_question(
    database: Database, slim: Nearby
) -> None:
    async with database.writing(HERE) as connection:
        views = Views(connection, HERE)
        await views.save(view(1, "Chatbots", "We switched our chatbot off."))
        assert await found(slim, connection, "a chatbot") == [(HERE, 1)]
        await views.save(view(1, "Bins", "We empty bins on Fridays."))
        assert await found(slim, connection, "a chatbot") == []
        assert await found(slim, connection, "bins on Fridays") == [(HERE, 1)]
        await views.remove(1)
        assert await found(slim, connection, "bins on Fridays") == []
        await views.save(view(2, "Bins", "We empty bins on Mondays."))
        assert await found(slim, connection, "bins") == [(HERE, 2)]
        await erase(connection, HERE)
        assert await found(slim, connection, "bins") == []


async def test_only_what_may_stand_there_is_found(database: Database, slim: Nearby) -> None:
    async with database.writing(HERE) as connection:
        await Views(connection, HERE).save(view(1, "Bins", "Bins: ours.", Scope.CHANNEL))
        there = Views(connection, THERE)
        await there.save(view(2, "Bins", "Bins: theirs.", Scope.COMMUNITY, THERE))
        await there.save(view(3, "Bins", "Bins: everybody's.", Scope.EVERYWHERE, THERE))
        assert await found(slim, connection, "bins") == [(THERE, 3)]
        assert set(await found(slim, connection, "bins", f"{HERE}/C1")) == {(HERE, 1), (THERE, 3)}
        await there.save(view(3, "Bins", "Bins: theirs again.", Scope.COMMUNITY, THERE))
        assert await found(slim, connection, "bins") == []


async def test_many_new_views_are_read_in_parts_and_kept_for_the_next_start(
    database: Database, slim: Nearby
) -> None:
    count = READ_AT_ONCE + 5
    async with database.writing(HERE) as connection:
        for number in range(1, count + 1):
            await Views(connection, HERE).save(view(number, f"Subject {number}", f"Word{number}."))
        value = await slim.find(
            connection, HERE,
            {"question": f"Word{count}", "here": [f"Council {count - 1}"], "channel": None,
             "outsiders": False, "now": NOW.isoformat()},
        )  # fmt: skip
        assert value["unread"]
        assert value["found"][0][:2] == [HERE, count]  # the newest is there at once
        vectors, more = ViewVectors(connection, HERE), True
        while more:
            read = await slim.read(connection, HERE)
            await vectors.save(read["reader"], kept(read["rows"]))
            more = read["more"]
        assert await vectors.unread(slim.embedder.name, 1) == []
        assert await slim.read(connection, HERE) == {
            "reader": slim.embedder.name, "rows": [], "more": False,
        }  # fmt: skip
        again = Nearby(ByLetters(), None)
        assert (await found(again, connection, "Word1"))[0] == (HERE, 1)
        assert (await found(slim, connection, "Word1"))[0] == (HERE, 1)
