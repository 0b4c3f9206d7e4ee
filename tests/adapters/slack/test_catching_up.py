from __future__ import annotations

import asyncio

import pytest

from adapters.events import Event, Joined, MessagePosted, MessageRevised
from adapters.port import DeliveryFailed
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer


async def test_the_first_start_reads_nothing_back(sleeping: Bot, slack: SlackServer) -> None:
    await slack.post_message("UANN", "C1", "long ago")
    await slack.settle()
    async with sleeping.listening():
        await slack.settle()
    assert sleeping.recorder.said() == []
    assert not slack.called("conversations.history")


async def missed(bot: Bot, slack: SlackServer) -> str:
    """Hear one message, then sleep while the next ones are given up."""
    async with bot.listening():
        first = await slack.post_message("UANN", "C1", "before")
        await slack.settle()
    return first


async def test_what_was_missed_is_heard_first_in_order_and_with_its_own_key(
    sleeping: Bot, slack: SlackServer
) -> None:
    await missed(sleeping, slack)
    ts = await slack.post_message("UANN", "C1", "while")
    await slack.post_message("UBOB", "C1", "you slept")
    await slack.settle()
    async with sleeping.listening() as bot:
        await slack.post_message("UANN", "C1", "after")
        await slack.settle()
        assert bot.recorder.said() == ["before", "while", "you slept", "after"]
        assert bot.recorder.events[1].key == f"slack:T1/C1/{ts}:posted"
    assert len(slack.called("conversations.history")) == 1


async def test_a_thread_that_grew_is_read_back_and_its_first_message_is_not(
    sleeping: Bot, slack: SlackServer
) -> None:
    root = await missed(sleeping, slack)
    await slack.post_message("UBOB", "C1", "a reply", thread=root)
    await slack.settle()
    async with sleeping.listening() as bot:
        reply = bot.recorder.events[-1]
    assert bot.recorder.said() == ["before", "a reply"]
    assert isinstance(reply, MessagePosted)
    assert reply.thread is not None
    assert reply.thread.id == root


async def test_an_edit_made_meanwhile_is_heard_with_the_key_of_the_live_one(
    sleeping: Bot, slack: SlackServer
) -> None:
    first = await missed(sleeping, slack)
    edited = await slack.edit("C1", first, "changed")
    await slack.settle()
    async with sleeping.listening() as bot:
        event = bot.recorder.events[-1]
    assert isinstance(event, MessageRevised)
    assert event.key == f"slack:T1/C1/{first}:revised:{edited}"


async def test_bots_are_not_heard_afterwards_either(sleeping: Bot, slack: SlackServer) -> None:
    await missed(sleeping, slack)
    await slack.post_message("UBOB", "C1", "beep", bot_id="B9")
    await slack.settle()
    async with sleeping.listening() as bot:
        assert bot.recorder.said() == ["before"]


async def test_what_could_not_be_received_is_read_again_at_the_next_start(
    sleeping: Bot, slack: SlackServer
) -> None:
    await missed(sleeping, slack)
    for words in ("lost", "and found"):
        await slack.post_message("UANN", "C1", words)
    await slack.settle()
    sleeping.recorder.failures = 1
    async with sleeping.listening() as bot:
        assert bot.recorder.said() == ["before", "and found"]
    async with sleeping.listening() as bot:
        assert bot.recorder.said() == ["before", "and found", "lost", "and found"]


async def test_a_live_message_that_failed_is_read_again_though_later_ones_came_through(
    sleeping: Bot, slack: SlackServer
) -> None:
    async with sleeping.listening() as bot:
        slack.ack_seconds, slack.waits = 0.2, ()
        bot.recorder.failures = 1
        await slack.post_message("UANN", "C1", "failed")
        await slack.settle()
        await slack.post_message("UANN", "C1", "fine")
        await slack.settle()
    async with sleeping.listening() as bot:
        assert "failed" in bot.recorder.said()


