"""Atom as RFC 4287 wants it, JSON Feed as its version 1.1 does: a test for each MUST we meet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings

from bot.addresses import Addresses
from bot.language import speaking
from bot.presenters.pages import feed
from challenges.cutting import without
from challenges.digest import Edition
from tests.any_editions import DAY, FULL, MONDAY, editions, message

AT = Addresses("https://challenger.example", "0f3a5b6c7d8e")
ADDRESS = "https://challenger.example/feed/5ec"
A = f"{{{feed.ATOM}}}"
LANG = f"{{{feed.XML}}}lang"
WAS = replace(FULL, number=11, corrected_at=None, withdrawn=0)
ITEMS = (feed.Item(FULL, MONDAY + 7 * DAY), feed.Item(WAS, MONDAY))
ALLOWED = {"p", "strong", "h2", "h3", "ul", "li", "a", "blockquote"}


def atom(*items: feed.Item) -> ElementTree.Element:
    return ElementTree.fromstring(feed.atom(items, ADDRESS, AT, MONDAY))


def json_feed(*items: feed.Item) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(feed.json_feed(items, f"{ADDRESS}{feed.END}", AT))
    return read


def said(parent: ElementTree.Element, name: str) -> str:
    (found,) = parent.findall(f"{A}{name}")  # each at most once, and at least
    assert found.text
    return found.text


def moment(text: str) -> datetime:
    """RFC 3339, with an upper-case T and Z (RFC 4287, 3.3)."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)
    return datetime.fromisoformat(text)


