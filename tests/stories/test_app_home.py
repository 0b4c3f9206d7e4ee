"""The page of the bot on Slack: what comes next, and buttons that answer where one stands."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from tests.stories.doors.running import until_idle
from tests.stories.doors.slack import CHANNEL, SlackDoor, by_slack, words_of


@pytest.fixture(params=["socket", "http"])
async def door(store: str, request: pytest.FixtureRequest) -> AsyncIterator[SlackDoor]:
    async with by_slack(store, request.param) as door:
        yield door


async def opened(door: SlackDoor, user: str = "UBOB") -> str:
    """Open the page; what it shows."""
    await door.slack.open_home(user)
    await _done(door)
    return words_of(door.slack.homes[user])


async def pressed(door: SlackDoor, label: str, user: str = "UBOB") -> str:
    """Press a button of the page; what the member is told in their direct messages."""
    direct = door.slack.im(user).id
    before = len(door.slack.posts(direct))
    await door.slack.press(user, "", "", label)
    await _done(door)
    return "\n".join(words_of(each) for each in door.slack.posts(direct)[before:])


async def _done(door: SlackDoor) -> None:
    await door.slack.settle()
    assert all(each.acknowledged for each in door.slack.deliveries)
    await until_idle(door.running.database)


async def test_the_page_says_what_comes_next_in_the_readers_own_time(door: SlackDoor) -> None:
    await opened(door)
    await door.command("ann", "on")
    shown = await opened(door)
    assert "Switched on in:" in shown
    assert "The next digest comes" in shown
    blocks = json.dumps(door.slack.homes["UBOB"]["blocks"])
    assert f'"channel_id": "{CHANNEL}"' in blocks
    assert '"type": "date"' in blocks
    assert "{date_long_pretty} at {time}" in blocks


async def test_a_press_on_the_page_is_answered_by_a_direct_message_and_to_nobody_else(
    door: SlackDoor,
) -> None:
    await door.command("ann", "on")
    posts, alone = await door.posts(), len(door.slack.ephemerals)
    await opened(door)
    assert "I ask the questions" in await pressed(door, "What can I do here?")
    assert await door.posts() == posts
    assert len(door.slack.ephemerals) == alone  # a whisper has no place on the page


async def test_a_press_on_the_page_before_a_restart_works_after_it(door: SlackDoor) -> None:
    await opened(door)
    await door.restart()
    assert "I ask the questions" in await pressed(door, "What can I do here?")


async def test_the_messages_tab_is_not_the_page(door: SlackDoor) -> None:
    other = {"type": "app_home_opened", "user": "UBOB", "tab": "messages", "channel": "D1"}
    await door.slack.send_event(other | {"event_ts": door.slack.new_ts()})
    await _done(door)
    assert door.slack.homes == {}
