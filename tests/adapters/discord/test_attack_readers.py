"""A channel that everybody read is closed to some: what is said of it elsewhere ends at once."""

from __future__ import annotations

import discord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from adapters.chat import ChannelRef
from adapters.events import Audience, ReadersChanged
from tests.adapters.discord.conftest import Bench


async def hide(bench: Bench, channel: ChannelRef, *, seen: bool) -> None:
    """Say whether everyone in the server may see a channel."""
    allow, deny = discord.PermissionOverwrite(view_channel=seen).pair()
    rule = Overwrite(bench.room.guild.id, OverwriteType.ROLE, allow=allow.value, deny=deny.value)
    bench.room.env.backend.set_overwrite(int(channel.id), rule)
    await bench.room.env.settle()


def told(bench: Bench, channel: ChannelRef) -> list[Audience]:
    changed = [each for each in bench.ears.heard if isinstance(each, ReadersChanged)]
    assert len({each.key for each in changed}) == len(changed)
    return [each.audience for each in changed if each.channel == channel]


async def test_a_channel_closed_to_some_is_heard_at_once(bench: Bench) -> None:
    place = bench.room.channel("general")
    await hide(bench, place, seen=False)
    await hide(bench, place, seen=True)
    assert told(bench, place) == [Audience.PRIVATE, Audience.COMMUNITY]


async def test_what_the_bot_itself_may_not_do_changes_no_reader(bench: Bench) -> None:
    place = bench.room.channel("general")
    await bench.room.forbid(place, send_messages=False)
    assert told(bench, place) == []


async def test_a_server_that_hides_all_its_channels_is_heard_at_once(bench: Bench) -> None:
    place = bench.room.channel("general")
    guild = bench.room.guild.id
    everyone = bench.room.env.backend.get_role(guild, guild)
    permissions = discord.Permissions(everyone.permissions)
    permissions.update(view_channel=False)
    changes = {"permissions": permissions.value}
    bench.room.env.backend.edit_role(guild, guild, changes)
    await bench.room.env.settle()
    assert told(bench, place) == [Audience.PRIVATE]
