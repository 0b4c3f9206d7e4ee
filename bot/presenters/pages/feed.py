"""The digests as an Atom feed (RFC 4287): the same order and the same addresses as in the channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from adapters.posts import plain_post
from bot.language import spoken
from bot.presenters import digest as presenter
from bot.presenters.words import label
from challenges.digest import Edition

ATOM = "http://www.w3.org/2005/Atom"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Item:
    """One edition in the feed, and the address of its page."""

    edition: Edition
    page: str
    published_at: datetime


def feed(items: Sequence[Item], address: str, made_at: datetime) -> bytes:
    """The feed, newest edition first. It may be read outside, so it quotes nobody from a talk."""
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": spoken()})
    _add(root, "title", label("The week in talk"))
    _add(root, "id", address)
    _link(root, "self", address)
    updated = max((item.published_at for item in items), default=made_at)
    _add(root, "updated", _moment(updated))
    _add(_add(root, "author"), "name", "Challenger")
    for item in items:
        _entry(root, item)
    ElementTree.register_namespace("", ATOM)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: ElementTree.Element, item: Item) -> None:
    entry = _add(root, "entry")
    title = label("The week in talk, edition {number}", number=item.edition.number)
    _add(entry, "title", title)
    _add(entry, "id", item.page)
    _link(entry, "alternate", item.page)
    _add(entry, "published", _moment(item.published_at))
    _add(entry, "updated", _moment(item.published_at))
    shown = presenter.edition(presenter.without_quotes(item.edition), "")
    _add(entry, "summary", _allowed(plain_post(shown)))


def _add(parent: ElementTree.Element, name: str, words: str = "") -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = words or None
    return child


def _link(parent: ElementTree.Element, rel: str, href: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _allowed(words: str) -> str:
    """Without the signs XML 1.0 has no place for, which anybody may have written."""
    return NOT_IN_XML.sub("", words)
