"""The pledges: who promised what in a round, by when, and what they said became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.pledges import Pledge, PledgeState


class Pledges:
    """One community's pledges."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next pledge."""
        return await next_number(self._connection, self._community, "pledge")

    async def save(self, pledge: Pledge) -> None:
        """Keep a pledge."""
        await self._connection.run(
            f"INSERT INTO pledges (community, {', '.join(_COLUMNS)})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            community=self._community,
            **_row(pledge),
        )

    async def get(self, id: int) -> Pledge | None:
        """One pledge."""
        found = await self._select("id = :id", id=id)
        return found[0] if found else None

    async def of_round(self, round_: int) -> list[Pledge]:
        """The pledges made in a round, in the order they were made."""
        return await self._select("round = :round", round=round_)

    async def in_channel(self, channel: str) -> list[Pledge]:
        """The pledges made in a channel, in the order they were made."""
        return await self._select("channel = :channel", channel=channel)

    async def of(self, owner: str) -> list[Pledge]:
        """What one member promised, in the order they did."""
        return await self._select("owner = :owner", owner=owner)

    async def all(self) -> list[Pledge]:
        """Every pledge, oldest first."""
        return await self._select("1 = 1")

    async def remove(self, id: int) -> None:
        """Drop a pledge; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM pledges WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def purge(self, before: datetime) -> int:
        """Forget the pledges that were due before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM pledges WHERE community = :community AND due < :before",
            community=self._community,
            before=before.date().isoformat(),
        )

    async def _select(self, where: str, **named: object) -> list[Pledge]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM pledges"
            f" WHERE community = :community AND {where} ORDER BY id",
            community=self._community,
            **named,
        )
        return [_pledge(row) for row in rows]


_COLUMNS = tuple(field.name for field in fields(Pledge))
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "id")


def _row(pledge: Pledge) -> Mapping[str, object]:
    plain = {name: getattr(pledge, name) for name in _COLUMNS}
    return plain | {
        "due": pledge.due.isoformat(),
        "made_at": moment(pledge.made_at),
        "state": pledge.state.value,
        "asked_on": pledge.asked_on.isoformat() if pledge.asked_on else None,
    }


def _pledge(row: Row) -> Pledge:
    return Pledge(
        **dict(row)
        | {
            "due": date.fromisoformat(row["due"]),
            "made_at": dt(row["made_at"]),
            "state": PledgeState(row["state"]),
            "asked_on": date.fromisoformat(row["asked_on"]) if row["asked_on"] else None,
        }
    )
