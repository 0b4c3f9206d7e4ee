"""What became of the messages that are held, while the bot was away or a channel was deleted."""

from __future__ import annotations

from adapters.chat import ChannelRef, MessageRef
from adapters.discord import rereading
from adapters.events import Event, MessagePosted, MessageRevised, MessageWithdrawn, Removed
from adapters.port import MessageHeld
from tests.adapters.discord.conftest import Bench


def hold(bench: Bench, message: MessageRef, text: str) -> MessageRef:
    bench.queries.holds.append(MessageHeld(message, text))
    return message


async def said(bench: Bench, text: str, **where: MessageRef) -> MessageRef:
    return hold(bench, await bench.room.say("ann", "general", text, **where), text)


async def back(bench: Bench) -> list[Event]:
    """The bot comes back; what it hears but for messages it may have heard before."""
    bench.ears.heard.clear()
    await bench.restart()
    return [event for event in bench.ears.heard if not isinstance(event, MessagePosted)]


async def test_what_was_changed_or_taken_away_meanwhile_is_heard(bench: Bench) -> None:
    one, two, three = [await said(bench, text) for text in ("One", "Two", "Three")]
    await bench.room.stop()
    await bench.room.edit("ann", one, "One, and more")
    await bench.room.delete("ann", two)
    heard = await back(bench)
    assert {type(event): str(getattr(event, "message", "")) for event in heard} == {
        MessageRevised: str(one),
        MessageWithdrawn: str(two),
    }
    assert [event.text for event in heard if isinstance(event, MessageRevised)] == ["One, and more"]
    assert three not in [getattr(event, "message", None) for event in heard]
    keys = {event.key for event in heard}
    assert {event.key for event in await back(bench)} == keys, "told again, it is heard once"


async def test_a_change_has_the_key_it_would_have_had_live(bench: Bench) -> None:
    one = await said(bench, "One")
    await bench.room.edit("ann", one, "One, and more")
    live = bench.ears.last(MessageRevised)
    assert await back(bench) == [live]


async def test_threads_and_forums_are_looked_at_again_too(bench: Bench) -> None:
    first = await said(bench, "We should")
    await bench.room.open_thread("ann", first, "Should we")
    inside = await said(bench, "We must", thread=first)
    forum = bench.room.add_forum("ideas")
    idea = hold(bench, await bench.room.forum_post("ann", forum, "Forms", "One form"), "One form")
    await bench.room.stop()
    await bench.room.edit("ann", inside, "We may")
    assert [(type(event), event.key.partition("#")[0]) for event in await back(bench)] == [
        (MessageRevised, str(inside))
    ]
    await bench.room.stop()
    await bench.room.remove_thread(idea)
    await bench.room.delete("ann", inside)
    gone = [event.message for event in await back(bench) if isinstance(event, MessageWithdrawn)]
    assert gone == [idea, inside] or gone == [inside, idea]


async def test_a_channel_deleted_meanwhile_is_heard_with_all_that_was_in_it(bench: Bench) -> None:
    place = bench.room.add_channel("other")
    one = hold(bench, await bench.room.say("ann", "other", "One"), "One")
    await bench.room.stop()
    await bench.room.remove_channel(place)
    heard = await back(bench)
    assert [event.key for event in heard] == [f"{one}#withdrawn", f"{place}#removed"]


async def test_a_channel_or_thread_deleted_now_takes_its_messages_with_it(bench: Bench) -> None:
    first = await said(bench, "We should")
    await bench.room.open_thread("ann", first, "Should we")
    inside = await said(bench, "We must", thread=first)
    bench.ears.heard.clear()
    await bench.room.remove_thread(first)
    assert [event.key for event in bench.ears.heard] == [f"{inside}#withdrawn"]
    bench.ears.heard.clear()
    bench.queries.holds.pop()
    place = bench.room.channel("general")
    await bench.room.remove_channel(place)
    assert [event.key for event in bench.ears.heard] == [f"{first}#withdrawn", f"{place}#removed"]
    assert bench.ears.last(Removed).channel == place


async def test_a_thread_folded_away_meanwhile_is_read_back(bench: Bench) -> None:
    first = await said(bench, "We should")
    await bench.room.open_thread("ann", first, "Should we")
    await said(bench, "We must", thread=first)
    await bench.room.stop()
    late = await bench.room.say("ben", "general", "We need not", thread=first)
    await bench.room.fold(first)
    bench.ears.heard.clear()
    await bench.restart()
    posted = [event for event in bench.ears.heard if isinstance(event, MessagePosted)]
    assert [event.text for event in posted if event.message == late] == ["We need not"]


async def test_what_cannot_be_seen_now_stays_as_it_is(bench: Bench) -> None:
    one = await said(bench, "One")
    await bench.room.stop()
    await bench.room.delete("ann", one)
    await bench.room.forbid(one.channel, read_message_history=False)
    assert await back(bench) == []
    await bench.room.forbid(one.channel, read_message_history=True)
    bench.room.env.inject_error("GET", "/channels/*/messages", status=500, times=20)
    assert await back(bench) == []


async def test_where_a_channel_is_too_long_only_what_was_looked_for_is_gone(
    bench: Bench,
) -> None:
    old = await said(bench, "Old")
    for number in range(rereading.MOST_LISTED):
        message = await bench.room.say("ann", "general", str(number))
    hold(bench, message, str(number))
    await bench.room.stop()
    await bench.room.delete("ann", old)
    await bench.room.delete("ann", message)
    withdrawn = [
        event.message for event in await back(bench) if isinstance(event, MessageWithdrawn)
    ]
    assert old in withdrawn
    assert message in withdrawn


def test_a_place_is_a_channel_or_a_thread() -> None:
    forum = ChannelRef.parse("discord:1/7")
    held = [MessageHeld(MessageRef(forum, id_), "x") for id_ in ("70", "70.71", "80")]
    channel = [MessageHeld(MessageRef(ChannelRef.parse("discord:1/6"), "90"), "x")]
    found = rereading.by_place([*held, *channel], forums={7})
    assert [(place, [each.message.id for each in there]) for place, there in found] == [
        (6, ["90"]),
        (80, ["80"]),
        (70, ["70.71", "70"]),
    ]
