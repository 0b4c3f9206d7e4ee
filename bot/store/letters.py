"""The letters on their way, as each platform's relay sees them: found, taken, sent, put aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from adapters.actions import Action, Examine, Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import MessageRef
from bot.store.moments import dt, moment
from bot.store.outbox import read_action, write_action
from bot.store.transactions import Connection, Row
from bot.store.vault import Vault

LEASE = timedelta(minutes=5)
"""On PostgreSQL, how long a letter is another copy's own before it counts as cut off in flight."""

MOST_LETTERS = 50

_ERASED = "'whisper', 'tell', 'home', 'examine', 'carry'"


@dataclass(frozen=True, slots=True)
class Letter:
    """One action on its way. `channel` is its lane; of a private letter it names the member."""

    id: int
    community: str
    channel: str
    lane: str
    key: str | None
    action: Action
    state: Literal["waiting", "sending"]
    attempts: int
    written_at: datetime

    @property
    def private(self) -> bool:
        """True for what is delivered at most once."""
        return isinstance(self.action, Whisper | Tell | ShowHome | Examine)


@dataclass(frozen=True, slots=True)
class ParkedLetter:
    """A letter that waits for somebody to look at it. What it says is not shown."""

    id: int
    community: str
    lane: str
    kind: str
    key: str | None
    reason: str
    at: datetime


