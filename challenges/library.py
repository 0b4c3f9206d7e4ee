"""Views that members agreed to share: what a council tried, kept or dropped, and where that stands.

A view is a member's own words, given for others to see. A chat message is never a view by itself.
Who may see one is decided in `shown_at` and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.refusals import NotValid, NotYours

STALE_AFTER = timedelta(days=365)
LONGEST_CLAIM = 300
LONGEST_TEXT = 3000
LONGEST_LINK = 500
MOST_TAGS = 8
LONGEST_TAG = 30
_WEB = re.compile(r"https?://[^\s/?#.]+(?:\.[^\s/?#.]+)+(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)


class Status(StrEnum):
    """What became of the thing at the council that tells of it."""

    CONSIDERING = "considering"
    TRIED = "tried"
    KEPT = "kept"
    DROPPED = "dropped"


class Scope(StrEnum):
    """Who may see a view, by its author's consent: each has more readers than the one before."""

    CHANNEL = "channel"
    """Whoever reads the channel it was shared in."""
    COMMUNITY = "community"
    """The members of the community it was shared in."""
    EVERYWHERE = "everywhere"
    """The members of every community of councils that exchanges views with this one."""
    PUBLIC = "public"
    """Anybody, on the open web too."""


@dataclass(frozen=True, slots=True)
class View:
    """A position someone at a council holds, with its provenance."""

    id: int
    claim: str
    """The proposition it is about, in one sentence."""
    text: str
    status: Status
    council: str
    council_kind: str
    link: str
    by: MemberId | None
    """None for one that was imported, and once its author has left."""
    community: CommunityId
    scope: Scope
    shared_at: datetime
    source: MessageId | None = None
    channel: ChannelId | None = None
    """Where it was shared; one for this channel alone is shown nowhere else."""
    tags: tuple[str, ...] = ()
    """What the reader should know of the place: rural, small team, the name of a system."""
    followed_up_at: datetime | None = None
    """When its author last said what became of it."""
    ask_on: date | None = None
    """The day on which its author wants to be asked; a year after the last word, if None."""
    asked_on: date | None = None
    """The day on which they were asked. They are asked once."""
    via: str = ""
    """Where it was imported from: the name of a file or a feed. Empty for one that was shared."""

    @property
    def heard_at(self) -> datetime:
        """When its author last spoke of it."""
        return self.followed_up_at or self.shared_at

    @property
    def asks_at(self) -> date:
        """The day on which its author is asked whether it still holds."""
        return self.ask_on or (self.heard_at + STALE_AFTER).date()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Somewhere a view could stand. Without a community it is the open web."""

    community: CommunityId | None = None
    channel: ChannelId | None = None
    """None for what all members of the community can read, such as a digest."""
    outsiders: bool = False
    """Whether another organisation reads the channel too."""


OPEN_WEB = Shelf()
ELSEWHERE = Shelf(CommunityId("another community"))
"""What leaves the community for others, and not for everybody."""


def shown_at(view: View, shelf: Shelf) -> bool:
    """Say whether a view may stand there: no reader of the shelf is beyond its scope."""
    here = shelf.community == view.community
    match view.scope:
        case Scope.PUBLIC:
            return True
        case Scope.CHANNEL:
            # Who shares something in a channel sees who reads it, another organisation included.
            return here and shelf.channel is not None and shelf.channel == view.channel
        case Scope.EVERYWHERE:
            return shelf.community is not None and not shelf.outsiders
        case Scope.COMMUNITY:
            return here and not shelf.outsiders


def share(
    *,
    id: int,
    claim: str,
    text: str,
    status: Status,
    council: str,
    council_kind: str,
    by: MemberId | None,
    community: CommunityId,
    now: datetime,
    link: str = "",
    scope: Scope = Scope.COMMUNITY,
    source: MessageId | None = None,
    channel: ChannelId | None = None,
    tags: Iterable[str] = (),
    via: str = "",
) -> View:
    """Make a view.

    Refusals: view-needs-claim, view-needs-text, view-needs-council, view-needs-channel,
    view-too-long, link-not-web, too-many-tags, tag-too-long.
    """
    council = council.strip()
    if not council:
        raise NotValid("view-needs-council")
    view = View(
        id, "", "", status, council, council_kind, "", by, community, scope, now, source, channel,
        via=via,
    )  # fmt: skip
    view = _worded(view, claim, text, status, link, scope)
    return replace(view, tags=_tags(tags))


def edit(
    view: View, by: MemberId, *, claim: str, text: str, status: Status, link: str, scope: Scope,
    now: datetime,
) -> View:  # fmt: skip
    """Change one's own view. It is a word on what became of it, and its author is asked anew.

    Refusals: not-your-view, and those of `share`.
    """
    changed = _worded(yours(view, by), claim, text, status, link, scope)
    return replace(changed, followed_up_at=now, ask_on=None, asked_on=None)


def describe(
    view: View, by: MemberId, *, tags: Iterable[str], ask_on: date | None, today: date
) -> View:
    """Say what a reader should know of the place, and when to be asked what became of it.

    Refusals: not-your-view, too-many-tags, tag-too-long, view-day-wrong.
    """
    described = replace(yours(view, by), tags=_tags(tags))
    if ask_on == view.ask_on:
        return described
    if ask_on is not None and not today < ask_on <= today + STALE_AFTER:
        raise NotValid("view-day-wrong")
    return replace(described, ask_on=ask_on, asked_on=None)


def confirm(view: View, by: MemberId, now: datetime) -> View:
    """Say of one's own view that it still holds. Refusal: not-your-view."""
    return replace(yours(view, by), followed_up_at=now, ask_on=None, asked_on=None)


