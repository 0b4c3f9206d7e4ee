"""Posts one Slack message cannot hold: said whole and once, changed whole, taken back whole."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.actions import Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.events import ReplyHandle
from adapters.port import DeliveryFailed
from adapters.posts import Button, Choices, Post, Quote
from adapters.slack.blocks import CANCEL, SURE
from adapters.slack.outgoing import Outgoing
from adapters.slack.pages import CUT, GOES_ON, GOES_ON_IN_THREAD
from adapters.slack.platform import SlackPlatform
from adapters.slack.workspace import Workspace
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_api import Fault

CHANNEL = ChannelRef.parse("slack:T1/C1")
ANN = MemberRef("slack", "UANN")


def long(*names: str) -> Post:
    """A post that takes one message for each of some names."""
    return Post(tuple(Quote(f"{name} " + "word " * 590) for name in names for _ in range(3)))


def say(*names: str, thread: MessageRef | None = None) -> Say:
    return Say(channel=CHANNEL, post=long(*names), mark=7, thread=thread)


def told(slack: SlackServer, channel: str = "C1") -> list[str]:
    """The first word of each post."""
    return [each["text"].strip("“").split(" ")[0] for each in slack.posts(channel)]


@pytest.fixture
def platform(sleeping: Bot) -> SlackPlatform:
    return quick(sleeping.platform)


def quick(platform: SlackPlatform) -> SlackPlatform:
    platform.pause_between_posts = 0.0
    return platform


async def test_a_long_post_is_one_message_in_the_channel_and_the_rest_in_its_thread(
    platform: SlackPlatform, slack: SlackServer
) -> None:
    said = await platform.deliver(say("one", "two", "three"))
    first, *rest = slack.posts()
    assert said == MessageRef(CHANNEL, first["ts"])
    assert told(slack) == ["one", "two", "three"]
    assert "thread_ts" not in first or first["thread_ts"] == first["ts"]
    assert [each["thread_ts"] for each in rest] == [first["ts"]] * 2
    ends = [each["blocks"][-1] for each in slack.posts()]
    assert [GOES_ON_IN_THREAD in str(each) for each in ends] == [True, True, False]


async def test_in_a_thread_it_all_stands_there(platform: SlackPlatform, slack: SlackServer) -> None:
    root = await slack.post_message("UANN", "C1", "start")
    await platform.deliver(say("one", "two", thread=MessageRef(CHANNEL, root)))
    assert [each["thread_ts"] for each in slack.posts()] == [root, root]


async def test_a_post_of_any_length_ends_and_says_what_it_left_out(
    platform: SlackPlatform, slack: SlackServer
) -> None:
    await platform.deliver(say(*(f"n{number}" for number in range(14))))
    assert told(slack) == [f"n{number}" for number in range(10)]
    assert CUT in str(slack.posts()[-1]["blocks"])


@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("drop_reply", [False, True])
async def test_one_cut_off_midway_is_finished_and_nothing_is_said_twice(
    sleeping: Bot, slack: SlackServer, in_thread: bool, restarted: bool, drop_reply: bool
) -> None:
    platform = quick(sleeping.platform)
    root = await slack.post_message("UANN", "C1", "start")
    letter = say("one", "two", "three", thread=MessageRef(CHANNEL, root) if in_thread else None)
    wrong = {"drop_reply": True} if drop_reply else {"status": 429, "retry_after": 3}
    slack.faults.append(Fault("chat.postMessage", after=1, **wrong))
    with pytest.raises(DeliveryFailed) as failed:
        await platform.deliver(letter)
    assert failed.value.maybe_sent  # so that whoever sends it looks first
    assert failed.value.retry_after is not None
    if restarted:
        platform = quick(sleeping.built())
        assert await platform.find(letter) is None
    assert await platform.deliver(letter) == MessageRef(CHANNEL, slack.posts()[0]["ts"])
    assert told(slack) == ["one", "two", "three"]


async def test_one_whose_last_answer_was_lost_is_found_whole(
    sleeping: Bot, slack: SlackServer
) -> None:
    slack.faults.append(Fault("chat.postMessage", after=1, drop_reply=True))
    with pytest.raises(DeliveryFailed):
        await quick(sleeping.platform).deliver(say("one", "two"))
    platform = quick(sleeping.built())
    found = await platform.find(say("one", "two"))
    assert found == MessageRef(CHANNEL, slack.posts()[0]["ts"])
    await platform.deliver(Withdraw(message=found))
    assert told(slack) == []


async def test_it_grows_and_shrinks_with_what_it_says_however_often(
    sleeping: Bot, slack: SlackServer
) -> None:
    said = await quick(sleeping.platform).deliver(say("one"))
    assert said is not None
    for names in (["one", "two", "three"], ["uno", "due"], ["a", "b", "c", "d"], ["alone"]):
        for _ in range(2):
            platform = quick(sleeping.built())
            await platform.deliver(Revise(message=said, post=long(*names)))
            assert told(slack) == names
    assert await sleeping.memory.list("long:") == []


async def test_a_reply_that_grows_goes_on_in_the_thread_it_stands_in(
    platform: SlackPlatform, slack: SlackServer
) -> None:
    root = await slack.post_message("UANN", "C1", "start")
    said = await platform.deliver(say("one", thread=MessageRef(CHANNEL, root)))
    assert said is not None
    await platform.deliver(Revise(message=said, post=long("one", "two")))
    assert [each["thread_ts"] for each in slack.posts()] == [root, root]


async def test_one_that_grew_and_was_cut_off_midway_is_finished(
    sleeping: Bot, slack: SlackServer
) -> None:
    said = await quick(sleeping.platform).deliver(say("one"))
    assert said is not None
    longer = Revise(message=said, post=long("one", "two", "three"))
    slack.faults.append(Fault("chat.postMessage", after=1, drop_reply=True))
    with pytest.raises(DeliveryFailed):
        await quick(sleeping.platform).deliver(longer)
    await quick(sleeping.built()).deliver(longer)
    assert told(slack) == ["one", "two", "three"]
    for _ in range(2):
        await quick(sleeping.built()).deliver(Withdraw(message=said))
    assert told(slack) == []


async def test_a_part_that_somebody_deleted_stops_nothing(
    platform: SlackPlatform, slack: SlackServer
) -> None:
    said = await platform.deliver(say("one", "two", "three"))
    assert said is not None
    await slack.delete("C1", slack.posts()[1]["ts"])
    await platform.deliver(Revise(message=said, post=long("uno", "due", "tre")))
    assert told(slack) == ["uno", "tre"]
    await platform.deliver(Withdraw(message=said))
    assert told(slack) == []


@pytest.mark.parametrize("spent", [False, True])
async def test_a_long_private_answer_goes_on_below(
    platform: SlackPlatform, slack: SlackServer, spent: bool
) -> None:
    slack.replies["r"] = ("UANN", "C1", "")
    slack.reply_uses["r"] = 4 if spent else 0  # Slack takes five
    reply = ReplyHandle(f"{slack.address}/response/r")
    names = ("one", "two", "three")
    await platform.deliver(Whisper(to=ANN, channel=CHANNEL, post=long(*names), reply=reply))
    assert [each["text"].strip("“").split(" ")[0] for each in slack.ephemerals] == [*names]
    assert GOES_ON in str(slack.ephemerals[0]["blocks"])


async def test_a_private_answer_that_was_half_given_is_not_given_again(
    platform: SlackPlatform, slack: SlackServer
) -> None:
    for method, action in (
        ("chat.postEphemeral", Whisper(to=ANN, channel=CHANNEL, post=long("one", "two"))),
        ("chat.postMessage", Tell(to=ANN, post=long("one", "two"))),
    ):
        slack.faults.append(Fault(method, after=1, status=429, retry_after=1))
        with pytest.raises(DeliveryFailed) as failed:
            await platform.deliver(action)
        assert failed.value.maybe_sent


async def test_a_long_direct_message_goes_on_below(
    platform: SlackPlatform, slack: SlackServer
) -> None:
    await platform.deliver(Tell(to=ANN, post=long("one", "two")))
    assert told(slack, slack.im("UANN").id) == ["one", "two"]


async def test_our_own_few_sentences_are_said_in_the_language_of_the_channel(
    sleeping: Bot, slack: SlackServer
) -> None:
    async def said(words: str, channel: ChannelRef) -> str:
        return f"{words} in {channel.id}"

    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    outgoing = Outgoing(client, Workspace(client), sleeping.memory, lambda: 0.0, said)
    button = Button("erase:me", "Erase", confirm="All goes.")
    row = Choices((button,))
    await outgoing.deliver(say("one", "two"))
    await outgoing.deliver(Whisper(to=ANN, channel=CHANNEL, post=long(*"abcde")))
    await outgoing.deliver(Say(channel=CHANNEL, post=Post((row,)), mark=8))
    await outgoing.deliver(ShowHome(to=ANN, post=Post((row,))))
    first, _, asks = slack.posts()
    assert f"{GOES_ON_IN_THREAD} in C1" in str(first["blocks"])
    assert f"{GOES_ON} in C1" in str(slack.ephemerals[0]["blocks"])
    assert f"{CUT} in C1" in str(slack.ephemerals[-1]["blocks"])
    for blocks, place in ((asks["blocks"], "C1"), (slack.homes["UANN"]["blocks"], "UANN")):
        confirm = blocks[0]["elements"][0]["confirm"]
        assert confirm["title"]["text"] == f"{SURE} in {place}"
        assert confirm["deny"]["text"] == f"{CANCEL} in {place}"
