"""What feeds and libraries have in common: both stand elsewhere and are read by turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

NEW, READING, STOPPED = "new", "reading", "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitedRow:
    """One of them. It is new until it was read for the first time."""

    id: int
    address: str
    added_by: str  # a member; empty once they are forgotten
    added_at: datetime
    state: str = NEW
    failures: int = 0  # in a row
    fault: str = ""  # the code of what stood in the way the last time
    details: Mapping[str, str | int] = field(default_factory=dict)
    read_at: datetime | None = None
