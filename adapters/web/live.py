"""What open pages are told as it happens. Each notice goes only to the people it is for."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_REMEMBERED = 500  # notices a page can catch up on after a lost connection
_WAITING = 1000  # notices a slow page may have before it is told to start afresh


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened. `to` names who may know; None is everyone."""

    number: int
    kind: str
    body: str
    to: frozenset[str] | None

    def is_for(self, person: str) -> bool:
        """Whether a person may know of it."""
        return self.to is None or person in self.to


REFRESH = Notice(0, "refresh", "{}", None)
CLOSED = Notice(0, "closed", "{}", None)


class Live:
    """The open pages of the room, and the last things they were told."""

    def __init__(self) -> None:
        """Begin with no pages open. Numbers of an earlier run are never mistaken for ours."""
        self.run = secrets.token_hex(4)
        self._number = 0
        self._recent: deque[Notice] = deque(maxlen=_REMEMBERED)
        self._pages: list[tuple[str, asyncio.Queue[Notice]]] = []

    def tell(self, kind: str, body: object, to: frozenset[str] | None = None) -> None:
        """Tell every open page that may know."""
        self._number += 1
        notice = Notice(self._number, kind, json.dumps(body, ensure_ascii=False), to)
        self._recent.append(notice)
        for person, waiting in self._pages:
            if notice.is_for(person):
                _put(waiting, notice)

    @contextmanager
    def watch(self, person: str, last: str) -> Iterator[asyncio.Queue[Notice]]:
        """The notices for one page, beginning after the last it saw."""
        waiting: asyncio.Queue[Notice] = asyncio.Queue(_WAITING)
        for notice in self._missed(person, last):
            waiting.put_nowait(notice)
        page = (person, waiting)
        self._pages.append(page)
        try:
            yield waiting
        finally:
            self._pages.remove(page)

    def close(self) -> None:
        """Let every open page go."""
        for _, waiting in self._pages:
            while waiting.full():
                waiting.get_nowait()
            waiting.put_nowait(CLOSED)

    def id_of(self, notice: Notice) -> str:
        """What a page sends back to say what it saw last."""
        return f"{self.run}-{notice.number}"

    @property
    def here(self) -> str:
        """The id of the newest notice."""
        return f"{self.run}-{self._number}"

    def _missed(self, person: str, last: str) -> list[Notice]:
        if not last:
            return []
        run, _, number = last.partition("-")
        oldest = self._recent[0].number if self._recent else self._number + 1
        if run != self.run or not number.isdigit() or int(number) < oldest - 1:
            return [REFRESH]
        return [n for n in self._recent if n.number > int(number) and n.is_for(person)]


def _put(waiting: asyncio.Queue[Notice], notice: Notice) -> None:
    if waiting.full():
        while not waiting.empty():
            waiting.get_nowait()
        notice = REFRESH
    waiting.put_nowait(notice)
