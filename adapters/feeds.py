"""Reads Atom, RSS and JSON Feed as strangers write them: titles, links, days and a short excerpt.

No entity may be declared, so none can grow; nothing is fetched; what is not understood is left out.

NotAFeed        it cannot be read as a feed; `code` says why
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.parsers.expat import ExpatError, ParserCreate

from adapters.markup import feed_in_page, words_of

MOST_ITEMS = 100
LONGEST_TITLE = 200
LONGEST_EXCERPT = 500
LONGEST_LINK = 500
LONGEST_FIELD = 20_000  # characters that are looked at; the rest of a long article is left out
DEEPEST = 100
SKEW = timedelta(days=1)  # how far ahead a clock of somebody else's may be
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)

_ATOM = "http://www.w3.org/2005/Atom"
_SPACES = {
    "": "",
    _ATOM: "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/dc/elements/1.1/": "",
    "http://purl.org/rss/1.0/modules/content/": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "",
}
_BASE = "http://www.w3.org/XML/1998/namespace base"
_FIELDS = {
    "title": "title",
    "link": "link",
    "id": "id",
    "guid": "id",
    "summary": "summary",
    "description": "summary",
    "content": "content",
    "encoded": "content",
    "published": "at",
    "pubDate": "at",
    "issued": "at",
    "date": "at",
    "updated": "changed",
    "modified": "changed",
}


class NotAFeed(Exception):
    """It cannot be read as a feed: not-a-feed, a-page, broken, entities, too-deep."""

    def __init__(self, code: str) -> None:
        """Say why."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One thing that was written somewhere: enough to decide whether to go and read it."""

    key: str
    """The same for the same item each time, and nobody else's words."""
    title: str
    link: str
    excerpt: str
    at: datetime | None
    """When it was written; None where nothing is said, or something that cannot be."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds now, newest first where it says so."""

    title: str
    items: tuple[FeedItem, ...]


def read_feed(body: bytes, address: str, now: datetime) -> Feed:
    """Read what came from an address. NotAFeed where that cannot be done."""
    body = body.lstrip(b" \t\r\n")  # a blank line before the first is a common slip
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{"):
        found = _json(body)
    elif start.startswith((b"<!doctype html", b"<html")):
        raise NotAFeed("a-page")
    elif not start.startswith(b"<") and b"\0" not in start:
        raise NotAFeed("not-a-feed")
    else:
        found = _xml(body)
    items = [each for row in found.rows[:MOST_ITEMS] if (each := _item(row, address, now))]
    once = {each.key: each for each in reversed(items)}
    return Feed(words_of(found.title)[:LONGEST_TITLE], tuple(reversed(once.values())))


def feed_of_page(body: bytes, address: str) -> str:
    """The address of the feed that a web page names as its own; empty where it names none."""
    href = feed_in_page(body.decode("utf-8", "replace"))
    return _web(_joined(address, href))


@dataclass(slots=True)
class _Found:
    title: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)


def _item(row: Mapping[str, str], address: str, now: datetime) -> FeedItem | None:
    base = _joined(address, row["base"]) if row.get("base") else address
    link = _web(_joined(base, row.get("link", "")))
    if not link and row.get("permanent") == "yes":
        link = _web(row.get("id", ""))
    title = words_of(row.get("title", ""))[:LONGEST_TITLE]
    words = words_of(row.get("summary", "")) or words_of(row.get("content", ""))
    name = row.get("id", "") or link or title
    if not name or not (title or words):
        return None
    key = sha256(name.strip().encode("utf-8", "replace")).hexdigest()[:32]
    excerpt = _cut(words, LONGEST_EXCERPT)
    at = _moment(row.get("at", ""), now) or _moment(row.get("changed", ""), now)
    return FeedItem(key, title or _cut(words, 80), link, excerpt, at)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""


def _web(link: str) -> str:
    """A link that leads to the web and nowhere else; empty for any other."""
    link = link.strip()
    try:
        parts = urlsplit(link)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and "." in parts.netloc
    except ValueError:
        return ""
    clean = fits and not parts.username and not any(each.isspace() for each in link)
    return link if clean and link.isprintable() and len(link) <= LONGEST_LINK else ""


def _cut(words: str, most: int) -> str:
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0] + "…"


def _moment(said: str, now: datetime) -> datetime | None:
    """A day as feeds write it; None where it is none, or lies where no honest clock is."""
    said = said.strip()[:60]
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(said)
            at = found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return at if OLDEST <= at <= now + SKEW else None
    return None


