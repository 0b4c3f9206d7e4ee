"""Claims with views that support or undermine them, as the folders of data hold them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import orjson


@dataclass(frozen=True, slots=True)
class Labelled:
    """A view toward a claim, with the answer."""

    claim_id: str
    claim: str
    view: str
    agrees: bool
    topics: tuple[str, ...]


def read_claims(folder: Path) -> list[Labelled]:
    """Read every .jsonl file of a folder; a claim's views are those of its own file."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        lines = [orjson.loads(line) for line in file.read_bytes().splitlines() if line.strip()]
        views = {line["id"]: line["text"] for line in lines if line.get("type") == "view"}
        for line in lines:
            if line.get("type") != "claim":
                continue
            for side, agrees in (("support", True), ("undermine", False)):
                found += [
                    Labelled(
                        line["id"],
                        line["text"],
                        views[each],
                        agrees,
                        tuple(line.get("topics", ())) or (line["id"],),
                    )
                    for each in line["gold"][side]
                    if each in views
                ]
    return found


def read_arguments(folder: Path) -> list[Labelled]:
    """Read the .csv files of a folder: arg_id, argument, topic, stance."""
    found = []
    for file in sorted(folder.glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as lines:
            found += [
                Labelled(
                    row["topic"],
                    row["topic"],
                    row["argument"],
                    row["stance"] == "1",
                    (row["topic"],),
                )
                for row in csv.DictReader(lines)
            ]
    return found
