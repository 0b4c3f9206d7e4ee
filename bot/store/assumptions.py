"""The register of assumptions: what is to be tested, by whom and when, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.assumptions import Assumption, AssumptionState


class Assumptions:
    """One community's assumptions."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next assumption."""
        return await next_number(self._connection, self._community, "assumption")

    async def save(self, assumption: Assumption) -> None:
        """Keep an assumption."""
        await self._connection.run(
            f"INSERT INTO assumptions (community, {', '.join(_COLUMNS)})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            community=self._community,
            **_row(assumption),
        )

    async def get(self, id: int) -> Assumption | None:
        """One assumption."""
        found = await self._select("id = :id", id=id)
        return found[0] if found else None

    async def of_round(self, round_: int) -> list[Assumption]:
        """What came on the register from a round, in that order."""
        return await self._select("round = :round", round=round_)

    async def in_channel(self, channel: str) -> list[Assumption]:
        """The register of a channel, in the order in which it was written."""
        return await self._select("channel = :channel", channel=channel)

    async def of(self, owner: str) -> list[Assumption]:
        """What one member looks after, in the order in which it was written."""
        return await self._select("owner = :owner", owner=owner)

    async def all(self) -> list[Assumption]:
        """Every assumption, oldest first."""
        return await self._select("1 = 1")

    async def remove(self, id: int) -> None:
        """Drop an assumption; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM assumptions WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def purge(self, before: datetime) -> int:
        """Forget the assumptions that were to be tested before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM assumptions WHERE community = :community AND test_on < :before",
            community=self._community,
            before=before.date().isoformat(),
        )

    async def _select(self, where: str, **named: object) -> list[Assumption]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM assumptions"
            f" WHERE community = :community AND {where} ORDER BY id",
            community=self._community,
            **named,
        )
        return [_assumption(row) for row in rows]


_COLUMNS = tuple(field.name for field in fields(Assumption))
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "id")


def _row(assumption: Assumption) -> Mapping[str, object]:
    plain = {name: getattr(assumption, name) for name in _COLUMNS}
    return plain | {
        "test_on": assumption.test_on.isoformat(),
        "noted_at": moment(assumption.noted_at),
        "state": assumption.state.value,
        "asked_on": assumption.asked_on.isoformat() if assumption.asked_on else None,
    }


def _assumption(row: Row) -> Assumption:
    return Assumption(
        **dict(row)
        | {
            "test_on": date.fromisoformat(row["test_on"]),
            "noted_at": dt(row["noted_at"]),
            "state": AssumptionState(row["state"]),
            "asked_on": date.fromisoformat(row["asked_on"]) if row["asked_on"] else None,
        }
    )
