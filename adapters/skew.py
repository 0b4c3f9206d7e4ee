"""Whether the machine's clock is right, by the date that stands in a platform's answers."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from adapters.events import Finding

MOST = 60.0  # seconds; at 300 Slack's signatures are refused, and dates are in whole seconds


def skew(date: str) -> float | None:
    """By how many seconds the clock is wrong, from a Date header that has just come.

    None where there is none, or where it cannot be read.
    """
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return None
    if theirs.tzinfo is None:
        return None
    return abs((datetime.now(UTC) - theirs).total_seconds())


def clock(seconds: float | None) -> tuple[Finding, ...]:
    """What `doctor` says of a clock that is so wrong; nothing where no answer said."""
    if seconds is None:
        return ()
    wrong = seconds > MOST
    return (Finding("clock", well=not wrong, names=(_length(seconds),) if wrong else ()),)


def _length(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 600 else f"{seconds / 60:.0f} minutes"
