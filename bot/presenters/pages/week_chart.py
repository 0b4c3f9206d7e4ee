"""The calendar of a week: what was written and asked on each day, what ended, and what comes due.

Whole weeks, Monday first, one below the other. Counts only: what is due stands in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.presenters.pages import telling
from bot.presenters.pages.chart import (
    BAR,
    INK,
    LINE,
    PAPER,
    WIDTH,
    Chart,
    box,
    drawing,
    key,
    lettering,
    line,
)
from bot.presenters.words import LONDON, count, full_day, label, marked, short_weekday
from challenges.digest import Edition

MOST_WEEKS = 5
_DAYS = 7
_CELL = WIDTH / _DAYS
_HEAD, _TALL, _GAP = 20, 122, 6
_BAR_FLOOR, _BAR_HIGH = 86, 44


@dataclass(frozen=True, slots=True)
class _Day:
    on: date
    inside: bool
    """Whether the edition is about this day."""
    messages: int
    asked: int
    rounds: int
    due: int


KINDS = (
    ("messages", marked("Messages"), marked("Messages")),
    ("asked", marked("A question was asked"), marked("Questions asked")),
    ("rounds", marked("A dissent round ends"), marked("Rounds ending")),
    ("due", marked("Something is due"), marked("Things due")),
)
"""What a day can have: its words in the key, and above its column of the table."""
_KNOWN_INSIDE = ("messages", "asked")  # of the other days nobody was asked


def week(edition: Edition, zone: ZoneInfo = LONDON, name: str = "week") -> Chart | None:
    """The calendar of an edition; None where the public may not read the numbers of its days."""
    if not edition.by_day:
        return None
    days = _days(edition, zone)
    title, said = label("The week, day by day"), sentence(edition, days)
    there = [each for each in KINDS if any(getattr(one, each[0]) for one in days)]
    rows = [days[start : start + _DAYS] for start in range(0, len(days), _DAYS)]
    most = max(each.messages for each in days) or 1
    parts = _weekdays(days[:_DAYS])
    for place, row in enumerate(rows):
        parts += _row(row, _HEAD + place * (_TALL + _GAP), most)
    below = _HEAD + len(rows) * (_TALL + _GAP) + 8
    signs = key([(partial(_sign, kind), label(said_)) for kind, said_, _ in there], below)
    columns = there if there[:1] == [KINDS[0]] else [KINDS[0], *there]
    return Chart(
        name=name,
        title=title,
        sentence=said,
        svg=drawing(name, title, said, signs.below, [*parts, *signs.parts]),
        columns=(label("Day"), *(label(head) for _, _, head in columns)),
        rows=tuple(
            (full_day(each.on), *(_told(each, kind) for kind, _, _ in columns))
            for each in days
            if each.inside or each.rounds or each.due
        ),
    )


def _told(each: _Day, kind: str) -> str:
    return str(getattr(each, kind)) if each.inside or kind not in _KNOWN_INSIDE else ""


def sentence(edition: Edition, days: Sequence[_Day]) -> str:
    """When most was written, and how much is due from here on."""
    last = max((on for on, _ in edition.by_day), default=edition.until.date())
    coming = sum(each.due for each in days if each.on > last)
    if not coming:
        return telling.days(edition)
    ahead = count(
        coming,
        "{number} promise or test is due in the days after.",
        "{number} promises and tests are due in the days after.",
    )
    return f"{telling.days(edition)} {ahead}"


def _days(edition: Edition, zone: ZoneInfo) -> list[_Day]:
    messages = dict(edition.by_day)
    asked = Counter(each.asked_at.astimezone(zone).date() for each in edition.challenges)
    ends = Counter(edition.round_ends)
    due = Counter(each.on for each in (*edition.promises, *edition.assumptions))
    first = min(messages, default=edition.since.astimezone(zone).date())
    last = max(messages, default=first)
    monday = first - timedelta(days=first.weekday())
    # What was due long ago, and what comes due later than the next week, is left to the text.
    until = max([last, *(on for on in (*due, *ends) if on <= last + timedelta(days=_DAYS))])
    weeks = min((until - monday).days // _DAYS + 1, MOST_WEEKS)
    return [
        _Day(on, on in messages, messages.get(on, 0), asked[on], ends[on], due[on])
        for on in (monday + timedelta(days=n) for n in range(weeks * _DAYS))
    ]


def _weekdays(days: Sequence[_Day]) -> list[Markup]:
    return [
        lettering("", (place + 0.5) * _CELL, 13, short_weekday(each.on))
        for place, each in enumerate(days)
    ]


def _row(days: Sequence[_Day], top: float, most: int) -> list[Markup]:
    parts = []
    for place, each in enumerate(days):
        left = place * _CELL
        middle = left + _CELL / 2
        paper = PAPER if each.inside else "#f3f5f6"
        parts.append(
            Markup(
                '<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}" fill="{paper}" '
                'stroke="{line}"/>'
            ).format(x=left + 0.5, y=top, w=_CELL - 1, h=_TALL, paper=paper, line=LINE)
        )
        parts.append(lettering("row", left + 5, top + 16, str(each.on.day)))
        if each.inside:
            high = _BAR_HIGH * each.messages / most
            floor = top + _BAR_FLOOR
            parts.append(box("segment", middle - 11, floor - high, 22, high, BAR))
            parts.append(line("axis", f"M{middle - 16:.1f} {floor}h32"))
            parts.append(lettering("tiny", middle, floor - high - 5, str(each.messages)))
        kinds = (("asked", each.asked), ("rounds", each.rounds), ("due", each.due))
        there = [(kind, number) for kind, number in kinds if number]
        for n, (kind, number) in enumerate(there):
            x = middle + (n - (len(there) - 1) / 2) * 16
            parts += _sign(kind, x, top + 99)
            if number > 1:
                parts.append(lettering("tiny", x, top + 118, str(number)))
    return parts


def _sign(kind: str, x: float, y: float) -> list[Markup]:
    """A bar, a disc with a question mark, a flag, a diamond: told apart without any colour."""
    match kind:
        case "messages":
            return [box("segment", x - 7, y - 7, 14, 14, BAR)]
        case "asked":
            return [
                Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="7.5" fill="{bar}"/>').format(
                    x=x, y=y, bar=BAR
                ),
                Markup('<text class="sign" x="{x:.1f}" y="{y:.1f}">?</text>').format(x=x, y=y + 4),
            ]
        case "rounds":
            path = f"M{x - 5:.1f} {y - 7:.1f}v15M{x - 5:.1f} {y - 7:.1f}h10l-3 4 3 4h-10z"
            look = Markup('fill="{ink}" stroke="{ink}" stroke-width="1.5"').format(ink=INK)
        case _:
            path = f"M{x:.1f} {y - 7.5:.1f}l7 7.5-7 7.5-7-7.5z"
            look = Markup('fill="{paper}" stroke="{ink}" stroke-width="2"').format(
                paper=PAPER, ink=INK
            )
    return [Markup('<path d="{path}" {look}/>').format(path=path, look=look)]
