"""The views that stand against a question, found among all there are. It is the worker that thinks
here: vectors are read, searched and weighed in its process, never in the one that hears.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from bot.store.database import Connection
from bot.store.view_presses import ViewPresses
from bot.store.view_vectors import OVERLAP, TAKEN_BACK, Changed, ViewVectors, changed_since
from bot.store.views import Views
from challenges import contrast, councils, disagreement, library
from challenges.contrast import LEAST_BY_MEANING, Contrast, ViewKey
from challenges.library import Shelf, Status, View
from challenges.messages import ChannelId, CommunityId
from challenges.search import Index, packed
from challenges.stance import Embedder, StanceScorer

NEAREST = 150
"""So many views most like a question are fetched; then it is seen which of them may be shown."""
READ_AT_ONCE = 100
"""So many new views are read while somebody waits, the newest first. The rest are read after."""
NAMED = 0.2
"""Below this likeness a view shares a word with a topic, and no subject: “bin day”, “in a day”."""
SPARE = 3
"""More than are shown are chosen: one may be taken back before they are."""
FOR_ALL = ""
BECAUSE = {
    Status.DROPPED: "other-council-dropped",
    Status.TRIED: "other-council-tried",
    Status.KEPT: "other-council-kept",
    Status.CONSIDERING: "other-council-angle",
}


class Nearby:
    """The vectors of all views, in memory; as fresh as the store at every question."""

    def __init__(self, embedder: Embedder, scorer: StanceScorer | None) -> None:
        """Begin with nothing. Without a scorer, letters and word lists decide."""
        self.embedder = embedder
        self._scorer = scorer
        self._indexes: dict[str, Index[ViewKey]] = {}
        self._unread: dict[ViewKey, str] = {}  # and in which index it belongs
        self._seq = 0
        self._lately: set[int] = set()

    async def find(
        self, connection: Connection, community: str, payload: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Find what stands against a question and may be shown in a channel, best first."""
        await self._catch_up(connection)
        question, here = str(payload["question"]), frozenset[str](payload["here"])
        channel = ChannelId(payload["channel"]) if payload["channel"] else None
        shelf = Shelf(CommunityId(community), channel, bool(payload["outsiders"]))
        now = datetime.fromisoformat(payload["now"])
        likely = self._nearest(question, community)
        views = await self._shown(connection, [key for key, _ in likely], shelf, here)
        pressed = await ViewPresses(connection, community).useful()
        useful = {view: contrast.usefulness(presses) for view, presses in pressed.items()}
        found = self._chosen(question, here, views, dict(likely), now, useful)
        topic = payload.get("topic", "")
        least = NAMED if self._scorer is not None else 0.0
        near = {key for key, likeness in likely if likeness >= least} if topic else set()
        if not found:  # a word or two are like little, and whoever looks for them knows what for
            spoken = disagreement.about(topic, [v for v in views if contrast.key(v) in near])
            found = tuple(
                Contrast(each, 0.0, BECAUSE[each.status])
                for each in spoken[: contrast.SHOWN + SPARE]
            )
        waiting = any(key[0] == community for key in self._unread)
        return {
            "found": [[each.view.community, each.view.id, each.why] for each in found],
            "near": [list(key) for key, _ in likely if key in near],
            "unread": waiting or bool(await self._unsaved(connection, community)),
        }

    async def read(self, connection: Connection, community: str) -> dict[str, Any]:
        """Read the newest of the views that were not read yet; how they read, to be kept."""
        vectors = ViewVectors(connection, community)
        unread = await vectors.unread(self.embedder.name, READ_AT_ONCE)
        if not unread:
            return {"reader": self.embedder.name, "rows": [], "more": False}
        rows = packed(self.embedder.embed([f"{each.claim} {each.text}" for each in unread]))
        return {
            "reader": self.embedder.name,
            "rows": [
                [each.seq, each.view, base64.b64encode(row.tobytes()).decode()]
                for each, row in zip(unread, rows, strict=True)
            ],
            "more": len(unread) == READ_AT_ONCE,
        }

    async def _unsaved(self, connection: Connection, community: str) -> int:
        unread = await ViewVectors(connection, community).unread(self.embedder.name, 1)
        return len(unread)

    def _nearest(self, question: str, community: str) -> list[tuple[ViewKey, float]]:
        vector = self.embedder.embed([question])[0]
        found: list[tuple[ViewKey, float]] = []
        for name in (FOR_ALL, community):
            if name in self._indexes:
                found += self._indexes[name].search(vector, NEAREST)
        return sorted(found, key=lambda each: (-each[1], each[0]))[:NEAREST]

    async def _shown(
        self,
        connection: Connection,
        keys: Sequence[ViewKey],
        shelf: Shelf,
        here: frozenset[str],
    ) -> list[View]:
        """The views of some keys that may be shown and are of other councils, in that order."""
        heard = {councils.key(council) for council in here}
        views = await _fetch(connection, keys)
        for key in keys:
            if key not in views:
                self._drop(key)
        return [
            views[key]
            for key in keys
            if key in views
            and library.shown_at(views[key], shelf)
            and councils.key(views[key].council) not in heard
        ]

    def _chosen(
        self,
        question: str,
        here: frozenset[str],
        views: list[View],
        likeness: Mapping[ViewKey, float],
        now: datetime,
        useful: Mapping[ViewKey, float],
    ) -> tuple[Contrast, ...]:
        most = contrast.SHOWN + SPARE
        if self._scorer is None:
            return contrast.pick(question, here, views, now, most, useful=useful)
        alike = [each for each in views if likeness[contrast.key(each)] >= LEAST_BY_MEANING]
        views = alike[: contrast.CONSIDERED]
        if not views:
            return ()  # and nothing was read
        chances = self._scorer.score([(question, view.text) for view in views])
        found = contrast.matches(views, [likeness[contrast.key(view)] for view in views], chances)
        return contrast.choose(question, here, found, now, most, useful=useful)

    async def _catch_up(self, connection: Connection) -> None:
        """Take in what changed since the last question."""
        while True:
            since = max(0, self._seq - OVERLAP)
            rows = await changed_since(connection, since)
            new = [row for row in rows if row.seq not in self._lately]
            self._take_in(new)
            self._seq = max([self._seq, *(row.seq for row in new)])
            late = {row.seq for row in rows} | self._lately
            self._lately = {seq for seq in late if seq > self._seq - OVERLAP}
            if not new:
                break
        await self._read_newest(connection)

    def _take_in(self, rows: Iterable[Changed]) -> None:
        by_index: dict[str, dict[ViewKey, bytes]] = defaultdict(dict)
        for row in rows:
            key, name = (CommunityId(row.community), row.view), _index_of(row)
            self._drop(key)
            for others in by_index.values():
                others.pop(key, None)
            if row.reader == TAKEN_BACK:
                continue
            if row.reader == self.embedder.name:
                by_index[name][key] = row.vector
            else:
                self._unread[key] = name
        for name, vectors in by_index.items():
            rows_ = np.frombuffer(b"".join(vectors.values()), np.int8)
            self._index(name).put_many(vectors, rows_.reshape(-1, self.embedder.width))

    async def _read_newest(self, connection: Connection) -> None:
        newest = list(self._unread.items())[-READ_AT_ONCE:]
        views = await _fetch(connection, [key for key, _ in newest])
        there = [(key, name) for key, name in newest if key in views]
        for key, _ in newest:
            del self._unread[key]
        if there:
            vectors = self.embedder.embed([contrast.whole(views[key]) for key, _ in there])
            for (key, name), vector in zip(there, vectors, strict=True):
                self._index(name).put(key, vector)

    def _index(self, name: str) -> Index[ViewKey]:
        if name not in self._indexes:
            self._indexes[name] = Index(self.embedder.width)
        return self._indexes[name]

    def _drop(self, key: ViewKey) -> None:
        self._unread.pop(key, None)
        for index in (self._indexes.get(FOR_ALL), self._indexes.get(key[0])):
            if index is not None:
                index.drop(key)


def kept(rows: Iterable[Sequence[Any]]) -> list[tuple[int, int, bytes]]:
    """What `read` brought back, as the store keeps it."""
    return [(int(seq), int(view), base64.b64decode(numbers)) for seq, view, numbers in rows]


def _index_of(row: Changed) -> str:
    return FOR_ALL if row.for_all else row.community


async def _fetch(connection: Connection, keys: Iterable[ViewKey]) -> dict[ViewKey, View]:
    by_owner: dict[str, list[int]] = defaultdict(list)
    for owner, id_ in keys:
        by_owner[owner].append(id_)
    found: dict[ViewKey, View] = {}
    for name, ids in by_owner.items():
        found |= {contrast.key(each): each for each in await Views(connection, name).several(ids)}
    return found
