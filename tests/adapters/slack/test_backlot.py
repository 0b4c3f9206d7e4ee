"""The Web API as others measured it: every method the bot speaks that backlot serves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from adapters.actions import Revise, Say, Whisper, Withdraw
from adapters.chat import ChannelRef, MemberRef, MessageRef
from adapters.port import DeliveryFailed
from adapters.posts import Button, Choices, Heading, Post, Quote, Text
from adapters.slack.api import call
from adapters.slack.outgoing import Outgoing
from adapters.slack.workspace import Workspace
from tests.fakes import MemoryState
from tests.process.running import free_port
from tests.stories.doors.running import until

pytestmark = [pytest.mark.backlot, pytest.mark.asyncio(loop_scope="module")]

BACKLOT = Path(__file__).resolve().parents[2] / "peers/.venv/bin/backlot"
SAID = {"source_type": "slack", "created": "2026-02-10T18:00:00Z", "content": "We should join."}
BOB = "bob@councils.example"
POST = Post((Heading("A question"), Text(("Why?",)), Choices((Button("why:1", "Why this?"),))))


@dataclass
class Backlot:
    """One workspace: where it is, a token, and what the bot says there."""

    url: str
    token: str
    client: AsyncWebClient
    workspace: Workspace
    outgoing: Outgoing
    channel: ChannelRef

    async def messages(self) -> list[dict[str, Any]]:
        answer = await call(self.client.conversations_history(channel=self.channel.id))
        found: list[dict[str, Any]] = answer["messages"]
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def backlot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Backlot]:
    folder = tmp_path_factory.mktemp("backlot")
    talk = folder / "talk.jsonl"
    talk.write_text(json.dumps(SAID | {"channel": "planning", "author_email": BOB}) + "\n")
    await _run("import", str(talk), "--data-dir", str(folder / "data"))
    port = free_port()
    at = f"http://127.0.0.1:{port}"
    arguments = ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    server = await _start("serve", *arguments, "--disable-telemetry")
    try:
        async with aiohttp.ClientSession() as http:
            token = await _token(http, at)
            client = AsyncWebClient(
                token=token, base_url=f"{at}/slack/api/", session=http, retry_handlers=[]
            )
            workspace = Workspace(client)
            me = await workspace.me()
            listed = await call(client.conversations_list())
            yield Backlot(
                at,
                token,
                client,
                workspace,
                Outgoing(client, workspace, MemoryState(), lambda: 0.0),
                me.channel(listed["channels"][0]["id"]),
            )
    finally:
        server.terminate()
        await server.wait()


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(BACKLOT, *arguments, stdout=quiet, stderr=quiet)


async def _run(*arguments: str) -> None:
    assert await (await _start(*arguments)).wait() == 0


async def _token(http: aiohttp.ClientSession, at: str) -> str:
    async def look() -> str:
        try:
            async with http.get(f"{at}/_meta/users") as answer:
                return str((await answer.json())["users"][0]["token"])
        except aiohttp.ClientConnectorError:
            return ""

    return await until(look, "backlot to listen")


def say(post: Post = POST, thread: MessageRef | None = None) -> Any:
    return {"post": post, "mark": 7, "thread": thread}


async def test_a_post_is_made_revised_and_withdrawn(backlot: Backlot) -> None:
    said = await backlot.outgoing.deliver(Say(channel=backlot.channel, **say()))
    assert said is not None
    assert (await backlot.messages())[0]["text"] == "A question\nWhy?\n[Why this?]"
    for _ in range(2):
        await backlot.outgoing.deliver(Revise(message=said, post=Post((Text(("Why not?",)),))))
    assert (await backlot.messages())[0]["text"] == "Why not?"
    for _ in range(2):
        await backlot.outgoing.deliver(Withdraw(message=said))
    assert said.id not in [each["ts"] for each in await backlot.messages()]


async def test_a_reply_that_grows_stays_in_its_thread(backlot: Backlot) -> None:
    root = await backlot.outgoing.deliver(Say(channel=backlot.channel, **say()))
    assert root is not None
    reply = await backlot.outgoing.deliver(Say(channel=backlot.channel, **say(thread=root)))
    assert reply is not None
    longer = Post(tuple(Quote(f"{number} " + "word " * 590) for number in range(6)))
    await backlot.outgoing.deliver(Revise(message=reply, post=longer))
    answer = await call(
        backlot.client.conversations_replies(channel=backlot.channel.id, ts=root.id)
    )
    assert [each["thread_ts"] for each in answer["messages"]] == [root.id] * 3
    await backlot.outgoing.deliver(Withdraw(message=reply))
    answer = await call(
        backlot.client.conversations_replies(channel=backlot.channel.id, ts=root.id)
    )
    assert [each["ts"] for each in answer["messages"]] == [root.id]


async def test_a_member_is_answered_alone(backlot: Backlot) -> None:
    me = await backlot.workspace.me()
    to = MemberRef("slack", me.user)
    before = await backlot.messages()
    await backlot.outgoing.deliver(Whisper(to=to, channel=backlot.channel, post=POST))
    assert await backlot.messages() == before


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("channel", "Slack does not know that channel, or the bot may not see it."),
        ("thread", "The thread is no longer there."),
        ("message", "The message is no longer there."),
        ("member", "The member is no longer in that channel."),
        ("person", "Slack does not know that member."),
        ("method", "Slack refused."),
    ],
)
async def test_each_refusal_is_permanent_and_a_sentence(
    backlot: Backlot, wrong: str, reason: str
) -> None:
    nowhere = ChannelRef(backlot.channel.community, "CNOWHERE")
    never = MessageRef(backlot.channel, "1.000001")
    nobody = MemberRef("slack", "UNOBODY")
    deliver = backlot.outgoing.deliver
    asked: dict[str, Callable[[], Awaitable[object]]] = {
        "channel": lambda: deliver(Say(channel=nowhere, **say())),
        "thread": lambda: deliver(Say(channel=backlot.channel, **say(thread=never))),
        "message": lambda: deliver(Revise(message=never, post=POST)),
        "member": lambda: deliver(Whisper(to=nobody, channel=backlot.channel, post=POST)),
        "person": lambda: call(backlot.client.users_info(user=nobody.id)),
        "method": lambda: call(backlot.client.api_call("no.such")),
    }
    with pytest.raises(DeliveryFailed) as failed:
        await asked[wrong]()
    assert failed.value.reason.startswith(reason)
    assert failed.value.retry_after is None
    assert not failed.value.maybe_sent


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "Slack was given no token. Set the bot token. (not_authed)"),
        (
            "xoxb-strange",
            "Slack refused the token. Check the bot token and the app token. (invalid_auth)",
        ),
    ],
)
async def test_a_missing_token_and_a_wrong_one_are_told_apart(
    backlot: Backlot, token: str, reason: str
) -> None:
    client = AsyncWebClient(
        token=token,
        base_url=backlot.client.base_url,
        session=backlot.client.session,
        retry_handlers=[],
    )
    with pytest.raises(DeliveryFailed) as failed:
        await Workspace(client).me()
    assert failed.value.reason == reason


async def test_who_reads_and_who_runs_it_is_understood(backlot: Backlot) -> None:
    assert (await backlot.workspace.audience(backlot.channel.id)).value == "community"
    assert not await backlot.workspace.administers((await backlot.workspace.me()).user)
