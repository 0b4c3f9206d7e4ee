"""What came from a feed or a file and may become a view, once a moderator has looked at it.

Nobody is shown it before. What is suggested here is for that moderator to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from challenges import reading
from challenges.library import LONGEST_CLAIM, Status, guess_status


class CandidateState(StrEnum):
    """What became of it: it waits, it is a view now, or it was passed over."""

    WAITING = "waiting"
    USED = "used"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that may become a view. `source` and `key` together name it, each time it comes."""

    source: str
    """`feed:3`, or `file:` and a name."""
    key: str
    title: str
    claim: str
    text: str
    status: Status
    council: str = ""
    council_kind: str = ""
    link: str = ""
    at: datetime | None = None
    """When it was written; None where nobody says."""
    tags: tuple[str, ...] = ()
    """What a reader should know of the place, where that was said."""
    id: int = 0
    state: CandidateState = CandidateState.WAITING
    view: int = 0
    """The number of the view it became."""


def suggested(
    *,
    source: str,
    key: str,
    title: str,
    excerpt: str,
    council: str = "",
    council_kind: str = "",
    link: str = "",
    at: datetime | None = None,
) -> Candidate:
    """What a title and a few words would be as a view; a guess, to be corrected."""
    claim = reading.read(title).claim or title or reading.read(excerpt).claim
    return Candidate(
        source=source,
        key=key,
        title=title,
        claim=" ".join(claim.split())[:LONGEST_CLAIM],
        text=excerpt or title,
        status=guess_status(f"{title}. {excerpt}"),
        council=council,
        council_kind=council_kind,
        link=link,
        at=at,
    )
