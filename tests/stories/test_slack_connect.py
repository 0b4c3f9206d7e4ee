"""A channel another organisation comes to read: the bot goes silent there and says so once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.stories.doors.slack import CHANNEL, SlackDoor, by_slack

NOTICE = "People from another organisation can read this channel now."


@pytest.fixture
async def door(store: str) -> AsyncIterator[SlackDoor]:
    async with by_slack(store, "socket") as door:
        assert "Switched on" in await door.command("ann", "on")
        await door.say("bob", "We should join the shared platform.")
        assert "join the shared platform" in await door.command("bob", "privacy export")
        yield door


async def share(door: SlackDoor, kind: str = "channel_shared") -> None:
    door.slack.channels[CHANNEL].shared = kind == "channel_shared"
    told = {"type": kind, "channel": CHANNEL, "connected_team_id": "T2"}
    await door.slack.send_event(told | {"event_ts": door.slack.new_ts()})
    await door.slack.settle()
    await door.command("bob", "help")  # until all is said


async def test_it_stops_reading_at_once_erases_and_says_so_where_all_sides_see_it(
    door: SlackDoor,
) -> None:
    await share(door)
    await share(door)
    posts = await door.posts()
    assert sum(NOTICE in post for post in posts) == 1
    assert NOTICE in posts[-1]
    await door.say("bob", "Nobody should keep this.")
    held = await door.command("bob", "privacy export")
    assert "join the shared platform" not in held
    assert "Nobody should keep this" not in held
    assert "switched off in this channel" in await door.command("bob", "start")


async def test_it_stops_at_the_first_message_where_it_was_not_told(door: SlackDoor) -> None:
    door.slack.channels[CHANNEL].shared = True
    await door.say("bob", "Nobody should keep this.")
    await door.say("bob", "Nor this.")
    assert sum(NOTICE in post for post in await door.posts()) == 1
    held = await door.command("bob", "privacy export")
    assert not any(words in held for words in ("join the shared", "Nobody should", "Nor this"))


async def test_it_stops_where_a_channel_was_shared_while_it_was_down(door: SlackDoor) -> None:
    await door.running.stop()
    door.slack.waits = ()
    door.slack.channels[CHANNEL].shared = True
    await door.slack.post_message("UBOB", CHANNEL, "Written meanwhile.")
    await door.slack.settle()
    door.slack.deliveries.clear()
    await door.start()
    assert "Written meanwhile" not in await door.command("bob", "privacy export")
    assert sum(NOTICE in post for post in await door.posts()) == 1


async def test_only_a_moderators_word_switches_it_on_again_and_not_while_it_is_shared(
    door: SlackDoor,
) -> None:
    await share(door)
    assert "Another organisation reads" in await door.command("ann", "on")
    await share(door, "channel_unshared")
    await door.say("bob", "Still nobody keeps this.")
    assert "Still nobody" not in await door.command("bob", "privacy export")
    assert "Switched on" in await door.command("ann", "on")
    await door.say("bob", "This may be kept.")
    assert "This may be kept" in await door.command("bob", "privacy export")


async def test_an_administrator_of_another_organisation_runs_nothing_here(
    door: SlackDoor,
) -> None:
    door.slack.add_user("UOUT", is_admin=True)
    door.slack.users["UOUT"]["team_id"] = "T2"
    await share(door)
    await share(door, "channel_unshared")
    await door.slack.command("UOUT", "on", CHANNEL)
    await door.command("bob", "help")
    (answer,) = (each for each in door.slack.ephemerals if each["user"] == "UOUT")
    assert "Only moderators" in answer["text"]
    assert "switched off in this channel" in await door.command("bob", "start")
