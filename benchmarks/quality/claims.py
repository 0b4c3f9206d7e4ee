"""Claims with views that support or undermine them, as the folders of data hold them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality import lines
from benchmarks.quality.lines import Row, names_in, within, words_in


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, and the places of the views on either side of it."""

    id: str
    text: str
    topics: tuple[str, ...]
    support: tuple[int, ...]
    undermine: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """One file: its views, and the claims for which they are ranked."""

    name: str
    views: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A view toward a claim, with the answer."""

    claim_id: str
    claim: str
    view: str
    agrees: bool
    topics: tuple[str, ...]


def read_topics(folder: Path) -> list[Topics]:
    """Read every .jsonl file of a folder; a claim's views are those of its own file.

    Where claims are in one file and views in another, all files are taken for one. Claims of whose
    views no side is known are left out.
    """
    every = list(lines.files(folder))
    found = [each for name, rows in every if (each := _topics(name, rows)).claims]
    if found:
        return found
    together = _topics("all files", [row for _, rows in every for row in rows])
    return [together] if together.claims else []


def read_claims(folder: Path) -> list[Labelled]:
    """Give each claim of a folder with each view on either side of it."""
    return [
        Labelled(claim.id, claim.text, topics.views[place], agrees, claim.topics)
        for topics in read_topics(folder)
        for claim in topics.claims
        for places, agrees in ((claim.support, True), (claim.undermine, False))
        for place in places
    ]


def read_arguments(folder: Path) -> list[Labelled]:
    """Read the .csv files of a folder: argument, topic, stance. Other files may lie beside them."""
    return [each for path in lines.ending(folder, ".csv") for each in _arguments(path)]


def _topics(name: str, rows: Sequence[Row]) -> Topics:
    views: dict[str, str] = {}
    claims: dict[str, Row] = {}
    for row in rows:
        if words_in(row, "text") and row.get("type") == "view":
            views.setdefault(str(row.get("id")), words_in(row, "text"))
        elif words_in(row, "text") and row.get("type") == "claim":
            claims.setdefault(str(row.get("id")), row)
    places = {id_: place for place, id_ in enumerate(views)}
    found = []
    for id_, row in claims.items():
        support, undermine = (
            tuple(places[view] for view in names_in(within(row, "gold"), side) if view in places)
            for side in ("support", "undermine")
        )
        if support or undermine:
            topics = tuple(names_in(row, "topics")) or (id_,)
            found.append(Claim(id_, words_in(row, "text"), topics, support, undermine))
    return Topics(name, tuple(views.values()), tuple(found))


def _arguments(path: Path) -> Iterator[Labelled]:
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        for row in csv.DictReader(file):
            topic, argument, stance = map(row.get, ("topic", "argument", "stance"))
            if topic and argument and stance and stance.strip() in _STANCES:
                yield Labelled(topic, topic, argument, _STANCES[stance.strip()], (topic,))


_STANCES = {"1": True, "1.0": True, "-1": False, "-1.0": False}
