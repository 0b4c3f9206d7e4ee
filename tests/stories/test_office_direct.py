"""A turn comes as a direct message, and is taken there: on Discord, on Slack, in the room."""

from __future__ import annotations

from tests.stories.afternoon import Door
from tests.stories.doors.discord import DiscordDoor, by_discord
from tests.stories.doors.running import until_idle
from tests.stories.doors.slack import CHANNEL, SlackDoor, by_slack, words_of
from tests.stories.doors.web import by_wire
from tests.stories.test_office_doors import (
    POINT,
    be_open_at_all_hours,
    look_for_a_real_doubt,
    volunteer,
)

TURN = "Would you be challenger-in-chief"
NAMED = "is challenger-in-chief here until"


async def until_asked(door: Door) -> None:
    await door.command("ann", "on")
    await be_open_at_all_hours(door)
    await volunteer(door)
    await look_for_a_real_doubt(door)
    await door.press("ann", "Ask the volunteers now", "Opened.")


async def settled(door: DiscordDoor | SlackDoor) -> None:
    if isinstance(door, DiscordDoor):
        await door.room.env.settle()
    await until_idle(door.running.database)


async def test_on_discord_a_direct_message_belongs_to_the_server_that_sent_it(store: str) -> None:
    async with by_discord(store) as door:
        await until_asked(door)
        assert [TURN in words for words in door.room.told("bob")] == [True]
        assert not [words for person in ("cat", "dan", "eve") for words in told(door, person)]
        await door.restart()
        user = door.room.person("bob").user
        (turn,) = user.dm_channel.history()
        accepted = await user.click(turn, label="Yes, I will")
        await settled(door)
        assert NAMED in (await door.posts())[-1]
        (briefing,) = accepted.followups
        assert "Your briefing" in f"{briefing.components}"
        form = await user.click(briefing, label="Say something in the part")
        await user.submit_modal(form, {"points": POINT})
        await settled(door)
        assert POINT in (await door.posts())[-1]


def told(door: DiscordDoor, person: str) -> list[str]:
    """The direct messages somebody got, who may never have had one."""
    user = door.room.person(person).user
    return door.room.told(person) if user.id in door.room.env.backend.dm_channels else []


async def test_on_slack_a_turn_is_taken_in_the_direct_message(store: str) -> None:
    async with by_slack(store, mode="socket") as door:
        await until_asked(door)
        place = door.slack.im("UBOB")
        (turn,) = place.messages.values()
        assert TURN in words_of(turn)
        await door.restart()
        await door.slack.press("UBOB", place.id, turn["ts"], "Yes, I will")
        await door.slack.settle()
        await settled(door)
        assert NAMED in (await door.posts())[-1]
        direct = [each for each in door.slack.channels.values() if each.kind == "im"]
        assert [each.user for each in direct if each.messages] == ["UBOB"]
        assert CHANNEL not in {each.id for each in direct}


async def test_in_the_room_a_turn_is_taken_in_the_direct_message(store: str) -> None:
    async with by_wire(store) as door:
        await until_asked(door)
        assert "Your briefing" in await door.press("bob", "Yes, I will", TURN)
        assert NAMED in (await door.posts())[-1]