class Letters:
    """One platform's letters, as its relay sees them."""

    def __init__(self, connection: Connection, platform: str, vault: Vault | None = None) -> None:
        """Use one transaction, for one platform; the vault opens the private letters."""
        self._connection = connection
        self._platform = platform
        self._vault = vault

    async def any_due(self, now: datetime) -> bool:
        """Whether `next_due` might find something; a reading transaction will do."""
        row = await self._connection.row(
            "SELECT 1 AS one FROM outbox WHERE platform = :platform"
            " AND state IN ('waiting', 'sending') AND due_at <= :now LIMIT 1",
            platform=self._platform,
            now=moment(now),
        )
        return row is not None

    async def next_due(
        self, now: datetime, busy_lanes: Iterable[str] = frozenset()
    ) -> list[Letter]:
        """The first letter of every lane that is not busy, oldest first.

        Call it in a writing transaction. A letter in state "sending" was cut off in flight: look
        for it before sending it again. On PostgreSQL, what another copy took less than a `LEASE`
        ago is left to that copy.
        """
        lanes = {f"busy{number}": lane for number, lane in enumerate(sorted(set(busy_lanes)))}
        free = f" AND o.lane NOT IN ({', '.join(f':{name}' for name in lanes)})" if lanes else ""
        rows = await self._connection.rows(
            "SELECT o.id, o.community, o.lane, o.key, o.body, o.state, o.attempts, o.written_at"
            " FROM outbox o WHERE o.platform = :platform AND o.due_at <= :now"
            " AND (o.state = 'waiting' OR o.sending_at IS NULL OR o.sending_at <= :cut_off)"
            " AND o.state IN ('waiting', 'sending')"
            " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.platform = o.platform"
            " AND e.lane = o.lane AND e.id < o.id AND e.state IN ('waiting', 'sending'))"
            f"{free} ORDER BY o.id LIMIT :most{self._connection.claim}",
            platform=self._platform,
            now=moment(now),
            cut_off=self._cut_off(now),
            most=MOST_LETTERS,
            **lanes,
        )
        return [letter for row in rows if (letter := await self._letter(row, now)) is not None]

    async def sending(self, id: int, now: datetime) -> bool:
        """Mark a letter as on its way; False when it was dropped or taken meanwhile."""
        touched = await self._connection.run(
            "UPDATE outbox SET state = 'sending', sending_at = :now, attempts = attempts + 1"
            " WHERE id = :id AND (state = 'waiting' OR state = 'sending'"
            " AND (sending_at IS NULL OR sending_at <= :cut_off))",
            id=id,
            now=moment(now),
            cut_off=self._cut_off(now),
        )
        return touched == 1

    async def sent(self, id: int, reference: MessageRef | None, now: datetime) -> None:
        """Mark a letter as delivered: its words are erased, the reference of a post is kept."""
        if await self._forgotten(id):
            return
        row = await self._connection.row(
            "UPDATE outbox SET state = 'sent', body = '', error = '', done_at = :now,"
            " reference = :reference WHERE id = :id RETURNING community, kind, key",
            id=id,
            reference=None if reference is None else str(reference),
            now=moment(now),
        )
        if row is None or row["key"] is None:
            return
        if row["kind"] == "withdraw":
            await self._connection.run(
                "UPDATE outbox SET state = 'withdrawn', body = '', done_at = :now"
                " WHERE community = :community AND key = :key AND kind = 'say'",
                community=row["community"],
                key=row["key"],
                now=moment(now),
            )

    async def postpone(
        self, id: int, until: datetime, reason: str, *, maybe_sent: bool = False
    ) -> None:
        """Let a letter wait, and its lane with it.

        One that may have been sent stays "sending", so that the next try looks for it first.
        """
        await self._connection.run(
            "UPDATE outbox SET state = :state, sending_at = NULL, due_at = :until,"
            " error = :reason WHERE id = :id AND state IN ('waiting', 'sending')",
            id=id,
            state="sending" if maybe_sent else "waiting",
            until=moment(until),
            reason=reason,
        )

    async def park(self, id: int, reason: str, now: datetime) -> None:
        """Put a letter aside for somebody to look at; its lane goes on.

        A private letter is not kept: what it said can be asked for again. A parked post takes in
        the revision that waited for it, so that what is sent in the end is the latest.
        """
        if await self._forgotten(id):
            return
        row = await self._connection.row(
            "UPDATE outbox SET state = 'parked', sending_at = NULL, done_at = :now, error = :reason"
            " WHERE id = :id RETURNING community, kind, key, body",
            id=id,
            reason=reason,
            now=moment(now),
        )
        if row is None or row["kind"] != "say" or row["key"] is None:
            return
        behind = await self._connection.rows(
            "SELECT id, kind, body FROM outbox WHERE community = :community AND key = :key"
            " AND kind IN ('revise', 'withdraw') AND state = 'waiting' ORDER BY id",
            community=row["community"],
            key=row["key"],
        )
        for later in behind:
            action, revision = (read_action(each["body"]) for each in (row, later))
            if isinstance(action, Say) and isinstance(revision, Revise):
                await self._connection.run(
                    "UPDATE outbox SET body = :body WHERE id = :id",
                    id=id,
                    body=write_action(replace(action, post=revision.post)),
                )
            else:
                await self._drop(id, "withdrawn before it was sent", now)
            await self._drop(later["id"], "the post it is about was parked", now)

    async def unpark(self, id: int, now: datetime) -> bool:
        """Let a parked letter be sent after all, first in its lane; False when it is not parked."""
        touched = await self._connection.run(
            "UPDATE outbox SET state = 'waiting', due_at = :now, done_at = NULL, error = ''"
            " WHERE id = :id AND platform = :platform AND state = 'parked'",
            id=id,
            platform=self._platform,
            now=moment(now),
        )
        return touched == 1

    async def parked(self) -> list[ParkedLetter]:
        """The letters put aside, oldest first."""
        rows = await self._connection.rows(
            "SELECT id, community, lane, kind, key, error, done_at FROM outbox"
            " WHERE platform = :platform AND state = 'parked' ORDER BY id",
            platform=self._platform,
        )
        return [
            ParkedLetter(
                id=row["id"],
                community=row["community"],
                lane=row["lane"],
                kind=row["kind"],
                key=row["key"],
                reason=row["error"],
                at=dt(row["done_at"]),
            )
            for row in rows
        ]

    async def next_wake(self, now: datetime) -> datetime | None:
        """When the next letter comes due that is not due now."""
        row = await self._connection.row(
            "SELECT MIN(due_at) AS at FROM outbox"
            " WHERE platform = :platform AND state IN ('waiting', 'sending') AND due_at > :now",
            platform=self._platform,
            now=moment(now),
        )
        return dt(row["at"]) if row and row["at"] else None

    async def _forgotten(self, id: int) -> bool:
        """Erase a private letter that is done with; False when it is another kind of letter.

        Whom it went to and when it was written would tell who voted, or who reported something.
        """
        touched = await self._connection.run(
            f"DELETE FROM outbox WHERE id = :id AND kind IN ({_ERASED})", id=id
        )
        if touched:
            self._connection.scrub()
        return touched == 1

    def _cut_off(self, now: datetime) -> str:
        """When a letter started by then is nobody's: a lone process has none in flight."""
        return moment(now if self._connection.engine == "sqlite" else now - LEASE)

    async def _letter(self, row: Row, now: datetime) -> Letter | None:
        body = row["body"]
        if not body.startswith("{"):
            opened = self._vault.open_letter(body) if self._vault else None
            if opened is None:  # its secret is lost; what it said can be asked for again
                await self._forgotten(row["id"])
                return None
            body = opened
        action = read_action(body)
        match action:
            case Say():
                action = replace(action, mark=row["id"])
            case Revise() | Withdraw():
                message = await self._reference(row["community"], row["key"])
                if message is None:
                    await self._drop(row["id"], "the platform gave the post no reference", now)
                    return None
                action = replace(action, message=message)
            case _:
                pass
        return Letter(
            id=row["id"],
            community=row["community"],
            channel=row["lane"],
            lane=row["lane"],
            key=row["key"],
            action=action,
            state=row["state"],
            attempts=row["attempts"],
            written_at=dt(row["written_at"]),
        )

    async def _reference(self, community: str, key: str) -> MessageRef | None:
        row = await self._connection.row(
            "SELECT reference FROM outbox WHERE community = :community AND key = :key"
            " AND kind = 'say' AND reference IS NOT NULL",
            community=community,
            key=key,
        )
        return None if row is None else MessageRef.parse(row["reference"])

    async def _drop(self, id: int, reason: str, now: datetime) -> None:
        await self._connection.run(
            "UPDATE outbox SET state = 'dropped', body = '', error = :reason, done_at = :now"
            " WHERE id = :id",
            id=id,
            reason=reason,
            now=moment(now),
        )
