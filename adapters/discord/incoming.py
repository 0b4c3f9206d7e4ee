"""From discord.py's objects to Events. Nothing here remembers, waits or speaks.

A channel is the parent channel, but a private thread is a channel of its own. Any other thread is
named by its first message, whose id it shares on Discord; a message inside a thread is named
`thread.message`, so that it can be found again to be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.discord import components, direct, forms
from adapters.discord.direct import DIRECT
from adapters.events import (
    Asked,
    Audience,
    ButtonPressed,
    CommandCalled,
    FormSent,
    Joined,
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
from adapters.feelings import of_symbol

DISCORD = "discord"
SAID = (discord.MessageType.default, discord.MessageType.reply)


@dataclass(frozen=True, slots=True)
class Where:
    """A channel, or a thread in one, and who can read it."""

    channel: ChannelRef
    audience: Audience
    thread: MessageRef | None = None

    def message(self, id_: int) -> MessageRef:
        """The name of a message here. The first post of a forum thread is the thread's own name."""
        if self.thread is None or self.thread.id == str(id_):
            return MessageRef(self.channel, str(id_))
        return MessageRef(self.channel, f"{self.thread.id}.{id_}")

    def of(self, home: str) -> Where:
        """The same direct message, for the server that spoke in it; any other place as it is."""
        if not home or self.audience is not Audience.DIRECT:
            return self
        return Where(ChannelRef(CommunityRef(DISCORD, home), self.channel.id), self.audience)

    @property
    def home(self) -> str:
        """The number of the server a direct message was sent for."""
        return direct.server(self.channel.community) if self.audience is Audience.DIRECT else ""


def member(user_id: int) -> MemberRef:
    """A member by their number."""
    return MemberRef(DISCORD, str(user_id))


def where(channel: object) -> Where | None:
    """The place a discord.py channel is, or None when it is not one where people write."""
    match channel:
        case discord.Thread():
            parent = ChannelRef(
                CommunityRef(DISCORD, str(channel.guild.id)), str(channel.parent_id)
            )
            if channel.is_private():
                # Its readers are its own, so it is a place of its own: what its channel is switched
                # on for does not hold for it, and nothing from it may stand in its channel.
                return Where(ChannelRef(parent.community, str(channel.id)), Audience.PRIVATE)
            return Where(parent, _audience(channel.parent), MessageRef(parent, str(channel.id)))
        case discord.DMChannel():
            return Where(ChannelRef(DIRECT, str(channel.id)), Audience.DIRECT)
        case discord.abc.GuildChannel():
            community = CommunityRef(DISCORD, str(channel.guild.id))
            return Where(ChannelRef(community, str(channel.id)), _audience(channel))
        case _:
            return None


def _audience(channel: discord.abc.GuildChannel | None) -> Audience:
    if channel is None:
        return Audience.PRIVATE
    everyone = channel.permissions_for(channel.guild.default_role)
    return Audience.COMMUNITY if everyone.view_channel else Audience.PRIVATE


def posted(message: discord.Message, at: Where, me: int) -> MessagePosted | None:
    """What a member wrote; None for what bots, webhooks and Discord itself wrote."""
    if not _said_by_member(message):
        return None
    reference = message.reference if message.type is discord.MessageType.reply else None
    answers = at.message(reference.message_id) if reference and reference.message_id else None
    ref = at.message(message.id)
    return MessagePosted(
        key=f"{ref}#posted",
        community=at.channel.community,
        at=message.created_at,
        message=ref,
        by=member(message.author.id),
        text=message.content,
        thread=None if ref == at.thread else at.thread,
        answers=answers,
        audience=at.audience,
        to_bot=at.audience is Audience.DIRECT or any(user.id == me for user in message.mentions),
    )


def revised(message: discord.Message, at: Where) -> MessageRevised | None:
    """New words in an old message; None when only a preview was unfolded under it."""
    if message.edited_at is None or not _said_by_member(message):
        return None
    ref = at.message(message.id)
    return MessageRevised(
        key=f"{ref}#revised/{message.edited_at.isoformat()}",
        community=at.channel.community,
        at=message.edited_at,
        message=ref,
        text=message.content,
    )


def _said_by_member(message: discord.Message) -> bool:
    machine = message.author.bot or message.webhook_id is not None
    return message.type in SAID and not machine and not message.flags.ephemeral


def withdrawn(message_id: int, at: Where, now: datetime) -> MessageWithdrawn:
    """A message is gone. Discord does not say whose it was."""
    return gone(at.message(message_id), now)


def gone(ref: MessageRef, now: datetime) -> MessageWithdrawn:
    """A message that bore this name is gone."""
    return MessageWithdrawn(
        key=f"{ref}#withdrawn", community=ref.channel.community, at=now, message=ref
    )


def reaction(
    payload: discord.RawReactionActionEvent, at: Where, now: datetime
) -> Reacted | Unreacted:
    """A reaction put on or taken back. Discord gives it no number and no time, so the key holds the
    moment it was heard.
    """
    ref = at.message(payload.message_id)
    added = payload.event_type == "REACTION_ADD"
    symbol = payload.emoji.name if payload.emoji.id is None else f":{payload.emoji.name}:"
    kind = Reacted if added else Unreacted
    who = nameless(str(payload.user_id), str(symbol), now.isoformat())
    return kind(
        key=f"{ref}#{kind.__name__.lower()}/{who}",
        community=at.channel.community,
        at=now,
        message=ref,
        by=member(payload.user_id),
        feeling=of_symbol(symbol),
        symbol=symbol,
    )


