"""Slack's payloads as Events. Pure: who reads a channel and who runs it is looked up elsewhere.

Nothing here trusts a payload: a field may be missing, null or new, and then nothing is heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.chat import MemberRef
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    Event,
    FormSent,
    HomeOpened,
    Joined,
    MemberLeft,
    MessagePointedAt,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    ReadersChanged,
    Removed,
    ReplyHandle,
    Unreacted,
    nameless,
)
from adapters.feelings import of_name
from adapters.posts import Button
from adapters.slack import forms
from adapters.slack.blocks import OPENS_FORM
from adapters.slack.mrkdwn import decode
from adapters.slack.payload import NAME, Payload, Scene, Self, at, listed, moment, word

POINTER = "pointer:"

HEARD_SUBTYPES = frozenset({"", "thread_broadcast", "file_share", "me_message"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an interaction came from and by whom, before anything is looked up."""

    user: str
    channel: str
    thread_ts: str
    reply: str
    trigger: str


def event(body: Payload, scene: Scene) -> Event | None:
    """What an Events API payload says, or None when it is nothing for us."""
    inner = at(body, "event")
    if not isinstance(inner, Mapping):
        return None
    match word(inner, "type"):
        case "message":
            return message(inner, word(inner, "channel"), scene)
        case "app_mention":
            return _posted(inner, word(inner, "channel"), scene, to_bot=True)
        case "reaction_added":
            return _reaction(Reacted, "reacted", inner, scene)
        case "reaction_removed":
            return _reaction(Unreacted, "unreacted", inner, scene)
        case "app_home_opened":
            return _home(inner, scene)
        case "member_joined_channel":
            return _joined(inner, scene)
        case "channel_left" | "group_left" | "channel_deleted" | "group_deleted":
            return _removed(inner, word(inner, "channel"), scene)
        case "channel_shared" | "channel_unshared" | "channel_convert_to_private":
            return _readers(inner, scene)
        case "app_uninstalled" | "tokens_revoked":
            return _removed(body, "", scene)
        case "user_change":
            return _left(inner, scene)
    return None


def message(inner: Payload, channel: str, scene: Scene) -> Event | None:
    """A message event, or one item of a channel's history."""
    if not channel:
        return None
    match word(inner, "subtype"):
        case "message_changed":
            return _changed(inner, channel, scene)
        case "message_deleted":
            ts = word(inner, "deleted_ts") or word(inner, "previous_message", "ts")
            if _by_a_bot(at(inner, "previous_message"), scene.me):
                return None
            return _withdrawn(channel, ts, inner, scene)
        case subtype if subtype in HEARD_SUBTYPES:
            mention = f"<@{scene.me.user}>" in word(inner, "text")
            return _posted(
                inner, channel, scene, to_bot=mention or scene.audience is Audience.DIRECT
            )
    return None


def _left(inner: Payload, scene: Scene) -> MemberLeft | None:
    """An account was closed. What else changes in a profile is nothing for us."""
    user = word(inner, "user", "id")
    if not user or at(inner, "user", "deleted") is not True:
        return None
    ts = word(inner, "event_ts") or word(inner, "cache_ts")
    return MemberLeft(
        key=f"{scene.me.community}/left:{nameless(user, ts)}",
        community=scene.me.community,
        at=moment(ts, scene.now),
        by=MemberRef(NAME, user),
    )


def revision(item: Payload, channel: str, scene: Scene) -> MessageRevised | None:
    """A message whose author changed it, with the key of the live event."""
    ts, edited = word(item, "ts"), word(item, "edited", "ts")
    if not (ts and edited and channel) or _by_a_bot(item, scene.me):
        return None
    return MessageRevised(
        key=f"{scene.me.message(channel, ts)}:revised:{edited}",
        community=scene.me.community,
        at=moment(edited, scene.now),
        message=scene.me.message(channel, ts),
        text=decode(word(item, "text")),
    )


