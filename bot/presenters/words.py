"""How sentences are put together: templates with gaps, counts, moments. What fills a gap is never read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

from adapters.posts import Heading, Note, Post, Span, Text, When
from bot.language import translated

LONDON = ZoneInfo("Europe/London")


def marked(words: str) -> str:
    """The same words, marked for translators; they are translated where they are said."""
    return words


def label(words: str, **values: str | int) -> str:
    """The words of a button, a field or a title, in the language being spoken, gaps filled."""
    return translated(words).format(**values) if values else translated(words)


def spans(template: str, **values: Span | int | tuple[Span, ...]) -> tuple[Span, ...]:
    """Fill the gaps of a sentence. A gap takes words, a number, one span or several."""
    found: list[Span] = []
    for literal, gap, _, _ in Formatter().parse(translated(template)):
        if literal:
            found.append(literal)
        if gap is not None:
            value = values[gap]
            if isinstance(value, tuple):
                found.extend(value)
            else:
                found.append(str(value) if isinstance(value, int) else value)
    return tuple(found)


def text(template: str, **values: Span | int | tuple[Span, ...]) -> Text:
    """A paragraph from a template."""
    return Text(spans(template, **values))


def note(template: str, **values: Span | int | tuple[Span, ...]) -> Note:
    """Small print from a template."""
    return Note(spans(template, **values))


def sentence(template: str, **values: Span | int | tuple[Span, ...]) -> Post:
    """A post of one paragraph."""
    return Post((text(template, **values),))


def heading(words: str) -> Heading:
    """A heading, cut at a word where it is too long for one."""
    return Heading(shortened(words, 150))


def count(number: int, one: str, many: str) -> str:
    """`1 person`, `3 people`."""
    return f"{number} {one if number == 1 else many}"


def listed(things: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(things) <= 1:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"


def shortened(words: str, most: int) -> str:
    """At most `most` characters, cut at a word, with an ellipsis where something was cut."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut) + "…"


def clock_time(at: datetime, zone: ZoneInfo = LONDON) -> str:
    """`9am`, `9:30am`, `5pm` on the wall clock of `zone`."""
    local = at.astimezone(zone)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02}{half}" if local.minute else f"{hour}{half}"


def day(on: date) -> str:
    """`20 November 2026`."""
    return f"{on.day} {on:%B %Y}"


def moment(at: datetime, zone: ZoneInfo = LONDON) -> When:
    """`Friday 20 November 2026 at 9:30am`, in the reader's own time where the platform can."""
    local = at.astimezone(zone)
    return When(at, f"{local:%A} {day(local.date())} at {clock_time(at, zone)}")
