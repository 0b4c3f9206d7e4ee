"""The views a community shares with others, as one document that another bot can read and check.

It is a JSON Feed, so that any feed reader shows it. What is signed is its canonical form: keys in
order, no space, no number but whole ones (RFC 8785 for such a document). It holds all that is
shared, so that what is missing is withdrawn; where there is too much for one document, withdrawals
are listed. Nobody's name is in it.

NotALibrary     it cannot be used; `code` says why
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from challenges.library import ELSEWHERE, Status, View, shown_at

JSON_FEED = "https://jsonfeed.org/version/1.1"
VERSION = 1
MOST_VIEWS = 5000
LARGEST = 15 * 1024 * 1024  # bytes of views; what is read is a little larger
SKEW = timedelta(hours=1)  # how far ahead another machine's clock may be
OLDEST = timedelta(days=3)  # a document made longer ago was kept back by somebody on the way
_CONTEXT = b"challenger exchange 1\n"
_OURS = "_challenger"


class NotALibrary(Exception):
    """It cannot be used: not-a-library, unsigned, ahead, stale, older, other-library."""

    def __init__(self, code: str) -> None:
        """Say why."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ForeignView:
    """A view of another community, by its name there."""

    id: str
    claim: str
    text: str
    status: Status
    council: str
    council_kind: str
    link: str
    tags: tuple[str, ...]
    shared_at: datetime
    followed_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SharedLibrary:
    """All that one community shares with others, and when it was put together."""

    id: str
    made_at: datetime
    views: tuple[ForeignView, ...]
    keys: tuple[str, ...] = ()
    whole: bool = True
    """Whether it holds all that is shared."""
    withdrawn: tuple[str, ...] = ()


def library_id(token: str) -> str:
    """The name of a library, made of the secret in its address; a new address is a new library."""
    return sha256(f"library {token}".encode()).hexdigest()[:24]


def foreign_id(library: str, number: int) -> str:
    """The name of a view outside its community."""
    return f"challenger:{library}/{number}"


def meant_for_others(view: View) -> bool:
    """Whether its author agreed that other communities are shown it."""
    return shown_at(view, ELSEWHERE)


def foreign(view: View, library: str) -> ForeignView:
    """A view as it is shared: without its author and without where it was said."""
    return ForeignView(
        foreign_id(library, view.id),
        view.claim,
        view.text,
        view.status,
        view.council,
        view.council_kind,
        view.link,
        view.tags,
        view.shared_at,
        view.followed_up_at,
    )


def fitting(library: SharedLibrary) -> SharedLibrary:
    """As many of its views as one document holds, the first ones."""
    size = 0
    for number, view in enumerate(library.views):
        size += len(canonical(_item(view)))
        if number == MOST_VIEWS or size > LARGEST:
            return replace(library, views=library.views[:number], whole=False)
    return library


def compose(library: SharedLibrary, title: str) -> dict[str, Any]:
    """The document, not signed yet."""
    return {
        "version": JSON_FEED,
        "title": title,
        "items": [_item(each) for each in library.views],
        _OURS: {
            "exchange": VERSION,
            "library": library.id,
            "made_at": library.made_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "whole": library.whole,
            "withdrawn": list(library.withdrawn),
            "keys": list(library.keys),
        },
    }


def to_sign(document: Mapping[str, Any]) -> bytes:
    """What of a document is signed: all but the signatures."""
    ours = {name: value for name, value in document[_OURS].items() if name != "signatures"}
    return _CONTEXT + canonical({**document, _OURS: ours})


def with_signatures(document: Mapping[str, Any], signatures: Mapping[str, str]) -> bytes:
    """The document with its signatures, as it is served."""
    ours = {**document[_OURS], "signatures": dict(signatures)}
    return canonical({**document, _OURS: ours})


def opened(body: bytes) -> dict[str, Any]:
    """Read a document that may be one of ours; nothing in it is believed yet."""
    try:
        document = json.loads(
            body,
            object_pairs_hook=_once,
            parse_float=_refused,
            parse_int=_whole,
            parse_constant=_refused,
        )
        canonical(document)  # half a letter, as JSON can carry it, has no one way to be written
    except (ValueError, RecursionError):
        raise NotALibrary("not-a-library") from None
    ours = document.get(_OURS) if isinstance(document, dict) else None
    if not isinstance(ours, dict) or ours.get("exchange") != VERSION:
        raise NotALibrary("not-a-library")
    if not isinstance(ours.get("signatures"), dict) or not _texts(ours.get("keys")):
        raise NotALibrary("unsigned")
    found: dict[str, Any] = document
    return found