# -- JSON Feed


def _json(body: bytes) -> _Found:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAFeed("broken") from None
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version:
        raise NotAFeed("not-a-feed")
    items = document.get("items")
    listed = items if isinstance(items, list) else []
    rows = [_json_row(each) for each in listed if isinstance(each, dict)]
    return _Found(_text(document, "title"), rows)


def _json_row(item: Mapping[str, Any]) -> dict[str, str]:
    plain = _escaped(_text(item, "content_text"))
    return {
        "id": _text(item, "id"),
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": _escaped(_text(item, "title")),
        "summary": _escaped(_text(item, "summary")),
        "content": plain or _text(item, "content_html"),
        "at": _text(item, "date_published"),
        "changed": _text(item, "date_modified"),
    }


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if isinstance(value, int) and name == "id":
        return str(value)
    return value[:LONGEST_FIELD] if isinstance(value, str) else ""


def _escaped(words: str) -> str:
    """Words that are no markup, written so that they survive being read as such."""
    return words.replace("&", "&amp;").replace("<", "&lt;")


# -- Atom and RSS


def _xml(body: bytes) -> _Found:
    reader = _Xml()
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(body, True)
    except (ExpatError, ValueError, LookupError):  # the last two for a strange encoding
        raise NotAFeed("broken") from None
    if not reader.is_feed:
        raise NotAFeed("a-page" if reader.root == "html" else "not-a-feed")
    return reader.found


def _no_entities(*declared: object) -> None:
    raise NotAFeed("entities")


class _Xml:
    """Keeps what an item is made of while the elements go by, and nothing else."""

    def __init__(self) -> None:
        self.found = _Found()
        self.root = ""
        self._depth = 0
        self._row: dict[str, str] | None = None
        self._row_depth = 0
        self._field = ""
        self._field_depth = 0
        self._plain = False  # whether the words of the field are no markup
        self._said: list[str] = []
        self._length = 0
        self._bases: list[str] = []

    @property
    def is_feed(self) -> bool:
        return self.root in ("feed", "rss", "RDF")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAFeed("too-deep")
        local = _local(name)
        if self._depth == 1:
            self.root = local or name.rpartition(" ")[2].lower()
        self._bases.append(attributes.get(_BASE, ""))
        if self._field:
            self._add(" ")  # markup inside: the words on its two sides are not one
        elif self._row is None and local in ("item", "entry"):
            self._row, self._row_depth = {"base": self._base()}, self._depth
        elif local in _FIELDS and self._belongs(local):
            self._begin(local, attributes)

    def _belongs(self, local: str) -> bool:
        """Whether an element says something of its item, or is the title of the feed."""
        if self._row is not None:
            return self._depth == self._row_depth + 1
        return local == "title" and self._depth <= 3 and not self.found.title

    def _base(self) -> str:
        base = ""
        for each in self._bases:
            base = _joined(base, each) if base and each else each or base
        return base

    def _begin(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "link" and "href" in attributes:
            if self._row is not None and attributes.get("rel", "alternate") == "alternate":
                self._row.setdefault("link", attributes["href"])
            return
        if local == "guid" and self._row is not None:
            permanent = attributes.get("isPermaLink", "true").lower() != "false"
            self._row["permanent"] = "yes" if permanent else "no"
        self._field, self._field_depth = _FIELDS[local], self._depth
        kind = attributes.get("type", "text" if self.root == "feed" else "html")
        self._plain = kind in ("text", "xhtml", "text/plain")
        self._said, self._length = [], 0

    def words(self, said: str) -> None:
        if self._field:
            self._add(said)

    def _add(self, said: str) -> None:
        if self._length < LONGEST_FIELD:
            self._said.append(said)
            self._length += len(said)

    def end(self, name: str) -> None:
        if self._field and self._depth == self._field_depth:
            said = "".join(self._said)[:LONGEST_FIELD]
            said = _escaped(said) if self._plain else said
            if self._row is None:
                self.found.title = said
            else:
                self._row.setdefault(self._field, said)
            self._field = ""
        elif self._row is not None and self._depth == self._row_depth:
            if len(self.found.rows) < MOST_ITEMS:
                self.found.rows.append(self._row)
            self._row = None
        self._bases.pop()
        self._depth -= 1


def _local(name: str) -> str:
    """The name of an element of a feed; empty for what another vocabulary has by that name."""
    space, _, local = name.rpartition(" ")
    return local if space in _SPACES else ""
