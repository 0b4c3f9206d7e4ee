"""The JSON files of an export: in a folder, in a zip archive or alone. Nothing is trusted."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from adapters.exports.gathered import ExportUnreadable

MOST_BYTES_A_FILE = 512 * 2**20
MOST_BYTES_AN_ARCHIVE = 4 * 2**30
MOST_FILES = 500_000
MOST_TIMES_SMALLER = 200  # JSON packs 10 to 30 times smaller; a bomb packs a thousand times
SMALL_ENOUGH = 16 * 2**20  # below this it does not matter how well a file packs

KNOWN = "Give a Slack export (zip or folder), or JSON files made by DiscordChatExporter."

_Listed = dict[str, Path | zipfile.ZipInfo]


@dataclass(slots=True)
class Files:
    """The JSON files of an export by their place in it. `label` names the whole for people."""

    label: str
    names: _Listed
    archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        if self.archive:
            self.archive.close()

    def place(self, name: str) -> str:
        """A file as people would look for it."""
        return f"{self.label}, {name}" if self.archive else name

    def text(self, name: str) -> str:
        """One file, decoded."""
        place = self.place(name)
        try:
            return self._bytes(self.names[name]).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ExportUnreadable(
                f"{place} is not text in UTF-8: byte {error.start} cannot be read."
            ) from None
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise ExportUnreadable(f"{place} cannot be read: {_words(error)}.") from None
        except (RuntimeError, NotImplementedError, ValueError):
            raise ExportUnreadable(
                f"{place} cannot be read: it is locked or packed in an unknown way."
            ) from None

    def json(self, name: str) -> Any:
        """One file, as JSON."""
        try:
            return DECODER.decode(self.text(name))
        except json.JSONDecodeError as error:
            raise broken(self.place(name), error) from None
        except (RecursionError, ValueError):
            raise ExportUnreadable(f"{self.place(name)} is not JSON that can be read.") from None

    def _bytes(self, where: Path | zipfile.ZipInfo) -> bytes:
        if isinstance(where, Path):
            return where.read_bytes()
        return self.archive.read(where) if self.archive else b""


def opened(path: Path) -> Files:
    """Look at what a path leads to. Raises ExportUnreadable."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            return Files(name, _in_folder(path))
        with path.open("rb") as file:
            start = file.read(512)
            size = path.stat().st_size
    except OSError as error:
        raise ExportUnreadable(f"{path} cannot be read: {_words(error)}.") from None
    if start[:2] == b"PK" or path.suffix.lower() == ".zip":
        return _in_archive(path)
    if size > MOST_BYTES_A_FILE:
        raise ExportUnreadable(f"{name} is too large: over {MOST_BYTES_A_FILE >> 20} megabytes.")
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        raise ExportUnreadable(f"{name} is not an export that can be read. {KNOWN}")
    return Files(name, {name: path})


def _in_folder(folder: Path) -> _Listed:
    listed: _Listed = {}
    for item in sorted(folder.rglob("*.json")):
        if not item.is_file():
            continue
        place = item.relative_to(folder).as_posix()
        if item.stat().st_size > MOST_BYTES_A_FILE:
            raise ExportUnreadable(
                f"{place} is too large: over {MOST_BYTES_A_FILE >> 20} megabytes."
            )
        listed[place] = item
    return _without_top(listed)


def _in_archive(path: Path) -> Files:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise ExportUnreadable(
            f"{path.name} is not a zip archive that can be opened: {_words(error)}."
        ) from None
    try:
        return Files(path.name, _without_top(_listed(archive, path.name)), archive)
    except ExportUnreadable:
        archive.close()
        raise


def _listed(archive: zipfile.ZipFile, label: str) -> _Listed:
    """The JSON files an archive names, as long as they would unpack to what an export can hold."""
    listed: _Listed = {}
    total = 0
    for entry in archive.infolist():
        place = PurePosixPath(entry.filename)
        if entry.is_dir() or place.suffix != ".json" or "__MACOSX" in place.parts:
            continue
        total += entry.file_size
        swollen = (
            entry.file_size > SMALL_ENOUGH
            and entry.file_size > MOST_TIMES_SMALLER * entry.compress_size
        )
        if swollen or entry.file_size > MOST_BYTES_A_FILE or total > MOST_BYTES_AN_ARCHIVE:
            raise ExportUnreadable(
                f"{label}, {entry.filename} would unpack to more than an export holds, "
                "so it was not opened."
            )
        listed[place.as_posix()] = entry
        if len(listed) > MOST_FILES:
            raise ExportUnreadable(f"{label} holds more than {MOST_FILES} files.")
    return listed


def _without_top(listed: _Listed) -> _Listed:
    """Some exports hold everything in one folder of their own: look inside it."""
    tops = {name.partition("/")[0] for name in listed}
    deep = any(name.count("/") >= 2 or name.endswith("/channels.json") for name in listed)
    if len(tops) == 1 and deep:
        return {name.partition("/")[2]: where for name, where in listed.items()}
    return listed


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "it is damaged"


# --- JSON read piece by piece, with the place of what is wrong ---

DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")


def broken(place: str, error: json.JSONDecodeError) -> ExportUnreadable:
    """Say where JSON ends or goes wrong."""
    return ExportUnreadable(
        f"{place} is cut off or is not JSON: line {error.lineno}, column {error.colno}."
    )


def after_blank(text: str, at: int) -> int:
    """The place of the next character that is not blank."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


def elements(text: str, at: int) -> Iterator[tuple[Any, int]]:
    """Each element of the JSON array that opens at `at`, and the place after it, one at a time.

    Raises json.JSONDecodeError when the array is cut off or broken.
    """
    at = after_blank(text, at + 1)
    if text[at : at + 1] == "]":
        return
    closed = False
    while not closed:
        value, at = DECODER.raw_decode(text, at)
        at = after_blank(text, at)
        if text[at : at + 1] not in (",", "]"):
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        closed = text[at] == "]"
        at = after_blank(text, at + 1)
        yield value, at


# --- values of any kind, read as the kind that is wanted ---


def clean(value: object) -> str:
    """A text without what no database takes (lone surrogates, NUL); "" for what is no text."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def identifier(value: object) -> str:
    """An identifier that can be part of a reference; "" for what is none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        value = str(value)
    return re.sub(r"[^\w.-]", "_", clean(value))[:100]


def an_object(value: object) -> dict[str, Any]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def a_list(value: object) -> list[Any]:
    """A list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def stamp(value: object) -> str:
    """A time as it is written; "" for what cannot be one."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return clean(str(value))[:40] if not isinstance(value, int) or value < 2**64 else ""
    return ""
