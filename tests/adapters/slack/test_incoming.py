from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    Event,
    Feeling,
    FormSent,
    HomeOpened,
    Joined,
    MemberLeft,
    MessagePointedAt,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    Removed,
    Unreacted,
)
from adapters.slack import incoming
from adapters.slack.payload import Scene, Self

ME = Self(team="T1", user="U0BOT", bot="B0BOT", url="https://councils.slack.com/")
SCENE = Scene(ME, datetime(2026, 11, 20, 9, tzinfo=UTC))
MESSAGE: dict[str, Any] = {
    "client_msg_id": "5a1b",
    "type": "message",
    "text": "Everybody wants <https://gov.uk|the portal> &amp; <@U2> agrees",
    "user": "U1",
    "ts": "1763629200.000100",
    "blocks": [{"type": "rich_text", "block_id": "x", "elements": []}],
    "team": "T1",
    "channel": "C1",
    "event_ts": "1763629200.000100",
    "channel_type": "channel",
}
BUTTON: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ann", "name": "ann", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "t",
    "container": {
        "type": "message",
        "message_ts": "1763629300.000200",
        "channel_id": "C1",
        "is_ephemeral": False,
        "thread_ts": "1763629200.000100",
    },
    "trigger_id": "13.T1.abc",
    "team": {"id": "T1", "domain": "councils"},
    "enterprise": None,
    "is_enterprise_install": False,
    "channel": {"id": "C1", "name": "planning"},
    "message": {"type": "message", "user": "U0BOT", "ts": "1763629300.000200", "bot_id": "B0BOT"},
    "state": {"values": {}},
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "actions": [
        {
            "action_id": "vote:R7:agree",
            "block_id": "b1",
            "text": {"type": "plain_text", "text": "Moves me", "emoji": False},
            "type": "button",
            "action_ts": "1763629400.1",
        }
    ],
}
COMMAND: dict[str, Any] = {
    "token": "t",
    "team_id": "T1",
    "channel_id": "C1",
    "channel_name": "planning",
    "user_id": "U1",
    "command": "/challenge",
    "text": "Start  We should merge <#C2|roads> with <@U2|bob>",
    "response_url": "https://hooks.slack.com/commands/T1/1/x",
    "trigger_id": "13.T1.cmd",
}
POINTING: dict[str, Any] = {
    "type": "message_action",
    "callback_id": "pointer:challenge",
    "trigger_id": "13.T1.ptr",
    "message_ts": "1763629200.000100",
    "message": {**MESSAGE, "thread_ts": "1763629100.000100"},
    "channel": {"id": "C1", "name": "planning"},
    "user": {"id": "U2", "name": "bob"},
    "team": {"id": "T1"},
    "action_ts": "1763629400.1",
    "response_url": "https://hooks.slack.com/app/T1/1/x",
}
FORM: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1", "username": "ann"},
    "trigger_id": "13.T1.form",
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "form:object",
        "private_metadata": '{"subject":"R7","channel":"C1","thread":"1.2","reply":"https://r"}',
        "hash": "1763629400.abc",
        "blocks": [
            {"type": "input", "block_id": "field:words"},
            {"type": "input", "block_id": "field:link"},
            {"type": "input", "block_id": "field:weight"},
        ],
        "state": {
            "values": {
                "field:link": {"link": {"type": "plain_text_input", "value": None}},
                "field:weight": {
                    "weight": {"type": "static_select", "selected_option": {"value": "high"}}
                },
                "field:words": {"words": {"type": "plain_text_input", "value": "It costs <more>"}},
            }
        },
    },
    "response_urls": [],
}


def heard(event: dict[str, Any], scene: Scene = SCENE) -> Event | None:
    return incoming.event({"type": "event_callback", "team_id": "T1", "event": event}, scene)


def test_a_message_becomes_plain_words() -> None:
    event = heard(MESSAGE)
    assert isinstance(event, MessagePosted)
    assert event.key == "slack:T1/C1/1763629200.000100:posted"
    assert event.text == "Everybody wants the portal (https://gov.uk) & @U2 agrees"
    assert str(event.by) == "slack:U1"
    assert event.thread is None
    assert not event.to_bot
    assert event.at == datetime(2025, 11, 20, 9, 0, 0, 100, tzinfo=UTC)


def test_a_reply_stands_in_its_thread_and_the_first_message_does_not() -> None:
    reply = heard({**MESSAGE, "thread_ts": "1763629100.000100"})
    assert isinstance(reply, MessagePosted)
    assert str(reply.thread) == "slack:T1/C1/1763629100.000100"
    first = heard({**MESSAGE, "thread_ts": MESSAGE["ts"]})
    assert isinstance(first, MessagePosted)
    assert first.thread is None


@pytest.mark.parametrize("subtype", [None, "thread_broadcast", "file_share", "me_message"])
def test_what_people_write_is_heard(subtype: str | None) -> None:
    assert isinstance(heard({**MESSAGE, "subtype": subtype}), MessagePosted)


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"subtype": "channel_topic"},
        {"bot_id": "B9"},
        {"bot_profile": {"id": "B9"}},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"ts": None},
        {"channel": None},
    ],
)
def test_bots_notices_and_broken_messages_are_not_heard(change: dict[str, Any]) -> None:
    assert heard({**MESSAGE, **change}) is None


