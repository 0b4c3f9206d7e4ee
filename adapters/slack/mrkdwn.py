"""Slack's markup: our words made inert on the way out, theirs made plain on the way in."""

from __future__ import annotations

import re
from collections.abc import Callable

from adapters.chat import MessageRef
from adapters.posts import Code, Jump, Link, Mention, Place, Span, Strong, When

Permalink = Callable[[MessageRef], str]

DATE_FORMAT = "{date_long_pretty} at {time}"

_ANGLE = re.compile(r"<([^<>]*)>")


def escape(text: str) -> str:
    """Text in which nothing can ping, link or become markup made of angle brackets."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def decode(text: str, *, by_name: bool = True) -> str:
    """What a reader sees, from Slack's source.

    `by_name=False` keeps ids (`<@U1>`, `#C1`) where Slack also gives a name: a command must know
    whom and where it is about, and whether somebody was meant or a word typed with an @.
    """

    def plain(match: re.Match[str]) -> str:
        target, _, label = match.group(1).partition("|")
        sign, rest = target[:1], target[1:]
        if sign == "@" and not by_name:
            return f"<@{rest}>"
        if sign in ("@", "#"):
            return sign + (label.lstrip("@#") if label and by_name else rest)
        if sign == "!":
            return _special(rest, label)
        if not label or label in target:
            return target.removeprefix("mailto:")
        return f"{label} ({target})"

    return _unescape(_ANGLE.sub(plain, text))


def mrkdwn(spans: tuple[Span, ...], permalink: Permalink) -> str:
    """Spans as Slack markup, for the small print: the one place that has no richer form."""
    return "".join(_marked(span, permalink) for span in spans)


def _special(name: str, label: str) -> str:
    if label:
        return label
    return "@" + name.partition("^")[0]


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _marked(span: Span, permalink: Permalink) -> str:
    match span:
        case str():
            return escape(span)
        case Strong():
            return f"*{escape(span.text)}*"
        case Code():
            return f"`{escape(span.text)}`"
        case Link():
            return _link(span.url, span.text)
        case Mention():
            return f"<@{span.member.id}>"
        case Place():
            return f"<#{span.channel.id}>"
        case Jump():
            return _link(permalink(span.message), span.text)
        case When():
            moment = int(span.at.timestamp())
            return f"<!date^{moment}^{DATE_FORMAT}|{_label(span.words)}>"


def _link(address: str, words: str) -> str:
    if not address:
        return escape(words)
    return f"<{escape(address).replace('|', '%7C')}|{_label(words)}>"


def _label(words: str) -> str:
    return escape(words).replace("|", "¦").replace("\n", " ")
