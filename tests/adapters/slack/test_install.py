from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.actions import Say
from adapters.chat import CommunityRef
from adapters.events import CommandCalled, Event, Joined, MessagePosted
from adapters.posts import Post, Text
from tests.adapters.slack.many import Browser, Many, installed
from tests.adapters.slack.server import SlackServer


@pytest.fixture(params=["socket", "http"])
async def many(slack: SlackServer, request: pytest.FixtureRequest) -> AsyncIterator[Many]:
    async with Many(slack, request.param).served() as bot:
        yield bot


@pytest.fixture
async def bot(slack: SlackServer) -> AsyncIterator[Many]:
    async with Many(slack).served() as bot:
        yield bot


def post(words: str) -> Post:
    return Post((Text((words,)),))


async def test_a_workspace_that_installed_it_is_heard_and_answered_with_its_own_token(
    many: Many, slack: SlackServer
) -> None:
    await installed(many, "T1", "T2")
    joined = [event for event in many.recorder.events if isinstance(event, Joined)]
    assert [str(event.community) for event in joined] == ["slack:T1", "slack:T2"]
    assert all(event.whole_community and event.channel is None for event in joined)
    assert [str(event.by) for event in joined] == ["slack:UADA"] * 2

    async def echo(event: Event) -> None:
        if isinstance(event, MessagePosted):
            said = Say(channel=event.message.channel, post=post(f"Why {event.text}?"), mark=7)
            await many.platform.deliver(said)

    many.recorder.answer = echo
    there = slack.neighbour("T2")
    await slack.post_message("UANN", "C1", "here")
    await there.post_message("UANN", "C1", "there")
    await slack.settle()
    assert [each["text"] for each in slack.posts()] == ["Why here?"]
    assert [each["text"] for each in there.posts()] == ["Why there?"]
    await there.command("UADA", "help")
    (called,) = [event for event in many.recorder.events if isinstance(event, CommandCalled)]
    assert called.community == CommunityRef("slack", "T2")
    assert called.administers
    assert there.called_for("users.info") == 1
    assert not slack.called("users.info")
    assert all(delivery.acknowledged for delivery in slack.deliveries)


async def test_the_page_says_what_it_will_read_and_leads_to_slack(bot: Many) -> None:
    async with Browser(bot) as browser:
        page = await browser.open(f"{bot.address}/slack/install")
        assert '<html lang="en-GB">' in page
        assert "<h1>Add Challenger to your Slack workspace</h1>" in page
        assert "Elsewhere it reads nothing." in page
        assert "chat%3Awrite" in await browser.led_to_slack()