class Tags(HTMLParser):
    """Which tags and links are in some HTML, and whether all are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_feed_has_one_id_title_and_updated_and_an_author_with_a_name() -> None:
    """RFC 4287, 4.1.1."""
    root = atom(*ITEMS)
    assert root.tag == f"{A}feed"
    assert said(root, "id") == ADDRESS
    assert said(root, "title")
    moment(said(root, "updated"))
    (author,) = root.findall(f"{A}author")
    assert said(author, "name") == "Challenger"


def test_a_feed_says_where_it_is_and_what_it_stands_for_each_once() -> None:
    """RFC 4287, 4.1.1 and 4.2.7: one alternate of a type and language, a self that fits."""
    links = [dict(each.attrib) for each in atom(*ITEMS).findall(f"{A}link")]
    assert links == [
        {"rel": "self", "type": "application/atom+xml", "href": ADDRESS},
        {"rel": "alternate", "type": "text/html", "href": AT.to()},
    ]


def test_each_entry_has_one_id_title_and_updated_and_an_alternate() -> None:
    """RFC 4287, 4.1.2; ids are whole addresses, and no two are alike (4.2.6)."""
    entries = atom(*ITEMS).findall(f"{A}entry")
    ids = [said(each, "id") for each in entries]
    assert ids == [AT.edition(12), AT.edition(11)]
    for each in entries:
        assert said(each, "title")
        assert moment(said(each, "updated")) >= moment(said(each, "published"))
        (link,) = each.findall(f"{A}link")
        assert link.attrib == {"rel": "alternate", "type": "text/html", "href": said(each, "id")}
        assert urlsplit(said(each, "id")).scheme == "https"


def test_content_is_html_and_a_summary_is_text() -> None:
    """RFC 4287, 4.1.3.3: HTML is escaped and holds no child."""
    for each in atom(*ITEMS).findall(f"{A}entry"):
        (content,), (summary,) = each.findall(f"{A}content"), each.findall(f"{A}summary")
        assert content.get("type") == "html"
        assert not list(content)
        assert "type" not in summary.attrib
        assert "<" not in (summary.text or "<")


def test_the_language_is_said_where_xml_says_it() -> None:
    """RFC 4287, 2."""
    assert atom(*ITEMS).get(LANG) == "en-GB"
    with speaking("cy"):
        assert atom(*ITEMS).get(LANG) == "cy"
        assert json_feed(*ITEMS)["language"] == "cy"


def test_nothing_stands_in_the_feed_that_is_not_of_atom() -> None:
    assert {each.tag.removeprefix(A) for each in atom(*ITEMS).iter()} == {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "published",
        "summary", "content",
    }  # fmt: skip


def test_what_is_corrected_is_newer_under_the_same_id() -> None:
    """RFC 4287, 4.2.15 and 4.2.6: a significant change, the id for good."""
    gone = replace(without(WAS, {message(2)}), withdrawn=1, corrected_at=MONDAY + 9 * DAY)
    was, now = atom(feed.Item(WAS, MONDAY)), atom(feed.Item(gone, MONDAY))
    before, after = was.findall(f"{A}entry")[0], now.findall(f"{A}entry")[0]
    assert said(before, "id") == said(after, "id")
    assert said(before, "published") == said(after, "published")
    assert said(after, "updated") == said(now, "updated") == "2026-11-25T00:00:00Z"
    for words in (said(after, "summary"), said(after, "content")):
        assert "1 text was withdrawn" in words
    (item,) = json_feed(feed.Item(gone, MONDAY))["items"]
    assert item["date_modified"] == "2026-11-25T00:00:00Z"
    assert "1 text was withdrawn" in item["content_text"]


def test_a_feed_that_is_read_again_is_the_same_to_the_last_byte() -> None:
    assert feed.atom(ITEMS, ADDRESS, AT, MONDAY) == feed.atom(ITEMS, ADDRESS, AT, MONDAY + DAY)
    assert feed.json_feed(ITEMS, ADDRESS, AT) == feed.json_feed(ITEMS, ADDRESS, AT)


@settings(max_examples=30, deadline=None)
@given(editions())
def test_whatever_was_written_it_is_xml_and_its_html_is_plain_and_closed(edition: Edition) -> None:
    """XML 1.0, 2.2; in the HTML only our own tags, links to the web, no attribute but them."""
    (entry,) = atom(feed.Item(edition, MONDAY)).findall(f"{A}entry")
    (item,) = json_feed(feed.Item(edition, MONDAY))["items"]
    for html in (said(entry, "content"), item["content_html"]):
        tags = Tags(html)
        assert tags.seen <= ALLOWED
        assert not tags.open
        assert {urlsplit(link).scheme for link in tags.links} <= {"https", "http"}


def test_a_feed_reader_reads_both_editions() -> None:
    read = feedparser.parse(feed.atom(ITEMS, ADDRESS, AT, MONDAY))
    assert not read.bozo
    assert (read.version, read.feed.language, len(read.entries)) == ("atom10", "en-GB", 2)
    assert "Where views differed most" in read.entries[0].content[0].value


def test_a_json_feed_has_what_its_version_wants() -> None:
    """JSON Feed 1.1: version, title and items; authors and language as 1.1 has them."""
    read = json_feed(*ITEMS)
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == f"{ADDRESS}.json"
    assert read["home_page_url"] == AT.to()
    assert read["authors"] == [{"name": "Challenger"}]
    assert "author" not in read
    assert set(read) <= {
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "language",
        "authors",
        "items",
    }


@pytest.mark.parametrize("place", [0, 1])
def test_each_item_has_a_text_for_its_id_and_something_to_read(place: int) -> None:
    item = json_feed(*ITEMS)["items"][place]
    assert item["id"] == item["url"] == AT.edition(12 - place)
    assert item["content_html"]
    assert item["content_text"]
    assert moment(item["date_published"]) <= moment(item["date_modified"])
    assert "<" not in item["title"] + item["summary"] + item["content_text"]


def test_the_addresses_of_both_feeds_are_told_apart_by_their_end_alone() -> None:
    assert json_feed()["items"] == []
    assert atom().findall(f"{A}entry") == []
    assert moment(said(atom(), "updated")) == MONDAY