async def test_a_channel_that_cannot_be_read_does_not_stop_the_others(
    sleeping: Bot, slack: SlackServer
) -> None:
    slack.add_channel("C2", "roads")
    async with sleeping.listening():
        for channel in ("C1", "C2"):
            await slack.post_message("UANN", channel, "before")
        await slack.settle()
    await slack.post_message("UANN", "C2", "on the roads")
    await slack.settle()
    await slack.fault(method="conversations.history", error="missing_scope")
    async with sleeping.listening() as bot:
        assert bot.recorder.said()[-1] == "on the roads"


async def test_private_channels_are_left_out_where_the_permission_is(
    sleeping: Bot, slack: SlackServer
) -> None:
    await missed(sleeping, slack)
    await slack.post_message("UANN", "C1", "while")
    await slack.settle()
    slack.no_private = True
    async with sleeping.listening() as bot:
        assert bot.recorder.said()[-1] == "while"


async def test_long_channels_are_read_page_by_page(sleeping: Bot, slack: SlackServer) -> None:
    await missed(sleeping, slack)
    slack.waits = ()
    for number in range(450):
        await slack.post_message("UANN", "C1", str(number))
    await slack.settle()
    async with sleeping.listening() as bot:
        assert bot.recorder.said()[1:] == [str(number) for number in range(450)]


async def test_an_invited_bot_listens_from_then_on(sleeping: Bot, slack: SlackServer) -> None:
    slack.add_channel("C9", "new", member=False, kind="private")
    await slack.post_message("UANN", "C9", "before the bot")
    async with sleeping.listening() as bot:
        await slack.invite("C9")
        await slack.settle()
        (joined,) = bot.recorder.events
        assert isinstance(joined, Joined)
        assert str(joined.channel) == "slack:T1/C9"
        assert joined.audience == "private"
    await slack.post_message("UANN", "C9", "after it")
    await slack.settle()
    async with sleeping.listening() as bot:
        assert bot.recorder.said() == ["after it"]


async def test_a_removed_bot_forgets_its_bookmark(sleeping: Bot, slack: SlackServer) -> None:
    await missed(sleeping, slack)
    assert list(sleeping.memory.texts) == ["heard:C1"]
    async with sleeping.listening():
        await slack.leave("C1")
        await slack.settle()
    assert sleeping.memory.texts == {}


async def test_a_stopping_bot_finishes_what_it_has_in_hand(
    sleeping: Bot, slack: SlackServer
) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slowly(event: Event) -> None:
        begun.set()
        await finish.wait()

    async with sleeping.listening() as bot:
        bot.recorder.answer = slowly
        await slack.post_message("UANN", "C1", "in hand")
        await begun.wait()
        asyncio.get_running_loop().call_later(0.05, finish.set)
    await slack.settle()
    assert slack.deliveries[0].acknowledged
    assert slack.deliveries[0].attempts == 1
    assert sleeping.memory.texts["heard:C1"]


async def test_a_refused_token_stops_the_bot_at_once(sleeping: Bot, slack: SlackServer) -> None:
    slack.bot_token = "xoxb-another"
    with pytest.raises(DeliveryFailed, match="refused the token"):
        await sleeping.platform.listen(sleeping.recorder.receive)


async def test_a_refused_app_token_stops_the_bot_at_once(sleeping: Bot, slack: SlackServer) -> None:
    slack.app_token = "xapp-another"
    with pytest.raises(DeliveryFailed, match="refused the token"):
        await sleeping.platform.listen(sleeping.recorder.receive)


async def test_a_lost_socket_is_opened_again(sleeping: Bot, slack: SlackServer) -> None:
    async with sleeping.listening() as bot:
        await slack.disconnect()
        async with asyncio.timeout(60):
            await slack.connected.wait()
        await slack.post_message("UANN", "C1", "again")
        await slack.settle()
        assert bot.recorder.said() == ["again"]
