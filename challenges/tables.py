"""The tables of a file that people write: read key by key, every mistake named with its remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WINDOW = re.compile(
    r"P(?:(?P<days>\d{1,4})D)?(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,4})M)?)?"
)
MAX_AMOUNT = 1e12
_Known = TypeVar("_Known", bound=StrEnum)


class Table:
    """One table of a file; what was not read by the time of `done` was not wanted.

    Every method raises a ValueError that names the key and says what to do about it.
    """

    def __init__(self, values: Mapping[str, object], path: str = "") -> None:
        """Read `values`, which stand at `path` in the file."""
        self._values = values
        self._path = path
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        """Whether the file says anything about `key`."""
        return key in self._values

    def text(self, key: str, most: int = 0) -> str:
        """A sentence; with `most`, of so many characters at the most."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "write a sentence in quotation marks")
        if most and len(value) > most:
            raise self.wrong(key, f"shorten it to {most} characters, it has {len(value)}")
        return value.strip()

    def name(self, key: str) -> str:
        """A name in small letters, digits and hyphens."""
        value = self.text(key)
        if not _NAME.fullmatch(value):
            raise self.wrong(key, "use small letters, digits and single hyphens only")
        return value

    def number(self, key: str, least: int) -> int:
        """A whole number."""
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.wrong(key, f"write a whole number, {least} or more")
        return value

    def amount(self, key: str) -> float:
        """Any number."""
        value = self._value(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.wrong(key, "write a number")
        if not -MAX_AMOUNT <= value <= MAX_AMOUNT:
            raise self.wrong(key, f"write a number up to {MAX_AMOUNT:,.0f}")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "write true or false")
        return value

    def one_of(self, key: str, known: type[_Known]) -> _Known:
        """One of the words of `known`."""
        value = self._value(key)
        if not isinstance(value, str) or value not in list(known):
            raise self.wrong(key, f"write one of {_listed(known)}")
        return known(value)

    def some_of(self, key: str, known: type[_Known]) -> frozenset[_Known]:
        """Some of the words of `known`."""
        value = self._value(key)
        if not isinstance(value, list) or not value or any(one not in list(known) for one in value):
            raise self.wrong(key, f"list one or more of {_listed(known)}")
        return frozenset(known(one) for one in value)

    def window(self, key: str, most: timedelta) -> timedelta:
        """A length of time of ISO 8601, in days, hours and minutes; `most` at the most."""
        found = _WINDOW.fullmatch(self.text(key))
        length = (
            timedelta(**{k: int(v) for k, v in found.groupdict("0").items()}) if found else None
        )
        if not length:
            raise self.wrong(key, 'write a length of time such as "PT24H" or "P2D"')
        if length > most:
            raise self.wrong(key, f"shorten it to {most.days} days")
        return length

    def table(self, key: str) -> Table:
        """The one table of that name."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.wrong(key, f"write one [{self._path}{key}] table")
        return Table(value, f"{self._path}{key}.")

    def tables(self, key: str, most: int = 0) -> tuple[Table, ...]:
        """The tables of that name, at least one; with `most`, so many at the most."""
        value = self._value(key)
        if not isinstance(value, list) or not value or not all(isinstance(t, dict) for t in value):
            raise self.wrong(key, f"write one or more [[{self._path}{key}]] tables")
        if most and len(value) > most:
            raise self.wrong(key, f"write at most {most} [[{self._path}{key}]] tables")
        return tuple(
            Table(each, f"{self._path}{key}[{n}].") for n, each in enumerate(value, start=1)
        )

    def done(self) -> None:
        """Refuse what was not read."""
        for key in self._values:
            if key not in self._read:
                raise self.wrong(key, "remove it, nothing here is called so")

    def wrong(self, key: str, advice: str) -> ValueError:
        """The error to raise about one key."""
        return ValueError(f"{self._path}{key}: {advice}")

    def _value(self, key: str) -> object:
        if key not in self._values:
            raise self.wrong(key, "add it, it is missing")
        self._read.add(key)
        return self._values[key]


def read(text: str) -> Table:
    """The table that a whole file is. Raises ValueError where it is not TOML."""
    try:
        return Table(tomllib.loads(text))
    except ValueError as error:
        raise ValueError(f"the file is not TOML: {error}") from None
    except RecursionError:
        raise ValueError("the file is not TOML: too many brackets within brackets") from None


def _listed(known: Iterable[StrEnum]) -> str:
    return ", ".join(f'"{each}"' for each in known)
