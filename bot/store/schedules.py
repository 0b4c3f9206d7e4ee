"""The schedules on which moderators want something asked. A removed one is kept for an undo."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from bot import whens
from bot.clock import OnClosed, Rule
from bot.store.moments import dt, dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row

ROUND = "round:"
OFFICE = "office"


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One schedule. An empty `zone` is the community's own, an empty `name` its time in words.

    `what` is the name of a move, `round:` and the name of a method, `office`: a challenger-in-chief
    is looked for; or empty: any question that fits. `missed_at` is the latest run that was left out
    though nobody asked for that.
    """

    id: int
    channel: str
    what: str
    rule: Rule
    by: str
    created_at: datetime
    name: str = ""
    zone: str = ""
    paused_until: datetime | None = None
    skip_next: bool = False
    missed_at: datetime | None = None
    missed_why: str = ""
    change: int = 0
    changed_at: datetime | None = None
    before: str = ""
    removed_at: datetime | None = None

    @property
    def called(self) -> str:
        """Its name, or else its time in words."""
        return self.name or whens.written(self.rule)

    @property
    def method(self) -> str:
        """The method of the round it invites to, or an empty string."""
        return self.what.removeprefix(ROUND) if self.what.startswith(ROUND) else ""

    def skipping(self, skip_next: bool) -> Self:
        """The same, with the next run left out or not."""
        return replace(self, skip_next=skip_next)


class Schedules:
    """One community's schedules."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def add(
        self, channel: str, rule: Rule, by: str, now: datetime, **more: Any
    ) -> ScheduleRow:
        """Make a schedule, with the next number. `more` are other fields of the row."""
        number = await next_number(self._connection, self._community, "schedule")
        row = ScheduleRow(number, channel, more.pop("what", ""), rule, by, now, **more)
        row = replace(row, change=1, changed_at=now)
        await self.save(row)
        return row

    async def change(self, before: ScheduleRow, after: ScheduleRow, now: datetime) -> ScheduleRow:
        """Keep a changed schedule, and what it was before, so that it can be taken back."""
        kept = json.dumps(_values(replace(before, before="")))
        row = replace(after, change=before.change + 1, changed_at=now, before=kept)
        await self.save(row)
        return row

    async def take_back(self, row: ScheduleRow, now: datetime) -> ScheduleRow | None:
        """Put a schedule back as it was before its latest change; None when it was not there.

        What was skipped, paused or missed since then is no part of that.
        """
        if not row.before:
            await self.remove(row.id)
            return None
        before = _schedule(json.loads(row.before))
        back = replace(
            row,
            what=before.what,
            name=before.name,
            rule=before.rule,
            zone=before.zone,
            by=before.by,
            change=row.change + 1,
            changed_at=now,
            before="",
            removed_at=None,
        )
        await self.save(back)
        return back

    async def save(self, row: ScheduleRow) -> None:
        """Keep a schedule."""
        values = _values(row)
        gaps = ", ".join(f":{name}" for name in values)
        new = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
        await self._connection.run(
            f"INSERT INTO schedules (community, {', '.join(values)}) VALUES (:community, {gaps})"
            f" ON CONFLICT (community, id) DO UPDATE SET {new}",
            community=self._community,
            **values,
        )

    async def get(self, id: int, *, removed: bool = False) -> ScheduleRow | None:
        """One schedule; with `removed` also one that was removed and can still come back."""
        row = await self._connection.row(
            "SELECT * FROM schedules WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        found = None if row is None else _schedule(row)
        return None if found is None or (found.removed_at and not removed) else found

    async def remove(self, id: int) -> None:
        """Drop a schedule for good; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM schedules WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def forget(self, member: str) -> None:
        """Take a member's name off the schedules they set; these stay, as they are now."""
        await self._connection.run(
            "UPDATE schedules SET author = '' WHERE community = :community AND author = :member",
            community=self._community,
            member=member,
        )
        # What one was before holds the name as well; without it, nothing can be taken back.
        await self._connection.run(
            "UPDATE schedules SET before = '', changed_at = NULL WHERE community = :community",
            community=self._community,
        )

    async def list(self, channel: str = "") -> list[ScheduleRow]:
        """Every schedule, or those of one channel, in order of number."""
        rows = await self._connection.rows(
            "SELECT * FROM schedules WHERE community = :community AND removed_at IS NULL"
            " ORDER BY id",
            community=self._community,
        )
        found = [_schedule(row) for row in rows]
        return [each for each in found if channel in ("", each.channel)]


def _values(row: ScheduleRow) -> dict[str, str | int | None]:
    """A schedule as the columns hold it."""
    return {
        "id": row.id,
        "channel": row.channel,
        "what": row.what,
        "cron": row.rule.cron,
        "weeks": row.rule.weeks,
        "starts": row.rule.start.isoformat() if row.rule.start else None,
        "closed": row.rule.closed.value,
        "term_only": int(row.rule.term_only),
        "author": row.by,
        "created_at": moment(row.created_at),
        "name": row.name,
        "zone": row.zone,
        "paused_until": moment_or_none(row.paused_until),
        "skip_next": int(row.skip_next),
        "missed_at": moment_or_none(row.missed_at),
        "missed_why": row.missed_why,
        "change": row.change,
        "changed_at": moment_or_none(row.changed_at),
        "before": row.before,
        "removed_at": moment_or_none(row.removed_at),
    }


def _schedule(row: Row) -> ScheduleRow:
    return ScheduleRow(
        id=row["id"],
        channel=row["channel"],
        what=row["what"],
        rule=Rule(
            cron=row["cron"],
            weeks=row["weeks"],
            start=date.fromisoformat(row["starts"]) if row["starts"] else None,
            closed=OnClosed(row["closed"]),
            term_only=bool(row["term_only"]),
        ),
        by=row["author"],
        created_at=dt(row["created_at"]),
        name=row["name"],
        zone=row["zone"],
        paused_until=dt_or_none(row["paused_until"]),
        skip_next=bool(row["skip_next"]),
        missed_at=dt_or_none(row["missed_at"]),
        missed_why=row["missed_why"],
        change=row["change"],
        changed_at=dt_or_none(row["changed_at"]),
        before=row["before"],
        removed_at=dt_or_none(row["removed_at"]),
    )
