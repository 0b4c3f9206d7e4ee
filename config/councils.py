"""Reads the council directory: `councils.csv` (mySociety, CC BY 4.0) and what has changed since.

The first is a trimmed copy of a source from July 2025. `reorganisations.csv` holds what has been
decided since, and `expected.csv` what was announced and is not decided, so that a newer copy of the
first can replace it without losing anything.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from challenges.councils import Council, Directory


@cache
def directory() -> Directory:
    """Give the directory of UK councils, read once."""
    return read(
        _packaged("councils.csv"), _packaged("reorganisations.csv"), _packaged("expected.csv")
    )


def read(councils: str, reorganisations: str, expected: str = "") -> Directory:
    """Read the files; a ValueError names what cannot be used."""
    known = {row["code"]: _council(row) for row in _rows(councils)}
    names = {code: council.name for code, council in known.items()}
    known = {
        code: replace(
            council,
            became=tuple(names.get(each, each) for each in council.became),
            within=tuple(names.get(each, each) for each in council.within),
        )
        for code, council in known.items()
    }
    new: dict[str, Council] = {}
    became: defaultdict[str, list[str]] = defaultdict(list)
    closes: dict[str, date] = {}
    for row in _rows(reorganisations):
        if row["code"] not in known:
            raise ValueError(f"reorganisations.csv: no council has the code {row['code']!r}")
        on = date.fromisoformat(row["on"])
        closes[row["code"]] = on
        became[row["code"]].append(row["becomes"])
        new[row["becomes"]] = Council(
            row["becomes"],
            row["kind"],
            nation=known[row["code"]].nation,
            region=known[row["code"]].region,
            start=on,
        )
    for code, on in closes.items():
        known[code] = replace(known[code], end=on, became=tuple(became[code]))
    for code, on in _expected(expected, known):
        known[code] = replace(known[code], expected=on)
    return Directory((*known.values(), *new.values()))


def _expected(text: str, known: dict[str, Council]) -> Iterable[tuple[str, date]]:
    """The councils of each area in which something is expected, districts with their county."""
    for row in _rows(text):
        on = date.fromisoformat(row["expected"])
        for code in _list(row["councils"]):
            if code not in known:
                raise ValueError(f"expected.csv: no council has the code {code!r}")
            for each, council in known.items():
                if (each == code or known[code].name in council.within) and council.end is None:
                    yield each, on


def _council(row: dict[str, str]) -> Council:
    return Council(
        name=row["name"],
        kind=row["kind"],
        code=row["code"],
        nation=row["nation"],
        region=row["region"],
        start=date.fromisoformat(row["start"]) if row["start"] else None,
        end=date.fromisoformat(row["end"]) if row["end"] else None,
        became=_list(row["became"]),
        aliases=_list(row["aliases"]),
        within=_list(row.get("within", "")),
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _rows(text: str) -> Iterable[dict[str, str]]:
    """Read the rows under the comment lines that tell source and licence."""
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _packaged(name: str) -> str:
    return files("config").joinpath(name).read_text(encoding="utf-8")