def origin(body: Payload) -> Origin:
    """Where a command, a press, a pointing or a form came from."""
    if word(body, "command"):
        return Origin(
            user=word(body, "user_id"),
            channel=word(body, "channel_id"),
            thread_ts=word(body, "thread_ts"),
            reply=word(body, "response_url"),
            trigger=word(body, "trigger_id"),
        )
    user = word(body, "user", "id")
    kept = forms.opening(at(body, "view"))
    if kept is not None:
        return Origin(user, kept.channel or user, kept.thread, kept.reply, word(body, "trigger_id"))
    return Origin(
        user=user,
        # A press on the bot's own page happens nowhere: the answer goes to the member.
        channel=word(body, "channel", "id") or word(body, "container", "channel_id") or user,
        thread_ts=word(body, "message", "thread_ts") or word(body, "container", "thread_ts"),
        reply=word(body, "response_url"),
        trigger=word(body, "trigger_id"),
    )


def command(body: Payload, scene: Scene) -> CommandCalled | None:
    """`/challenge Verb the rest`."""
    there = origin(body)
    if not (there.user and there.channel):
        return None
    # A command must know whom and where it is about, so ids stay.
    verb, _, rest = decode(word(body, "text"), by_name=False).strip().partition(" ")
    return CommandCalled(
        key=f"{scene.me.community}/command:{there.trigger or there.reply}",
        verb=verb.lower(),
        text=rest.strip(),
        **_asked(there, scene),
    )


def pointing(body: Payload, scene: Scene) -> MessagePointedAt | None:
    """A message shortcut."""
    there, ts = origin(body), word(body, "message", "ts") or word(body, "message_ts")
    callback = word(body, "callback_id")
    if not (there.user and word(body, "channel", "id") and ts and callback.startswith(POINTER)):
        return None
    author = word(body, "message", "user")
    return MessagePointedAt(
        key=f"{scene.me.community}/pointing:{there.trigger or word(body, 'action_ts')}",
        verb=callback.removeprefix(POINTER),
        message=scene.me.message(there.channel, ts),
        author=MemberRef(NAME, author) if author else None,
        text=decode(word(body, "message", "text")),
        **_asked(there, scene, ts),
    )


def pressed(body: Payload) -> tuple[Button, bool] | None:
    """The button pressed and whether it opens a form; None when it was no button of ours."""
    action = next(iter(listed(body, "actions")), None)
    id_ = word(action, "action_id")
    opens = id_.startswith(OPENS_FORM)
    id_ = id_.removeprefix(OPENS_FORM)
    if word(action, "type") != "button" or not id_ or len(id_) > 100:
        return None
    return Button(id_, "pressed"), opens


def press(body: Payload, scene: Scene) -> ButtonPressed | None:
    """A press on one of our buttons."""
    there, found = origin(body), pressed(body)
    if found is None or not there.user:
        return None
    verb, subject, value = found[0].name
    action = listed(body, "actions")[0]
    ts = word(body, "container", "message_ts") or word(body, "message", "ts")
    ephemeral = at(body, "container", "is_ephemeral") is True
    return ButtonPressed(
        key=f"{scene.me.community}/press:{there.trigger or word(action, 'action_ts')}",
        verb=verb,
        subject=subject,
        value=value,
        message=scene.me.message(there.channel, ts) if ts and not ephemeral else None,
        **_asked(there, scene, ts),
    )


def form_sent(body: Payload, scene: Scene) -> FormSent | None:
    """A filled-in form."""
    view = at(body, "view")
    kept, there = forms.opening(view), origin(body)
    if kept is None or not there.user or not isinstance(view, Mapping):
        return None
    return FormSent(
        key=f"{scene.me.community}/form:{word(view, 'id')}:{word(view, 'hash')}",
        form=kept.form,
        subject=kept.subject,
        values=forms.values(view),
        **_asked(there, scene),
    )


def _asked(there: Origin, scene: Scene, ts: str = "") -> dict[str, Any]:
    return {
        "community": scene.me.community,
        "at": scene.now,
        "by": MemberRef(NAME, there.user),
        "channel": scene.me.channel(there.channel),
        "thread": scene.me.thread(there.channel, there.thread_ts, ts),
        "audience": scene.audience,
        "administers": scene.administers,
        "reply": ReplyHandle(there.reply),
    }


def _by_a_bot(item: object, me: Self) -> bool:
    return bool(
        at(item, "bot_id")
        or at(item, "bot_profile")
        or word(item, "subtype") == "bot_message"
        or word(item, "user") in (me.user, "USLACKBOT")
    )


