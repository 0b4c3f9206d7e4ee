from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.web_api import ApiError

ROOT = Path(__file__).resolve().parents[3]


class Remote:
    """The control of a SlackServer in another process."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address, self.session = address, session

    async def call(self, verb: str, **wanted: Any) -> Any:
        async with self.session.post(f"{self.address}/control/{verb}", json=wanted) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def state(self) -> Any:
        async with self.session.get(f"{self.address}/control/state") as response:
            return await response.json()


@pytest.fixture
async def remote() -> AsyncIterator[Remote]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.adapters.slack.server", "--port", "0"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        yield Remote(address, session)
    process.terminate()
    await process.wait()


async def test_a_bot_talks_to_a_server_in_another_process(remote: Remote) -> None:
    near = SlackServer()
    near.address = remote.address
    async with Bot(near, "socket").listening() as bot:
        ts = await remote.call("post_message", user="UANN", channel="C1", text="hello")
        await remote.call("settle")
        assert bot.recorder.said() == ["hello"]
        await remote.call("point", user="UANN", channel="C1", ts=ts, callback_id="pointer:view")
        (view,) = (await remote.state())["views"]
        await remote.call("submit", user="UANN", view=view["id"], values={"words": "no"})
        state = await remote.state()
    assert state["views"] == []
    assert [each["acknowledged"] for each in state["deliveries"]] == [True] * 3
    assert state["connected"]


async def test_the_control_refuses_what_it_does_not_know(remote: Remote) -> None:
    for verb, wanted in (("stop", {}), ("press", {"user": "UANN"})):
        url = f"{remote.address}/control/{verb}"
        async with remote.session.post(url, json=wanted) as response:
            assert response.status in (400, 404)
            assert not (await response.json())["ok"]


async def test_the_server_is_as_strict_as_slack(slack: SlackServer) -> None:
    ts = (await slack.answer("chat.postMessage", {"channel": "C1", "text": "x"}))["ts"]
    with pytest.raises(ApiError, match="no button"):
        await slack.press("UANN", "C1", ts, "Nowhere")
    refused: dict[str, dict[str, Any]] = {
        "no_text": {"channel": "C1"},
        "channel_not_found": {"channel": "C404", "text": "x"},
        "invalid_blocks": {"channel": "C1", "text": "x", "blocks": [{"type": "header"}]},
    }
    for error, arguments in refused.items():
        answer = await slack.answer("chat.postMessage", arguments)
        assert (answer["ok"], answer["error"]) == (False, error)
    assert (await slack.answer("views.open", {}))["error"] == "invalid_trigger_id"
    assert (await slack.answer("no.such", {}))["error"] == "unknown_method"
