"""What a language model suggested for editions that wait, and what it cost on each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.store.moments import moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One suggestion for the edition of a week. `before` is what it took the place of."""

    id: int
    week: str
    suggested: Suggestion
    state: str  # waiting, approved, or refused
    before: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the model cost on one day."""

    tokens: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a community may ask of the operator's model in a day, and where the model is."""

    host: str
    most: Spent


class Suggestions:
    """One community's."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def put(self, week: str, suggested: Iterable[Suggestion], now: datetime) -> None:
        """Keep what was suggested for a week, in place of what waited there."""
        await self._connection.run(
            "DELETE FROM suggestions WHERE community = :community AND week = :week"
            " AND state <> 'approved'",
            community=self._community,
            week=week,
        )
        for each in suggested:
            await self._connection.run(
                "INSERT INTO suggestions (community, id, week, place, text, made_at)"
                " VALUES (:community, :id, :week, :place, :text, :now)",
                community=self._community,
                id=await next_number(self._connection, self._community, "suggestion"),
                week=week,
                place=each.place,
                text=each.text,
                now=moment(now),
            )

    async def of(self, week: str) -> list[SuggestionRow]:
        """What was suggested for a week, in the order it came."""
        rows = await self._connection.rows(
            "SELECT id, week, place, text, state, before FROM suggestions"
            " WHERE community = :community AND week = :week ORDER BY id",
            community=self._community,
            week=week,
        )
        return [_suggestion(row) for row in rows]

    async def get(self, id: int) -> SuggestionRow | None:
        """One suggestion."""
        row = await self._connection.row(
            "SELECT id, week, place, text, state, before FROM suggestions"
            " WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        return None if row is None else _suggestion(row)

    async def decide(self, id: int, state: str, before: str = "") -> None:
        """Keep what an organiser decided of one."""
        await self._connection.run(
            "UPDATE suggestions SET state = :state, before = :before"
            " WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
            state=state,
            before=before,
        )

    async def drop(self, week: str) -> None:
        """Forget what was suggested for a week."""
        await self._connection.run(
            "DELETE FROM suggestions WHERE community = :community AND week = :week",
            community=self._community,
            week=week,
        )

    async def reserve(self, wanted: Spent, most: Spent, now: datetime) -> bool:
        """Set something aside of what a day allows; False, and nothing, when that is too little."""
        spent = await self.spent(now)
        if (
            spent.tokens + wanted.tokens > most.tokens
            or spent.requests + wanted.requests > most.requests
        ):
            return False
        await self._add(wanted, _day(now))
        return True

    async def settle(self, reserved: Spent, used: Spent, day: str) -> None:
        """Put what it really cost in the place of what was set aside on a day."""
        more = Spent(used.tokens - reserved.tokens, used.requests - reserved.requests)
        await self._add(more, day)

    async def spent(self, now: datetime) -> Spent:
        """What was spent and set aside on this day."""
        row = await self._connection.row(
            "SELECT tokens, requests FROM model_spending"
            " WHERE community = :community AND day = :day",
            community=self._community,
            day=_day(now),
        )
        return Spent() if row is None else Spent(row["tokens"], row["requests"])

    async def purge(self, before: datetime) -> int:
        """Forget what was suggested and spent before a moment; how many rows."""
        suggested = await self._connection.run(
            "DELETE FROM suggestions WHERE community = :community AND made_at < :before",
            community=self._community,
            before=moment(before),
        )
        return suggested + await self._connection.run(
            "DELETE FROM model_spending WHERE community = :community AND day < :day",
            community=self._community,
            day=_day(before),
        )

    async def _add(self, more: Spent, day: str) -> None:
        await self._connection.run(
            "INSERT INTO model_spending (community, day, tokens, requests)"
            " VALUES (:community, :day, :tokens, :requests)"
            " ON CONFLICT (community, day) DO UPDATE SET"
            " tokens = model_spending.tokens + excluded.tokens,"
            " requests = model_spending.requests + excluded.requests",
            community=self._community,
            day=day,
            tokens=more.tokens,
            requests=more.requests,
        )


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _suggestion(row: Row) -> SuggestionRow:
    return SuggestionRow(
        id=row["id"],
        week=row["week"],
        suggested=Suggestion(row["place"], row["text"]),
        state=row["state"],
        before=row["before"],
    )
