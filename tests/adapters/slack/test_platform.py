from __future__ import annotations

import pytest

from adapters.actions import Say
from adapters.events import Event, MessagePosted
from adapters.posts import Post, Text
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer


def post(words: str) -> Post:
    return Post((Text((words,)),))


async def test_a_message_is_heard_and_answered_in_its_thread(bot: Bot, slack: SlackServer) -> None:
    async def echo(event: Event) -> None:
        assert isinstance(event, MessagePosted)
        said = Say(channel=event.message.channel, post=post("Why?"), mark=7, thread=event.message)
        await bot.platform.deliver(said)

    bot.recorder.answer = echo
    ts = await slack.post_message("UANN", "C1", "We all agree &amp; nobody asks")
    await slack.settle()

    (event,) = bot.recorder.events
    assert event.key == f"slack:T1/C1/{ts}:posted"
    assert bot.recorder.said() == ["We all agree & nobody asks"]
    (answer,) = slack.posts()
    assert answer["thread_ts"] == ts
    assert answer["text"] == "Why?"
    assert answer["metadata"] == {"event_type": "challenger_post", "event_payload": {"mark": 7}}


async def test_the_bot_never_hears_itself(bot: Bot, slack: SlackServer) -> None:
    await slack.post_message("UANN", "C1", "first")
    await slack.settle()
    event = bot.recorder.events[0]
    assert isinstance(event, MessagePosted)
    said = await bot.platform.deliver(Say(channel=event.message.channel, post=post("x"), mark=1))
    assert said is not None
    await slack.settle()
    assert bot.recorder.said() == ["first"]
    assert all(delivery.acknowledged for delivery in slack.deliveries)


async def test_nothing_is_acknowledged_while_receiving_fails(bot: Bot, slack: SlackServer) -> None:
    bot.recorder.failures = 100
    await slack.post_message("UANN", "C1", "lost?")
    await slack.settle()
    (delivery,) = slack.deliveries
    assert not delivery.acknowledged
    assert delivery.attempts == 3
    assert bot.recorder.tried == 3


async def test_a_message_that_failed_comes_again_and_is_acknowledged_then(
    bot: Bot, slack: SlackServer
) -> None:
    bot.recorder.failures = 1
    await slack.post_message("UANN", "C1", "not lost")
    await slack.settle()
    (delivery,) = slack.deliveries
    assert delivery.acknowledged
    assert delivery.attempts == 2
    assert bot.recorder.said() == ["not lost"]


async def test_a_redelivered_event_has_the_same_key(bot: Bot, slack: SlackServer) -> None:
    await slack.post_message("UANN", "C1", "twice")
    await slack.settle()
    await slack.redeliver()
    first, second = bot.recorder.events
    assert first.key == second.key


@pytest.mark.parametrize("event", [{"type": "team_rename"}, {"type": "message"}, {}])
async def test_what_is_not_for_us_is_acknowledged(
    bot: Bot, slack: SlackServer, event: dict[str, str]
) -> None:
    await slack.send_event(event)
    await slack.settle()
    assert slack.deliveries[0].acknowledged
    assert not bot.recorder.events
