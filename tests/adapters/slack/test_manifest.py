from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, combinations
from typing import Any, Literal

import pytest

from adapters.commands import Command, Pointer, Vocabulary
from adapters.slack.manifest import NEEDED, OPTIONAL, manifest
from bot.commands import VOCABULARY as OURS
from tests.adapters.slack.conftest import VOCABULARY

HTTPS = r"https://[^\s]+"
SCOPE = r"[a-z_]+(\.[a-z_]+)?:?[a-z_.]*"

# What Slack takes, as a schema: a type, or limits, or what stands inside.
URL = {"pattern": HTTPS}
SCHEMA: dict[str, Any] = {
    "_metadata": {"major_version": {"enum": (1, 2)}, "minor_version": {"enum": (0, 1)}},
    "display_information": {
        "name": {"least": 1, "most": 35},
        "description": {"most": 140},
        "long_description": {"least": 175, "most": 4000},
        "background_color": {"pattern": "#([0-9a-fA-F]{3}){1,2}"},
    },
    "features": {
        "app_home": {
            "home_tab_enabled": bool,
            "messages_tab_enabled": bool,
            "messages_tab_read_only_enabled": bool,
        },
        "bot_user": {"display_name": {"most": 80}, "always_online": bool},
        "slash_commands": {
            "items": 50,
            "each": {
                "command": {"most": 32, "pattern": r"/[^\s/]+"},
                "description": {"least": 1, "most": 2000},
                "usage_hint": {"most": 1000},
                "should_escape": bool,
                "url?": URL,
            },
        },
        "shortcuts": {
            "items": 10,
            "each": {
                "name": {"least": 1, "most": 24},
                "type": {"enum": ("message", "global")},
                "callback_id": {"least": 1, "most": 255},
                "description": {"least": 1, "most": 150},
            },
        },
    },
    "oauth_config": {
        "redirect_urls?": {"items": 1000, "each": URL},
        "scopes": {
            "bot": {"items": 255, "each": {"pattern": SCOPE}},
            "bot_optional": {"items": 255, "each": {"pattern": SCOPE}},
        },
    },
    "settings": {
        "event_subscriptions": {
            "request_url?": URL,
            "bot_events": {"items": 100, "each": {"pattern": r"[a-z_]+(\.[a-z]+)?"}},
        },
        "interactivity": {"is_enabled": bool, "request_url?": URL},
        "org_deploy_enabled": bool,
        "socket_mode_enabled": bool,
        "token_rotation_enabled": bool,
    },
}


def wrong(value: Any, schema: Any, path: str = "") -> Iterator[str]:
    """What Slack would refuse, and where it stands."""
    if schema is bool:
        if not isinstance(value, bool):
            yield f"{path} is no yes or no"
    elif "enum" in schema:
        if value not in schema["enum"]:
            yield f"{path} is {value!r}"
    elif "each" in schema:
        if not isinstance(value, list) or len(value) > schema["items"]:
            yield f"{path} has more than {schema['items']}"
        elif any(value.count(each) > 1 for each in value):
            yield f"{path} says something twice"
        else:
            for number, each in enumerate(value):
                yield from wrong(each, schema["each"], f"{path}[{number}]")
    elif schema.keys() & {"least", "most", "pattern"}:
        if not isinstance(value, str):
            yield f"{path} is no text"
        elif not schema.get("least", 0) <= len(value) <= schema.get("most", 10_000):
            yield f"{path} has {len(value)} characters"
        elif not re.fullmatch(schema.get("pattern", "(?s:.*)"), value):
            yield f"{path} is {value!r}"
    else:
        known = {name.rstrip("?") for name in schema}
        yield from (f"{path}.{name} is unknown" for name in value.keys() - known)
        for name, inner in schema.items():
            if name.rstrip("?") in value:
                yield from wrong(value[name.rstrip("?")], inner, f"{path}.{name.rstrip('?')}")
            elif not name.endswith("?"):
                yield f"{path}.{name} is missing"


