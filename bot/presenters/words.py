"""How sentences are put together: templates with gaps, counts, moments.

Every sentence is translated here, whole, before its gaps are filled. What fills a gap is never read
as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list

from adapters.posts import (
    MAX_HEADING,
    MAX_OPTION_LABEL,
    Heading,
    Note,
    Option,
    Post,
    Span,
    Text,
    When,
)
from bot.language import ENGLISH, locale, translated, translated_count

LONDON = ZoneInfo("Europe/London")


def marked(words: str) -> str:
    """The same words, marked for translators; they are translated where they are said."""
    return words


def label(words: str, /, most: int = 0, **values: str | int) -> str:
    """The words of a button, a field or a title, in the language being spoken, gaps filled.

    `most` characters are kept of them, where there is room for no more.
    """
    said = translated(words)
    said = said.format(**values) if values else said
    return shortened(said, most) if most else said


def count(number: int, one: str, many: str, /, **values: str | int) -> str:
    """The words for one thing or for many: `{number} person` or `{number} people`."""
    return translated_count(one, many, number).format(number=number, **values)


def options(choices: Mapping[str, str]) -> tuple[Option, ...]:
    """The answers to choose from, given the marked words of each value."""
    return tuple(Option(value, label(words, MAX_OPTION_LABEL)) for value, words in choices.items())


def spans(template: str, /, **values: Span | int | tuple[Span, ...]) -> tuple[Span, ...]:
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


def text(template: str, /, **values: Span | int | tuple[Span, ...]) -> Text:
    """A paragraph from a template."""
    return Text(spans(template, **values))


def note(template: str, /, **values: Span | int | tuple[Span, ...]) -> Note:
    """Small print from a template."""
    return Note(spans(template, **values))


def sentence(template: str, /, **values: Span | int | tuple[Span, ...]) -> Post:
    """A post of one paragraph."""
    return Post((text(template, **values),))


def heading(words: str, /, **values: str | int) -> Heading:
    """A heading, cut at a word where it is too long for one."""
    return Heading(label(words, MAX_HEADING, **values))


def joined(things: Sequence[Span]) -> tuple[Span, ...]:
    """Some people or places with commas between them."""
    found: list[Span] = []
    for each in things:
        found += [", ", each]
    return tuple(found[1:])


def listed(things: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return format_list(things, locale=locale()) if things else ""


def shortened(words: str, most: int) -> str:
    """At most `most` characters, cut at a word, with an ellipsis where something was cut."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut) + "…"


def clock_time(at: datetime, zone: ZoneInfo = LONDON) -> str:
    """`9am`, `9:30am`, `midday` on the wall clock of `zone`; `09:30` in other languages."""
    local = at.astimezone(zone)
    if str(locale()) != ENGLISH.replace("-", "_"):
        return format_time(local.time(), "short", locale=locale())
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02}{half}" if local.minute else f"{hour}{half}"


def day(on: date) -> str:
    """`20 November 2026`."""
    return format_date(on, "long", locale())


def day_and_month(on: date) -> str:
    """`20 November`."""
    return format_skeleton("MMMMd", on, locale=locale())


def short_day(on: date) -> str:
    """`20 Nov`."""
    return format_skeleton("MMMd", on, locale=locale())


def weekday(on: date) -> str:
    """`Friday`."""
    return format_date(on, "EEEE", locale())


def short_weekday(on: date) -> str:
    """`Fri`."""
    return format_date(on, "EEE", locale())


def full_day(on: date) -> str:
    """`Friday 20 November 2026`."""
    return label("{weekday} {day}", weekday=weekday(on), day=day(on))


def full_moment(at: datetime, zone: ZoneInfo = LONDON) -> str:
    """`Friday 20 November 2026 at 9:30am`."""
    on = at.astimezone(zone).date()
    return label("{day} at {time}", day=full_day(on), time=clock_time(at, zone))


def moment(at: datetime, zone: ZoneInfo = LONDON) -> When:
    """`Friday 20 November 2026 at 9:30am`, in the reader's own time where the platform can."""
    return When(at, full_moment(at, zone))
