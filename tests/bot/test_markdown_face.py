"""What people wrote stays words in Markdown: read by a renderer, nothing of it is markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.addresses import Addresses
from bot.presenters.pages import faces, markdown
from bot.presenters.pages.outline import Cited
from bot.presenters.pages.plain import UNSEEN
from challenges.digest import Edition
from tests.any_editions import FULL, HOSTILE, editions

AT = Addresses("https://challenger.example", "0f3a5b6c7d8e")
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
WRITTEN = st.text(st.characters(codec="utf-8"), max_size=80) | st.sampled_from(HOSTILE)
MARKED = st.text(st.sampled_from("\\`*_[]()<>&#!|~-+=:@.1a \n\t"), max_size=60)


def tokens(text: str) -> list[Token]:
    return [each for block in READER.parse(text) for each in (block, *(block.children or ()))]


def shown(text: str) -> str:
    """The words of a paragraph as they are read."""
    kinds = ("text", "text_special", "softbreak", "hardbreak", "paragraph_close")
    inside = (each for each in tokens(text) if each.type in kinds)
    return "".join(each.content or " " for each in inside).replace(markdown.WORD_JOINER, "")


def one_line(words: str) -> str:
    return " ".join(UNSEEN.sub(" ", words).split())


@settings(deadline=None)
@given(WRITTEN | MARKED)
def test_any_words_are_one_paragraph_that_reads_as_it_was_written(words: str) -> None:
    text = markdown.escaped(words)
    kinds = {each.type for each in tokens(text)}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert shown(text).split() == one_line(words).replace(markdown.WORD_JOINER, "").split()


@settings(deadline=None)
@given(st.lists(WRITTEN | MARKED, min_size=1, max_size=3).map("\n".join))
def test_any_quote_is_one_quote_and_nothing_else(words: str) -> None:
    (text, *_) = markdown.cited(Cited(words))
    kinds = {each.type for each in tokens(text)}
    assert kinds <= {
        "blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close",
        "inline", "text", "text_special", "hardbreak",
    }  # fmt: skip
    assert shown(text).split() == one_line(words).replace(markdown.WORD_JOINER, "").split()


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("Ask @ann or ann@council.example", "@\u2060ann"),
        ("See https://evil.example/a_b", "https\\://"),
        ("See www.evil.example", "www\\."),
        ("3. We begin", "3\\. We"),
        ("It costs 3.50, and 4-5 people", "It costs 3.50, and 4-5 people"),
        ("mailto:ann", "mailto\\:ann"),
    ],
)
def test_what_other_programs_would_make_links_of_is_kept_apart(words: str, there: str) -> None:
    assert there in markdown.escaped(words)


@settings(max_examples=30, deadline=None)
@given(editions())
def test_an_edition_has_our_links_and_headings_and_no_others(edition: Edition) -> None:
    told = faces.inside(edition, AT, lambda _: "https://chat.example/a(b)\n<c>")
    found = tokens(markdown.page(told))
    kinds = {each.type for each in found}
    assert not kinds & {
        "html_block",
        "html_inline",
        "image",
        "code_block",
        "fence",
        "code_inline",
        "s_open",
    }
    for link in (str(each.attrGet("href")) for each in found if each.type == "link_open"):
        assert re.match(r"https://(challenger|chat)\.example/|https?://", link)
    assert sum(each.type == "heading_open" and each.tag == "h1" for each in found) == 1
    assert sum(each.type == "heading_open" and each.tag == "h2" for each in found) == len(
        told.sections
    )


def test_a_renderer_finds_the_tables_of_the_charts() -> None:
    found = tokens(markdown.page(faces.inside(FULL, AT, lambda _: "")))
    assert sum(each.type == "table_open" for each in found) == 3
