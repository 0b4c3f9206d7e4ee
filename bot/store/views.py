"""The views members agreed to share: this community's, and those others share with everyone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from adapters.chat import ChannelRef
from bot.store.moments import dt, dt_or_none, moment, moment_or_none
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from bot.store.view_vectors import TAKEN_BACK, ViewVectors
from challenges import library
from challenges.library import Scope, Shelf, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId

MOST_NAMED = 100
"""So many views are asked for by number at a time."""
_FOR_OTHERS = "community = :community AND scope IN ('everywhere', 'public')"


class Views:
    """One community's library of views."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next view."""
        return await next_number(self._connection, self._community, "view")

    async def save(self, view: View) -> None:
        """Keep a view of this community's."""
        if view.community != self._community:
            raise ValueError(f"a view of {view.community} is not kept for {self._community}")
        await self._connection.run(
            f"INSERT INTO views ({', '.join(_COLUMNS)})"
            f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED}",
            **_row(view),
        )
        await ViewVectors(self._connection, self._community).changed(view.id)

    async def get(self, id: int) -> View | None:
        """One view of this community's."""
        found = await self._select("community = :community AND id = :id", id=id)
        return found[0] if found else None

    async def several(self, ids: Sequence[int]) -> list[View]:
        """Those of some numbers that are there."""
        found: list[View] = []
        for start in range(0, len(ids), MOST_NAMED):
            named = {f"id{n}": id_ for n, id_ in enumerate(ids[start : start + MOST_NAMED])}
            listed = ", ".join(f":{name}" for name in named)
            # In no order: for an order the database would go through the whole library.
            rows = await self._connection.rows(
                f"SELECT {', '.join(_COLUMNS)} FROM views"
                f" WHERE community = :community AND id IN ({listed})",
                community=self._community,
                **named,
            )
            found += [_view(row) for row in rows]
        return found

    async def for_others(self, most: int) -> list[View]:
        """The newest that were shared here for other communities too, newest first."""
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM views WHERE {_FOR_OTHERS}"
            " ORDER BY shared_at DESC, id DESC LIMIT :most",
            community=self._community,
            most=most,
        )
        found = (_view(row) for row in rows)
        return [view for view in found if library.shown_at(view, library.ELSEWHERE)]

    async def count_for_others(self) -> int:
        """How many were shared here for other communities too."""
        row = await self._connection.row(
            f"SELECT COUNT(*) AS many FROM views WHERE {_FOR_OTHERS}", community=self._community
        )
        return int(row["many"]) if row else 0

    async def of_council(self, council: str) -> list[View]:
        """What was shared here in the name of one council, oldest first."""
        return await self._select("community = :community AND council = :council", council=council)

    async def by_member(self, member: MemberId) -> list[View]:
        """What one member shared here, oldest first."""
        return await self._select("community = :community AND author = :member", member=member)

    async def between(self, since: datetime, until: datetime) -> list[View]:
        """What was shared in a time for all here to see, its end not included, oldest first."""
        found = await self._select(
            "community = :community AND shared_at >= :since AND shared_at < :until",
            since=moment(since),
            until=moment(until),
        )
        everybody = Shelf(CommunityId(self._community))
        return [view for view in found if library.shown_at(view, everybody)]

    async def all(self) -> list[View]:
        """All that was shared here, oldest first, for whoever runs the bot."""
        return await self._select("community = :community")

    async def remove(self, id: int) -> None:
        """Take a view back; none of that number is fine."""
        await self._connection.run(
            "DELETE FROM views WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )
        await ViewVectors(self._connection, self._community).changed(id, TAKEN_BACK)
        await self._connection.run(
            "DELETE FROM shown_views WHERE owner = :community AND view = :id",
            community=self._community,
            id=id,
        )

    async def shown(
        self, post: str, channel: ChannelRef, views: Sequence[tuple[View, str]]
    ) -> None:
        """Note which views a post in a channel here shows, in order, and why each was picked."""
        await self._connection.run(
            "DELETE FROM shown_views WHERE community = :community AND post = :post",
            community=self._community,
            post=post,
        )
        for place, (view, why) in enumerate(views):
            await self._connection.run(
                "INSERT INTO shown_views (community, post, channel, owner, view, why, place)"
                " VALUES (:community, :post, :channel, :owner, :view, :why, :place)",
                community=self._community,
                post=post,
                channel=str(channel),
                owner=view.community,
                view=view.id,
                why=why,
                place=place,
            )

    async def shown_elsewhere(self) -> list[View]:
        """The views of this community that stand in a post of another one, oldest first."""
        return await self._select(
            "community = :community AND id IN (SELECT view FROM shown_views"
            " WHERE owner = :community AND community <> :community)"
        )

    async def showing(self, view: View) -> list[tuple[ChannelRef, str]]:
        """The posts that show a view, in whatever community: the channel and the name of each."""
        rows = await self._connection.rows(
            "SELECT channel, post FROM shown_views WHERE owner = :owner AND view = :view"
            " ORDER BY community, post",
            owner=view.community,
            view=view.id,
        )
        return [(ChannelRef.parse(row["channel"]), row["post"]) for row in rows]

    async def in_post(self, post: str) -> list[tuple[View, str]]:
        """The views that a post of this community's shows, in order, and why each was picked."""
        rows = await self._connection.rows(
            f"SELECT {', '.join(f'views.{name}' for name in _COLUMNS)}, shown_views.why"
            " FROM shown_views JOIN views ON views.community = shown_views.owner"
            " AND views.id = shown_views.view"
            " WHERE shown_views.community = :community AND shown_views.post = :post"
            " ORDER BY shown_views.place",
            community=self._community,
            post=post,
        )
        found = [(_view({name: row[name] for name in _COLUMNS}), row["why"]) for row in rows]
        return [(self._foreign(view), why) for view, why in found]

    async def shown_between(self, since: datetime, until: datetime) -> list[tuple[View, ChannelId]]:
        """The views that posts of this community showed in a time, each with its channel."""
        rows = await self._connection.rows(
            f"SELECT {', '.join(f'views.{name}' for name in _COLUMNS)},"
            " shown_views.channel AS place FROM shown_views"
            " JOIN views ON views.community = shown_views.owner AND views.id = shown_views.view"
            " JOIN outbox ON outbox.community = shown_views.community"
            " AND outbox.key = shown_views.post"
            " WHERE shown_views.community = :community AND outbox.kind = 'say'"
            " AND outbox.state = 'sent' AND outbox.done_at >= :since AND outbox.done_at < :until"
            " ORDER BY outbox.id, shown_views.place",
            community=self._community,
            since=moment(since),
            until=moment(until),
        )
        return [
            (self._foreign(_view({name: row[name] for name in _COLUMNS})), ChannelId(row["place"]))
            for row in rows
        ]

    def _foreign(self, view: View) -> View:
        if view.community == self._community:
            return view
        return replace(view, by=None, source=None, channel=None)

    async def _select(self, where: str, **named: object) -> list[View]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM views WHERE {where}"
            " ORDER BY shared_at, community, id",
            community=self._community,
            **named,
        )
        return [_view(row) for row in rows]


