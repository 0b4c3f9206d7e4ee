"""Values as text and back: the nouns of chat and the room's own records, as its state has them."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from adapters import chat, events, posts


def _named(*rooms: object) -> dict[str, Any]:
    """Every dataclass and enumeration of some modules, by name."""
    found: dict[str, Any] = {}
    for room in rooms:
        for name, noun in vars(room).items():
            if isinstance(noun, type) and (
                dataclasses.is_dataclass(noun) or issubclass(noun, StrEnum)
            ):
                found[name] = noun
    return found


T = TypeVar("T")
NOUNS = _named(chat, events, posts)


def known(noun: type[T]) -> type[T]:
    """Let a record of the room be written too; a decorator."""
    NOUNS[noun.__name__] = noun
    return noun


def write(value: object) -> str:
    """A value as text, with the names of its nouns, so that it comes back as itself."""
    return json.dumps(_outward(value), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Any:
    """The value in a text. Fields added since it was written take their defaults."""
    return _inward(json.loads(text))


def _outward(value: object) -> object:
    if isinstance(value, StrEnum):
        return {"is": type(value).__name__, "value": value.value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _outward(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"is": type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_outward(item) for item in value]
    if isinstance(value, datetime):
        return {"is": "datetime", "value": value.isoformat()}
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"the room cannot keep a {type(value).__name__}")


def _inward(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_inward(item) for item in value)
    if not isinstance(value, dict):
        return value
    fields = dict(value)
    noun = fields.pop("is")
    if noun == "datetime":
        return datetime.fromisoformat(fields["value"])
    if issubclass(NOUNS[noun], StrEnum):
        return NOUNS[noun](fields["value"])
    return NOUNS[noun](**{name: _inward(item) for name, item in fields.items()})