def test_a_mention_and_its_message_have_one_key_and_both_are_for_the_bot() -> None:
    text = {"text": "<@U0BOT> help"}
    one, two = heard({**MESSAGE, **text}), heard({**MESSAGE, **text, "type": "app_mention"})
    assert isinstance(one, MessagePosted)
    assert isinstance(two, MessagePosted)
    assert one == two
    assert one.to_bot


def test_a_direct_message_is_for_the_bot() -> None:
    event = heard(MESSAGE, Scene(ME, SCENE.now, Audience.DIRECT))
    assert isinstance(event, MessagePosted)
    assert event.to_bot


def changed(**message: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "C1",
        "ts": "1763629500.000000",
        "message": {
            "type": "message",
            "user": "U1",
            "text": "new",
            "ts": "1763629200.000100",
            "edited": {"user": "U1", "ts": "1763629499.000000"},
            **message,
        },
        "previous_message": {
            "type": "message",
            "user": "U1",
            "text": "old",
            "ts": "1763629200.000100",
        },
        "event_ts": "1763629500.000000",
    }


def test_an_edit_is_keyed_by_its_moment() -> None:
    event = heard(changed())
    assert isinstance(event, MessageRevised)
    assert event.key == "slack:T1/C1/1763629200.000100:revised:1763629499.000000"
    assert event.text == "new"


@pytest.mark.parametrize(
    "message", [{"text": "old"}, {"edited": None}, {"bot_id": "B1"}, {"user": "U0BOT"}]
)
def test_a_change_nobody_wrote_is_no_edit(message: dict[str, Any]) -> None:
    assert heard(changed(**message)) is None


def test_a_deleted_message_is_withdrawn_with_or_without_replies_below_it() -> None:
    deleted = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "ts": "1763629500.0",
        "deleted_ts": "1763629200.000100",
        "previous_message": {"user": "U1", "ts": "1763629200.000100"},
    }
    tombstone = changed(subtype="tombstone", text="This message was deleted.", user="USLACKBOT")
    for event in (heard(deleted), heard(tombstone)):
        assert isinstance(event, MessageWithdrawn)
        assert event.key == "slack:T1/C1/1763629200.000100:withdrawn"


@pytest.mark.parametrize(
    ("reaction", "feeling"),
    [
        ("+1", Feeling.FOR),
        ("+1::skin-tone-4", Feeling.FOR),
        ("white_check_mark", Feeling.FOR),
        ("heavy_plus_sign", Feeling.FOR),
        ("100", Feeling.FOR),
        ("-1", Feeling.AGAINST),
        ("thumbsdown::skin-tone-2", Feeling.AGAINST),
        ("x", Feeling.AGAINST),
        ("no_entry", Feeling.AGAINST),
        ("eyes", Feeling.OTHER),
        ("joy", Feeling.OTHER),
    ],
)
def test_a_reaction_says_what_it_plainly_says(reaction: str, feeling: Feeling) -> None:
    payload = {
        "type": "reaction_added",
        "user": "U1",
        "reaction": reaction,
        "item": {"type": "message", "channel": "C1", "ts": "1763629200.000100"},
        "item_user": "U2",
        "event_ts": "1763629300.000000",
    }
    event = heard(payload)
    assert isinstance(event, Reacted)
    assert event.feeling is feeling
    assert event.symbol == reaction
    taken = heard({**payload, "type": "reaction_removed"})
    assert isinstance(taken, Unreacted)
    assert taken.key != event.key
    assert heard({**payload, "user": "U0BOT"}) is None
    assert heard({**payload, "item": {"type": "file", "file": "F1"}}) is None


def test_a_command_is_a_verb_and_the_rest_with_ids_kept() -> None:
    event = incoming.command(COMMAND, SCENE)
    assert isinstance(event, CommandCalled)
    assert (event.verb, event.text) == ("start", "We should merge #C2 with <@U2>")
    assert event.key == "slack:T1/command:13.T1.cmd"
    assert event.reply == COMMAND["response_url"]


def test_a_bare_command_has_an_empty_verb() -> None:
    for text in ("", "  ", None):
        event = incoming.command({**COMMAND, "text": text}, SCENE)
        assert event is not None
        assert (event.verb, event.text) == ("", "")


def test_pointing_names_the_verb_the_message_and_its_author() -> None:
    event = incoming.pointing(POINTING, SCENE)
    assert isinstance(event, MessagePointedAt)
    assert event.verb == "challenge"
    assert str(event.message) == "slack:T1/C1/1763629200.000100"
    assert str(event.author) == "slack:U1"
    assert str(event.by) == "slack:U2"
    assert str(event.thread) == "slack:T1/C1/1763629100.000100"
    assert incoming.pointing({**POINTING, "callback_id": "someone_elses"}, SCENE) is None


