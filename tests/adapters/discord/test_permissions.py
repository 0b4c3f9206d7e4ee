"""What Discord does not let the bot do: said without asking, asked for once, told once."""

from __future__ import annotations

import discord
import pytest

from adapters.actions import Examine, Revise, Say, Tell
from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.discord.barred import ONE_DAY, Barred
from adapters.discord.permissions import listed
from adapters.events import CommandCalled, Event, Examined, Finding
from adapters.port import DeliveryFailed
from tests.adapters.discord.conftest import Bench
from tests.adapters.discord.test_speaking import words
from tests.fakes import MemoryState

THOUSAND = 1000
HANDFUL = 5


async def refused(
    bench: Bench, channel: ChannelRef, thread: MessageRef | None = None, mark: int = 1
) -> str:
    with pytest.raises(DeliveryFailed) as failed:
        await bench.platform.deliver(
            Say(channel=channel, post=words("Hello"), mark=mark, thread=thread)
        )
    assert failed.value.retry_after is None
    return failed.value.reason


async def test_what_is_known_to_be_forbidden_is_never_asked_for(bench: Bench) -> None:
    place = bench.room.channel("general")
    await bench.room.forbid(place, send_messages=False)
    for mark in range(THOUSAND):
        reason = await refused(bench, place, mark=mark + 1)
    assert reason == "The bot lacks the permission Send Messages in #general on Discord."
    assert bench.room.requests("POST", "/messages") == 0
    await bench.room.forbid(place, send_messages=True)
    assert await bench.platform.deliver(Say(channel=place, post=words("Hello"), mark=1))


async def test_what_discord_refuses_is_not_asked_for_again(bench: Bench) -> None:
    place = bench.room.channel("general")
    first = await bench.room.say("ann", "general", "We should")
    room = bench.room.env
    for path in ("/channels/*/messages", "/channels/*/messages/*/threads"):
        room.inject_error("POST", path, status=403, code=50013, times=None)
    for mark in range(THOUSAND):
        reason = await refused(bench, place, thread=first if mark % 2 else None, mark=mark + 1)
        assert reason.startswith("Discord does not let the bot do this in #general: check that")
        assert "View Channel" in reason
    asked = bench.room.requests("POST", "/messages")
    assert 0 < asked <= HANDFUL
    await bench.restart()
    await refused(bench, place)
    assert bench.room.requests("POST", "/messages") == asked

    room.backend.faults.clear()
    await refused(bench, place)  # nothing has changed that we were told of
    await bench.room.forbid(place, send_messages=True)
    assert await bench.platform.deliver(Say(channel=place, post=words("Hello"), mark=1))
    await bench.room.forbid(place, send_messages=True, embed_links=True)
    assert not [name for name in bench.state.texts if name == f"barred/{place.id}/speak"]


async def test_another_role_makes_another_try_worth_it(bench: Bench) -> None:
    place = bench.room.channel("general")
    env, guild = bench.room.env, bench.room.guild
    env.inject_error("POST", "/channels/*/messages", status=403, code=50001, times=1)
    await refused(bench, place)
    await refused(bench, place)
    more = {"permissions": discord.Permissions.all().value}
    env.backend.edit_role(guild.id, guild.default_role.id, more)
    await env.settle()
    assert await bench.platform.deliver(Say(channel=place, post=words("Hello"), mark=1))


async def test_after_a_day_another_try_is_worth_it() -> None:
    state, now = MemoryState(), [0.0]
    barred = Barred(state, lambda: now[0])
    await barred.refused("301/speak", "discord:300/301", ("Send Messages",), known=False)
    again = Barred(state, lambda: now[0])
    await again.load()
    assert again.names("301/speak") == ("Send Messages",)
    now[0] = ONE_DAY + 1
    assert again.names("301/speak") == ()
    assert again.names("301/read") == ()


async def test_an_organiser_is_told_once_and_a_member_is_not(bench: Bench) -> None:
    place = bench.room.channel("general")
    room = bench.room
    hushed = room.add_channel("hushed")
    bench.room.person("mo", administers=True)
    await room.forbid(hushed, send_messages=False, view_channel=False)
    for _ in range(3):
        await refused(bench, hushed)
    bench.ears.heard.clear()

    await room.command("ann", "help")
    assert [type(event) for event in bench.ears.heard] == [CommandCalled]
    for _ in range(2):
        await room.command("mo", "help")
    await bench.restart()
    await room.command("mo", "help")
    told = [event for event in bench.ears.heard if isinstance(event, Examined)]
    lacks = ("View Channel", "Send Messages")
    assert [event.findings for event in told] == [(Finding("permissions", False, hushed, lacks),)]
    call = next(
        event
        for event in bench.ears.heard
        if isinstance(event, CommandCalled) and event.administers
    )
    assert (told[0].by, told[0].reply, told[0].channel) == (call.by, call.reply, place)

    await room.forbid(hushed, send_messages=False)  # something else is wrong now, so it is told
    await refused(bench, hushed)
    await room.command("mo", "help")
    assert bench.ears.last(Examined).findings[0].names == ("Send Messages",)


