"""A model behind a real server, on good days and on bad ones: a checked value, or nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errands import Errand, likely_cost
from adapters.models import FAILURES, REST, Model, check, first_object
from tests.models import USED, Oracle, an_oracle


def fault(value: Mapping[str, Any]) -> str:
    return "" if value.get("side") in ("for", "against") else "side must be for or against."


ERRAND = Errand(
    name="side",
    orders="Say which side.",
    material='{"text": "We should share it."}',
    schema={"type": "object", "properties": {"side": {"enum": ["for", "against"]}}},
    fault=fault,
    most_tokens=50,
)
GOOD = '{"side": "for"}'


@pytest.mark.parametrize(
    "said",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Of course! {{curly}} Here it is: {GOOD} I hope {{that}} helps.",
        '<think>Is it {"side"?</think>\n{"side":\n"for",\n"more": [1]}',
    ],
)
async def test_one_object_is_found_in_whatever_stands_around_it(said: str) -> None:
    async with an_oracle(said) as oracle:
        brought = await Model(oracle.server()).run(ERRAND)
    assert brought.value is not None
    assert brought.value["side"] == "for"
    assert (brought.why, brought.tokens, brought.requests) == ("", USED, 1)


@pytest.mark.parametrize(
    "bad", ['{"side": "both"}', "I would rather not.", "", '["for"]', '{"side": ' * 3000]
)
async def test_an_answer_that_will_not_do_is_asked_for_once_more_and_no_more(bad: str) -> None:
    async with an_oracle(bad, GOOD) as oracle:
        brought = await Model(oracle.server()).run(ERRAND)
        assert (brought.value, brought.requests) == ({"side": "for"}, 2)
        assert brought.tokens == 2 * USED
        assert "could not be used" in oracle.asked[1]["messages"][0]["content"]
    async with an_oracle(bad) as oracle:
        brought = await Model(oracle.server()).run(ERRAND)
    assert (brought.value, brought.requests) == (None, 2)
    assert brought.why == "the model's answers could not be used"


async def test_an_answer_that_was_cut_off_is_not_used() -> None:
    async with an_oracle(GOOD) as oracle:
        oracle.ends = "length"
        brought = await Model(oracle.server()).run(ERRAND)
    assert (brought.value, brought.requests) == (None, 2)


@pytest.mark.parametrize(
    ("knows", "forms"),
    [
        (("json_schema",), ["json_schema", "json_schema"]),
        (("json_object", ""), ["json_schema", "json_object", "json_object"]),
        (("",), ["json_schema", "json_object", "", ""]),
    ],
)
async def test_what_a_server_does_not_know_is_asked_otherwise_and_remembered(
    knows: tuple[str, ...], forms: list[str]
) -> None:
    async with an_oracle(GOOD) as oracle:
        oracle.knows = knows
        model = Model(oracle.server())
        for _ in range(2):
            assert (await model.run(ERRAND)).value == {"side": "for"}
    assert oracle.forms == forms


async def test_a_server_that_calls_its_limit_otherwise_is_understood() -> None:
    async with an_oracle(GOOD) as oracle:
        oracle.limit = "max_completion_tokens"
        model = Model(oracle.server())
        assert (await model.run(ERRAND)).value
        assert (await model.run(ERRAND)).requests == 1


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (400, "refused (400)"),
        (401, "refused (401)"),
        (404, "refused (404)"),
        (429, "refused (429)"),
        (500, "refused (500)"),
    ],
)
async def test_a_refusal_is_taken_without_trying_again(status: int, why: str) -> None:
    async with an_oracle(GOOD) as oracle:
        oracle.status = status
        brought = await Model(oracle.server()).run(ERRAND)
    assert brought.value is None
    assert why in brought.why
    assert brought.tokens == 0
    assert len(oracle.asked) == (3 if status == 400 else 1)


@pytest.mark.parametrize(("seconds", "ladder"), [(0.1, 60.0), (60.0, 0.1)])
async def test_a_slow_model_is_not_waited_for(seconds: float, ladder: float) -> None:
    async with an_oracle(GOOD) as oracle:
        oracle.dawdles = asyncio.Event()
        brought = await Model(oracle.server(seconds=seconds, ladder=ladder)).run(ERRAND)
        oracle.dawdles.set()
    assert (brought.value, brought.why) == (None, "the model took too long")
    assert brought.requests == 1
    assert len(oracle.asked) <= 1  # on a busy machine it was given up before it was on its way
    assert 0 < brought.tokens <= likely_cost(ERRAND)  # it may have cost that


async def test_after_three_failures_it_is_left_alone_for_five_minutes() -> None:
    now = [0.0]
    async with an_oracle(GOOD) as oracle:
        model = Model(oracle.server(), now=lambda: now[0])
        oracle.status = 500
        for _ in range(FAILURES):
            await model.run(ERRAND)
        oracle.status = 200
        brought = await model.run(ERRAND)
        assert (brought.value, brought.requests) == (None, 0)
        assert "left alone" in brought.why
        assert len(oracle.asked) == FAILURES
        now[0] = REST
        assert (await model.run(ERRAND)).value == {"side": "for"}


async def test_nobody_there_is_a_reason_and_nothing_else() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = Oracle(url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        brought = await Model(nobody.server()).run(ERRAND)
        with pytest.raises(OSError, match="cannot be reached: see CHALLENGER_MODEL_URL"):
            await check(nobody.server())
    assert (brought.value, brought.why) == (None, "the model cannot be reached")


@pytest.mark.parametrize(
    "body",
    ["{}", "[]", '"no"', "<html>", '{"choices": [null]}', '{"choices": [{"message": {}}]}', "1"],
)
async def test_a_server_that_says_something_else_breaks_nothing(body: str) -> None:
    async with an_oracle() as oracle:
        oracle.body = body
        assert (await Model(oracle.server()).run(ERRAND)).value is None


async def test_a_key_goes_along_where_there_is_one_and_is_shown_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    async with an_oracle(GOOD) as oracle:
        await Model(oracle.server()).run(ERRAND)
        assert "Authorization" not in oracle.headers[0]
        known = oracle.server(key="hush-hush")
        await Model(known).run(ERRAND)
        assert oracle.headers[1]["Authorization"] == "Bearer hush-hush"
    assert "hush" not in repr(known) + caplog.text
    assert "share it" not in caplog.text


async def test_the_doctor_sends_it_on_a_small_errand() -> None:
    async with an_oracle('{"there": true}') as oracle:
        assert await check(oracle.server()) == "the model small answers as it should."


@given(st.text(max_size=200) | st.text('{}[]":,1a ', max_size=200))
def test_whatever_stands_in_an_answer_it_is_an_object_or_nothing(text: str) -> None:
    found = first_object(text)
    assert found is None or isinstance(found, dict)
