from __future__ import annotations

from typing import Literal

import pytest

from adapters.actions import Examine
from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.events import Examined, Finding, ReplyHandle
from adapters.port import DeliveryFailed
from adapters.slack.checking import check, check_installed
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.many import KEYS, Many, installed
from tests.adapters.slack.server import SlackServer
from tests.fakes import MemoryState

T1 = CommunityRef("slack", "T1")


async def checked(slack: SlackServer, mode: Literal["socket", "http"] = "socket") -> str:
    return await check(
        bot_token="xoxb-test", app_token="xapp-test", mode=mode, api_url=slack.api_url
    )


async def test_good_tokens_are_told_what_they_open(slack: SlackServer) -> None:
    found = "the bot is challenger in Councils, and in "
    assert await checked(slack) == found + "1 public channel."
    slack.add_channel("C2", "roads")
    assert await checked(slack) == found + "2 public channels."
    slack.channels.clear()
    assert await checked(slack) == found + "no public channel yet."


async def test_a_bad_app_token_matters_on_the_socket_alone(slack: SlackServer) -> None:
    slack.app_token = "xapp-another"
    assert await checked(slack, "http")
    with pytest.raises(DeliveryFailed, match="Check the bot token and the app token"):
        await checked(slack)


async def test_what_the_app_lacks_is_named(slack: SlackServer) -> None:
    slack.scopes = "chat:write,commands,app_mentions:read,im:write,users:read"
    with pytest.raises(DeliveryFailed, match="lacks these scopes: channels:history, channels:read"):
        await checked(slack)


async def test_a_clock_that_is_wrong_is_named(slack: SlackServer) -> None:
    slack.clock_off = 240
    with pytest.raises(DeliveryFailed, match=r"wrong by 2\d\d seconds"):
        await checked(slack)


async def look(slack: SlackServer, bot: Bot) -> tuple[Finding, ...]:
    slack.add_channel("C2", "roads", member=False)
    slack.add_channel("C3", "old", archived=True)
    bot.recorder.events.clear()
    wanted = Examine(
        key="examined:k1",
        community=T1,
        to=MemberRef("slack", "UADA"),
        channel=ChannelRef(T1, "C1"),
        channels=tuple(ChannelRef(T1, id_) for id_ in ("C1", "C2", "C3", "C4")),
        reply=ReplyHandle("somewhere"),
    )
    assert await bot.platform.deliver(wanted) is None
    (event,) = bot.recorder.events
    assert isinstance(event, Examined)
    assert (event.key, event.by, event.channel) == ("examined:k1", wanted.to, wanted.channel)
    assert event.reply == wanted.reply
    return event.findings


async def test_looked_at_from_chat_all_is_well_but_three_channels(
    bot: Bot, slack: SlackServer
) -> None:
    assert await look(slack, bot) == (
        Finding("token", well=True),
        Finding("scopes", well=True),
        Finding("clock", well=True),
        Finding("member", well=True, channel=ChannelRef(T1, "C1")),
        Finding("member", well=False, channel=ChannelRef(T1, "C2")),
        Finding("archived", well=False, channel=ChannelRef(T1, "C3")),
        Finding("member", well=False, channel=ChannelRef(T1, "C4")),
    )


async def test_looked_at_from_chat_what_is_wrong_is_named(bot: Bot, slack: SlackServer) -> None:
    slack.scopes, slack.clock_off = slack.scopes.replace("chat:write,", ""), -100
    _, scopes, clock, *_ = await look(slack, bot)
    assert scopes == Finding("scopes", well=False, names=("chat:write",))
    assert not clock.well
    assert clock.names[0].endswith(" seconds")


async def test_a_token_that_is_refused_is_a_finding(bot: Bot, slack: SlackServer) -> None:
    slack.bot_token = "xoxb-another"
    assert await look(slack, bot) == (Finding("token", well=False),)


async def test_a_slack_that_is_away_is_asked_again_later(bot: Bot, slack: SlackServer) -> None:
    await slack.fault(method="conversations.info", status=429, retry_after=7)
    with pytest.raises(DeliveryFailed) as failed:
        await look(slack, bot)
    assert failed.value.retry_after == 7


async def everywhere(slack: SlackServer, memory: MemoryState, *keys: str) -> str:
    return await check_installed(
        state=memory,
        secret_keys=keys or KEYS,
        app_token="xapp-test",
        mode="socket",
        api_url=slack.api_url,
    )


async def test_every_workspace_that_installed_it_is_checked(slack: SlackServer) -> None:
    bot = Many(slack)
    assert "no workspace has installed" in await everywhere(slack, bot.memory)
    async with bot.served():
        await installed(bot, "T1", "T2")
    said = await everywhere(slack, bot.memory)
    assert said == "the app is installed in Council T1, Council T2."
    slack.neighbour("T2").scopes = "commands"
    with pytest.raises(DeliveryFailed, match="Council T2: The Slack app lacks"):
        await everywhere(slack, bot.memory)
    slack.neighbour("T2").revoke()
    with pytest.raises(DeliveryFailed, match="Council T2: The bot's account"):
        await everywhere(slack, bot.memory)
    with pytest.raises(DeliveryFailed, match="2 of 2 workspaces cannot be opened"):
        await everywhere(slack, bot.memory, "another key, since the first is lost")
