"""The digests as feeds, Atom (RFC 4287) and JSON Feed (1.1): the order and addresses of the page.

A feed may be read outside, so it quotes nobody from a talk. What was withdrawn is gone from it, and
readers that keep what they have seen are told by a newer `updated`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from bot.addresses import Addresses
from bot.language import spoken
from bot.presenters.pages import faces, plain
from bot.presenters.pages.outline import Told
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.words import label
from challenges.digest import Edition

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM_TYPE = "application/atom+xml; charset=utf-8"
JSON_TYPE = "application/feed+json; charset=utf-8"
JSON_VERSION = "https://jsonfeed.org/version/1.1"
AUTHOR = "Challenger"
END = ".json"
"""What the address of the JSON Feed has at its end, beyond that of the Atom feed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One edition in a feed, and when it came out."""

    edition: Edition
    published_at: datetime

    @property
    def updated_at(self) -> datetime:
        """When it was last corrected, or else came out."""
        return max(self.published_at, self.edition.corrected_at or self.published_at)


def atom(items: Sequence[Item], address: str, at: Addresses, made_at: datetime) -> bytes:
    """The Atom feed at an address, newest edition first."""
    root = ElementTree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": spoken()})
    _add(root, "title", label("The week in talk"))
    _add(root, "id", address)
    _link(root, "self", address, "application/atom+xml")
    _link(root, "alternate", at.to(), "text/html")
    updated = max((item.updated_at for item in items), default=made_at)
    _add(root, "updated", _moment(updated))
    _add(_add(root, "author"), "name", AUTHOR)
    for item in items:
        _entry(root, item, at)
    ElementTree.register_namespace("", ATOM)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def json_feed(items: Sequence[Item], address: str, at: Addresses) -> bytes:
    """The same editions as a JSON Feed at an address."""
    feed = {
        "version": JSON_VERSION,
        "title": label("The week in talk"),
        "home_page_url": at.to(),
        "feed_url": address,
        "language": spoken(),
        "authors": [{"name": AUTHOR}],
        "items": [_item(item, at) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace")


def _entry(root: ElementTree.Element, item: Item, at: Addresses) -> None:
    told = faces.outside(item.edition, at)
    entry = _add(root, "entry")
    _add(entry, "title", told.title)
    _add(entry, "id", told.page)
    _link(entry, "alternate", told.page, "text/html")
    _add(entry, "published", _moment(item.published_at))
    _add(entry, "updated", _moment(item.updated_at))
    _add(entry, "summary", _summary(told))
    _add(entry, "content", _html(told)).set("type", "html")


def _item(item: Item, at: Addresses) -> dict[str, Any]:
    told = faces.outside(item.edition, at)
    return {
        "id": told.page,
        "url": told.page,
        "title": told.title,
        "summary": _summary(told),
        "content_html": _html(told),
        "content_text": plain.text(told),
        "date_published": _moment(item.published_at),
        "date_modified": _moment(item.updated_at),
        "language": spoken(),
    }


def _summary(told: Told) -> str:
    """The first thing to know, and that something was withdrawn."""
    return " ".join(filter(None, (told.withdrawn, *plain.leads(told))))


def _html(told: Told) -> str:
    template = TEMPLATES.get_template("entry.html")
    return template.render(told=told, leads=plain.leads(told)).strip()


def _add(parent: ElementTree.Element, name: str, words: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = _allowed(words) or None
    return child


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    attributes = {"rel": rel, "type": kind, "href": href}
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _allowed(words: str) -> str:
    """Without the signs XML 1.0 has no place for, which anybody may have written."""
    return NOT_IN_XML.sub("", words)
