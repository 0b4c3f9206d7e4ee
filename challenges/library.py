"""Views that members agreed to share: what a council tried, kept or dropped, and where that stands.

A view is a member's own words, given for others to see. A chat message is never a view by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from challenges.messages import CommunityId, MemberId, MessageId
from challenges.refusals import NotValid

STALE_AFTER = timedelta(days=365)
LONGEST_CLAIM = 300
LONGEST_TEXT = 3000
_WEB = re.compile(r"https?://[^\s/?#.]+(?:\.[^\s/?#.]+)+(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)


class Status(StrEnum):
    """What became of the thing at the council that tells of it."""

    CONSIDERING = "considering"
    TRIED = "tried"
    KEPT = "kept"
    DROPPED = "dropped"


class Scope(StrEnum):
    """Who may see a view: the community it was shared in, or every community."""

    COMMUNITY = "community"
    EVERYWHERE = "everywhere"


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
    """None once its author has left; the view stays if they agreed to that."""
    community: CommunityId
    scope: Scope
    shared_at: datetime
    source: MessageId | None = None


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
) -> View:
    """Make a view.

    Refusals: view-needs-claim, view-needs-text, view-needs-council, view-too-long, link-not-web.
    """
    claim, text, council, link = (
        " ".join(claim.split()),
        text.strip(),
        council.strip(),
        link.strip(),
    )
    if not claim:
        raise NotValid("view-needs-claim")
    if not text:
        raise NotValid("view-needs-text")
    if not council:
        raise NotValid("view-needs-council")
    for field, length, most in (
        ("claim", len(claim), LONGEST_CLAIM),
        ("text", len(text), LONGEST_TEXT),
    ):
        if length > most:
            raise NotValid("view-too-long", field=field, most=most)
    if link and not _WEB.match(link):
        raise NotValid("link-not-web")
    return View(
        id, claim, text, status, council, council_kind, link, by, community, scope, now, source
    )  # fmt: skip


def stale(view: View, now: datetime) -> bool:
    """Say whether nobody has confirmed the view for a year."""
    return now - view.shared_at > STALE_AFTER
