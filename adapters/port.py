"""The port every platform stands behind, and what a platform may ask of the application.

DeliveryFailed          something could not be delivered, or looked for
|- retry_after set      the relay waits that many seconds and tries again
'- retry_after None     permanent: the letter is parked with the reason
maybe_sent              the platform may have done it: look before doing it again
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal, Protocol

from adapters.actions import Action, Say
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import Audience, Event
from adapters.posts import Form, Post

Receive = Callable[[Event], Awaitable[None]]
"""Hear one event. Returns after its unit of work has committed; else raises: it must come again."""


class DeliveryFailed(Exception):
    """A platform refused or could not be reached. `reason` is a sentence for the operator."""

    def __init__(
        self, reason: str, *, retry_after: float | None = None, maybe_sent: bool = False
    ) -> None:
        """Keep the reason and, when it is worth trying again, after how many seconds."""
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent


class Platform(Protocol):
    """Slack, Discord, the browser room: one of these each."""

    name: str
    pause_between_posts: float  # seconds between two posts in one channel
    hears_all: bool  # every message of a channel, or only what is addressed to the bot

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled. What came while nobody listened is heard first."""
        ...

    async def deliver(self, action: Action) -> MessageRef | None:
        """Do it; the reference of the post for a Say, else None. Raises DeliveryFailed."""
        ...

    async def find(self, say: Say) -> MessageRef | None:
        """Look for a post that may have been made before; None when it surely was not.

        Raises DeliveryFailed.
        """
        ...

    def permalink(self, message: MessageRef) -> str:
        """A web address that leads to a message, or an empty string."""
        ...

    async def belongs(self, member: MemberRef, community: CommunityRef) -> bool:
        """Whether a member is in a community now, and may read all that is open to it.

        Raises DeliveryFailed when that cannot be found out.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWanted:
    """Somebody pressed what opens a form.

    For a pointer the message is the subject and `text` its words.
    """

    name: str
    subject: str
    by: MemberRef
    community: CommunityRef
    channel: ChannelRef
    thread: MessageRef | None = None
    audience: Audience = Audience.COMMUNITY
    administers: bool = False
    groups: tuple[str, ...] = ()
    text: str = ""
    author: MemberRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """Somebody asked for a page, by its path ("/c/0f3a/archive") and what stands behind the "?".

    `session` is the secret their browser was given, empty where it has none. A room of our own says
    by itself which `reader` of its `community` the browser speaks for. `languages` are those that
    the browser would have, best first.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    session: str = ""
    languages: tuple[str, ...] = ()
    community: CommunityRef | None = None
    reader: MemberRef | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A document ready to serve: its media type and its bytes.

    Where it has a button, pressing that is heard as a PageSent in the community `sends`, and may
    sign the browser in or out. One that `goes` somewhere leads the browser there and shows nothing.
    One that is `public` may be kept, and is asked for again each time, so that taking it back works
    at once; one that is `fixed` may be kept for good: another stands at another address.
    """

    media_type: str
    body: bytes
    sends: CommunityRef | None = None
    status: HTTPStatus = HTTPStatus.OK
    goes: str = ""
    signs: Literal["", "in", "out"] = ""
    public: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesWanted:
    """Somebody is typing an argument of a command; `typed` is what stands there so far."""

    command: str
    argument: str
    typed: str
    by: MemberRef
    community: CommunityRef
    channel: ChannelRef


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """A message that is held, in the words that are held."""

    message: MessageRef
    text: str


@dataclass(frozen=True, slots=True)
class Translations:
    """Sentences of a platform's own in one language, each by its English."""

    language: str
    words: Mapping[str, str]


class Queries(Protocol):
    """What a platform may ask and have answered at once. Reads only."""

    async def held(self, community: CommunityRef) -> tuple[MessageHeld, ...]:
        """The newest messages held from each channel, newest first: to look what became of them."""
        ...

    async def choices(self, wanted: ChoicesWanted) -> tuple[str, ...]:
        """What could stand there, best first, 25 at most, within a second; else TimeoutError."""
        ...

    async def form(self, wanted: FormWanted) -> Form | Post:
        """The form to open, or the words to show instead, within a second; else TimeoutError."""
        ...

    async def said(self, words: str, channel: ChannelRef) -> str:
        """A sentence of the platform's own in the language of a channel.

        Within half a second; in English when that cannot be found out.
        """
        ...

    async def translations(self, words: Iterable[str], community: CommunityRef) -> Translations:
        """Sentences of the platform's own in the language of a community, for a page that has many.

        Within half a second; in English when that cannot be found out.
        """
        ...

    async def page(self, wanted: PageWanted) -> Page | None:
        """A page, or None when there is no such page, or none for this reader."""
        ...


class PlatformState(Protocol):
    """What a platform must remember across restarts, as named texts, unseen by other platforms."""

    async def get(self, name: str) -> str | None:
        """The text under a name."""
        ...

    async def put(self, name: str, text: str) -> None:
        """Keep a text under a name, over what was there; durable when this returns."""
        ...

    async def drop(self, name: str) -> None:
        """Forget a name; unknown names are fine."""
        ...

    async def list(self, prefix: str) -> list[tuple[str, str]]:
        """All names with a prefix and their texts, in order of name."""
        ...
