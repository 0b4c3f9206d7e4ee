"""Feeds as strangers write them, beside what feedparser makes of them; HTML in plain words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.feeds import Feed, FeedItem, NotAFeed, feed_of_page, read_feed
from adapters.markup import words_of

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
HERE = "https://blog.westmoor.example/feed"

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.westmoor.example/posts/">
  <title>Westmoor &amp; friends</title><id>urn:feed</id><updated>2026-11-02T09:00:00Z</updated>
  <author><name>Somebody</name></author>
  <entry><title type="html">We &lt;b&gt;dropped&lt;/b&gt; it</title>
    <link rel="self" href="https://elsewhere.example/"/><link href="dropped"/>
    <id>urn:1</id><published>2026-11-01T10:00:00+01:00</published>
    <updated>2026-11-02T09:00:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It cost</p><p>too
    much.</p></div></content></entry>
  <entry><title>1 &lt; 2, they say</title><link href="/other" rel="alternate"/><id>urn:2</id>
    <updated>2026-10-01T10:00:00Z</updated><summary>Numbers &amp; signs</summary></entry>
</feed>"""
RSS = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Caf\xe9 blog</title><link>https://cafe.example/</link>
<image><title>A picture</title><url>https://cafe.example/i.png</url></image>
<item><title>What we tried</title><media:title>Not this</media:title>
 <link>https://cafe.example/1</link><guid isPermaLink="false">one</guid>
 <pubDate>Mon, 02 Nov 2026 10:00:00 +0000</pubDate>
 <description><![CDATA[<p>We tried <script>alert(1)</script>it &amp; <em>kept</em> it.</p>]]>
 </description>
 <content:encoded><![CDATA[<p>A long article.</p>]]></content:encoded></item>
<item><title>Older</title><guid>https://cafe.example/2</guid>
 <dc:date>2026-10-02T10:00:00Z</dc:date><description>Words.</description></item>
</channel></rss>"""
RDF = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>An old blog</title></channel>
<item rdf:about="https://old.example/1"><title>Still here</title><link>https://old.example/1</link>
<dc:date>2026-09-02T10:00:00Z</dc:date><description>Since 2001.</description></item></rdf:RDF>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "In JSON", "items": [
 {"id": 7, "url": "/seven", "title": "x < y & z", "content_html": "<p>One<br>two</p>",
  "date_published": "2026-11-01T10:00:00-01:00"},
 {"id": "8", "external_url": "https://else.example/8", "content_text": "a < b", "tags": []},
 {"url": 5, "title": null}, "no item"]}"""


def read(body: bytes) -> Feed:
    return read_feed(body, HERE, NOW)


def test_atom_is_read_with_its_links_days_and_words() -> None:
    feed = read(ATOM)
    first, second = feed.items
    assert feed.title == "Westmoor & friends"
    assert (first.title, first.excerpt) == ("We dropped it", "It cost too much.")
    assert first.link == "https://blog.westmoor.example/posts/dropped"
    assert first.at == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert (second.title, second.excerpt) == ("1 < 2, they say", "Numbers & signs")
    assert second.link == "https://blog.westmoor.example/other"


def test_rss_is_read_with_its_own_words_and_no_other_vocabularys() -> None:
    feed = read(RSS)
    first, second = feed.items
    assert feed.title == "Café blog"
    assert (first.title, first.excerpt) == ("What we tried", "We tried it & kept it.")
    assert first.link == "https://cafe.example/1"
    assert second.link == "https://cafe.example/2"  # its permanent name
    assert second.at == datetime(2026, 10, 2, 10, tzinfo=UTC)


def test_the_oldest_rss_and_json_are_read() -> None:
    assert [each.title for each in read(RDF).items] == ["Still here"]
    first, second = read(JSON).items
    assert (first.title, first.excerpt) == ("x < y & z", "One two")
    assert first.link == "https://blog.westmoor.example/seven"
    assert first.at == datetime(2026, 11, 1, 11, tzinfo=UTC)
    assert (second.title, second.link) == ("a < b", "https://else.example/8")


@pytest.mark.parametrize("body", [ATOM, RSS, RDF], ids=["atom", "rss", "rdf"])
def test_feedparser_reads_the_same(body: bytes) -> None:
    ours, theirs = read(body), feedparser.parse(BytesIO(body))
    assert ours.title == words_of(theirs.feed.title)
    for mine, other in zip(ours.items, theirs.entries, strict=True):
        assert mine.title == words_of(_escaped(other.title, other))
        assert mine.link == other.link
        moment = other.get("published_parsed") or other.updated_parsed
        assert mine.at is not None
        assert mine.at.timetuple()[:6] == moment[:6]


def _escaped(words: str, entry: Any) -> str:
    plain = entry.title_detail.type == "text/plain"
    return words.replace("&", "&amp;").replace("<", "&lt;") if plain else words


def rss(inside: str) -> bytes:
    return f"<rss><channel><title>T</title>{inside}</channel></rss>".encode()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "https://user:secret@westmoor.example/",
        "https://localhost/",
        "http://[broken",
        "ftp://westmoor.example/",
        "https://westmoor.example/" + "a" * 500,
        "https://westmoor.example/a b",
    ],
)
def test_a_link_that_leads_elsewhere_than_to_the_web_is_left_out(link: str) -> None:
    (item,) = read(rss(f"<item><title>A</title><link>{link}</link></item>")).items
    assert item.link == ""


