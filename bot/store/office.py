"""The office of challenger-in-chief: who volunteered, who was asked lately, and the terms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from bot.store.moments import dt, dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.messages import ChannelId, MemberId
from challenges.office import Term, TermState
from challenges.rota import Request, Volunteer


class Volunteers:
    """One community's volunteers, and when they were asked."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def save(self, row: Volunteer) -> None:
        """Keep what a volunteer chose for one channel."""
        await self._connection.run(
            "INSERT INTO volunteers (community, channel, member, named, weeks_between, away_until)"
            " VALUES (:community, :channel, :member, :named, :weeks, :away)"
            " ON CONFLICT (community, channel, member) DO UPDATE SET named = excluded.named,"
            " weeks_between = excluded.weeks_between, away_until = excluded.away_until",
            community=self._community,
            channel=row.channel,
            member=row.member,
            named=int(row.named),
            weeks=row.weeks_between,
            away=moment_or_none(row.away_until),
        )

    async def in_channel(self, channel: str) -> list[Volunteer]:
        """Those who volunteered in a channel, in order of their ids."""
        return await self._select("channel = :channel", channel=channel)

    async def of(self, member: str) -> list[Volunteer]:
        """Where one member volunteered, in order of the channels."""
        return await self._select("member = :member", member=member)

    async def remove(self, member: str) -> None:
        """A member volunteers nowhere any more; not to have done so is fine."""
        await self._connection.run(
            "DELETE FROM volunteers WHERE community = :community AND member = :member",
            community=self._community,
            member=member,
        )

    async def close(self, channel: str) -> None:
        """Nobody volunteers in a channel any more."""
        await self._connection.run(
            "DELETE FROM volunteers WHERE community = :community AND channel = :channel",
            community=self._community,
            channel=channel,
        )

    async def asked(self, request: Request) -> None:
        """Remember that a volunteer was asked."""
        await self._connection.run(
            "INSERT INTO requests (community, member, at) VALUES (:community, :member, :at)"
            " ON CONFLICT (community, member, at) DO NOTHING",
            community=self._community,
            member=request.member,
            at=moment(request.at),
        )

    async def requests(self, since: datetime, member: str = "") -> list[Request]:
        """Who was asked after a moment, or when one of them was, oldest first."""
        rows = await self._connection.rows(
            "SELECT member, at FROM requests WHERE community = :community AND at > :since"
            " AND :member IN ('', member) ORDER BY at, member",
            community=self._community,
            since=moment(since),
            member=member,
        )
        return [Request(MemberId(row["member"]), dt(row["at"])) for row in rows]

    async def forget(self, member: str) -> None:
        """Erase that a member volunteered and was asked."""
        await self.remove(member)
        await self._connection.run(
            "DELETE FROM requests WHERE community = :community AND member = :member",
            community=self._community,
            member=member,
        )

    async def purge(self, before: datetime) -> int:
        """Forget who was asked before a moment; how often that was."""
        return await self._connection.run(
            "DELETE FROM requests WHERE community = :community AND at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _select(self, where: str, **named: object) -> list[Volunteer]:
        rows = await self._connection.rows(
            "SELECT member, channel, named, weeks_between, away_until FROM volunteers"
            f" WHERE community = :community AND {where} ORDER BY member, channel",
            community=self._community,
            **named,
        )
        return [
            Volunteer(
                MemberId(row["member"]),
                ChannelId(row["channel"]),
                bool(row["named"]),
                row["weeks_between"],
                dt_or_none(row["away_until"]),
            )
            for row in rows
        ]


class Terms:
    """One community's terms."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next term."""
        return await next_number(self._connection, self._community, "term")

    async def save(self, term: Term) -> None:
        """Keep a term."""
        await self._connection.run(
            f"INSERT INTO terms (community, {', '.join(_COLUMNS)})"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            community=self._community,
            **_row(term),
        )

    async def get(self, id: int) -> Term | None:
        """One term."""
        found = await self._select("id = :id", id=id)
        return found[0] if found else None

    async def open_(self, channel: str = "") -> list[Term]:
        """The terms that are not over, in one channel or in all, oldest first."""
        return await self._select(
            "state <> :over AND :channel IN ('', channel)",
            over=TermState.OVER.value,
            channel=channel,
        )

    async def ended_between(self, since: datetime, until: datetime) -> list[Term]:
        """The terms that are over and were to end in a time, its beginning not included."""
        return await self._select(
            "state = :over AND ends > :since AND ends <= :until",
            over=TermState.OVER.value,
            since=moment(since),
            until=moment(until),
        )

    async def naming(self, member: str) -> list[Term]:
        """The terms that are not over and name a member anywhere, oldest first."""
        return [
            term
            for term in await self.open_()
            if member in (term.opened_by, term.invited, term.holder, term.stand_in)
            or member in (*term.passed, *term.served)
        ]

    async def remove(self, id: int) -> None:
        """Drop a term; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM terms WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def purge(self, before: datetime) -> int:
        """Forget the terms that were over before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM terms WHERE community = :community AND state = :over"
            " AND COALESCE(ends, deadline) < :before",
            community=self._community,
            over=TermState.OVER.value,
            before=moment(before),
        )

    async def _select(self, where: str, **named: object) -> list[Term]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM terms"
            f" WHERE community = :community AND {where} ORDER BY id",
            community=self._community,
            **named,
        )
        return [_term(row) for row in rows]


_COLUMNS = tuple(field.name for field in fields(Term))
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "id")


def _row(term: Term) -> Mapping[str, object]:
    plain = {name: getattr(term, name) for name in _COLUMNS}
    return plain | {
        "opened_at": moment(term.opened_at),
        "deadline": moment(term.deadline),
        "state": term.state.value,
        "key": term.key or None,
        "doubters": _written(term.doubters),
        "passed": _written(term.passed),
        "genuine": int(term.genuine),
        "back_at": moment_or_none(term.back_at),
        "served": _written(term.served),
        "ends": moment_or_none(term.ends),
    }


def _term(row: Row) -> Term:
    return Term(
        **dict(row)
        | {
            "opened_at": dt(row["opened_at"]),
            "deadline": dt(row["deadline"]),
            "state": TermState(row["state"]),
            "key": row["key"] or b"",
            "doubters": tuple(json.loads(row["doubters"])),
            "passed": tuple(json.loads(row["passed"])),
            "genuine": bool(row["genuine"]),
            "back_at": dt_or_none(row["back_at"]),
            "served": tuple(json.loads(row["served"])),
            "ends": dt_or_none(row["ends"]),
        }
    )


def _written(names: Sequence[str]) -> str:
    return json.dumps(names)
