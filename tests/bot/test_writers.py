"""The model as the operator set it up: what may be asked of it, and the worker that asks."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import suggesting, writers
from bot.store.jobs import DueJobs, Jobs
from bot.store.suggestions import Spent, Suggestions
from bot.worker import Worker
from challenges.suggestions import Ground, Suggestion
from config.settings import Settings
from tests.fakes import START
from tests.house import a_house
from tests.models import an_oracle

CHANNEL = "general"
MOST = Spent(tokens=100, requests=5)


def set_up(url: str) -> Settings:
    return Settings(model_url=url, model_name="small", model_api_key="hush", model_tokens_a_day=9)


def test_what_may_be_asked_is_what_the_operator_set() -> None:
    assert writers.allowance(Settings()) is None
    assert writers.place(Settings()) is None
    assert writers.check(Settings()) is None
    allowed = writers.allowance(set_up("https://models.example:8443/v1"))
    assert allowed is not None
    assert (allowed.host, allowed.most) == ("models.example", Spent(tokens=9, requests=20))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["place", "text", "drafts", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["drafts", "x"]), JSON, max_size=2))
def test_whatever_a_model_answers_is_read_or_complained_of(value: dict[str, Any]) -> None:
    grounds = (Ground("talk:m1", ("One platform is cheaper.", "Our platform is better.")),)
    assert isinstance(suggesting.errand(grounds, "en-GB").fault(value), str)


async def test_the_process_of_the_worker_asks_the_model(sqlite_url: str) -> None:
    said = json.dumps({"drafts": [{"place": 1, "text": "One platform or our own"}]})
    async with an_oracle(said) as oracle, a_house(sqlite_url, model=oracle.server()) as house:
        await house.command("ann", CHANNEL, "on")
        first = await house.say("ann", CHANNEL, "We should all share one cheaper platform here.")
        for person in ("bob", "cat", "dan", "eve"):
            await house.say(
                person, CHANNEL, "I disagree, because our own platform is better.", thread=first
            )
        await house.pass_time(timedelta(hours=1))
        await house.command("ann", CHANNEL, "digest")
        await house.press("ann", "Hold it")
        await house.command("ann", CHANNEL, "digest now")
        async with house.database.writing(str(house.community)) as connection:
            (week,) = await connection.rows("SELECT week FROM held_digests")
            jobs = Jobs(connection, str(house.community))
            payload = {"week": week["week"], "language": "en-GB"}
            await jobs.book("suggest", week["week"], payload, house.clock.now())
            (job,) = await DueJobs(connection).due(house.clock.now())
        worker = Worker(sqlite_url, model=writers.place(set_up(f"{oracle.url}/v1")))
        try:
            found = await worker.perform(job)
        finally:
            await worker.stop()
    assert [each["text"] for each in found["drafts"]] == ["One platform or our own"]
    assert oracle.headers[0]["Authorization"] == "Bearer hush"


async def test_what_is_set_aside_is_never_more_than_a_day_allows(database_url: str) -> None:
    async with a_house(database_url) as house, house.database.writing("c") as connection:
        kept, day = Suggestions(connection, "c"), START.date().isoformat()
        assert await kept.reserve(Spent(60, 2), MOST, START)
        assert not await kept.reserve(Spent(60, 2), MOST, START)
        assert not await kept.reserve(Spent(1, 4), MOST, START)
        await kept.settle(Spent(60, 2), Spent(10, 1), day)
        assert await kept.spent(START) == Spent(10, 1)
        assert await kept.reserve(Spent(60, 2), MOST, START)
        assert await Suggestions(connection, "d").spent(START) == Spent()
        assert await kept.reserve(MOST, MOST, START + timedelta(days=1))


async def test_what_was_suggested_is_kept_until_it_is_decided_and_a_month_at_most(
    database_url: str,
) -> None:
    async with a_house(database_url) as house, house.database.writing("c") as connection:
        kept = Suggestions(connection, "c")
        await kept.put("w", [Suggestion("talk:1", "One"), Suggestion("talk:2", "Two")], START)
        one, two = await kept.of("w")
        await kept.decide(one.id, "approved", "before")
        await kept.put("w", [Suggestion("talk:2", "Three")], START)
        assert [(each.suggested.text, each.state) for each in await kept.of("w")] == [
            ("One", "approved"),
            ("Three", "waiting"),
        ]
        assert await kept.get(two.id) is None
        assert await Suggestions(connection, "d").of("w") == []
        assert await kept.purge(START + timedelta(days=1)) == 2
        assert await kept.of("w") == []
