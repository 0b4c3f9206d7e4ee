"""What comes in: an adapter translates a payload into one of these, and nothing else survives.

Every event carries a `key`, the same however often the platform sends it, and is acted on once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Literal, NewType

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef

ReplyHandle = NewType("ReplyHandle", str)
"""What a platform needs to answer one press privately.

Opaque, short-lived, handed back with a Whisper.
"""

NO_REPLY = ReplyHandle("")


def nameless(*parts: str) -> str:
    """The part of a key that would name a member: keys are kept longer than who did what."""
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


class Audience(StrEnum):
    """Who can read a channel."""

    COMMUNITY = "community"
    PRIVATE = "private"  # its members only
    DIRECT = "direct"  # one member and the bot
    SHARED = "shared"  # another organisation reads it too (Slack Connect)


class Feeling(StrEnum):
    """What a reaction says, where it plainly says something."""

    FOR = "for"
    AGAINST = "against"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What every event has: a key to hear it once by, where, and when."""

    key: str
    community: CommunityRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Heard):
    """Somebody wrote.

    `thread` is the first message of the thread it stands in, or None in the channel itself.
    """

    message: MessageRef
    by: MemberRef
    text: str
    thread: MessageRef | None = None
    answers: MessageRef | None = None  # the message it replies to, where the platform says so
    audience: Audience = Audience.COMMUNITY
    to_bot: bool = False  # the bot was mentioned, or this is a direct message to it


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRevised(Heard):
    """The author changed the words of a message."""

    message: MessageRef
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWithdrawn(Heard):
    """A message was deleted."""

    message: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Heard):
    """A member put a reaction on a message."""

    message: MessageRef
    by: MemberRef
    feeling: Feeling
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreacted(Heard):
    """A member took a reaction back."""

    message: MessageRef
    by: MemberRef
    feeling: Feeling
    symbol: str


@dataclass(frozen=True, slots=True)
class Tie:
    """How a channel knows the partner it holds rounds with: by a number of its own, and a name."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Heard):
    """What every deliberate act has: who, where, and how to answer them privately.

    `administers` is the platform's word, checked at this very press, that the member may run this
    community; `groups` are the platform's own groups the member is in (Discord's roles), by id.
    `via` is how the community is known where this was pressed, when that was in another one.
    """

    by: MemberRef
    channel: ChannelRef
    thread: MessageRef | None = None
    audience: Audience = Audience.COMMUNITY
    administers: bool = False
    groups: tuple[str, ...] = ()
    reply: ReplyHandle = NO_REPLY
    via: Tie | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandCalled(Asked):
    """`/challenge verb the rest`. A bare `/challenge` has an empty verb."""

    verb: str
    text: str = ""
    kind: Literal["command"] = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePointedAt(Asked):
    """A message shortcut or context menu: `verb` is a Pointer's name."""

    verb: str
    message: MessageRef
    author: MemberRef | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed(Asked):
    """A press on a button the bot posted. Its id was `verb:subject:value`."""

    verb: str
    subject: str
    value: str = ""
    message: MessageRef | None = None
    kind: Literal["button"] = "button"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSent(Asked):
    """A filled-in form came back. Optional fields left empty are present and empty."""

    form: str
    subject: str
    values: tuple[tuple[str, str], ...]
    kind: Literal["form"] = "form"

    def value(self, field: str) -> str:
        """What was entered in one field, stripped; empty when it was left empty."""
        return dict(self.values).get(field, "").strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a platform looked at: whether it is well, in a code, a channel, and names."""

    code: str
    well: bool
    channel: ChannelRef | None = None
    names: tuple[str, ...] = ()  # of missing scopes or permissions, as the platform writes them


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined(Asked):
    """What an Examine found: the bot's tokens, scopes, intents, and its permissions a channel."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened(Heard):
    """A member opened the bot's own page (Slack's App Home, the room's "you" page)."""

    by: MemberRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Heard):
    """The bot was invited: to a channel, or to a community, to say hello in `channel`."""

    channel: ChannelRef | None
    by: MemberRef | None = None
    audience: Audience = Audience.COMMUNITY
    whole_community: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Heard):
    """The bot was removed: from a channel, or from the whole community when `channel` is None."""

    channel: ChannelRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Heard):
    """A member belongs to the community no more: they went, or somebody closed their account."""

    by: MemberRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersChanged(Heard):
    """A channel was opened, closed, or shared with another organisation."""

    channel: ChannelRef
    audience: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSent(Heard):
    """The button of a web page was pressed, in a browser or by a mail program.

    Who pressed it is not known: the `path` holds a secret, and whoever has it may. `session` is the
    secret of the browser: the one it has, or the one it is to be given where the press signs it in.
    """

    path: str
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerHeard(Heard):
    """What every word from the channel `theirs` of another community to our `channel` has."""

    channel: ChannelRef
    theirs: ChannelRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerJoined(PartnerHeard):
    """Moderators there used an invitation of ours: they ask to hold rounds with us.

    `number` is what they know us by, `invitation` the hash of its code.
    """

    invitation: str
    name: str
    number: int
    kind: Literal["joined"] = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAccepted(PartnerHeard):
    """Moderators of the channel that invited ours said yes. `number` is what they know us by."""

    number: int
    kind: Literal["accepted"] = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLeft(PartnerHeard):
    """They hold no rounds with us any more, or will not."""

    kind: Literal["left"] = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerForgot(Heard):
    """A member of the community `theirs` had what is held about them there erased."""

    by: MemberRef
    theirs: CommunityRef
    kind: Literal["forgot"] = "forgot"


Carried = (
    CommandCalled
    | ButtonPressed
    | FormSent
    | PartnerJoined
    | PartnerAccepted
    | PartnerLeft
    | PartnerForgot
)
"""What one community of the bot lets another hear. No adapter makes the last four."""

Event = (
    MessagePosted
    | MessageRevised
    | MessageWithdrawn
    | Reacted
    | Unreacted
    | CommandCalled
    | MessagePointedAt
    | ButtonPressed
    | FormSent
    | Examined
    | HomeOpened
    | Joined
    | Removed
    | MemberLeft
    | ReadersChanged
    | PageSent
    | PartnerJoined
    | PartnerAccepted
    | PartnerLeft
    | PartnerForgot
)
