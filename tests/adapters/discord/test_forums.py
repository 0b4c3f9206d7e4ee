"""Forums, and threads that are folded away, locked, too many or gone."""

from __future__ import annotations

import discord
import pytest

from adapters.actions import Revise, Say, Withdraw
from adapters.chat import MessageRef
from adapters.events import ButtonPressed, MessagePosted, Removed
from adapters.port import DeliveryFailed
from adapters.posts import Heading, Post, Text
from tests.adapters.discord.conftest import Bench
from tests.adapters.discord.test_asking import BOARD
from tests.adapters.discord.test_speaking import say, words

QUESTION = Post((Heading("Who has tried another way?"), Text(("Say how",))))


def thread_of(said: MessageRef) -> MessageRef:
    """The thread a post in a forum opened. Discord gives both one number, and simcord two."""
    return MessageRef(said.channel, said.id.partition(".")[0])


async def asked(bench: Bench, mark: int = 8) -> MessageRef:
    forum = bench.room.add_forum("ideas")
    said = await bench.platform.deliver(Say(channel=forum, post=QUESTION, mark=mark))
    assert said is not None
    return said


async def test_a_question_in_a_forum_opens_a_post_of_its_own(bench: Bench) -> None:
    said = await asked(bench)
    opened = thread_of(said)
    thread = bench.room.env.bot.get_channel(int(opened.id))
    assert isinstance(thread, discord.Thread)
    assert thread.name == "Who has tried another way?"
    assert bench.room.posts(thread=opened) == ["## Who has tried another way?\nSay how"]
    assert bench.platform.permalink(opened).endswith(f"/{opened.id}/{opened.id}")
    answer = await bench.room.say("ann", "ideas", "We did", thread=opened)
    event = bench.ears.last(MessagePosted)
    assert (event.message, event.thread, event.message.channel) == (answer, opened, said.channel)


async def test_a_post_in_a_forum_can_be_changed_and_withdrawn(bench: Bench) -> None:
    said = await asked(bench)
    await bench.platform.deliver(Revise(message=said, post=words("Two")))
    assert bench.room.posts(thread=thread_of(said)) == ["Two"]
    await bench.platform.deliver(Withdraw(message=said))
    await bench.platform.deliver(Withdraw(message=said))
    assert bench.room.posts(thread=thread_of(said)) == []


async def test_a_button_in_a_forum_post_belongs_to_the_post(bench: Bench) -> None:
    forum = bench.room.add_forum("ideas")
    said = await bench.platform.deliver(Say(channel=forum, post=BOARD, mark=8))
    assert said is not None
    await bench.room.press("ann", "Agree", channel="ideas")
    assert bench.ears.last(ButtonPressed).message == said
    assert bench.ears.last(ButtonPressed).thread == thread_of(said)


async def test_a_post_in_a_forum_whose_reply_was_lost_is_found(bench: Bench) -> None:
    said = await asked(bench, mark=8)
    forum = said.channel
    await bench.platform.deliver(Say(channel=forum, post=words("Another"), mark=9))
    assert await bench.platform.find(Say(channel=forum, post=QUESTION, mark=8)) == said
    assert await bench.platform.find(Say(channel=forum, post=QUESTION, mark=10)) is None
    await bench.restart()
    assert await bench.platform.find(Say(channel=forum, post=QUESTION, mark=8)) == said


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (400, 40067, "This forum wants a tag on every post"),
        (400, 160006, "as many open threads as Discord allows"),
        (404, 10003, "The channel is gone"),
    ],
)
async def test_what_keeps_a_post_out_of_a_forum_is_said(
    bench: Bench, status: int, code: int, sentence: str
) -> None:
    forum = bench.room.add_forum("ideas")
    bench.room.env.inject_error("POST", "/channels/*/threads", status=status, code=code)
    with pytest.raises(DeliveryFailed, match=sentence) as failed:
        await bench.platform.deliver(Say(channel=forum, post=QUESTION, mark=1))
    assert failed.value.retry_after is None


async def test_a_thread_folded_away_opens_again_for_a_post(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    await bench.room.open_thread("ann", first, "Should we")
    await bench.room.fold(first)
    said = await say(bench, "Who has not", thread=first)
    assert said.id.startswith(f"{first.id}.")
    assert bench.room.posts(thread=first) == ["Who has not"]


async def test_a_thread_folded_away_opens_again_for_a_change(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    said = await say(bench, "Who has not", thread=first)
    await bench.room.forbid(said.channel, manage_channels=True)  # simcord asks too much for it
    bench.room.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50083, times=1)
    await bench.platform.deliver(Revise(message=said, post=words("Who differs")))
    assert bench.room.posts(thread=first) == ["Who differs"]
    assert bench.room.requests("PATCH", f"/channels/{first.id}") == 3


async def test_a_locked_thread_is_said_to_be_one(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    said = await say(bench, "Who has not", thread=first)
    env = bench.room.env
    env.inject_error("POST", f"/channels/{first.id}/messages", status=400, code=160005)
    with pytest.raises(DeliveryFailed, match="locked on Discord: a moderator of the server"):
        await say(bench, "Who differs", thread=first)
    env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50083)
    env.inject_error("PATCH", f"/channels/{first.id}", status=400, code=160005)
    with pytest.raises(DeliveryFailed, match="locked on Discord"):
        await bench.platform.deliver(Revise(message=said, post=words("Two")))


@pytest.mark.parametrize("code", [160006, 10008])
async def test_where_no_more_threads_fit_the_channel_is_spoken_to(bench: Bench, code: int) -> None:
    first = await bench.room.say("ann", "general", "We should")
    bench.room.env.inject_error("POST", "/channels/*/threads", status=400, code=code)
    said = await say(bench, "Who has not", thread=first)
    assert "." not in said.id
    assert bench.room.posts() == ["Who has not"]


async def test_an_answer_to_a_message_that_is_gone_still_stands(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    await bench.room.delete("ann", first)
    said = await say(bench, "Who has not", thread=first)
    assert "." not in said.id
    assert bench.room.posts() == ["Who has not"]


async def test_a_thread_that_was_deleted_is_said_to_be_gone(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    await bench.room.open_thread("ann", first, "Should we")
    bench.room.env.inject_error("POST", "/channels/*/messages", status=404, code=10003)
    with pytest.raises(DeliveryFailed, match="The thread is gone"):
        await say(bench, "Who has not", thread=first)
    assert not any(isinstance(event, Removed) for event in bench.ears.heard)


async def test_a_channel_that_is_gone_is_heard_to_be(bench: Bench) -> None:
    place = bench.room.channel("general")
    bench.room.env.inject_error("POST", "/channels/*/messages", status=404, code=10003, times=2)
    for _ in range(2):
        with pytest.raises(DeliveryFailed, match="The channel is gone"):
            await say(bench, "Hello")
    assert {event.key for event in bench.ears.heard} == {f"{place}#removed"}
    assert bench.ears.last(Removed).channel == place
    await bench.room.remove_channel(bench.room.add_channel("other"))
    assert bench.ears.last(Removed).channel != place
