"""The app manifest a workspace installs the bot with, from the verbs the bot knows."""

from __future__ import annotations

from typing import Any, Literal

from adapters.commands import ROOT, Vocabulary
from adapters.slack.incoming import POINTER

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
EVENTS_PATH = "/slack/events"

MAX_HINT = 1000
MAX_SHORTCUTS = 10
MAX_SHORTCUT_NAME = 24
MAX_SHORTCUT_DESCRIPTION = 150

NEEDED = {
    "app_mentions:read": ("app_mention",),
    "channels:history": ("message.channels",),
    "channels:read": (
        "member_joined_channel",
        "channel_left",
        "channel_deleted",
        "channel_shared",
        "channel_unshared",
    ),
    "chat:write": (),
    "commands": (),
    "im:write": (),
    "users:read": ("user_change",),
}
OPTIONAL = {
    "groups:history": ("message.groups",),
    "groups:read": ("group_left", "group_deleted"),
    "im:history": ("message.im",),
    "reactions:read": ("reaction_added", "reaction_removed"),
}
WITHOUT_SCOPE = ("app_home_opened", "app_uninstalled", "tokens_revoked")

ABOUT = (
    "Challenger asks the questions a group has stopped asking. It reads nothing until a moderator "
    "switches a channel on. It runs dissent rounds without names, shows how other councils saw "
    "it, and sums up the week. Everyone can see, export or erase what is held about them."
)


def manifest(
    vocabulary: Vocabulary,
    *,
    mode: Literal["socket", "http"] = "socket",
    address: str = "",
    installs: bool = False,
    without: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The manifest as a dict, for the verbs the bot knows.

    `address` is the public one of the web pages, for HTTP and where workspaces install the app
    themselves (`installs`). `without` leaves optional scopes out, and the events that need them.
    """
    if mode == "http" and not address:
        raise ValueError("HTTP mode needs the public address of the bot.")
    if installs and not address.startswith("https://"):
        raise ValueError("To let workspaces install the app, name the https:// address of the bot.")
    unknown = without - OPTIONAL.keys()
    if unknown:
        raise ValueError(f"The bot cannot do without {', '.join(sorted(unknown))}.")
    optional = {scope: events for scope, events in OPTIONAL.items() if scope not in without}
    scoped = [event for events in (*NEEDED.values(), *optional.values()) for event in events]
    events_at = address.rstrip("/") + EVENTS_PATH
    where = {"request_url": events_at} if mode == "http" else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Challenger",
            "description": "Asks the questions a group has stopped asking",
            "long_description": ABOUT,
            "background_color": "#0b0c0c",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "challenger", "always_online": True},
            "slash_commands": [
                {
                    "command": f"/{ROOT}",
                    "description": "Ask for another view, open a round, change settings",
                    "usage_hint": _hint(vocabulary),
                    "should_escape": True,
                    **({"url": events_at} if mode == "http" else {}),
                }
            ],
            "shortcuts": _shortcuts(vocabulary),
        },
        "oauth_config": {
            **({"redirect_urls": [address.rstrip("/") + REDIRECT_PATH]} if installs else {}),
            "scopes": {"bot": sorted(NEEDED), "bot_optional": sorted(optional)},
        },
        "settings": {
            "event_subscriptions": {**where, "bot_events": sorted({*WITHOUT_SCOPE, *scoped})},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def _hint(vocabulary: Vocabulary) -> str:
    hint = ""
    for command in vocabulary.commands:
        longer = f"{hint} | {command.name}" if hint else command.name
        if len(longer) > MAX_HINT:
            break
        hint = longer
    return hint


def _shortcuts(vocabulary: Vocabulary) -> list[dict[str, str]]:
    if len(vocabulary.pointers) > MAX_SHORTCUTS:
        raise ValueError(f"Slack takes {MAX_SHORTCUTS} shortcuts, not {len(vocabulary.pointers)}.")
    for pointer in vocabulary.pointers:
        if len(pointer.title) > MAX_SHORTCUT_NAME:
            raise ValueError(f"Slack takes {MAX_SHORTCUT_NAME} characters: {pointer.title!r}")
    return [
        {
            "name": pointer.title,
            "type": "message",
            "callback_id": POINTER + pointer.name,
            "description": f"{pointer.title}: for the message you point at"[
                :MAX_SHORTCUT_DESCRIPTION
            ],
        }
        for pointer in vocabulary.pointers
    ]
