from __future__ import annotations

import pytest

from adapters.commands import Pointer, Vocabulary
from adapters.slack.manifest import manifest
from tests.adapters.slack.conftest import VOCABULARY


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
