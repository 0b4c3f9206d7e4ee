"""What a stranger's HTML says in plain words, and which feed a page names as its own.

Each character is looked at a fixed number of times, whatever stands there: the standard library's
reader of HTML takes minutes over a few thousand letters chosen to annoy it.
"""

from __future__ import annotations

import re
from html import unescape
from string import ascii_lowercase, ascii_uppercase

LONGEST_PAGE = 200_000  # characters that are looked at for the address of a feed
_SILENT = frozenset(("script", "style", "template", "noscript", "svg"))
_INLINE = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "u")
)
_FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)  # which leaves each letter in its place
_TAG = re.compile(r"/?([a-z][a-z0-9]{0,20})")
_LINK = re.compile(r"<link\s([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z]{1,20})=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)


def words_of(markup: str) -> str:
    """The words of some HTML in one line, without any markup and without what is not shown."""
    said = _without_tags(markup) if "<" in markup else markup
    shown = "".join(each if each.isprintable() else " " for each in unescape(said))
    return " ".join(shown.split())


def feed_in_page(page: str) -> str:
    """The address of the first feed that a page names; empty where it names none."""
    for found in _LINK.finditer(page[:LONGEST_PAGE]):
        said = {
            name.lower(): unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(found[1])
        }
        kind = said.get("type", "").lower().partition(";")[0].strip()
        if "alternate" in said.get("rel", "").lower().split() and kind in _FEEDS:
            return said.get("href", "").strip()
    return ""


def _without_tags(markup: str) -> str:
    said: list[str] = []
    lower, here = markup.translate(_LOWER), 0
    while here < len(markup) and (tag := markup.find("<", here)) >= 0:
        said.append(markup[here:tag])
        named = _TAG.match(lower, tag + 1)
        if named is None and lower[tag + 1 : tag + 2] not in ("!", "?", "/"):
            said.append("<")  # smaller than
            here = tag + 1
            continue
        ends = "-->" if lower.startswith("<!--", tag) else ">"
        here = _after(lower, ends, tag + 1)
        if named is not None and lower[tag + 1] != "/" and named[1] in _SILENT:
            here = _after(lower, f"</{named[1]}", here)
            here = _after(lower, ">", here)
        if named is None or named[1] not in _INLINE:
            said.append(" ")
    return "".join([*said, markup[here:]])


def _after(text: str, what: str, start: int) -> int:
    """Where the text goes on after something; its end where that does not come."""
    found = text.find(what, start)
    return len(text) if found < 0 else found + len(what)