async def test_an_organiser_is_told_again_when_the_telling_failed(bench: Bench) -> None:
    hushed = bench.room.add_channel("hushed")
    bench.room.person("mo", administers=True)
    await bench.room.forbid(hushed, send_messages=False)
    await refused(bench, hushed)

    async def full(event: Event) -> None:
        if isinstance(event, Examined):
            raise RuntimeError("the store is full")

    bench.ears.then = full
    await bench.room.command("mo", "help")
    bench.ears.then = None
    bench.ears.heard.clear()
    await bench.room.command("mo", "help")
    assert isinstance(bench.ears.heard[-1], Examined)


async def test_a_member_who_takes_no_direct_messages_is_not_asked_again(bench: Bench) -> None:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    bench.room.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    for _ in range(THOUSAND):
        with pytest.raises(DeliveryFailed, match="does not take direct messages"):
            await bench.platform.deliver(Tell(to=ann, post=words("Hello")))
    assert bench.room.requests("POST", "/channels") <= HANDFUL
    bench.room.person("mo", administers=True)
    await bench.room.command("mo", "help")
    assert not any(isinstance(event, Examined) for event in bench.ears.heard)


async def test_a_thread_is_not_opened_where_it_may_not_be(bench: Bench) -> None:
    place = bench.room.channel("general")
    first = await bench.room.say("ann", "general", "We should")
    await bench.room.forbid(place, create_public_threads=False)
    said = await bench.platform.deliver(
        Say(channel=place, post=words("Who differs"), mark=2, thread=first)
    )
    assert said is not None
    assert "." not in said.id
    assert bench.room.requests("POST", "/threads") == 0


async def test_a_post_is_not_changed_where_the_bot_sees_nothing(bench: Bench) -> None:
    place = bench.room.channel("general")
    said = await bench.platform.deliver(Say(channel=place, post=words("One"), mark=1))
    assert said is not None
    await bench.room.forbid(place, view_channel=False)
    with pytest.raises(DeliveryFailed, match="the permission View Channel in #general"):
        await bench.platform.deliver(Revise(message=said, post=words("Two")))
    assert bench.room.requests("PATCH", "/messages") == 0


async def test_a_thread_and_a_forum_have_permissions_of_their_own_names(bench: Bench) -> None:
    room = bench.room
    place, forum = room.channel("general"), room.add_forum("ideas")
    first = await room.say("ann", "general", "We should")
    await room.open_thread("ann", first, "Should we")
    idea = await room.forum_post("ann", forum, "Forms", "One form for all")
    for channel in (place, forum):
        await room.forbid(channel, send_messages=False, send_messages_in_threads=False)
    assert "the permission Send Messages in Threads in" in await refused(bench, place, first)
    assert "the permission Create Posts in #ideas" in await refused(bench, forum)
    assert "the permission Send Messages in Posts in" in await refused(bench, forum, idea)


def test_names_are_listed_as_in_a_sentence() -> None:
    assert listed(("A",)) == "A"
    assert listed(("A", "B")) == "A and B"
    assert listed(("A", "B", "C")) == "A, B and C"


# -- examining


async def examined(bench: Bench, *channels: ChannelRef) -> dict[tuple[str, str], Finding]:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    here = bench.room.channel("general")
    wanted = Examine(
        key="look-1", community=here.community, to=ann, channel=here, channels=channels
    )
    assert await bench.platform.deliver(wanted) is None
    event = bench.ears.last(Examined)
    assert (event.key, event.by, event.channel) == ("look-1", ann, here)
    return {(each.code, each.channel.id if each.channel else ""): each for each in event.findings}


async def test_all_that_discord_allows_is_found(bench: Bench) -> None:
    room = bench.room
    room.env.backend.application_flags = 1 << 19  # as set on the page of the application
    general, hushed, forum = (
        room.channel("general"),
        room.add_channel("hushed"),
        room.add_forum("ideas"),
    )
    gone = room.add_channel("gone")
    await room.forbid(hushed, send_messages_in_threads=False, read_message_history=False)
    await room.forbid(forum, send_messages=False, create_public_threads=False)
    await room.remove_channel(gone)
    found = await examined(bench, general, hushed, forum, gone)
    assert found["token", ""].well
    assert found["commands", ""].well
    assert found["permissions", general.id].well
    assert found["permissions", hushed.id].names == (
        "Send Messages in Threads",
        "Read Message History",
    )
    assert found["permissions", forum.id].names == ("Create Posts",)
    assert found["permissions", gone.id].names == ("View Channel",)
    assert not any(code == "clock" for code, _ in found), "no answer came with a date"


async def test_commands_that_somebody_else_put_there_are_found(bench: Bench) -> None:
    env = bench.room.env
    theirs = [{"name": "other", "description": "Not ours", "type": 1}]
    env.backend.register_commands(None, theirs)
    assert not (await examined(bench))["commands", ""].well


async def test_without_message_content_it_is_said_to_be_off(bench: Bench) -> None:
    await bench.room.restart(bench.fresh(message_content=False), bench.ears)
    found = await examined(bench)
    assert found["intents", ""].names == ("Message Content Intent",)
    assert not found["intents", ""].well
