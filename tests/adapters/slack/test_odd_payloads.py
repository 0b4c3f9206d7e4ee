from __future__ import annotations

import copy
from typing import Any

import pytest

from adapters.events import MessagePosted
from adapters.slack.mrkdwn import decode
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer
from tests.adapters.slack.test_incoming import BUTTON, COMMAND, FORM, MESSAGE, POINTING, paths

ENVELOPE: dict[str, Any] = {
    "token": "t",
    "team_id": "T1",
    "context_team_id": "T1",
    "api_app_id": "A1",
    "event": MESSAGE,
    "type": "event_callback",
    "event_id": "Ev1",
    "event_time": 1763629200,
    "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
    "is_ext_shared_channel": False,
}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", ENVELOPE),
        ("slash_commands", COMMAND),
        ("interactive", BUTTON),
        ("interactive", POINTING),
        ("interactive", FORM),
    ],
)
async def test_a_payload_with_a_null_a_gap_or_a_new_field_is_acknowledged(
    slack: SlackServer, kind: str, payload: dict[str, Any]
) -> None:
    async with Bot(slack, "socket").listening():
        for path in paths(payload):
            for gap in (False, True):
                damaged = copy.deepcopy(payload)
                place: Any = damaged
                for name in path[:-1]:
                    place = place[name]
                if gap:
                    del place[path[-1]]
                else:
                    place[path[-1]] = None
                damaged["something_new"] = {"id": 1}
                answered = await slack.sent(kind, damaged)
                assert slack.deliveries[-1].acknowledged, (path, gap)
                assert not (answered or {}).get("errors"), (path, gap)


@pytest.mark.parametrize("sign", ["x", "<", "&lt;", "<@U1> ", "<https://a.uk|b> ", "🏛️"])
async def test_the_longest_text_is_heard_whole(bot: Bot, slack: SlackServer, sign: str) -> None:
    text = (sign * 40_000)[:40_000]
    await slack.post_message("UANN", "C1", text)
    await slack.settle()
    assert slack.deliveries[-1].acknowledged
    assert bot.recorder.said() == [decode(text)]


async def test_a_file_is_heard_by_the_words_said_with_it(bot: Bot, slack: SlackServer) -> None:
    files = {"subtype": "file_share", "files": [{"id": "F1", "title": "plan.pdf"}], "upload": False}
    await slack.post_message("UANN", "C1", "The plan is below.", **files)
    await slack.settle()
    assert bot.recorder.said() == ["The plan is below."]


async def test_a_reply_shown_in_the_channel_too_is_one_reply(bot: Bot, slack: SlackServer) -> None:
    root = await slack.post_message("UANN", "C1", "start")
    await slack.post_message("UBOB", "C1", "and so", thread=root, subtype="thread_broadcast")
    await slack.settle()
    keys = {e.key: e.thread for e in bot.recorder.events if isinstance(e, MessagePosted)}
    assert [thread and thread.id for thread in keys.values()] == [None, root]


async def test_a_language_that_slack_found_is_no_edit(bot: Bot, slack: SlackServer) -> None:
    ts = await slack.post_message("UANN", "C1", "Bore da")
    before = dict(slack.message("C1", ts))
    after = before | {"language": {"locale": "cy", "is_reliable": True}}
    await slack.emit_changed(slack.channels["C1"], after, before)
    await slack.settle()
    assert slack.deliveries[-1].acknowledged
    assert len(bot.recorder.events) == 1