def joined(guild: discord.Guild, now: datetime) -> Joined:
    """The bot is in a server; the channel is one where it may say hello."""
    community = CommunityRef(DISCORD, str(guild.id))
    hello = next(_where_to_speak(guild), None)
    at = where(hello)
    return Joined(
        key=f"{community}#joined/{guild_since(guild)}",
        community=community,
        at=now,
        channel=at.channel if at else None,
        audience=at.audience if at else Audience.COMMUNITY,
        whole_community=True,
    )


def removed(community: CommunityRef, since: str, now: datetime) -> Removed:
    """The bot is no longer in a server it had been in since then."""
    return Removed(key=f"{community}#removed/{since}", community=community, at=now, channel=None)


def channel_gone(channel: ChannelRef, now: datetime) -> Removed:
    """A channel was deleted. No other will ever bear its number."""
    return Removed(key=f"{channel}#removed", community=channel.community, at=now, channel=channel)


def readers(at: Where, now: datetime) -> ReadersChanged:
    """A channel was opened to everyone in the server, or closed to some. Discord gives that no
    number, so the key holds the moment it was heard.
    """
    return ReadersChanged(
        key=f"{at.channel}#readers/{at.audience}/{now.isoformat()}",
        community=at.channel.community,
        at=now,
        channel=at.channel,
        audience=at.audience,
    )


def guild_since(guild: discord.Guild) -> str:
    """When the bot came to a server, as a text that names this stay."""
    since = guild.me.joined_at
    return since.isoformat() if since else ""


def _where_to_speak(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    first = [guild.system_channel] if guild.system_channel else []
    for channel in (*first, *sorted(guild.text_channels, key=lambda each: each.position)):
        may = channel.permissions_for(guild.me)
        if may.view_channel and may.send_messages:
            yield channel


def _asked(interaction: discord.Interaction, at: Where) -> dict[str, Any]:
    may = interaction.permissions
    runs = interaction.guild_id is not None and (may.manage_guild or may.administrator)
    user = interaction.user
    roles = user.roles if isinstance(user, discord.Member) else ()
    return {
        "key": f"{DISCORD}:{interaction.id}",
        "community": at.channel.community,
        "at": interaction.created_at,
        "by": member(interaction.user.id),
        "channel": at.channel,
        "thread": at.thread,
        "audience": at.audience,
        "administers": runs,
        "groups": tuple(str(role.id) for role in roles if not role.is_default()),
        "reply": ReplyHandle(f"{interaction.application_id}:{at.home}/{interaction.token}"),
    }


def command(interaction: discord.Interaction, at: Where, verb: str, text: str) -> CommandCalled:
    """A command, with its options already one text."""
    return CommandCalled(**_asked(interaction, at), verb=verb, text=text)


def pointed_at(interaction: discord.Interaction, at: Where, verb: str) -> MessagePointedAt:
    """A message picked from its menu. Discord hands its words over whatever the bot may read."""
    target = target_of(interaction)
    author = target.get("author") or {}
    person = author.get("id") and not author.get("bot") and not target.get("webhook_id")
    return MessagePointedAt(
        **_asked(interaction, at),
        verb=verb,
        message=at.message(int(target["id"])),
        author=member(int(author["id"])) if person else None,
        text=str(target.get("content") or ""),
    )


def target_of(interaction: discord.Interaction) -> dict[str, Any]:
    """The message a context menu was opened on, as Discord wrote it."""
    given: dict[str, Any] = dict(interaction.data or {})
    found: dict[str, Any] = given["resolved"]["messages"][str(given["target_id"])]
    return found


def pressed(interaction: discord.Interaction, at: Where, name: str) -> ButtonPressed:
    """A press on a button. `message` is the post it stands under; a private message is no post, but
    the question asked before a press leads back to the post it was pressed on.
    """
    verb, _, rest = name.lstrip(components.OPENS_FORM + components.CONFIRMED).partition(":")
    subject, _, value = rest.partition(":")
    under = interaction.message
    message: int | None = under.id if under else None
    if under is not None and under.flags.ephemeral:
        about = under.interaction_metadata if name.startswith(components.CONFIRMED) else None
        message = about.interacted_message_id if about else None
    return ButtonPressed(
        **_asked(interaction, at),
        verb=verb,
        subject=subject,
        value=value,
        message=at.message(message) if message else None,
    )


def form_sent(interaction: discord.Interaction, at: Where) -> FormSent | None:
    """A filled-in form, read from what was sent alone: the bot may have restarted since."""
    given: dict[str, Any] = dict(interaction.data or {})
    home, id_ = direct.read(str(given.get("custom_id", "")))
    at = at.of(home)
    known = forms.read_id(id_, at.channel.community)
    if known is None:
        return None
    name, subject = known
    values = forms.values(given.get("components") or ())
    return FormSent(**_asked(interaction, at), form=name, subject=subject, values=values)


def asker(event: Asked) -> dict[str, Any]:
    """What a FormWanted takes over from the act that wants it."""
    names = ("by", "community", "channel", "thread", "audience", "administers", "groups")
    return {name: getattr(event, name) for name in names}


def asked(event: Asked) -> dict[str, Any]:
    """What is heard about the same act, under a key of its own, takes over from it."""
    return asker(event) | {"at": event.at, "reply": event.reply}


def label(interaction: discord.Interaction) -> str:
    """What stood on the button that was pressed."""
    custom_id = dict(interaction.data or {}).get("custom_id")
    if interaction.message is not None:
        parts = [dict(each.to_dict()) for each in interaction.message.components]
        for part in components.walk(parts):
            if part.get("custom_id") == custom_id:
                return str(part.get("label") or "")
    return "Yes"
