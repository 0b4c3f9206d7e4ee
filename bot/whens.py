"""Reads when something should happen: `Tuesday 10:00`, `weekdays 9:30am`, or a cron line."""

from __future__ import annotations

import re
from datetime import time

DAYS = {
    "mon": "MON",
    "tue": "TUE",
    "wed": "WED",
    "thu": "THU",
    "fri": "FRI",
    "sat": "SAT",
    "sun": "SUN",
}
EVERY = {"weekday": "MON-FRI", "weekdays": "MON-FRI", "daily": "*", "day": "*", "every day": "*"}
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.IGNORECASE)


def cron(words: str) -> str:
    """A cron line for the words. Raises ValueError with the words when they cannot be read."""
    words = " ".join(words.strip().split())
    if len(words.split()) == 5:
        return words
    found = _TIME.search(words)
    if found is None:
        raise ValueError(words)
    at = wall_time(found.group())
    day = (
        words[: found.start()]
        .strip(" ,")
        .lower()
        .removesuffix(" at")
        .removeprefix("every ")
        .strip()
    )
    name = EVERY.get(day) or DAYS.get(
        day[:3] if day.rstrip("s").endswith("day") or len(day) == 3 else ""
    )
    if name is None:
        raise ValueError(words)
    return f"{at.minute} {at.hour} * * {name}"


def wall_time(words: str) -> time:
    """`9am`, `9:30am`, `18:00`. Raises ValueError with the words when they are not a time."""
    found = _TIME.fullmatch(words.strip())
    if found is None:
        raise ValueError(words)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(words)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(words)
    return time(hour, minute)