def test_a_press_carries_the_three_names_of_its_button() -> None:
    event = incoming.press(BUTTON, SCENE)
    assert isinstance(event, ButtonPressed)
    assert (event.verb, event.subject, event.value) == ("vote", "R7", "agree")
    assert str(event.message) == "slack:T1/C1/1763629300.000200"
    assert str(event.thread) == "slack:T1/C1/1763629200.000100"
    assert event.key == "slack:T1/press:13.T1.abc"


def test_a_press_on_a_whisper_names_no_message_anyone_could_revise() -> None:
    whisper = copy.deepcopy(BUTTON)
    whisper["container"]["is_ephemeral"] = True
    del whisper["message"]
    event = incoming.press(whisper, SCENE)
    assert event is not None
    assert event.message is None


def test_a_press_on_the_home_page_is_answered_to_the_member() -> None:
    home = {**BUTTON, "container": {"type": "view", "view_id": "V1"}, "view": {"type": "home"}}
    for name in ("channel", "message", "response_url"):
        home.pop(name)
    event = incoming.press(home, SCENE)
    assert event is not None
    assert event.channel.id == "U1"
    assert event.message is None


def test_a_select_or_a_strange_action_is_no_press() -> None:
    for actions in ([], None, [{"type": "static_select", "action_id": "a"}], [{"type": "button"}]):
        assert incoming.press({**BUTTON, "actions": actions}, SCENE) is None


def test_a_form_comes_back_in_the_order_it_was_asked() -> None:
    event = incoming.form_sent(FORM, SCENE)
    assert isinstance(event, FormSent)
    assert (event.form, event.subject) == ("object", "R7")
    assert event.values == (("words", "It costs <more>"), ("link", ""), ("weight", "high"))
    assert str(event.channel) == "slack:T1/C1"
    assert str(event.thread) == "slack:T1/C1/1.2"
    assert event.reply == "https://r"
    assert event.key == "slack:T1/form:V1:1763629400.abc"


def test_somebody_elses_form_is_not_ours() -> None:
    view = {**FORM["view"], "callback_id": "other"}
    assert incoming.form_sent({**FORM, "view": view}, SCENE) is None


def test_joining_leaving_and_uninstalling() -> None:
    joined = {
        "type": "member_joined_channel",
        "user": "U0BOT",
        "channel": "C1",
        "channel_type": "C",
        "team": "T1",
        "inviter": "U1",
        "event_ts": "1763629200.000000",
    }
    event = heard(joined)
    assert isinstance(event, Joined)
    assert str(event.by) == "slack:U1"
    assert heard({**joined, "user": "U1"}) is None
    left = heard({"type": "channel_left", "channel": "C1", "event_ts": "1763629200.000000"})
    assert isinstance(left, Removed)
    assert str(left.channel) == "slack:T1/C1"
    gone = incoming.event(
        {"type": "event_callback", "event": {"type": "app_uninstalled"}, "event_time": 1763629200},
        SCENE,
    )
    assert isinstance(gone, Removed)
    assert gone.channel is None
    assert gone.key == "slack:T1:removed:1763629200"


def test_a_closed_account_is_somebody_who_left_and_a_new_picture_is_nothing() -> None:
    change = {"type": "user_change", "event_ts": "1763629200.000000"}
    left = heard({**change, "user": {"id": "U1", "deleted": True}})
    assert isinstance(left, MemberLeft)
    assert str(left.by) == "slack:U1"
    assert "U1" not in left.key
    for user in ({"id": "U1", "deleted": False}, {"id": "U1"}, {"deleted": True}, "U1", None):
        assert heard({**change, "user": user}) is None


def test_only_the_home_tab_is_the_home_page() -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "event_ts": "1763629200.1"}
    assert isinstance(heard({**opened, "tab": "home"}), HomeOpened)
    assert heard({**opened, "tab": "messages"}) is None


PAYLOADS: list[tuple[Any, dict[str, Any]]] = [
    (incoming.event, {"type": "event_callback", "event": MESSAGE}),
    (incoming.event, {"type": "event_callback", "event": changed()}),
    (incoming.command, COMMAND),
    (incoming.pointing, POINTING),
    (incoming.press, BUTTON),
    (incoming.form_sent, FORM),
]


def paths(payload: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        payload.items()
        if isinstance(payload, dict)
        else enumerate(payload)
        if isinstance(payload, list)
        else ()
    )
    found = []
    for name, value in items:
        found += [(*before, name), *paths(value, (*before, name))]
    return found


@pytest.mark.parametrize(("translate", "payload"), PAYLOADS)
@pytest.mark.parametrize("broken", [None, 7, "odd", [], {}, [None], {"odd": None}])
def test_no_odd_or_null_field_stops_it(
    translate: Any, payload: dict[str, Any], broken: object
) -> None:
    for path in paths(payload):
        damaged = copy.deepcopy(payload)
        place = damaged
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = broken
        translate(damaged, SCENE)
        if isinstance(place, dict):
            del place[path[-1]]
            translate(damaged, SCENE)