def keys_and_signatures(document: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """What a document that was opened says it is signed with."""
    ours = document[_OURS]
    signatures = {name: text for name, text in ours["signatures"].items() if isinstance(text, str)}
    return _texts(ours["keys"]), signatures


def read_library(
    document: Mapping[str, Any], now: datetime, *, before: datetime | None, library: str
) -> SharedLibrary:
    """Read a document whose signature was checked.

    One that is older than what was read `before`, by however little, is refused: it would bring
    back what was withdrawn. So is one from the future, after which no honest one is ever newer.
    """
    ours = document[_OURS]
    made_at, name = _moment(ours.get("made_at")), ours.get("library")
    if made_at is None or not isinstance(name, str) or not isinstance(document.get("items"), list):
        raise NotALibrary("not-a-library")
    if library and name != library:
        raise NotALibrary("other-library")
    if made_at > now + SKEW:
        raise NotALibrary("ahead")
    if before is not None and made_at < before:
        raise NotALibrary("older")
    if made_at < now - OLDEST:
        raise NotALibrary("stale")
    items = document["items"]
    views = [each for item in items[:MOST_VIEWS] if (each := _view(item, name, now)) is not None]
    return SharedLibrary(
        name,
        made_at,
        tuple(views),
        tuple(_texts(ours["keys"])),
        ours.get("whole") is True and len(items) <= MOST_VIEWS,
        tuple(_texts(ours.get("withdrawn"))),
    )


def gone(known: Sequence[str], library: SharedLibrary) -> list[str]:
    """Which of the views that were received are withdrawn."""
    there = {each.id for each in library.views}
    listed = set(library.withdrawn)
    return [
        each for each in known if each in listed - there or (library.whole and each not in there)
    ]


def digest(view: ForeignView) -> str:
    """What changes when a view changes."""
    return sha256(canonical(_item(view))).hexdigest()[:32]


def canonical(value: object) -> bytes:
    """The one way to write a document: the same bytes for the same content, whoever writes it."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _item(view: ForeignView) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": view.id,
        "title": view.claim,
        "content_text": view.text,
        "date_published": _written(view.shared_at),
        "authors": [{"name": view.council}],
        "tags": list(view.tags),
        _OURS: {"status": view.status.value, "council_kind": view.council_kind},
    }
    if view.link:
        item["url"] = view.link
    if view.followed_up_at is not None:
        item["date_modified"] = _written(view.followed_up_at)
    return item


def _view(item: object, library: str, now: datetime) -> ForeignView | None:
    """A view out of a document; None for what is not understood."""
    if not isinstance(item, dict) or not isinstance(item.get(_OURS), dict):
        return None
    ours, authors = item[_OURS], item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else None
    council = author.get("name") if isinstance(author, dict) else None
    status, shared_at = ours.get("status"), _moment(item.get("date_published"))
    texts = (item.get("id"), item.get("title"), item.get("content_text"), council)
    plain = [each for each in texts if isinstance(each, str)]
    if len(plain) < len(texts) or shared_at is None or status not in {*Status}:
        return None
    name, claim, text, council_name = plain
    if not name.startswith(foreign_id(library, 0)[:-1]) or len(name) > 100:
        return None  # it would speak for another library
    view = ForeignView(
        name,
        claim,
        text,
        Status(status),
        council_name,
        kind if isinstance(kind := ours.get("council_kind"), str) else "",
        link if isinstance(link := item.get("url"), str) else "",
        tuple(_texts(item.get("tags"))),
        min(shared_at, now),  # nobody has tried anything in the future
    )
    again = _moment(item.get("date_modified"))
    return replace(view, followed_up_at=min(again, now) if again else None)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which each key stands once and is plain: else two readers could differ."""
    found = dict(pairs)
    if len(found) < len(pairs) or not all(each.isascii() for each in found):
        raise ValueError("keys that are not plain, or stand twice")
    return found


def _refused(number: str) -> str:
    raise ValueError(f"no such number is written the same way by everybody: {number[:20]}")


def _whole(number: str) -> int:
    return int(number) if len(number) < 16 else int(_refused(number))


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _moment(said: object) -> datetime | None:
    if not isinstance(said, str) or len(said) > 40:
        return None
    try:
        found = datetime.fromisoformat(said)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
