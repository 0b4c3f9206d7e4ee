"""How moments are written in the store: as UTC text of one width, which sorts in order of time."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """Write a moment: `2026-03-01T09:30:00.000000Z`. A time without a zone is refused."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    if at.tzinfo is UTC:  # nearly always, and several times for each message
        return at.isoformat(timespec="microseconds")[:-6] + "Z"
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def dt(text: str) -> datetime:
    """Read what `moment` wrote."""
    return datetime.fromisoformat(text)


def moment_or_none(at: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return None if at is None else moment(at)


def dt_or_none(text: str | None) -> datetime | None:
    """Read a moment that may be missing."""
    return None if text is None else dt(text)
