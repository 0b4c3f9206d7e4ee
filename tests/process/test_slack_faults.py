"""What Slack does to a bot that is a process of its own, when things go wrong or end midway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.process.slack import ProcessDoor, connected, workspace
from tests.stories.doors.running import until
from tests.stories.doors.slack import CHANNEL

OTHER = "C2"
VIEW = {
    "What is it about?": "Councils should join a shared web platform",
    "What did your council find?": "We joined a shared platform and left.",
    "Where does your council stand?": "We tried it and dropped it",
    "Who may see it?": "People in this community",
}


@pytest.fixture(params=["socket", "http"])
async def door(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ProcessDoor]:
    async with workspace(tmp_path, request.param) as door:
        await door.start()
        assert "Switched on" in await door.command("ann", "on")
        yield door


@pytest.fixture
async def by_socket(tmp_path: Path) -> AsyncIterator[ProcessDoor]:
    async with workspace(tmp_path, "socket") as door:
        door.slack.add_channel(OTHER, "bins")
        await door.start()
        for channel in (CHANNEL, OTHER):
            await door.slack.command("UANN", "on", channel)
        await door.command("ann", "help")
        yield door


def questions(door: ProcessDoor, channel: str = CHANNEL) -> int:
    shown = [str(each["blocks"]) for each in door.slack.posts(channel)]
    return sum("Offer another view" in each for each in shown)


async def asked(door: ProcessDoor, channel: str) -> None:
    """Wait for a question in a channel."""

    async def look() -> bool:
        return questions(door, channel) > 0

    await until(look, f"a question in {channel}")


async def logged(door: ProcessDoor, words: str) -> None:
    async def look() -> bool:
        return words in door.bot.log

    await until(look, f"{words!r} in the log")


async def test_whatever_slack_sends_again_and_again_counts_once(door: ProcessDoor) -> None:
    slack = door.slack
    await door.say("bob", "Once is enough.")
    await asyncio.gather(*(slack.redeliver() for _ in range(4)))
    assert (await door.held("bob")).count("Once is enough.") == 1

    assert "on its way" in await door.command("bob", "start")
    assert questions(door) == 1
    await asyncio.gather(*(slack.redeliver(number) for number in _of(door, "slash_commands")))
    await door.bot.done()
    assert questions(door) == 1

    assert "asked for it" in await door.press("cat", "Why this?", "")
    told = len(slack.ephemerals)
    (last,) = _of(door, "interactive")
    await asyncio.gather(slack.redeliver(last), slack.redeliver(last))
    await door.bot.done()
    assert len(slack.ephemerals) == told

    await door.command("eve", "council Westmoor")
    assert "Your view is shared" in await door.fill("eve", "Offer another view", "", VIEW)
    told = len(slack.ephemerals)
    await slack.redeliver(_of(door, "interactive")[-1])
    await door.bot.done()
    assert len(slack.ephemerals) == told


def _of(door: ProcessDoor, kind: str) -> list[int]:
    """Which deliveries are of a kind; of the commands only the latest."""
    found = [number for number, each in enumerate(door.slack.deliveries) if each.kind == kind]
    return found[-1:] if kind == "slash_commands" else found


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_slack_wants_replaced_loses_and_repeats_nothing(
    by_socket: ProcessDoor, reason: str
) -> None:
    slack = by_socket.slack
    patience, slack.ack_seconds = slack.ack_seconds, 3.0  # what was hung up on is sent again
    said = [f"This is sentence {number}." for number in range(12)]
    for number, words in enumerate(said):
        await slack.post_message("UBOB", CHANNEL, words)
        if number in (3, 7):
            await slack.disconnect(reason=reason)
            await connected(slack, by_socket.bot)
    await slack.settle()
    slack.ack_seconds = patience
    held = await by_socket.held("bob")
    assert [held.count(words) for words in said] == [1] * 12


@pytest.mark.parametrize(
    ("error", "needed", "sentence"),
    [
        ("is_archived", "", "The channel is archived, so nobody can post in it."),
        ("channel_not_found", "", "Slack does not know that channel, or the bot may not see it."),
        (
            "missing_scope",
            "chat:write",
            "The Slack app lacks the permission chat:write. Update it from the manifest.",
        ),
    ],
)
async def test_a_place_the_bot_may_not_speak_in_is_named_to_the_operator_and_stops_no_other(
    by_socket: ProcessDoor, error: str, needed: str, sentence: str
) -> None:
    door = by_socket
    await door.slack.fault(
        method="chat.postMessage", channel=CHANNEL, error=error, needed=needed, times=9
    )
    await door.slack.command("UBOB", "start", CHANNEL)
    await door.slack.command("UBOB", "start", OTHER)
    await asked(door, OTHER)
    await logged(door, sentence)
    (told,) = (line for line in door.bot.log.splitlines() if sentence in line)
    assert "a letter is parked" in told
    assert questions(door) == 0
    assert sentence in (await door.bot.complete("doctor")).out


async def test_a_form_whose_time_ran_out_is_owned_up_to_and_opens_at_the_next_press(
    door: ProcessDoor,
) -> None:
    await door.command("eve", "council Westmoor")
    await door.command("bob", "start")
    patience, door.slack.trigger_seconds = door.slack.trigger_seconds, -1.0
    late = await door.fill("eve", "Offer another view", "", VIEW)
    assert late == "The form could not be opened. Nothing is lost. Try it again."
    door.slack.trigger_seconds = patience
    assert "Your view is shared" in await door.fill("eve", "Offer another view", "", VIEW)


async def test_a_private_answer_reaches_the_member_when_its_handle_has_run_out(
    door: ProcessDoor,
) -> None:
    await door.slack.fault(method="response_url", status=404, error="expired_url")
    assert "I ask the questions" in await door.command("bob", "")
    assert len(door.slack.called("chat.postEphemeral")) == 1


async def test_a_burst_in_one_channel_is_paced_and_a_slow_channel_holds_up_no_other(
    by_socket: ProcessDoor,
) -> None:
    door, slack = by_socket, by_socket.slack
    slack.one_a_second = True
    before = len(slack.posts(CHANNEL))
    await slack.fault(method="chat.postMessage", channel=CHANNEL, status=429, retry_after=2)
    for channel in (CHANNEL, CHANNEL, CHANNEL, OTHER):
        await slack.post_message("UBOB", channel, "<@U0BOT> help")
    await slack.settle()
    await door.bot.done()
    here, there = slack.posts(CHANNEL)[before:], slack.posts(OTHER)[-1]
    assert len(here) == 3
    assert float(there["ts"]) < float(here[0]["ts"])
    # Slack never had to say no: besides the one above every call made a post.
    called = [each for each in slack.called("chat.postMessage") if each["channel"] == CHANNEL]
    assert len(called) == len(slack.posts(CHANNEL))


@pytest.mark.parametrize("seconds", [0.5, 600.0])
async def test_a_bot_told_to_stop_in_the_middle_of_a_post_makes_it_once(
    by_socket: ProcessDoor, seconds: float
) -> None:
    door = by_socket
    await door.slack.fault(method="chat.postMessage", channel=CHANNEL, stall=seconds)
    await door.slack.command("UBOB", "start", CHANNEL)
    await asked(door, CHANNEL)  # Slack has it, and keeps its answer back
    await door.bot.stop()
    await door.start()
    await door.command("bob", "help")
    assert questions(door) == 1
    assert await door.press("cat", "Not now", "")  # the bot knows where its question stands


async def test_what_waits_when_the_bot_is_told_to_stop_is_said_by_the_next(
    by_socket: ProcessDoor,
) -> None:
    door, slack = by_socket, by_socket.slack
    before = len(slack.posts(CHANNEL))
    for number in range(4):
        await slack.post_message("UBOB", CHANNEL, f"<@U0BOT> help {number}")
    await slack.settle()
    await door.bot.stop()
    said = len(slack.posts(CHANNEL)) - before
    assert said < 4
    await door.start()
    await door.bot.done()
    posts = slack.posts(CHANNEL)[before:]
    assert len(posts) == 4
    assert len({each["thread_ts"] for each in posts}) == 4
