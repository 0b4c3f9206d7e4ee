"""The weeks so far: how many people wrote, and how many questions were asked, one above the other.

A week without an edition was quiet, or was before the bot came: it has no bar, and no nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.presenters.pages.chart import (
    BAR,
    WIDTH,
    Chart,
    box,
    drawing,
    fill,
    lettering,
    line,
    patterns,
    width_of,
)
from bot.presenters.words import LONDON, count, day, label, short_day
from challenges.digest import Edition

MOST_WEEKS = 13
_PANEL, _TITLE, _HIGH = 116, 22, 64
_FOOT = 28
_WEEK = timedelta(days=7)


def voices(
    editions: Sequence[Edition], zone: ZoneInfo = LONDON, name: str = "voices"
) -> Chart | None:
    """The newest weeks, oldest first; None where there is one edition or none."""
    weeks = {_ends(each, zone): each for each in editions}
    if len(weeks) < 2:
        return None
    last = max(weeks)
    ends = [last - n * _WEEK for n in range(MOST_WEEKS) if last - n * _WEEK >= min(weeks)][::-1]
    shown = [(end, weeks.get(end)) for end in ends]
    people = [each.people if each else None for _, each in shown]
    asked = [len(each.challenges) if each else None for _, each in shown]
    title, said = label("Voices and questions, week by week"), sentence(people, asked)
    parts = [
        patterns(name),
        *_panel(label("People who wrote"), people, 0, BAR),
        *_panel(label("Questions the bot asked"), asked, _PANEL, fill(name, "disagree")),
        *_days(ends),
    ]
    return Chart(
        name=name,
        title=title,
        sentence=said,
        svg=drawing(name, title, said, 2 * _PANEL + _FOOT, parts),
        columns=(label("Week to"), label("People who wrote"), label("Questions asked")),
        rows=tuple(
            (day(end), str(each.people), str(len(each.challenges)))
            if each
            else (day(end), label("no edition"), "")
            for end, each in reversed(shown)
        ),
    )


def sentence(people: Sequence[int | None], asked: Sequence[int | None]) -> str:
    """The newest week beside all of them."""
    told = [each for each in people if each is not None]
    wrote = count(
        told[-1],
        "{number} person wrote in the newest week.",
        "{number} people wrote in the newest week.",
    )
    fewest, highest = min(told), max(told)
    ever = (
        label("It was the same in all weeks shown.")
        if fewest == highest
        else label(
            "In the weeks shown it was between {fewest} and {highest}.",
            fewest=fewest,
            highest=highest,
        )
    )
    questions = sum(each or 0 for each in asked)
    all_ = (
        count(
            questions,
            "The bot asked {number} question in all of them.",
            "The bot asked {number} questions in all of them.",
        )
        if questions
        else label("The bot asked no question in them.")
    )
    return f"{wrote} {ever} {all_}"


def _ends(edition: Edition, zone: ZoneInfo) -> date:
    """The Sunday of the week an edition is about, so that weeks can be told apart."""
    # One that ends on a Monday morning is about the week before.
    on = (edition.until - timedelta(hours=12)).astimezone(zone).date()
    return on + timedelta(days=6 - on.weekday())


def _panel(title: str, values: Sequence[int | None], top: float, paint: str) -> list[Markup]:
    step = WIDTH / len(values)
    wide = min(step * 0.7, 34)
    most = max((each or 0 for each in values), default=0) or 1
    floor = top + _TITLE + 18 + _HIGH
    parts = [lettering("row", 0, top + 14, title), line("axis", f"M0 {floor}H{WIDTH}")]
    for place, value in enumerate(values):
        if value is None:
            continue
        middle, high = step * (place + 0.5), _HIGH * value / most
        if value:
            parts.append(box("segment", middle - wide / 2, floor - high, wide, high, paint))
        parts.append(lettering("tiny", middle, floor - high - 4, str(value)))
    return parts


def _days(ends: Sequence[date]) -> list[Markup]:
    step, said = WIDTH / len(ends), [short_day(each) for each in ends]
    widest = max(map(width_of, said))
    apart = max(1, -int(-(widest + 6) // step))
    parts = []
    for place in range(len(ends) - 1, -1, -apart):
        middle, half = step * (place + 0.5), width_of(said[place]) / 2
        x = max(min(middle, WIDTH - half), half)
        parts.append(lettering("", x, 2 * _PANEL + 12, said[place]))
    return parts
