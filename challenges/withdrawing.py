"""What was withdrawn from an edition that had come out: it is counted, and nothing else is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from challenges.cutting import quoted
from challenges.digest import Edition


def corrected(was: Edition, now: Edition, at: datetime) -> Edition:
    """An edition as it is now, with how many texts are gone that it had, and when that was."""
    return replace(now, withdrawn=was.withdrawn + gone(was, now), corrected_at=at)


def gone(was: Edition, now: Edition) -> int:
    """How many texts of members an edition had and has no more; a text that was changed is none."""
    messages = quoted(was) - quoted(now)
    return len(messages) + sum(
        max(0, before - after) for before, after in zip(_others(was), _others(now), strict=True)
    )


def _others(edition: Edition) -> tuple[int, ...]:
    return (
        len(edition.views),
        len(edition.contrasts),
        len(edition.promises),
        len(edition.assumptions),
    )
