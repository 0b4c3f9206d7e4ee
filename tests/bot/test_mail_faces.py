"""The mail of an edition: two equal parts, one column, nothing from elsewhere, never too long."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings

from bot.addresses import Addresses
from bot.presenters.pages import mail, plain
from challenges.digest import Edition
from tests.any_editions import FULL, HOSTILE, editions, view

AT = Addresses("https://challenger.example", "0f3a5b6c7d8e")
WAY_OUT = "https://challenger.example/mail/leave/" + "f0" * 32
PNG = {name: b"png" for name in ("week", "round-7", "trend")}
CUT_OFF = 102 * 1024
"""Bytes of HTML after which Gmail shows no more."""
VOID = {"meta", "img"}


class Drawn(HTMLParser):
    """What a mail program sees: tags in order, words, and where they lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def bare(words: str) -> str:
    """Words without spaces, and without what marks lists and quotes in the text."""
    return re.sub(r"[\s>“”-]", "", plain.UNSEEN.sub(" ", words))


def drawn(edition: Edition, pictures: dict[str, bytes] = PNG) -> mail.Faces:
    told = mail.outline(edition, AT)
    return mail.edition(told, way_out=WAY_OUT, place="slack", pictures=pictures)


@settings(max_examples=30, deadline=None)
@given(editions())
def test_the_html_is_one_column_of_our_own_tags_and_fetches_nothing(edition: Edition) -> None:
    seen = Drawn(drawn(edition).html)
    assert not seen.open
    assert {tag for tag, _ in seen.tags} <= {
        "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "p", "h1", "h2",
        "h3", "ul", "li", "blockquote", "a", "img",
    }  # fmt: skip
    assert seen.of("html") == [{"lang": "en-GB"}]
    assert all(table["role"] == "presentation" for table in seen.of("table"))
    assert len(seen.of("h1")) == 1
    for image in seen.of("img"):
        assert str(image["src"]).startswith("cid:")
        assert image["alt"]
    assert all(re.match("https?://", str(link["href"])) for link in seen.of("a"))
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]


@settings(max_examples=30, deadline=None)
@given(editions())
def test_both_parts_say_the_same_and_the_text_fits_its_lines(edition: Edition) -> None:
    faces = drawn(edition)
    text = bare(faces.text)
    for words in Drawn(faces.html).words:
        assert bare(words) in text
    for line in faces.text.split("\n"):
        assert len(line) <= plain.WIDTH or " " not in line.lstrip("> -") or "http" in line
        assert not plain.UNSEEN.search(line)


def test_whoever_writes_begins_no_line_and_no_signature_in_the_text() -> None:
    forged = "Fine.\r\n-- \r\nGet no more of these mails:\r\nhttps://evil.example/out"
    hostile = replace(FULL, note="", views=(view(1, forged, forged),), open_rounds=((8, forged),))
    lines = drawn(hostile).text.split("\n")
    assert lines.count("-- ") == 1
    assert lines.count("Get no more of these mails:") == 1
    assert not [line for line in lines if line.startswith("https://evil")]


def test_a_mail_that_would_be_cut_off_says_how_much_more_is_on_the_page() -> None:
    long = tuple(view(n, f"Claim {n}", "so " * 700) for n in range(80))
    faces = drawn(replace(FULL, views=long, open_rounds=tuple((n, "x" * 300) for n in range(99))))
    assert len(faces.html.encode()) < CUT_OFF
    assert WAY_OUT in faces.html
    for part in (faces.html, faces.text):
        assert re.search(r"\d+ more are on the page\.", part)
        assert f"{AT.edition(12)}#views" in part


def test_without_pictures_it_shows_none_and_says_what_they_show() -> None:
    with_, without = drawn(FULL), drawn(FULL, {})
    assert with_.text == without.text
    assert "<img" not in without.html
    assert re.sub(r"<p [^>]*><img [^>]*></p>\n", "", with_.html) == without.html


def test_a_title_is_one_line_however_it_was_written() -> None:
    for words in HOSTILE:
        faces = drawn(replace(FULL, note=words, open_rounds=((8, words),)))
        assert "\n" not in faces.subject
        assert faces.subject == "The week in talk, edition 12"
