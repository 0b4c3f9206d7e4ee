"""The bot as a process, on Slack: over the socket and over signed posts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.process.slack import ProcessDoor, workspace
from tests.stories.doors.slack import CHANNEL

VIEW = {
    "What is it about?": "Councils should join a shared web platform",
    "What did your council find?": "We joined a shared platform and left.",
    "Where does your council stand?": "We tried it and dropped it",
    "Who may see it?": "People in this community",
}

REFUSED = "Slack refused the token. Check the bot token and the app token. (invalid_auth)"


@pytest.fixture(params=["socket", "http"])
async def door(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ProcessDoor]:
    async with workspace(tmp_path, request.param) as door:
        yield door


@pytest.fixture
async def by_socket(tmp_path: Path) -> AsyncIterator[ProcessDoor]:
    async with workspace(tmp_path, "socket") as door:
        yield door


async def test_a_community_is_served_before_and_after_it_was_down(door: ProcessDoor) -> None:
    slack = door.slack
    await door.start()
    assert "I ask the questions" in await door.command("bob", "")
    assert "Only moderators" in await door.command("dan", "on")
    assert "Switched on" in await door.command("ann", "on")
    assert "You speak from Westmoor" in await door.command("eve", "council Westmoor")
    await door.say("ann", "We should join the shared platform.")
    (first,) = (each for each in slack.channel(CHANNEL).messages.values() if "bot_id" not in each)
    assert "on its way" in await door.point("cat", "Challenge this", "join the shared platform")

    await door.bot.stop()
    slack.waits = ()
    await slack.post_message("UBOB", CHANNEL, "Who asked the residents?")
    await slack.post_message("UCAT", CHANNEL, "Below it I doubt that.", thread=first["ts"])
    await slack.edit(CHANNEL, first["ts"], "Perhaps we should join the shared platform.")
    await slack.settle()
    slack.deliveries.clear()  # Slack has given them up

    await door.start()
    await door.holds("bob", "Who asked the residents?")
    await door.holds("cat", "Below it I doubt that.")
    await door.holds("ann", "Perhaps we should join the shared platform.")
    assert "asked for it" in await door.press("dan", "Why this?", "")
    assert "Your view is shared" in await door.fill("eve", "Offer another view", "", VIEW)
    await door.bot.stop()


async def test_the_doctor_says_what_the_tokens_open(by_socket: ProcessDoor) -> None:
    said = await by_socket.bot.complete("doctor")
    assert (said.status, said.err) == (0, ""), said
    assert "well  Slack: the bot is challenger in Councils, and in 1 public channel." in said.out
    assert "MEND" not in said.out

    by_socket.bot.settings["SLACK_BOT_TOKEN"] = "xoxb-somebody-elses"
    said = await by_socket.bot.complete("doctor")
    assert (said.status, said.err) == (1, ""), said
    assert f"MEND  Slack: {REFUSED}" in said.out.splitlines()


@pytest.mark.parametrize("token", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_wrong_token_is_one_sentence(by_socket: ProcessDoor, token: str) -> None:
    by_socket.bot.settings[token] = "xox-somebody-elses"
    said = await by_socket.bot.complete("run")
    assert (said.status, said.sentences) == (78, [REFUSED])
