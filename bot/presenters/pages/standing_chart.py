"""The map of disagreement: each council a mark in the lane of where it stands, at when it was heard.

A mark that is filled has more behind it: a page of its own to read, or a word on what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from bot.presenters.disagreement import ROWS, how_many
from bot.presenters.pages.chart import (
    BAR,
    INK,
    LINE,
    PAPER,
    WIDTH,
    Chart,
    drawing,
    key,
    lettering,
    line,
)
from bot.presenters.words import count, day, label, listed
from challenges.disagreement import Disagreement, Position, Standing
from challenges.library import Status

OLDEST = timedelta(days=730)
A_YEAR = timedelta(days=365)
CORNERS = {Status.KEPT: 0, Status.TRIED: 4, Status.DROPPED: 3, Status.CONSIDERING: 1}
_LEFT, _RIGHT, _TOP = 10.0, WIDTH - 10.0, 4.0
_MARK, _APART = 6.0, 14.0


def standing(found: Disagreement, today: date, name: str = "standing") -> Chart:
    """The map of one topic, as it is today."""
    title, said = label("Where councils stand, and when they said so"), sentence(found)
    parts = [_old(name)]
    top, lanes = _TOP, []
    for position in found.positions:
        high = _lane_height(position, today)
        lanes.append(_lane(position, today, top))
        top += high
    parts.append(
        Markup('<rect x="0" y="{y}" width="{w:.1f}" height="{h:.1f}" fill="url(#{name}-old)"/>')
        .format(y=_TOP, w=_at(today - A_YEAR, today), h=top - _TOP, name=name)
    )  # fmt: skip
    parts += [each for lane in lanes for each in lane]
    parts += _axis(top)
    signs = key(
        [
            (_example(more=False), label("Said where it stands, no more")),
            (_example(more=True), label("Has a page to read, or said what came of it")),
        ],
        top + 26,
    )
    return Chart(
        name=name,
        title=title,
        sentence=said,
        svg=drawing(name, title, said, signs.below, [*parts, *signs.parts]),
        columns=(
            label("Council"),
            label("Where it stands"),
            label("Said so on"),
            label("What is behind it"),
        ),
        rows=tuple(
            (each.council, label(ROWS[position.status]), day(each.heard_on), _behind(each))
            for position in found.positions
            for each in position.standing
        ),
    )


def sentence(found: Disagreement) -> str:
    """How many stand where, and how many of them spoke long ago."""
    said = count(
        found.councils,
        "{number} council told of this: {stands}.",
        "{number} councils told of this: {stands}.",
        stands=listed([how_many(each) for each in found.positions]),
    )
    if not found.stale:
        return said
    old = count(
        found.stale,
        "{number} of them said so more than a year ago.",
        "{number} of them said so more than a year ago.",
    )
    return f"{said} {old}"


def _behind(each: Standing) -> str:
    if each.linked and each.followed_up:
        return label("A page to read, and what came of it")
    if each.linked:
        return label("A page to read")
    if each.followed_up:
        return label("What came of it")
    return label("No more than that")


def _lane(position: Position, today: date, top: float) -> list[Markup]:
    title = label(
        "{position}: {number}",
        position=label(ROWS[position.status]),
        number=len(position.councils),
    )
    parts = [
        line("rule", f"M0 {top:.1f}H{WIDTH}"),
        lettering("row", 4, top + 17, title),
    ]
    for each, row in _placed(position.standing, today):
        x, y = _at(each.heard_on, today), top + 33 + row * _APART
        parts.append(_mark(position.status, x, y, each.linked or each.followed_up))
    return parts


def _lane_height(position: Position, today: date) -> float:
    rows = 1 + max((row for _, row in _placed(position.standing, today)), default=0)
    return 30 + rows * _APART


def _placed(standing: Sequence[Standing], today: date) -> list[tuple[Standing, int]]:
    """Each mark with the first row in which it touches no other."""
    ends: list[float] = []
    placed = []
    for each in sorted(standing, key=lambda one: (one.heard_on, one.council)):
        x = _at(each.heard_on, today)
        row = next((n for n, end in enumerate(ends) if x - end >= _APART), len(ends))
        ends[row : row + 1] = [x]
        placed.append((each, row))
    return placed


def _at(on: date, today: date) -> float:
    age = min(max(today - on, timedelta()), OLDEST)
    return _RIGHT - (_RIGHT - _LEFT) * (age / OLDEST)


def _axis(y: float) -> list[Markup]:
    middle = (_LEFT + _RIGHT) / 2
    return [
        line("axis", f"M0 {y:.1f}H{WIDTH}M{middle:.1f} {y:.1f}v5"),
        lettering("key", 0, y + 18, label("2 years ago")),
        lettering("", middle, y + 18, label("1 year ago")),
        lettering("end", WIDTH, y + 18, label("Now")),
    ]


def _mark(status: Status, x: float, y: float, more: bool) -> Markup:
    """A disc, a square, a triangle or a bar, filled where there is more behind it."""
    look = Markup('fill="{fill}" stroke="{ink}" stroke-width="1.5"').format(
        fill=BAR if more else PAPER, ink=INK
    )
    match CORNERS[status]:
        case 0:
            return Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" {look}/>').format(
                x=x, y=y, look=look
            )
        case 4:
            return Markup('<rect x="{x:.1f}" y="{y:.1f}" width="10" height="10" {look}/>').format(
                x=x - 5, y=y - 5, look=look
            )
        case 3:
            path = f"M{x:.1f} {y + 5.5:.1f}l-6 -10.5h12z"
        case _:
            path = f"M{x:.1f} {y - 6.5:.1f}l6 6.5-6 6.5-6-6.5z"
    return Markup('<path d="{path}" {look}/>').format(path=path, look=look)


def _example(*, more: bool) -> Callable[[float, float], list[Markup]]:
    return lambda x, y: [_mark(Status.KEPT, x, y, more)]


def _old(name: str) -> Markup:
    return Markup(
        '<defs><pattern id="{name}-old" width="9" height="9" patternUnits="userSpaceOnUse">'
        '<rect width="9" height="9" fill="{paper}"/>'
        '<path d="M0 9L9 0" stroke="{line}" stroke-width="0.8"/></pattern></defs>'
    ).format(name=name, paper=PAPER, line=LINE)
