from __future__ import annotations

from typing import Any

import pytest

from adapters.actions import Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.events import ButtonPressed, ReplyHandle
from adapters.port import DeliveryFailed
from adapters.posts import Button, Choices, Heading, Jump, Post, Text
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_api import Fault

CHANNEL = ChannelRef.parse("slack:T1/C1")
ANN = MemberRef("slack", "UANN")


def post(words: str) -> Post:
    return Post((Text((words,)),))


def say(words: str = "Why?", mark: int = 7, thread: MessageRef | None = None) -> Say:
    return Say(channel=CHANNEL, post=post(words), mark=mark, thread=thread)


async def test_a_post_is_revised_and_withdrawn_however_often(
    sleeping: Bot, slack: SlackServer
) -> None:
    platform = sleeping.platform
    said = await platform.deliver(say())
    assert said is not None
    for _ in range(2):
        await platform.deliver(Revise(message=said, post=post("Why not?")))
    assert [each["text"] for each in slack.posts()] == ["Why not?"]
    for _ in range(2):
        await platform.deliver(Withdraw(message=said))
    assert slack.posts() == []


async def test_a_direct_message_is_opened_first(sleeping: Bot, slack: SlackServer) -> None:
    await sleeping.platform.deliver(Tell(to=ANN, post=post("Your objection moved two people.")))
    assert [each["text"] for each in slack.posts(slack.im("UANN").id)] == [
        "Your objection moved two people."
    ]


async def test_a_whisper_where_nobody_else_reads_is_a_message(
    sleeping: Bot, slack: SlackServer
) -> None:
    home = ChannelRef(CHANNEL.community, "UANN")
    await sleeping.platform.deliver(Whisper(to=ANN, channel=home, post=post("Kept.")))
    assert [each["text"] for each in slack.posts(slack.im("UANN").id)] == ["Kept."]


async def test_a_whisper_whose_handle_is_spent_goes_another_way(
    sleeping: Bot, slack: SlackServer
) -> None:
    spent = ReplyHandle(f"{slack.address}/response/spent")
    await sleeping.platform.deliver(
        Whisper(to=ANN, channel=CHANNEL, post=post("Counted."), reply=spent)
    )
    assert [each["text"] for each in slack.ephemerals] == ["Counted."]


async def test_the_home_page_is_drawn_and_its_buttons_work(bot: Bot, slack: SlackServer) -> None:
    row = Choices((Button("erase:me", "Erase"),))
    await bot.platform.deliver(ShowHome(to=ANN, post=Post((Heading("You"), row))))
    assert [block["type"] for block in slack.homes["UANN"]["blocks"]] == ["header", "actions"]
    await slack.press("UANN", "", "", "Erase")
    (press,) = bot.recorder.events
    assert isinstance(press, ButtonPressed)
    assert (press.verb, press.channel.id) == ("erase", "UANN")


async def test_links_to_messages_are_complete_from_the_first_post_on(
    sleeping: Bot, slack: SlackServer
) -> None:
    message = MessageRef(CHANNEL, "1763629200.000100")
    assert sleeping.platform.permalink(message) == ""
    jump = Post((Text((Jump("there", message),)),))
    await sleeping.platform.deliver(Say(channel=CHANNEL, post=jump, mark=1))
    link = "https://councils.slack.com/archives/C1/p1763629200000100"
    assert slack.posts()[0]["blocks"][0]["elements"][0]["elements"][0]["url"] == link
    assert sleeping.platform.permalink(message) == link


@pytest.mark.parametrize(
    ("fault", "retry_after"),
    [
        ({"status": 429, "retry_after": 17}, 17.0),
        ({"error": "ratelimited"}, 30.0),
        ({"status": 503, "error": "service_unavailable"}, 10.0),
        ({"error": "internal_error"}, 10.0),
        ({"error": "channel_not_found"}, None),
        ({"error": "not_in_channel"}, None),
        ({"error": "is_archived"}, None),
        ({"error": "token_revoked"}, None),
        ({"error": "msg_too_long"}, None),
        ({"error": "something_new"}, None),
    ],
)
async def test_a_refusal_is_a_sentence_and_says_whether_to_try_again(
    sleeping: Bot, slack: SlackServer, fault: dict[str, Any], retry_after: float | None
) -> None:
    await slack.fault(method="chat.postMessage", **fault)
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.deliver(say())
    assert failed.value.retry_after == retry_after
    said_not_now = fault.get("status") == 429 or "ratelimited" in str(fault)
    assert failed.value.maybe_sent == (retry_after is not None and not said_not_now)
    assert ". (" in failed.value.reason
    await sleeping.platform.deliver(say())
    assert len(slack.posts()) == 1


