"""What goes out: the things a bot can do on a platform.

Stored in the outbox, delivered by the relay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import NO_REPLY, Carried, Examined, Finding, ReplyHandle
from adapters.posts import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Post in a channel, or in a thread of it.

    `mark` is a positive number below 2**31, never used twice, that travels with the post (Discord
    nonce and component id, Slack message metadata), so that a letter cut off in flight can be
    looked for before it is sent again.
    """

    channel: ChannelRef
    post: Post
    mark: int
    thread: MessageRef | None = None
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """Change a post the bot made. Doing it twice is doing it once."""

    message: MessageRef
    post: Post
    kind: Literal["revise"] = "revise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Delete a post the bot made. Already gone is done."""

    message: MessageRef
    kind: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """Answer one member privately, where they stand. At most once: it is never sent again.

    What is `fleeting` ties the member to what they wrote: a platform of our own keeps it nowhere.
    """

    to: MemberRef
    channel: ChannelRef
    post: Post
    thread: MessageRef | None = None
    reply: ReplyHandle = NO_REPLY
    fleeting: bool = False
    kind: Literal["whisper"] = "whisper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A direct message, to a member who asked for such. At most once.

    `community` is the one that speaks: a member may be known in several.
    """

    to: MemberRef
    post: Post
    community: CommunityRef | None = None
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHome:
    """Draw the bot's own page for one member, where the platform has one."""

    to: MemberRef
    post: Post
    community: CommunityRef | None = None
    kind: Literal["home"] = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examine:
    """Look at what the platform lets the bot do, and let it be heard as an Examined event.

    Who asked, where and how to answer them go with it; `channels` are those to look at.
    """

    key: str  # of the Examined event
    community: CommunityRef
    to: MemberRef
    channel: ChannelRef
    channels: tuple[ChannelRef, ...]
    thread: MessageRef | None = None
    reply: ReplyHandle = NO_REPLY
    kind: Literal["examine"] = "examine"

    def found(self, findings: tuple[Finding, ...], at: datetime) -> Examined:
        """The event that answers it."""
        return Examined(
            key=self.key,
            community=self.community,
            at=at,
            by=self.to,
            channel=self.channel,
            thread=self.thread,
            reply=self.reply,
            findings=findings,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Send a mail to one address.

    `name` and `at` never change, so that sending it again is sending the same mail. Address and
    words are sealed: the letter waits in the store, and only the platform for mail opens it.
    """

    name: str
    at: datetime
    sealed: str  # an Envelope
    kind: Literal["mail"] = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """Let another community of the same bot hear an event. Hearing it twice is hearing it once."""

    event: Carried
    kind: Literal["carry"] = "carry"


Action = Say | Revise | Withdraw | Whisper | Tell | ShowHome | Examine | Mail | Carry