def _posted(inner: Payload, channel: str, scene: Scene, *, to_bot: bool) -> MessagePosted | None:
    ts, user = word(inner, "ts"), word(inner, "user")
    if not (ts and user and channel) or _by_a_bot(inner, scene.me):
        return None
    return MessagePosted(
        key=f"{scene.me.message(channel, ts)}:posted",
        community=scene.me.community,
        at=moment(ts, scene.now),
        message=scene.me.message(channel, ts),
        by=MemberRef(NAME, user),
        text=decode(word(inner, "text")),
        thread=scene.me.thread(channel, word(inner, "thread_ts"), ts),
        audience=scene.audience,
        to_bot=to_bot,
    )


def _changed(inner: Payload, channel: str, scene: Scene) -> Event | None:
    after, before = at(inner, "message"), at(inner, "previous_message")
    if not isinstance(after, Mapping):
        return None
    if word(after, "subtype") == "tombstone":  # the first message of a thread was deleted
        if _by_a_bot(before, scene.me):
            return None
        return _withdrawn(channel, word(after, "ts"), inner, scene)
    if word(after, "text") == word(before, "text"):
        return None  # Slack found a language or unfolded a link; nobody changed a word
    return revision(after, channel, scene)


def _withdrawn(channel: str, ts: str, inner: Payload, scene: Scene) -> MessageWithdrawn | None:
    if not ts:
        return None
    return MessageWithdrawn(
        key=f"{scene.me.message(channel, ts)}:withdrawn",
        community=scene.me.community,
        at=moment(word(inner, "event_ts") or word(inner, "ts"), scene.now),
        message=scene.me.message(channel, ts),
    )


def _reaction(
    kind: type[Reacted] | type[Unreacted], suffix: str, inner: Payload, scene: Scene
) -> Event | None:
    channel, ts = word(inner, "item", "channel"), word(inner, "item", "ts")
    user, symbol, when = word(inner, "user"), word(inner, "reaction"), word(inner, "event_ts")
    if not (channel and ts and user and symbol) or user == scene.me.user:
        return None
    on = scene.me.message(channel, ts)
    return kind(
        key=f"{on}:{suffix}:{nameless(user, symbol, when)}",
        community=scene.me.community,
        at=moment(when, scene.now),
        message=on,
        by=MemberRef(NAME, user),
        feeling=of_name(symbol),
        symbol=symbol,
    )


def _home(inner: Payload, scene: Scene) -> HomeOpened | None:
    user, when = word(inner, "user"), word(inner, "event_ts")
    if not user or word(inner, "tab") not in ("home", ""):
        return None
    return HomeOpened(
        key=f"{scene.me.community}/home:{nameless(user, when or str(scene.now.timestamp()))}",
        community=scene.me.community,
        at=moment(when, scene.now),
        by=MemberRef(NAME, user),
    )


def _joined(inner: Payload, scene: Scene) -> Joined | None:
    channel, when = word(inner, "channel"), word(inner, "event_ts")
    if word(inner, "user") != scene.me.user or not channel:
        return None
    inviter = word(inner, "inviter")
    return Joined(
        key=f"{scene.me.channel(channel)}:joined:{when}",
        community=scene.me.community,
        at=moment(when, scene.now),
        channel=scene.me.channel(channel),
        by=MemberRef(NAME, inviter) if inviter else None,
        audience=scene.audience,
    )


def _readers(inner: Payload, scene: Scene) -> ReadersChanged | None:
    channel, when = word(inner, "channel"), word(inner, "event_ts")
    if not channel:
        return None
    kind = word(inner, "type")
    return ReadersChanged(
        key=f"{scene.me.channel(channel)}:{kind}:{when or scene.now.timestamp()}",
        community=scene.me.community,
        at=moment(when, scene.now),
        channel=scene.me.channel(channel),
        audience=scene.audience,
    )


def _removed(carrier: Payload, channel: str, scene: Scene) -> Removed | None:
    when = word(carrier, "event_ts") or str(at(carrier, "event_time") or "")
    place = scene.me.channel(channel) if channel else None
    revoked = listed(carrier, "event", "tokens", "bot")
    gone = word(carrier, "event", "type") == "app_uninstalled" or scene.me.user in revoked
    if place is None and not gone:
        return None
    return Removed(
        key=f"{place or scene.me.community}:removed:{when or word(carrier, 'event_id')}",
        community=scene.me.community,
        at=moment(when, scene.now),
        channel=place,
    )