def ask(view: View, today: date) -> View:
    """Note that its author was asked whether it still holds."""
    return replace(view, asked_on=today)


def yours(view: View, by: MemberId) -> View:
    """Refuse somebody else's view."""
    if view.by is None or view.by != by:
        raise NotYours("not-your-view")
    return view


def stale(view: View, now: datetime) -> bool:
    """Say whether its author has said nothing of it for a year."""
    return now - view.heard_at > STALE_AFTER


def tagged(text: str) -> tuple[str, ...]:
    """Read tags as people write them: divided by commas or semicolons, with or without a hash."""
    return tuple(part for part in re.split(r"[,;\n]", text) if part.strip(" #"))


def guess_status(text: str) -> Status:
    """Say what became of the thing by the words of whoever tells of it; their author decides."""
    for status, words in _OUTCOMES:
        if words.search(text[:LONGEST_TEXT]):
            return status
    return Status.CONSIDERING


_OUTCOMES = (
    (
        Status.DROPPED,
        re.compile(
            r"(?<!\w)(?:we(?:['’]ve| have)?|and|but)(?: then| later| soon)? "
            r"(?:dropped|stopped|abandoned|left|scrapped|gave up|pulled out|went back|moved away"
            r"|switched off|ended|cancelled)(?!\w)"
            r"|(?<!\w)(?:dropped it|gave it up|went back to)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        Status.KEPT,
        re.compile(
            r"(?<!\w)we(?:['’]ve| have)? (?:kept|still (?:use|have|do|run)|rolled (?:it )?out"
            r"|now use|never looked back)(?!\w)|(?<!\w)(?:kept it|still going|still in use)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (
        Status.TRIED,
        re.compile(
            r"(?<!\w)we(?:['’]ve| have)? (?:tried|piloted|tested|trialled|trialed|ran|built|bought"
            r"|used|joined|launched|introduced|did|started|moved|switched)(?!\w)",
            re.IGNORECASE,
        ),
    ),
)


def _worded(view: View, claim: str, text: str, status: Status, link: str, scope: Scope) -> View:
    claim, text, link = " ".join(claim.split()), text.strip(), link.strip()
    if not claim:
        raise NotValid("view-needs-claim")
    if not text:
        raise NotValid("view-needs-text")
    for field, length, most in (
        ("claim", len(claim), LONGEST_CLAIM),
        ("text", len(text), LONGEST_TEXT),
        ("link", len(link), LONGEST_LINK),
    ):
        if length > most:
            raise NotValid("view-too-long", field=field, most=most)
    if link and not _WEB.match(link):
        raise NotValid("link-not-web")
    if scope is Scope.CHANNEL and view.channel is None:
        raise NotValid("view-needs-channel")
    return replace(view, claim=claim, text=text, status=status, link=link, scope=scope)


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    plain = (" ".join(tag.strip().lstrip("#").casefold().split()) for tag in tags)
    kept = tuple(dict.fromkeys(tag for tag in plain if tag))
    if len(kept) > MOST_TAGS:
        raise NotValid("too-many-tags", most=MOST_TAGS)
    if any(len(tag) > LONGEST_TAG for tag in kept):
        raise NotValid("tag-too-long", most=LONGEST_TAG)
    return kept
