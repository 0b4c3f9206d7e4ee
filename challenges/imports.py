"""Views in a file of rows, such as a spreadsheet saves: read whole, or refused line by line.

A row is never half a view, and a file never half imported: what cannot be used is named by its
line. The codes of the faults:

    file-empty            there is no row in it
    file-unreadable       it is not the kind of file it says it is
    file-too-long         it has more than `most` rows
    column-missing        there is no column `column`
    line-unreadable       the line is not one row
    claim-missing, text-missing, council-missing
    too-long              what stands in `column` has more than `most` characters
    status-unknown        `words` is none of the four outcomes
    link-not-web          `words` is no web address
    day-wrong             `words` is not a day such as 2026-11-30, or has not come yet
    council-unsure        `words` is nearly the name of `council`
    tags-wrong            there are more than `most` tags, or one has more than `longest` characters
    twice                 line `line` says the same
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import blake2b

from challenges import councils, library
from challenges.councils import Directory
from challenges.library import LONGEST_CLAIM, LONGEST_TAG, LONGEST_TEXT, MOST_TAGS, Status, View
from challenges.messages import CommunityId
from challenges.queue import Candidate
from challenges.refusals import NotValid

MOST_ROWS = 5000
NEEDED = ("claim", "text", "council")
COLUMNS = ("claim", "text", "status", "council", "kind", "link", "date", "tags", "scope")
"""What is written out. Read are all but the last, in any order: who may see it is decided here."""
_NAMES = {
    "view": "text",
    "what happened": "text",
    "reason": "text",
    "outcome": "status",
    "council kind": "kind",
    "council_kind": "kind",
    "organisation": "council",
    "context": "tags",
    "shared": "date",
    "url": "link",
}
_STATUSES = {
    "": Status.CONSIDERING,
    "thinking about it": Status.CONSIDERING,
    "in use": Status.KEPT,
    "stopped": Status.DROPPED,
}
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be used: a code, and what its sentence has to name."""

    line: int
    """0 where it is the file as a whole."""
    code: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file."""

    line: int
    cells: Mapping[str, str]


def read(
    text: str, name: str, directory: Directory, today: date
) -> tuple[list[Candidate], list[Fault]]:
    """Read the views in a file: all of them, or what stands in the way.

    The end of its name says what it is: `.csv`, or `.jsonl` for a JSON object on each line.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    found: dict[str, int] = {}
    candidates: list[Candidate] = []
    for each in _json_rows(text) if name.lower().endswith((".jsonl", ".json")) else _rows(text):
        if isinstance(each, Fault):
            faults.append(each)
        else:
            rows.append(each)
        if len(rows) > MOST_ROWS:
            return [], [Fault(0, "file-too-long", {"most": MOST_ROWS})]
    if not rows and not faults:
        faults.append(Fault(0, "file-empty", {}))
    for row in rows:
        read_ = _candidate(row, f"file:{name}", directory, today)
        if isinstance(read_, Fault):
            faults.append(read_)
        elif (first := found.setdefault(read_.key, row.line)) != row.line:
            faults.append(Fault(row.line, "twice", {"line": first}))
        else:
            candidates.append(read_)
    faults.sort(key=lambda fault: fault.line)
    return ([] if faults else candidates), faults


def _rows(text: str) -> Iterator[Row | Fault]:
    """The rows of a spreadsheet, under the line that names its columns."""
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=mark)
    names: list[str] = []
    line = 1
    try:
        for cells in lines:
            began, line = line, lines.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [_column(cell) for cell in cells]
                missing = [each for each in NEEDED if each not in names]
                yield from (Fault(0, "column-missing", {"column": each}) for each in missing)
                if missing:
                    return
            elif len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                yield Fault(began, "line-unreadable", {})
            else:
                shown = (
                    cell.removeprefix("'") if cell[1:2] in _FORMULA else cell for cell in cells
                )
                yield Row(began, dict(zip(names, shown, strict=False)))
    except csv.Error:
        yield Fault(line, "line-unreadable", {})


