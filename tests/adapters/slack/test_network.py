from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from adapters.actions import Whisper
from adapters.events import CommandCalled
from adapters.posts import Post, Text
from adapters.proxy import proxy_for
from adapters.slack.network import web_client
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer

PROXY = "http://proxy.council.example:3128"


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_slack_and_its_socket_are_reached_through_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert proxy_for("https://slack.com/api/") == PROXY
    assert proxy_for("wss://wss-primary.slack.com/link/?ticket=1") == PROXY
    assert proxy_for("http://127.0.0.1:8000/api/") is None
    assert web_client("xoxb-1", "https://slack.com/api/").proxy == PROXY


def test_what_is_excepted_is_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", "intranet.example,.slack.com,slack.com")
    assert proxy_for("https://slack.com/api/") is None
    assert proxy_for("wss://wss-primary.slack.com/link/") is None
    assert web_client("xoxb-1", "https://slack.com/api/").proxy is None
    assert proxy_for("https://hooks.example/") == PROXY


def test_a_proxy_may_be_written_in_other_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "proxy.council.example:3128")
    assert proxy_for("https://slack.com/api/") == PROXY
    monkeypatch.setenv("https_proxy", " ")
    assert proxy_for("https://slack.com/api/") is None
    assert proxy_for("no address") is None


@asynccontextmanager
async def a_proxy(asked: list[str]) -> AsyncIterator[str]:
    """A proxy for plain http, as small as can be: it passes on what it is sent."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, address, rest = head.decode().split(" ", 2)
        asked.append(urlsplit(address).path)
        place = urlsplit(address)
        above, out = await asyncio.open_connection(place.hostname, place.port)
        out.write(f"{method} {place.path}?{place.query} {rest}".encode())
        await asyncio.gather(_pass(reader, out), _pass(above, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def answered(bot: Bot, slack: SlackServer) -> None:
    """A member asks and is answered on the press itself."""
    await slack.command("UANN", "help")
    (called,) = bot.recorder.events
    assert isinstance(called, CommandCalled)
    words = Post((Text(("Here.",)),))
    whisper = Whisper(to=called.by, channel=called.channel, post=words, reply=called.reply)
    await bot.platform.deliver(whisper)
    assert slack.reply_uses


async def test_calls_the_socket_and_answers_to_presses_go_through_it(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    async with a_proxy(asked) as address:
        monkeypatch.setenv("HTTP_PROXY", address)
        async with Bot(slack, "socket").listening() as bot:
            await answered(bot, slack)
    assert {"api", "link"} <= {path.split("/")[1] for path in asked}


async def test_nothing_goes_through_it_where_slack_is_excepted(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    async with a_proxy(asked) as address:
        monkeypatch.setenv("HTTP_PROXY", address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        async with Bot(slack, "socket").listening() as bot:
            await answered(bot, slack)
    assert asked == []