@pytest.mark.parametrize(
    "day",
    ["Mon, 02 Nov 2099 10:00:00 GMT", "2026-11-19T10:00:00Z", "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-14:00", "1970-01-01", "soon", "", "Mon, 99 Xxx"],
)  # fmt: skip
def test_a_day_that_cannot_be_is_no_day(day: str) -> None:
    (item,) = read(rss(f"<item><title>A</title><pubDate>{day}</pubDate></item>")).items
    assert item.at is None


def test_an_item_is_known_again_and_nothing_without_words_is_one() -> None:
    one, again = (read(rss("<item><title>A</title><guid>x</guid></item>")).items for _ in range(2))
    assert one == again
    assert read(rss("<item><link>https://a.example/1</link></item><item/>")).items == ()
    twice = "<item><title>A</title><guid>x</guid></item>" * 2
    assert len(read(rss(twice)).items) == 1


def test_what_is_long_is_cut() -> None:
    (item,) = read(rss(f"<item><title>{'a ' * 900}</title>{'<description>' + 'word ' * 9000}"
                       "</description></item>")).items  # fmt: skip
    assert len(item.title) <= 200
    assert len(item.excerpt) <= 500
    assert item.excerpt.endswith("word…")
    assert len(read(rss("<item><title>A</title></item>" * 500)).items) == 1
    many = "".join(f"<item><title>{n}</title></item>" for n in range(500))
    assert len(read(rss(many)).items) == 100


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-a-feed"),
        (b"hello", "not-a-feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-feed"),
        (b'{"version": "https://example.org/"}', "not-a-feed"),
        (b'{"version": 1}', "not-a-feed"),
        (b"{" * 100_000, "broken"),
        (b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 99_999, "broken"),
        (b"<!DOCTYPE html><html></html>", "a-page"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "a-page"),
        (b"<rss><channel>", "broken"),
        (b"<rss>&nbsp;</rss>", "broken"),
        (b'<?xml version="1.0" encoding="no-such"?><rss/>', "broken"),
        (b"<rss>" + b"<a>" * 101, "too-deep"),
        (b'<!DOCTYPE r [<!ENTITY a "a">]><rss>&a;</rss>', "entities"),
        (b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "entities"),
        (b'<!DOCTYPE r [<!ENTITY % a SYSTEM "http://10.0.0.1/"> %a;]><rss/>', "entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body: bytes, code: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(body)
    assert refused.value.code == code


def test_a_blank_line_in_front_and_a_mark_of_byte_order_do_no_harm() -> None:
    assert read(b"\r\n\n" + RSS).items == read(RSS).items
    assert read(b"\xef\xbb\xbf" + ATOM).items == read(ATOM).items
    assert read(ATOM.decode().replace("utf-8", "utf-16").encode("utf-16")).items == read(ATOM).items


def test_an_older_doctype_without_entities_does_no_harm() -> None:
    doctype = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
    assert read(doctype + rss("<item><title>A</title></item>")).items[0].title == "A"


@given(st.binary(max_size=300) | st.sampled_from([ATOM, RSS, RDF, JSON]), st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_read_or_refused(body: bytes, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, max(0, len(body) - 1)))
    length = draw.draw(st.integers(0, 20))
    torn = body[:start] + draw.draw(st.binary(max_size=20)) + body[start + length :]
    try:
        feed = read(torn)
    except NotAFeed:
        return
    for each in feed.items:
        assert isinstance(each, FeedItem)
        assert each.title
        assert each.link == "" or each.link.startswith(("http://", "https://"))
        assert each.at is None or each.at <= NOW + timedelta(days=1)


def test_the_feed_that_a_page_names_is_found() -> None:
    page = b"""<html><head><link rel="stylesheet" href="a.css"><link href='/rss?a=1&amp;b=2'
    type="application/rss+xml; charset=utf-8" title="Posts" rel='alternate'></head></html>"""
    assert feed_of_page(page, HERE) == "https://blog.westmoor.example/rss?a=1&b=2"
    assert feed_of_page(b"<html><head></head></html>", HERE) == ""
    evil = b'<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">'
    assert feed_of_page(evil, HERE) == ""


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("2 < 3 &amp; <b>bo</b>ld<br/>line", "2 < 3 & bold line"),
        ("a<!-- not <this> -->b", "a b"),
        ("<script>x < y</script>after<style>p{}</style>", "after"),
        ("half a <tag", "half a"),
        ("<p class='x'>one</p><p>two</p>", "one two"),
        ("\u202ehidden\x00 \n words", "hidden words"),
        ("&lt;b&gt; stays", "<b> stays"),
    ],
)
def test_markup_becomes_plain_words(markup: str, words: str) -> None:
    assert words_of(markup) == words


@pytest.mark.parametrize("piece", ["<a <!", "<!--", "<script>", "&", "<", "</", "<svg", "&#x"])
def test_no_markup_takes_long_to_read(piece: str) -> None:
    """What takes time with the square of the length would still be at it when the test is ended."""
    assert words_of(piece * (100_000 // len(piece))) is not None
