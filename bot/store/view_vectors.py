"""How views read, as numbers: one row a view, made anew with every change of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.transactions import Connection
from challenges.library import Scope

UNREAD, TAKEN_BACK = "", "-"
AT_ONCE = 20_000
"""Rows that are brought into memory at a time."""
OVERLAP = 200
"""Rows before the last one seen are looked at again: two copies of the bot may commit crosswise."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A view whose words are to be read, as they stood when `seq` was given."""

    seq: int
    view: int
    claim: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one view since: its numbers, or that it has none, or that it is gone."""

    seq: int
    community: str
    view: int
    for_all: bool
    """Whether more than its own community may see it."""
    reader: str
    vector: bytes


class ViewVectors:
    """One community's."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def changed(self, view: int, reader: str = UNREAD) -> None:
        """Note that a view is new, or has other words; or that it was taken back."""
        await self._connection.run(
            "DELETE FROM view_vectors WHERE community = :community AND view = :view",
            community=self._community,
            view=view,
        )
        await self._connection.run(
            "INSERT INTO view_vectors (community, view, reader)"
            " VALUES (:community, :view, :reader)",
            community=self._community,
            view=view,
            reader=reader,
        )

    async def unread(self, reader: str, most: int) -> list[Unread]:
        """Views this reader has not read: what is new first, then what another reader has read."""
        found: list[Unread] = []
        for which in ("reader = ''", "reader > '-' AND reader < :reader", "reader > :reader"):
            # Each in the order of an index, so that looking takes no time where nothing is left.
            rows = await self._connection.rows(
                "SELECT seq, view, claim, text FROM view_vectors"
                " JOIN views ON views.community = view_vectors.community AND views.id = view"
                f" WHERE view_vectors.community = :community AND {which}"
                " ORDER BY reader DESC, seq DESC LIMIT :most",
                community=self._community,
                most=most - len(found),
                **({} if ":reader" not in which else {"reader": reader}),
            )
            found += [Unread(row["seq"], row["view"], row["claim"], row["text"]) for row in rows]
            if len(found) == most:
                break
        return found

    async def save(self, reader: str, read: Sequence[tuple[int, int, bytes]]) -> None:
        """Keep the numbers of views, by `seq` and view; not of one that changed meanwhile."""
        for seq, view, vector in read:
            touched = await self._connection.run(
                "DELETE FROM view_vectors"
                " WHERE community = :community AND view = :view AND seq = :seq",
                community=self._community,
                view=view,
                seq=seq,
            )
            if touched:
                await self._connection.run(
                    "INSERT INTO view_vectors (community, view, reader, vector)"
                    " VALUES (:community, :view, :reader, :vector)",
                    community=self._community,
                    view=view,
                    reader=reader,
                    vector=vector,
                )


async def changed_since(connection: Connection, seq: int) -> list[Changed]:
    """What became of the views of all communities after a row, in order; some at a time."""
    rows = await connection.rows(
        "SELECT seq, view_vectors.community AS community, view, scope, reader, vector"
        " FROM view_vectors LEFT JOIN views"
        " ON views.community = view_vectors.community AND views.id = view"
        " WHERE seq > :seq ORDER BY seq LIMIT :most",
        seq=seq,
        most=AT_ONCE,
    )
    return [
        Changed(
            row["seq"],
            row["community"],
            row["view"],
            row["scope"] in (Scope.EVERYWHERE.value, Scope.PUBLIC.value),
            row["reader"] if row["scope"] is not None else TAKEN_BACK,
            row["vector"] or b"",
        )
        for row in rows
    ]