_COLUMNS = (
    "community", "id", "claim", "text", "status", "council", "council_kind", "link", "author",
    "scope", "shared_at", "source", "channel", "tags", "followed_up_at", "ask_on", "asked_on",
    "via",
)  # fmt: skip
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])


def _row(view: View) -> Mapping[str, Any]:
    plain = {name: getattr(view, name) for name in _COLUMNS if name != "author"}
    return plain | {
        "author": view.by,
        "status": view.status.value,
        "scope": view.scope.value,
        "shared_at": moment(view.shared_at),
        "tags": json.dumps(view.tags, ensure_ascii=False),
        "followed_up_at": moment_or_none(view.followed_up_at),
        "ask_on": view.ask_on.isoformat() if view.ask_on else None,
        "asked_on": view.asked_on.isoformat() if view.asked_on else None,
    }


def _view(row: Row) -> View:
    plain = dict(row)
    return View(
        by=plain.pop("author"),
        **plain
        | {
            "status": Status(row["status"]),
            "scope": Scope(row["scope"]),
            "shared_at": dt(row["shared_at"]),
            "tags": tuple(json.loads(row["tags"])),
            "followed_up_at": dt_or_none(row["followed_up_at"]),
            "ask_on": date.fromisoformat(row["ask_on"]) if row["ask_on"] else None,
            "asked_on": date.fromisoformat(row["asked_on"]) if row["asked_on"] else None,
        },
    )