def _json_rows(text: str) -> Iterator[Row | Fault]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield Fault(number, "line-unreadable", {})
            continue
        yield Row(number, {_column(name): _cell(value) for name, value in found.items()})


def _column(name: str) -> str:
    plain = " ".join(name.casefold().split())
    return _NAMES.get(plain, plain)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(each for each in value if isinstance(each, str))
    return "" if value is None or isinstance(value, dict) else str(value)


def _candidate(row: Row, source: str, directory: Directory, today: date) -> Candidate | Fault:
    """One row as what waits for a moderator, or what is wrong with it."""
    cells = {name: row.cells.get(name, "").strip() for name in COLUMNS}
    for name in NEEDED:
        if not cells[name]:
            return Fault(row.line, f"{name}-missing", {})
    for name, most in (("claim", LONGEST_CLAIM), ("text", LONGEST_TEXT), ("council", 100)):
        if len(cells[name]) > most:
            return Fault(row.line, "too-long", {"column": name, "most": most})
    status = _status(cells["status"])
    if status is None:
        return Fault(row.line, "status-unknown", {"words": cells["status"][:40]})
    at = _day(cells["date"])
    if cells["date"] and (at is None or at > today):
        return Fault(row.line, "day-wrong", {"words": cells["date"][:40]})
    found = directory.find(cells["council"], at or today)
    if found.council is None and found.suggestions and not cells["kind"]:
        return Fault(
            row.line,
            "council-unsure",
            {"words": cells["council"], "council": found.suggestions[0]},
        )
    name = found.council.name if found.council else cells["council"]
    kind = found.council.kind if found.council else cells["kind"]
    try:
        view = library.share(
            id=0,
            claim=cells["claim"],
            text=cells["text"],
            status=status,
            council=name,
            council_kind=(kind or councils.body(name).value)[:40],
            by=None,
            community=CommunityId(""),
            now=datetime.combine(at or today, time(), UTC),
            link=cells["link"],
            tags=library.tagged(cells["tags"]),
        )
    except NotValid as wrong:  # of its tags or its link: the rest was looked at above
        if wrong.code in ("too-many-tags", "tag-too-long"):
            return Fault(row.line, "tags-wrong", {"most": MOST_TAGS, "longest": LONGEST_TAG})
        return Fault(row.line, "link-not-web", {"words": cells["link"][:60]})
    return Candidate(
        source=source,
        key=_key(view),
        title=view.claim,
        claim=view.claim,
        text=view.text,
        status=view.status,
        council=view.council,
        council_kind=view.council_kind,
        link=view.link,
        at=view.shared_at if at else None,
        tags=view.tags,
    )


def _status(words: str) -> Status | None:
    plain = " ".join(words.casefold().split())
    if plain in _STATUSES:
        return _STATUSES[plain]
    found = [status for status in Status if plain == status.value]
    return found[0] if found else None


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        return None


def _key(view: View) -> str:
    """The same for the same view, however often its file comes."""
    parts = (view.council, view.claim, view.text, view.link)
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


# -- and out


def write_csv(views: list[View]) -> str:
    """Views as a spreadsheet reads them, without their authors; no cell is a formula."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for view in views:
        cells = (_out(view)[name] for name in COLUMNS)
        rows.writerow(f"'{cell}" if cell[:1] in _FORMULA else cell for cell in cells)
    return out.getvalue()


def write_jsonl(views: list[View]) -> str:
    """Views with a JSON object on each line, without their authors."""
    return "".join(f"{json.dumps(_out(view), ensure_ascii=False)}\n" for view in views)


def _out(view: View) -> dict[str, str]:
    return {
        "claim": view.claim,
        "text": view.text,
        "status": view.status.value,
        "council": view.council,
        "kind": view.council_kind,
        "link": view.link,
        "date": view.heard_at.date().isoformat(),
        "tags": ", ".join(view.tags),
        "scope": view.scope.value,
    }
