"""Councils: what they are called, when they existed, and how to find one by name.

A council that has closed stays in the directory, because people wrote in its name. Parish and town
councils, health, police and other bodies are members' own words and need no entry here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

SUGGEST_FROM = 90
"""How alike two names must be, out of 100, before one is suggested for the other."""
MOST_SUGGESTIONS = 3
TOO_MANY = 6
"""When a name is nearly the name of so many councils, it says nothing."""
SHORTEST_GUESSED = 4


@dataclass(frozen=True, slots=True)
class Council:
    """An organisation members say they belong to."""

    name: str
    kind: str
    """In plain words: unitary, county, district, London borough."""
    code: str = ""
    nation: str = ""
    region: str = ""
    start: date | None = None
    end: date | None = None
    """The first day on which it no longer existed."""
    became: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def existed(self, on: date) -> bool:
        """Say whether it existed on that day."""
        begun = self.start is None or self.start <= on
        return begun and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Found:
    """What a name was taken for. Suggestions are to be confirmed by whoever typed the name."""

    council: Council | None
    suggestions: tuple[str, ...] = ()


_BEFORE = re.compile(
    r"^(?:the )?(?:(?:london|royal|metropolitan|county)? ?(?:borough|district|city|county)"
    r"(?: and (?:county|district))?(?: council)? of )"
)
_AFTER = re.compile(
    r"(?: (?:city|county|borough|boro|district|metropolitan|london|royal|unitary|islands|and"
    r"|council|corporation|combined authority|ua|mbc|cbc|bc|dc|cc|mdc))+$"
)
_LOCAL = re.compile(r"(?:^| )(?:parish|town|community) council$")


def key(name: str) -> str:
    """Bring a council's name to the form in which names are compared."""
    plain = re.sub(r"[^\w ]+", " ", name.casefold().replace("&", " and ").replace("'", ""))
    plain = " ".join(plain.split()).removeprefix("the ")
    if _LOCAL.search(plain):
        return plain
    short = _AFTER.sub("", _BEFORE.sub("", plain)).strip()
    # The City of London is not London.
    return plain if short in ("", "london") else short


class Directory:
    """Every council known, to be asked by name and day."""

    def __init__(self, councils: Iterable[Council]) -> None:
        """Sort the councils under each name they go by."""
        self.councils = tuple(councils)
        self._by_key: dict[str, list[Council]] = {}
        for council in self.councils:
            for name in dict.fromkeys(map(key, (council.name, *council.aliases))):
                self._by_key.setdefault(name, []).append(council)

    def find(self, text: str, on: date) -> Found:
        """Find the council called so on that day; else suggest names that are nearly the same.

        A council that had closed by then, or had not begun, is found too, and what it became is
        suggested.
        """
        called = self._by_key.get(key(text), [])
        existing = [council for council in called if council.existed(on)]
        if len(existing) == 1:
            return Found(existing[0])
        if existing:
            return Found(None, tuple(council.name for council in existing[:MOST_SUGGESTIONS]))
        if called:
            latest = max(called, key=lambda council: council.end or council.start or date.min)
            return Found(latest, latest.became)
        return Found(None, self._nearly(key(text), on))

    def completing(self, typed: str, on: date, most: int) -> tuple[str, ...]:
        """Give the names a text may be the beginning of, those that begin so first."""
        wanted = " ".join(typed.casefold().split())
        names = sorted({council.name for council in self.councils if council.existed(on)})
        first = [name for name in names if name.casefold().startswith(wanted)]
        inside = [name for name in names if wanted in name.casefold() and name not in first]
        return (*first, *inside)[:most]

    def _nearly(self, wanted: str, on: date) -> tuple[str, ...]:
        if len(wanted) < SHORTEST_GUESSED or _LOCAL.search(wanted):
            return ()
        names = {
            name: council.name
            for name, councils in self._by_key.items()
            for council in councils
            if council.existed(on)
        }
        alike = process.extract(
            wanted, list(names), scorer=fuzz.WRatio, score_cutoff=SUGGEST_FROM, limit=2 * TOO_MANY
        )
        nearly = tuple(dict.fromkeys(names[name] for name, _, _ in alike))
        return nearly[:MOST_SUGGESTIONS] if len(nearly) < TOO_MANY else ()
