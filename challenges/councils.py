"""Councils: what they are called, when they existed, what they became, and how to find one by name.

A council that has closed stays in the directory, because people wrote in its name. Parish and town
councils, health, police and other bodies are members' own words and need no entry here: `Body` has
the kinds of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    within: tuple[str, ...] = ()
    """The county it is a district of, and the combined authority, where there are any."""
    expected: date | None = None
    """The day on which it is to be replaced, where that was announced and is not decided yet."""

    def existed(self, on: date) -> bool:
        """Say whether it existed on that day."""
        begun = self.start is None or self.start <= on
        return begun and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Found:
    """What a name was taken for. Suggestions are to be confirmed by whoever typed the name."""

    council: Council | None
    suggestions: tuple[str, ...] = ()


class Body(StrEnum):
    """The kinds of organisation that are in no directory."""

    PARISH = "parish or town council"
    HEALTH = "health body"
    POLICE = "police or fire service"
    VOLUNTARY = "voluntary organisation"
    SUPPLIER = "supplier"
    GOVERNMENT = "central government"
    OTHER = "other body"


_BEFORE = re.compile(
    r"^(?:the )?(?:(?:london|royal|metropolitan|county)? ?(?:borough|district|city|county)"
    r"(?: and (?:county|district))?(?: council)? of |cyngor (?:bwrdeistref sirol |dinas )?)"
)
_AFTER = re.compile(
    r"(?: (?:city|county|borough|boro|district|metropolitan|london|royal|unitary|islands|and"
    r"|mayoral|combined|authority|council|corporation|ua|mbc|cbc|bc|dc|cc|mdc|cca|mca|ca))+$"
)
_LOCAL = re.compile(r"(?:^| )(?:parish|town|community|neighbourhood) (?:council|meeting)$")
_INSIDE = re.compile(r"(?: *,+ *| in )", re.IGNORECASE)


def key(name: str) -> str:
    """Bring a council's name to the form in which names are compared."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    plain = re.sub(r"[^\w ]+", " ", re.sub(r"['’]", "", bare.replace("&", " and ")))
    plain = " ".join(plain.split()).removeprefix("the ")
    if _LOCAL.search(plain):
        return plain
    short = _AFTER.sub("", _BEFORE.sub("", plain)).strip()
    # The City of London is not London.
    return plain if short in ("", "london") else short


def local(text: str) -> tuple[str, str] | None:
    """Read `Ashby Town Council, Leicestershire`: a parish or town council, and the area it is in.

    The area is empty where none was written. None for what is no parish or town council.
    """
    for found in (*_INSIDE.finditer(text), None):
        name, area = (text, "") if found is None else (text[: found.start()], text[found.end() :])
        if _LOCAL.search(key(name)):
            return " ".join(name.split()), " ".join(area.split(",")[0].split())
    return None


def body(name: str) -> Body:
    """Say what kind of organisation a name is of, by its words alone; its member corrects it."""
    if local(name) is not None:
        return Body.PARISH
    plain = f" {name.casefold()} "
    return next((kind for kind, words in _BODIES if words.search(plain)), Body.OTHER)


_BODIES = (
    (Body.POLICE, re.compile(r"\b(?:police|constabulary|fire (?:and|&) rescue|fire service)\b")),
    (
        Body.HEALTH,
        re.compile(r"\b(?:nhs|hospitals?|health|healthcare|icb|ambulance|integrated care)\b"),
    ),
    (
        Body.GOVERNMENT,
        re.compile(
            r"\b(?:department (?:for|of)|ministry|cabinet office|home office|government|mhclg|dsit"
            r"|hmrc|dwp|gds)\b"
        ),
    ),
    (
        Body.VOLUNTARY,
        re.compile(
            r"\b(?:charity|charitable|foundation|voluntary|volunteers?|citizens advice|age uk|mind"
            r"|cvs|cic|community (?:action|interest|foundation))\b"
        ),
    ),
    (
        Body.SUPPLIER,
        re.compile(
            r"\b(?:ltd|limited|plc|llp|inc|gmbh|software|systems|solutions|consulting|consultancy"
            r"|technologies)\b"
        ),
    ),
)
_COMBINED = re.compile(r" (?:combined (?:county )?authority|cca|mca|ca)$")
COMBINED = "combined authority"


class Directory:
    """Every council known, to be asked by name and day."""

    def __init__(self, councils: Iterable[Council]) -> None:
        """Sort the councils under each name they go by."""
        self.councils = tuple(councils)
        self._by_key: dict[str, list[Council]] = {}
        for council in self.councils:
            for name in dict.fromkeys(map(key, (council.name, *council.aliases))):
                self._by_key.setdefault(name, []).append(council)
        self._by_name: dict[str, list[Council]] = {}
        for council in self.councils:
            self._by_name.setdefault(council.name, []).append(council)

    def find(self, text: str, on: date) -> Found:
        """Find the council called so on that day; else suggest names that are nearly the same.

        A council that had closed by then, or had not begun, is found too, and what it became is
        suggested.
        """
        called = self._by_key.get(key(text), [])
        if _COMBINED.search(text.casefold().rstrip(" .")):
            # Liverpool is not the Liverpool City Region.
            called = [council for council in called if council.kind == COMBINED]
        existing = [council for council in called if council.existed(on)]
        if len(existing) == 1:
            return Found(existing[0])
        if existing:
            return Found(None, tuple(council.name for council in existing[:MOST_SUGGESTIONS]))
        if called:
            latest = max(called, key=lambda council: council.end or council.start or date.min)
            return Found(latest, latest.became)
        return Found(None, self._nearly(key(text), on))

    def became(self, council: Council, on: date) -> tuple[Council, ...]:
        """What had become of a council by that day; itself while it existed."""
        if council.end is None or on < council.end:
            return (council,)
        found: dict[Council, None] = {}
        for name in council.became:
            for each in self._by_name.get(name, ()):
                # A council may be followed by one of its own name, and is not its own follower.
                if each is not council and (each.end is None or each.end > council.end):
                    found |= dict.fromkeys(self.became(each, on))
        return tuple(found)

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
