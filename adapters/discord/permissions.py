"""What the bot may do in a channel, worked out from the roles and overwrites Discord has told; and
the permissions it lacks, named as Discord's own client names them.
"""

from __future__ import annotations

from enum import StrEnum

import discord

VIEW, HISTORY = "view_channel", "read_message_history"
SEND, IN_THREADS, OPEN = "send_messages", "send_messages_in_threads", "create_public_threads"

NAMES = {
    VIEW: "View Channel",
    SEND: "Send Messages",
    IN_THREADS: "Send Messages in Threads",
    OPEN: "Create Public Threads",
    HISTORY: "Read Message History",
}
IN_FORUMS = {SEND: "Create Posts", IN_THREADS: "Send Messages in Posts"}


class Need(StrEnum):
    """What the bot is about to do in a channel."""

    SEE = "see"  # or change its own posts
    READ = "read"
    SPEAK = "speak"
    ANSWER = "answer"  # a message, outside a thread
    REPLY = "reply"  # in a thread
    OPEN = "open"  # a thread
    ALL = "all"


_NEEDED = {
    Need.SEE: (VIEW,),
    Need.READ: (VIEW, HISTORY),
    Need.SPEAK: (VIEW, SEND),
    Need.ANSWER: (VIEW, SEND, HISTORY),
    Need.REPLY: (VIEW, IN_THREADS),
    Need.OPEN: (VIEW, HISTORY, OPEN),
    Need.ALL: (VIEW, SEND, IN_THREADS, OPEN, HISTORY),
}


def needed(channel: object, need: Need) -> tuple[str, ...]:
    """The permissions something takes, in words."""
    forum = isinstance(_ruling(channel), discord.ForumChannel)
    names = NAMES | IN_FORUMS if forum else NAMES
    return tuple(names[each] for each in _NEEDED[need] if not (forum and each == OPEN))


def lacking(channel: object, need: Need, me: discord.Member | None = None) -> tuple[str, ...]:
    """The permissions that are missing for something, in words; none where nothing is known."""
    ruling = _ruling(channel)
    member = me or (ruling.guild.me if ruling is not None else None)
    # A server that is having an outage, or is not known yet, has no member for the bot.
    if ruling is None or member is None:
        return ()
    # The channel's own way of asking hides all the others behind a missing View Channel.
    may = discord.abc.GuildChannel.permissions_for(ruling, member)
    forum = isinstance(ruling, discord.ForumChannel)
    names = NAMES | IN_FORUMS if forum else NAMES
    return tuple(
        names[each]
        for each in _NEEDED[need]
        if not getattr(may, each) and not (forum and each == OPEN)
    )


def listed(names: tuple[str, ...]) -> str:
    """Names as part of a sentence."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _ruling(channel: object) -> discord.abc.GuildChannel | None:
    """The channel whose roles and overwrites hold: a thread has none of its own."""
    if isinstance(channel, discord.Thread):
        return channel.parent
    return channel if isinstance(channel, discord.abc.GuildChannel) else None