LARGEST = Vocabulary(
    commands=tuple(Command(f"verb{number}" * 4, "x" * 100) for number in range(60)),
    pointers=tuple(Pointer(f"p{number}" * 10, f"{number}" * 24) for number in range(10)),
    forms=(),
)


@pytest.mark.parametrize("vocabulary", [OURS, LARGEST, Vocabulary((), (), ())])
@pytest.mark.parametrize("mode", ["socket", "http"])
@pytest.mark.parametrize("installs", [False, True])
def test_slack_takes_it_at_its_largest_and_at_its_smallest(
    vocabulary: Vocabulary, mode: Literal["socket", "http"], installs: bool
) -> None:
    scopes = chain.from_iterable(combinations(OPTIONAL, size) for size in range(len(OPTIONAL) + 1))
    for without in scopes:
        made = manifest(
            vocabulary,
            mode=mode,
            address="https://bot.example",
            installs=installs,
            without=frozenset(without),
        )
        assert list(wrong(made, SCHEMA)) == []


def test_the_schema_refuses_what_slack_refuses() -> None:
    made = manifest(OURS)
    made["display_information"]["name"] = "n" * 36
    made["features"]["shortcuts"] *= 2
    made["settings"]["socket_mode_enabled"] = "yes"
    made["oauth_config"]["extra"] = 1
    del made["features"]["bot_user"]
    made["features"]["slash_commands"][0]["url"] = "http://bot.example"
    assert len(list(wrong(made, SCHEMA))) == 6


def test_every_event_goes_with_a_scope_that_is_asked() -> None:
    made = manifest(OURS)
    events = set(made["settings"]["event_subscriptions"]["bot_events"])
    scoped = {event for each in (NEEDED, OPTIONAL) for some in each.values() for event in some}
    assert events - scoped == {"app_home_opened", "app_uninstalled", "tokens_revoked"}
    asked = {
        *made["oauth_config"]["scopes"]["bot"],
        *made["oauth_config"]["scopes"]["bot_optional"],
    }
    assert not asked & {"users:read.email", "channels:join", "chat:write.public"}
    assert "user" not in made["oauth_config"]["scopes"]


def test_where_workspaces_install_it_slack_knows_the_way_back() -> None:
    made = manifest(OURS, address="https://bot.example/", installs=True)
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in made["settings"]["interactivity"]
    for address in ("", "http://bot.example"):
        with pytest.raises(ValueError, match="https://"):
            manifest(OURS, address=address, installs=True)
    assert "redirect_urls" not in manifest(OURS)["oauth_config"]


def test_the_manifest_offers_every_verb_and_pointer() -> None:
    made = manifest(VOCABULARY)
    (command,) = made["features"]["slash_commands"]
    assert command["command"] == "/challenge"
    assert command["usage_hint"] == "help | start | council"
    assert command["should_escape"] is True
    assert [each["callback_id"] for each in made["features"]["shortcuts"]] == [
        "pointer:challenge",
        "pointer:view",
    ]
    assert made["settings"]["socket_mode_enabled"] is True


def test_over_http_every_door_has_the_address() -> None:
    made = manifest(VOCABULARY, mode="http", address="https://bot.example/")
    at = "https://bot.example/slack/events"
    assert made["features"]["slash_commands"][0]["url"] == at
    assert made["settings"]["event_subscriptions"]["request_url"] == at
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": at}
    with pytest.raises(ValueError, match="public address"):
        manifest(VOCABULARY, mode="http")


def test_events_go_with_the_scope_they_need() -> None:
    made = manifest(VOCABULARY, without=frozenset({"reactions:read", "im:history"}))
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert "message.channels" in events
    assert "message.im" not in events
    assert "reaction_added" not in events
    assert made["oauth_config"]["scopes"]["bot_optional"] == ["groups:history", "groups:read"]
    with pytest.raises(ValueError, match="chat:write"):
        manifest(VOCABULARY, without=frozenset({"chat:write"}))


def test_a_pointer_too_long_for_slack_is_refused_at_once() -> None:
    pointers = (Pointer("x", "A title that Slack would not take"),)
    with pytest.raises(ValueError, match="24"):
        manifest(Vocabulary((), pointers, ()))
