from __future__ import annotations

import copy
from typing import Any

import pytest

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
