from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from aiohttp.test_utils import make_mocked_request

from adapters.actions import Say
from adapters.events import Audience, CommandCalled, Event, MessagePosted
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
    slack.ack_seconds = 0.3
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
    slack.ack_seconds = 0.3
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


async def test_the_acknowledgement_waits_for_the_commit(bot: Bot, slack: SlackServer) -> None:
    committed = False

    async def commit(event: Event) -> None:
        nonlocal committed
        await asyncio.sleep(0.02)
        assert not slack.deliveries[0].acknowledged
        committed = True

    bot.recorder.answer = commit
    await slack.post_message("UANN", "C1", "wait for it")
    await slack.settle()
    assert committed
    assert slack.deliveries[0].acknowledged


async def test_a_mention_is_heard_twice_under_one_key(bot: Bot, slack: SlackServer) -> None:
    await slack.post_message("UANN", "C1", "<@U0BOT> help")
    await slack.settle()
    one, two = bot.recorder.events
    assert one == two


async def test_who_can_read_a_channel(bot: Bot, slack: SlackServer) -> None:
    slack.add_channel("C2", "closed", kind="private")
    slack.add_channel("C3", "with-others", shared=True)
    direct = slack.im("UANN").id
    for channel in ("C1", "C2", "C3", direct):
        await slack.post_message("UANN", channel, "who reads this?")
        await slack.settle()
    assert [
        event.audience for event in bot.recorder.events if isinstance(event, MessagePosted)
    ] == [
        Audience.COMMUNITY,
        Audience.PRIVATE,
        Audience.SHARED,
        Audience.DIRECT,
    ]
    assert not slack.called("conversations.info")


async def test_a_command_knows_who_reads_and_who_administers(bot: Bot, slack: SlackServer) -> None:
    slack.add_channel("C3", "with-others", shared=True)
    slack.add_user("UOUT", is_admin=True)
    slack.users["UOUT"]["team_id"] = "T2"
    for user in ("UANN", "UADA", "UOUT", "UADA"):
        await slack.command(user, "help", channel="C3")
    calls = [event for event in bot.recorder.events if isinstance(event, CommandCalled)]
    assert [call.administers for call in calls] == [False, True, False, True]
    assert {call.audience for call in calls} == {Audience.SHARED}
    assert len(slack.called("users.info")) == 3
    assert len(slack.called("conversations.info")) == 1


async def test_nobody_is_asked_who_the_bot_is_at_every_event(bot: Bot, slack: SlackServer) -> None:
    for number in range(5):
        await slack.post_message("UANN", "C1", str(number))
    await slack.settle()
    assert len(slack.called("auth.test")) == 1


async def test_reactions_edits_and_deletions_are_heard(bot: Bot, slack: SlackServer) -> None:
    ts = await slack.post_message("UANN", "C1", "We should merge")
    await slack.react("UBOB", "C1", ts, "+1::skin-tone-2")
    await slack.unreact("UBOB", "C1", ts, "+1::skin-tone-2")
    await slack.edit("C1", ts, "We could merge")
    await slack.delete("C1", ts)
    await slack.settle()
    kinds = {type(event).__name__ for event in bot.recorder.events}
    assert kinds == {
        "MessagePosted",
        "Reacted",
        "Unreacted",
        "MessageRevised",
        "MessageWithdrawn",
    }


async def test_the_home_page_and_the_end_are_heard(bot: Bot, slack: SlackServer) -> None:
    await slack.open_home("UANN")
    await slack.uninstall()
    await slack.settle()
    assert {type(event).__name__ for event in bot.recorder.events} == {"HomeOpened", "Removed"}


async def test_a_post_nobody_signed_is_turned_away(slack: SlackServer) -> None:
    async with Bot(slack, "http").listening() as bot:
        slack.signing_secret = "another"
        await slack.post_message("UANN", "C1", "forged")
        await slack.settle()
        assert not slack.deliveries[0].acknowledged
        assert not bot.recorder.events


async def test_slack_may_check_the_address(slack: SlackServer) -> None:
    async with Bot(slack, "http").listening():
        asked = {"type": "url_verification", "token": "legacy", "challenge": "3eZbrw1a"}
        answer = await slack.sent("events_api", asked)
    assert answer == {"challenge": "3eZbrw1a"}


async def test_before_it_listens_the_bot_asks_slack_to_come_again(slack: SlackServer) -> None:
    bot = Bot(slack, "http")
    async with bot.listening():
        pass
    request = make_mocked_request("POST", "/slack/events")
    assert (await bot.platform.http(request)).status == 503


@pytest.mark.parametrize(("mode", "words"), [("socket", "app token"), ("http", "signing secret")])
def test_a_missing_secret_is_named(
    slack: SlackServer, mode: Literal["socket", "http"], words: str
) -> None:
    slack.app_token = slack.signing_secret = ""
    with pytest.raises(ValueError, match=words):
        Bot(slack, mode)


async def test_what_slack_will_not_say_is_the_narrowest_it_could_be(
    bot: Bot, slack: SlackServer
) -> None:
    for method in ("users.info", "conversations.info"):
        await slack.fault(method=method, error="missing_scope")
    await slack.command("UADA", "help")
    (called,) = bot.recorder.events
    assert isinstance(called, CommandCalled)
    assert not called.administers
    assert called.audience is Audience.PRIVATE


async def test_a_channel_that_became_shared_is_asked_about_again(
    bot: Bot, slack: SlackServer
) -> None:
    await slack.command("UANN", "help")
    slack.channels["C1"].shared = True
    await slack.send_event({"type": "channel_shared", "channel": "C1"})
    await slack.settle()
    await slack.command("UANN", "help")
    calls = [event for event in bot.recorder.events if isinstance(event, CommandCalled)]
    assert [call.audience for call in calls] == [Audience.COMMUNITY, Audience.SHARED]


async def test_buttons_shortcuts_and_forms_of_others_are_acknowledged(
    bot: Bot, slack: SlackServer
) -> None:
    user = {"user": {"id": "UANN"}, "team": {"id": "T1"}}
    for payload in (
        {"type": "block_actions", "actions": [{"type": "overflow", "action_id": "x"}], **user},
        {"type": "message_action", "callback_id": "theirs", "channel": {"id": "C1"}, **user},
        {"type": "shortcut", "callback_id": "theirs", **user},
        {"type": "view_submission", "view": {"id": "V1", "callback_id": "theirs"}, **user},
        {"type": "view_closed", "view": {"id": "V1"}, **user},
    ):
        await slack.sent("interactive", payload)
        assert slack.deliveries[-1].acknowledged, payload["type"]
    assert not bot.recorder.events


async def test_a_slack_that_is_down_at_start_is_waited_for(
    sleeping: Bot, slack: SlackServer
) -> None:
    await slack.fault(method="auth.test", status=429, retry_after=0)
    await slack.fault(method="users.conversations", status=429, retry_after=0)
    async with sleeping.listening() as bot:
        await slack.post_message("UANN", "C1", "there you are")
        await slack.settle()
        assert bot.recorder.said() == ["there you are"]


async def test_channels_that_cannot_be_listed_stop_nothing(
    sleeping: Bot, slack: SlackServer
) -> None:
    await slack.fault(method="users.conversations", error="missing_scope")
    async with sleeping.listening() as bot:
        await slack.post_message("UANN", "C1", "go on")
        await slack.settle()
        assert bot.recorder.said() == ["go on"]
