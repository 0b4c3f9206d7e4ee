"""A picture in a post on Slack: shown where Slack can fetch it, told in words always."""

from __future__ import annotations

import pytest

from adapters.actions import Revise, Say, Tell, Whisper
from adapters.chat import ChannelRef, MemberRef
from adapters.port import DeliveryFailed
from adapters.posts import MAX_ALT, Picture, Post, Text
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer

CHANNEL = ChannelRef.parse("slack:T1/C1")
ANN = MemberRef("slack", "UANN")
ADDRESS = "https://bot.example/picture/0f3a-12-week-9b1c.png"
SENTENCE = "Most was written on Tuesday."


def a_post(address: str = ADDRESS) -> Post:
    return Post((Text(("The week",)), Picture(address, "A bar for each day", SENTENCE)))


def kinds(message: dict[str, object]) -> list[str]:
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    return [block["type"] for block in blocks]


async def test_a_picture_stands_above_its_sentence(sleeping: Bot, slack: SlackServer) -> None:
    await sleeping.platform.deliver(Say(channel=CHANNEL, post=a_post(), mark=1))
    (said,) = slack.posts()
    assert kinds(said) == ["rich_text", "image", "rich_text"]
    image = said["blocks"][1]
    assert (image["image_url"], image["alt_text"]) == (ADDRESS, "A bar for each day")
    assert said["text"] == f"The week\n{SENTENCE}"


@pytest.mark.parametrize(
    "address", ["http://localhost:8080/picture/a.png", "/picture/a.png", "data:image/png;base64,"]
)
async def test_a_bot_without_an_address_that_slack_can_reach_says_it_in_words(
    sleeping: Bot, slack: SlackServer, address: str
) -> None:
    await sleeping.platform.deliver(Say(channel=CHANNEL, post=a_post(address), mark=1))
    (said,) = slack.posts()
    assert kinds(said) == ["rich_text", "rich_text"]
    assert said["text"].endswith(SENTENCE)


async def test_a_picture_that_slack_refuses_never_costs_the_post(
    sleeping: Bot, slack: SlackServer
) -> None:
    await slack.fault(method="chat.postMessage", error="invalid_blocks")
    said = await sleeping.platform.deliver(Say(channel=CHANNEL, post=a_post(), mark=1))
    assert said is not None
    assert kinds(slack.posts()[0]) == ["rich_text", "rich_text"]
    await slack.fault(method="chat.update", error="invalid_blocks")
    await sleeping.platform.deliver(Revise(message=said, post=a_post()))
    assert kinds(slack.posts()[0]) == ["rich_text", "rich_text"]
    await slack.fault(method="chat.postEphemeral", error="invalid_blocks")
    await sleeping.platform.deliver(Whisper(to=ANN, channel=CHANNEL, post=a_post()))
    await slack.fault(method="chat.postMessage", error="invalid_blocks")
    await sleeping.platform.deliver(Tell(to=ANN, post=a_post()))
    (told,) = slack.posts(slack.im("UANN").id)
    assert kinds(told) == ["rich_text", "rich_text"]


async def test_a_post_without_a_picture_that_slack_refuses_is_not_sent_twice(
    sleeping: Bot, slack: SlackServer
) -> None:
    await slack.fault(method="chat.postMessage", error="invalid_blocks")
    with pytest.raises(DeliveryFailed, match="refused the layout"):
        await sleeping.platform.deliver(
            Say(channel=CHANNEL, post=Post((Text(("The week",)),)), mark=1)
        )
    assert slack.posts() == []


@pytest.mark.parametrize(
    ("alt", "sentence"), [("", SENTENCE), ("a" * (MAX_ALT + 1), SENTENCE), ("A bar", " ")]
)
def test_a_picture_is_told_twice_to_whoever_cannot_see_it(alt: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        Picture(ADDRESS, alt, sentence)
