from __future__ import annotations

from typing import Literal

import pytest

from adapters.port import DeliveryFailed
from adapters.slack.checking import check
from tests.adapters.slack.server import SlackServer


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
