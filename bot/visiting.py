"""What the worker does for feeds and libraries: go there, read, and bring back plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from adapters.feeds import Feed, NotAFeed, feed_of_page, read_feed
from adapters.fetching import Fetched, NotFetched, Visitor, fetch
from adapters.signing import MOST_KEYS, fingerprint, is_key, signed_by
from challenges import exchange

Value = dict[str, Any]

LARGEST_LIBRARY = 16 * 1024 * 1024  # bytes


def agent(base_url: str) -> str:
    """What servers are told of us: who it is and where to ask."""
    where = f" (+{base_url})" if base_url else ""
    return f"Challenger/1.0{where} reads feeds for a community of councils"


async def read(payload: Mapping[str, Any], visitor: Visitor) -> Value:
    """Read a feed, if it has changed; a page that names a feed of its own leads there.

    What stands in the way is a value too: it is no fault of ours, and somebody is to be told.
    """
    now = datetime.fromisoformat(payload["now"])
    visitor = replace(visitor, agent=payload["agent"])
    try:
        came = await fetch(
            payload["address"],
            visitor,
            etag=payload["etag"],
            modified=payload["modified"],
            now=now,
        )
        if came.body is None:
            return {"same": True}
        return await _feed(came, came.body, visitor, now)
    except NotFetched as error:
        return _fault(error.code, error.values, error.wait)
    except NotAFeed as error:
        return _fault(error.code)


async def library(payload: Mapping[str, Any], visitor: Visitor) -> Value:
    """Read the library of another community, if a key that is trusted signed just this."""
    now = datetime.fromisoformat(payload["now"])
    visitor = replace(visitor, agent=payload["agent"])
    before = datetime.fromisoformat(payload["before"]) if payload["before"] else None
    try:
        came = await fetch(payload["address"], visitor, largest=LARGEST_LIBRARY, now=now)
        document = exchange.opened(came.body or b"")
        keys, signatures = exchange.keys_and_signatures(document)
        signed = signed_by(exchange.to_sign(document), signatures, keys, payload["trusted"])
        if not signed:
            return _fault("wrong-key" if signed is None else "altered")
        found = exchange.read_library(document, now, before=before, library=payload["library"])
    except NotFetched as error:
        return _fault(error.code, error.values, error.wait)
    except exchange.NotALibrary as error:
        return _fault(error.code)
    listed = [fingerprint(each) for each in found.keys[:MOST_KEYS] if is_key(each)]
    return {"document": document, "trusted": listed}


def _fault(code: str, details: Mapping[str, str | int] | None = None, wait: float = 0.0) -> Value:
    return {"fault": code, "details": dict(details or {}), "wait": wait}


async def _feed(came: Fetched, body: bytes, visitor: Visitor, now: datetime) -> Value:
    try:
        return _value(came, read_feed(body, came.address, now), came.moved)
    except NotAFeed as error:
        named = feed_of_page(body, came.address) if error.code == "a-page" else ""
        if not named:
            raise
    came = await fetch(named, visitor, now=now)
    return _value(came, read_feed(came.body or b"", came.address, now), True)


def _value(came: Fetched, feed: Feed, moved: bool) -> Value:
    items = [asdict(each) | {"at": each.at.isoformat() if each.at else None} for each in feed.items]
    return {
        "title": feed.title,
        "items": items,
        "address": came.address if moved else "",
        "etag": came.etag,
        "modified": came.modified,
    }
