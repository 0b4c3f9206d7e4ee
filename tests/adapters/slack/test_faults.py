"""What goes wrong between the bot and Slack: nothing lost, nothing twice, one clear sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.actions import Action, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.events import ButtonPressed, Event, MessagePosted, ReplyHandle
from adapters.port import DeliveryFailed
from adapters.posts import Button, Choices, Post, Text
from adapters.slack.team import FORM_LATE, KEPT_BACK
from adapters.slack.transport import LINK_DISABLED
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_api import Fault
from tests.stories.doors.running import until

CHANNEL = ChannelRef.parse("slack:T1/C1")
ANN = MemberRef("slack", "UANN")
OPENS = Post((Choices((Button("object:R7", "Object", opens_form=True),)),))


def post(words: str) -> Post:
    return Post((Text((words,)),))


ACTIONS: dict[str, Callable[[MessageRef], Action]] = {
    "chat.postMessage": lambda _: Say(channel=CHANNEL, post=post("Why?"), mark=8),
    "chat.update": lambda said: Revise(message=said, post=post("Why not?")),
    "chat.delete": lambda said: Withdraw(message=said),
    "chat.postEphemeral": lambda _: Whisper(to=ANN, channel=CHANNEL, post=post("Counted.")),
    "conversations.open": lambda _: Tell(to=ANN, post=post("Yours moved two.")),
    "views.publish": lambda _: ShowHome(to=ANN, post=post("You")),
}


def seen(slack: SlackServer) -> dict[str, Any]:
    """All that people can see of the bot."""
    return {
        "channel": [each["text"] for each in slack.posts()],
        "alone": [each["text"] for each in slack.ephemerals],
        "direct": [each["text"] for each in slack.posts(slack.im("UANN").id)],
        "homes": [view["blocks"] for view in slack.homes.values()],
    }


@pytest.mark.parametrize("method", ACTIONS)
async def test_whatever_slack_has_no_time_for_waits_as_long_as_slack_says_and_is_done_once(
    sleeping: Bot, slack: SlackServer, method: str
) -> None:
    said = await sleeping.platform.deliver(Say(channel=CHANNEL, post=post("First"), mark=7))
    assert said is not None
    before = seen(slack)
    action = ACTIONS[method](said)
    await slack.fault(method=method, status=429, retry_after=17)
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.deliver(action)
    assert failed.value.retry_after == 17
    assert not failed.value.maybe_sent
    assert seen(slack) == before
    await sleeping.platform.deliver(action)
    after = seen(slack)
    changed = [
        name
        for name in after
        if after[name] != before[name] and abs(len(after[name]) - len(before[name])) <= 1
    ]
    assert len(changed) == 1


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_a_search_slack_has_no_time_for_is_no_no(
    sleeping: Bot, slack: SlackServer, method: str
) -> None:
    root = await slack.post_message("UANN", "C1", "start")
    thread = MessageRef(CHANNEL, root) if method == "conversations.replies" else None
    say = Say(channel=CHANNEL, post=post("Why?"), mark=7, thread=thread)
    said = await sleeping.platform.deliver(say)
    await slack.fault(method=method, status=429, retry_after=17)
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.find(say)
    assert failed.value.retry_after == 17
    assert await sleeping.platform.find(say) == said


@pytest.mark.parametrize(
    ("error", "needed", "sentence"),
    [
        ("channel_not_found", "", "Slack does not know that channel, or the bot may not see it."),
        ("is_archived", "", "The channel is archived, so nobody can post in it."),
        ("not_in_channel", "", "The bot is not in that channel. Somebody there can invite it."),
        (
            "restricted_action",
            "",
            "A rule of this Slack workspace forbids the bot to post there.",
        ),
        (
            "missing_scope",
            "chat:write",
            "The Slack app lacks the permission chat:write. Update it from the manifest.",
        ),
        (
            "missing_scope",
            "",
            "The Slack app lacks a permission it needs. Update it from the manifest.",
        ),
        ("token_revoked", "", "The bot's Slack token has been withdrawn."),
        ("something_new", "", "Slack refused."),
    ],
)
async def test_what_waiting_does_not_mend_is_one_sentence_for_the_operator(
    sleeping: Bot, slack: SlackServer, error: str, needed: str, sentence: str
) -> None:
    await slack.fault(method="chat.postMessage", error=error, needed=needed)
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.deliver(Say(channel=CHANNEL, post=post("Why?"), mark=7))
    assert failed.value.reason == f"{sentence} ({error})"
    assert failed.value.retry_after is None
    assert not failed.value.maybe_sent
    assert slack.posts() == []


@pytest.mark.parametrize(("status", "error"), [(429, "ratelimited"), (404, "expired_url")])
async def test_an_answer_whose_handle_slack_no_longer_takes_is_given_another_way(
    sleeping: Bot, slack: SlackServer, status: int, error: str
) -> None:
    slack.replies["r"] = ("UANN", "C1", "")
    await slack.fault(method="response_url", status=status, error=error)
    reply = ReplyHandle(f"{slack.address}/response/r")
    await sleeping.platform.deliver(
        Whisper(to=ANN, channel=CHANNEL, post=post("Counted."), reply=reply)
    )
    assert [each["text"] for each in slack.ephemerals] == ["Counted."]
    assert len(slack.called("chat.postEphemeral")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 1},
        {"error": "expired_trigger_id"},
        {"error": "exchanged_trigger_id"},
        {"error": "trigger_expired"},
        {"status": 503, "error": "service_unavailable"},
    ],
)
async def test_a_form_that_could_not_be_opened_is_owned_up_to_and_opens_at_the_next_press(
    bot: Bot, slack: SlackServer, fault: dict[str, Any]
) -> None:
    said = await bot.platform.deliver(Say(channel=CHANNEL, post=OPENS, mark=7))
    assert said is not None
    await slack.fault(method="views.open", **fault)
    await slack.press("UANN", "C1", said.id, "Object")
    (told,) = slack.ephemerals
    assert told["user"] == "UANN"
    assert told["text"] == "The form could not be opened. Nothing is lost. Try it again."
    assert told["text"] in str(FORM_LATE)
    await slack.press("UANN", "C1", said.id, "Object")
    assert len(slack.views) == 1
    assert len(slack.ephemerals) == 1


async def test_an_event_delivered_five_times_has_one_key(bot: Bot, slack: SlackServer) -> None:
    slack.waits, slack.ack_seconds = (0.01,) * 4, 0.3
    bot.recorder.failures = 4
    ts = await slack.post_message("UANN", "C1", "Once.")
    await slack.settle()
    (delivery,) = slack.deliveries
    assert (delivery.attempts, delivery.acknowledged) == (5, True)
    for _ in range(4):
        await slack.redeliver()
    assert {event.key for event in bot.recorder.events} == {f"slack:T1/C1/{ts}:posted"}


async def test_two_copies_of_one_press_have_one_key(bot: Bot, slack: SlackServer) -> None:
    row = Choices((Button("vote:R7:agree", "Moves me"),))
    said = await bot.platform.deliver(Say(channel=CHANNEL, post=Post((row,)), mark=7))
    assert said is not None
    await slack.press("UANN", "C1", said.id, "Moves me")
    await slack.redeliver()
    await slack.press("UANN", "C1", said.id, "Moves me")
    keys = [event.key for event in bot.recorder.events if isinstance(event, ButtonPressed)]
    assert keys[0] == keys[1]
    assert keys[1] != keys[2]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets"])
async def test_no_event_is_lost_where_slack_asks_for_another_socket(
    sleeping: Bot, slack: SlackServer, reason: str
) -> None:
    slack.waits, slack.ack_seconds = (0.1, 0.5, 2.0), 0.5
    async with sleeping.listening() as bot:
        sockets = len(slack.called("apps.connections.open"))
        for number in range(12):
            await slack.post_message("UANN", "C1", str(number))
            if number in (3, 7):
                await slack.disconnect(reason=reason)
                await asyncio.wait_for(slack.connected.wait(), 60)
        await slack.settle()
        assert all(delivery.acknowledged for delivery in slack.deliveries)
        keys = {e.key: e.text for e in bot.recorder.events if isinstance(e, MessagePosted)}
        assert sorted(keys.values(), key=int) == [str(number) for number in range(12)]
        assert len(slack.called("apps.connections.open")) == sockets + 2


async def test_an_event_in_hand_while_the_socket_is_replaced_is_not_lost(
    sleeping: Bot, slack: SlackServer
) -> None:
    slack.waits, slack.ack_seconds = (0.1, 0.5), 0.5
    async with sleeping.listening() as bot:
        in_hand, go_on = asyncio.Event(), asyncio.Event()

        async def slowly(event: Event) -> None:
            in_hand.set()
            await go_on.wait()

        bot.recorder.answer = slowly
        await slack.post_message("UANN", "C1", "in hand")
        await in_hand.wait()
        await slack.disconnect(reason="refresh_requested")
        await asyncio.wait_for(slack.connected.wait(), 60)
        go_on.set()
        await slack.settle()
        assert slack.deliveries[0].acknowledged
        assert len({event.key for event in bot.recorder.events}) == 1


async def test_the_operator_is_told_that_socket_mode_was_switched_off(
    sleeping: Bot, slack: SlackServer
) -> None:
    async with sleeping.listening():
        await slack.fault(method="apps.connections.open", error="socket_mode_not_enabled", times=99)
        with capture_logs() as logs:
            await slack.disconnect(reason="link_disabled")

            async def look() -> bool:
                return bool(logs)

            await until(look, "a line in the log")
        told = [each["reason"] for each in logs if each["log_level"] == "error"]
        assert told == [LINK_DISABLED]


async def test_the_operator_is_told_that_slack_keeps_events_back(
    bot: Bot, slack: SlackServer
) -> None:
    with capture_logs() as logs:
        await slack.sent(
            "events_api",
            {
                "token": "legacy",
                "type": "app_rate_limited",
                "team_id": "T1",
                "minute_rate_limited": 1763629200,
                "api_app_id": "A1",
            },
        )
    (told,) = (each for each in logs if each["log_level"] == "error")
    assert told["reason"] == KEPT_BACK
    assert slack.deliveries[-1].acknowledged
    assert bot.recorder.events == []


async def test_a_home_page_slack_cannot_draw_now_is_drawn_later(
    sleeping: Bot, slack: SlackServer
) -> None:
    slack.faults.append(Fault("views.publish", status=500, error="internal_error"))
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.deliver(ShowHome(to=ANN, post=post("You")))
    assert failed.value.retry_after is not None
    await sleeping.platform.deliver(ShowHome(to=ANN, post=post("You")))
    assert list(slack.homes) == ["UANN"]