async def test_an_archived_channel_is_a_permanent_refusal(
    sleeping: Bot, slack: SlackServer
) -> None:
    slack.channels["C1"].archived = True
    with pytest.raises(DeliveryFailed, match="archived") as failed:
        await sleeping.platform.deliver(say())
    assert failed.value.retry_after is None


async def test_an_unreachable_slack_is_tried_again_later(sleeping: Bot, slack: SlackServer) -> None:
    await slack.stop()
    with pytest.raises(DeliveryFailed, match="could not be reached") as failed:
        await sleeping.platform.deliver(say())
    assert failed.value.retry_after == 5.0
    assert not failed.value.maybe_sent


async def test_a_post_whose_answer_was_lost_is_found_and_not_made_twice(
    sleeping: Bot, slack: SlackServer
) -> None:
    await slack.fault(method="chat.postMessage", drop_reply=True)
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.deliver(say())
    assert failed.value.retry_after is not None
    assert failed.value.maybe_sent
    (made,) = slack.posts()
    found = await sleeping.platform.find(say())
    assert found == MessageRef(CHANNEL, made["ts"])
    assert await sleeping.platform.find(say(mark=8)) is None


async def test_a_post_whose_answer_was_lost_is_looked_for_before_it_is_made_again(
    sleeping: Bot, slack: SlackServer
) -> None:
    await slack.fault(method="chat.postMessage", drop_reply=True)
    with pytest.raises(DeliveryFailed):
        await sleeping.platform.deliver(say())
    again = await sleeping.platform.deliver(say())
    (made,) = slack.posts()
    assert again == MessageRef(CHANNEL, made["ts"])


async def test_a_post_slack_never_took_is_made_again(sleeping: Bot, slack: SlackServer) -> None:
    await slack.fault(method="chat.postMessage", status=503, error="service_unavailable")
    with pytest.raises(DeliveryFailed):
        await sleeping.platform.deliver(say())
    await slack.fault(method="chat.postMessage", status=429, retry_after=1)
    with pytest.raises(DeliveryFailed):
        await sleeping.platform.deliver(say())
    assert await sleeping.platform.deliver(say())
    assert len(slack.posts()) == 1


async def test_a_lost_reply_is_found_in_its_thread_behind_many_others(
    sleeping: Bot, slack: SlackServer
) -> None:
    root = await slack.post_message("UANN", "C1", "start")
    for number in range(250):
        await slack.post_message("UANN", "C1", str(number), thread=root)
    thread = MessageRef(CHANNEL, root)
    said = await sleeping.platform.deliver(say(thread=thread))
    assert await sleeping.platform.find(say(thread=thread)) == said
    assert await sleeping.platform.find(say()) is None


async def test_a_channel_too_busy_to_search_is_no_no(sleeping: Bot, slack: SlackServer) -> None:
    for number in range(1001):
        await slack.post_message("UANN", "C1", str(number))
    with pytest.raises(DeliveryFailed, match="too busy"):
        await sleeping.platform.find(say())


@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (502, "<html>Bad gateway</html>", "text/html"),
        (200, "<html>Sign in to the guest network</html>", "text/html"),
        (200, "{broken", "application/json"),
        (200, "ok", "text/plain"),
        (500, "oops", "text/plain"),
        (200, "[]", "application/json"),
        (200, "{}", "application/json"),
        (200, '{"ok": true, "ts": null}', "application/json; charset=utf-8"),
    ],
)
async def test_an_answer_nobody_can_read_is_no_end(
    sleeping: Bot, slack: SlackServer, status: int, body: str, media_type: str
) -> None:
    await sleeping.platform.deliver(say(mark=6))
    slack.faults.append(Fault("chat.postMessage", status=status, body=body, media_type=media_type))
    with pytest.raises(DeliveryFailed) as failed:
        await sleeping.platform.deliver(say())
    assert failed.value.reason
    assert failed.value.retry_after is not None


async def test_a_whisper_slack_did_not_confirm_is_not_said_twice(
    sleeping: Bot, slack: SlackServer
) -> None:
    token = "cut"
    slack.replies[token] = ("UANN", "C1", "")
    slack.cut_responses = True
    reply = ReplyHandle(f"{slack.address}/response/{token}")
    with pytest.raises(DeliveryFailed, match="did not confirm") as failed:
        await sleeping.platform.deliver(
            Whisper(to=ANN, channel=CHANNEL, post=post("Counted."), reply=reply)
        )
    assert failed.value.retry_after is None
    assert len(slack.ephemerals) == 1


async def test_a_whisper_whose_handle_leads_nowhere_goes_another_way(
    sleeping: Bot, slack: SlackServer
) -> None:
    for handle in ("http://127.0.0.1:9/response/x", "nowhere"):
        await sleeping.platform.deliver(
            Whisper(to=ANN, channel=CHANNEL, post=post("Hm."), reply=ReplyHandle(handle))
        )
    assert [each["text"] for each in slack.ephemerals] == ["Hm.", "Hm."]
