"""Reads a folder that somebody else filled: what is asked for, line by line, and what is left out.

A line that is no JSON object, or that stands in its file already, is left out and counted. Other
files in the folder are none of our business.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import orjson

T = TypeVar("T")
Row = Mapping[str, Any]

NOTHING = 2
"""What a benchmark ends with where there is nothing to measure."""


def folder_named(words: Sequence[str], name: str) -> Path:
    """Give the folder that was named behind the command, or say how to name one."""
    if len(words) != 1 or not Path(words[0]).is_dir():
        refuse(f"Say which folder: python -m benchmarks.quality.{name} FOLDER")
    return Path(words[0])


def all_named(words: Sequence[str], name: str, of: str, read: Callable[[Path], list[T]]) -> list[T]:
    """Give all that `read` finds in the folder that was named, or say that nothing is there."""
    folder = folder_named(words, name)
    found = read(folder)
    if not found:
        refuse(f"No .jsonl file in {folder} has {of} in it.")
    return found


def end_with(last: Mapping[str, Any]) -> None:
    """Print the last line: one JSON object."""
    print()
    print(orjson.dumps(last).decode())


def refuse(sentence: str) -> NoReturn:
    """Say why nothing can be measured, and end."""
    print(sentence, file=sys.stderr)
    raise SystemExit(NOTHING)


def ending(folder: Path, suffix: str) -> list[Path]:
    """Give the files of a folder whose names end so, in order of name."""
    inside = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in inside if path.suffix.lower() == suffix and path.is_file())


def files(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    """Give each .jsonl file by its name without the ending, and the objects in it."""
    for path in ending(folder, ".jsonl"):
        found: list[Row] = []
        seen: set[bytes] = set()
        left_out = 0
        for line in map(bytes.strip, path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()):
            row = _object(line) if line and line not in seen else None
            if row is not None:
                found.append(row)
            elif line:
                left_out += 1
            seen.add(line)
        if left_out:
            print(f"Left out of {path.name}: {left_out} lines, no JSON objects or there twice.")
        yield path.stem, found


def _object(line: bytes) -> Row | None:
    try:
        row = json.loads(line.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def within(row: Row, name: str) -> Row:
    """Give the object under a name; an empty one where there is none."""
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def words_in(row: Row, name: str) -> str:
    """Give the text under a name; an empty one where there is none."""
    found = row.get(name)
    # Half of a surrogate pair can stand in JSON, but cannot be printed.
    return found.encode(errors="replace").decode().strip() if isinstance(found, str) else ""


def names_in(row: Row, name: str) -> list[str]:
    """Give a list of names, each once."""
    found = row.get(name)
    return list(dict.fromkeys(map(str, found))) if isinstance(found, list) else []
