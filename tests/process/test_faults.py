"""What a network and a busy Slack do to a bot that is a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.process.between import Between, as_it_is, strange
from tests.process.slack import ProcessDoor, connected, workspace
from tests.stories.doors.slack import CHANNEL

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[ProcessDoor, Between]]:
    folder = tmp_path_factory.mktemp("faults")
    async with (
        workspace(folder, "socket") as door,
        Between.open(door.slack.address) as between,
    ):
        door.bot.settings["SLACK_API_URL"] = f"{between.url}/api/"
        await door.start()
        assert "Switched on" in await door.command("ann", "on")
        yield door, between
        await door.bot.stop()


@pytest.fixture
def door(served: tuple[ProcessDoor, Between]) -> ProcessDoor:
    return served[0]


async def ask(door: ProcessDoor) -> int:
    """Have a question asked and laid aside; how often it was asked."""
    before = len(questions(door))
    assert "on its way" in await door.command("bob", "start")
    asked = len(questions(door)) - before
    await door.press("cat", "Not now", "")
    return asked


def questions(door: ProcessDoor) -> list[dict[str, Any]]:
    return [each for each in door.slack.posts(CHANNEL) if "Offer another view" in str(each)]


async def test_a_post_slack_has_no_time_for_is_made_once(door: ProcessDoor) -> None:
    await door.slack.fault(method="chat.postMessage", status=429, retry_after=1)
    assert await ask(door) == 1


async def test_a_post_whose_answer_is_lost_is_made_once(door: ProcessDoor) -> None:
    await door.slack.fault(method="chat.postMessage", drop_reply=True)
    assert await ask(door) == 1


async def test_what_slack_sends_four_times_more_is_heard_once(door: ProcessDoor) -> None:
    await door.say("bob", "Once is enough.")
    await asyncio.gather(*(door.slack.redeliver() for _ in range(4)))
    assert (await door.held("bob")).count("Once is enough.") == 1


async def test_a_socket_dropped_in_mid_stream_loses_and_repeats_nothing(door: ProcessDoor) -> None:
    said = [f"This is sentence {number}." for number in range(12)]
    for number, words in enumerate(said):
        await door.slack.post_message("UBOB", CHANNEL, words)
        if number == 5:
            await door.slack.disconnect()
    await connected(door.slack, door.bot)
    await door.slack.settle()
    held = await door.held("bob")
    assert [held.count(words) for words in said] == [1] * 12


async def test_answers_may_hold_more_and_less_than_was_agreed(
    served: tuple[ProcessDoor, Between],
) -> None:
    door, between = served
    between.change = strange
    try:
        assert await ask(door) == 1
        await door.restart()  # signing in and reading back are answered strangely too
        assert await ask(door) == 1
    finally:
        between.change = as_it_is


async def test_events_may_hold_more_and_less_than_was_agreed(door: ProcessDoor) -> None:
    slack = door.slack
    more: dict[str, Any] = {"something_new": {"unknown": None}, "files": None, "edited": None}
    await slack.post_message("UBOB", CHANNEL, "Said with more.", blocks=None, **more)
    least = {"type": "message", "channel": CHANNEL, "user": "UBOB", "text": "Said with less."}
    await slack.send_event(least | {"ts": slack.new_ts()}, authorizations=None, event_context=None)
    await slack.send_event({"type": "something_new", "channel": None})
    held = await door.held("bob")
    assert "Said with more." in held
    assert "Said with less." in held
