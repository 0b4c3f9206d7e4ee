"""The two drawings of an opinion map as inline SVG: where groups lie, and how they voted.

As in `charts`, a drawing is as wide as a phone, and what differs in colour differs in shape or in
pattern too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from markupsafe import Markup

from bot.presenters.pages.chart import (
    BAR,
    INK,
    LINE,
    PAPER,
    STANDS,
    WIDTH,
    box,
    drawing,
    fill,
    lettering,
    patterns,
)
from bot.presenters.words import count, label
from challenges.ballots import Counts
from challenges.opinion import Bubble, OpinionMap

LETTERS = "ABCDE"
COLOURS = (BAR, "#a23b12", "#1d6b3a", "#6b2c91", "#5c5200")
CORNERS = (0, 4, 3, 4, 6)  # a circle, a square, a triangle, a diamond, a hexagon
TURNS = (0.0, pi / 4, -pi / 2, 0.0, 0.0)
FIGURES = ("", "dots", "stripes", "lines", "net")
_EDGE, _LARGEST, _SMALLEST = 30, 21, 5
_LEAST_HIGH, _MOST_HIGH = 150, 320
_ROW, _BAR, _BAR_FROM = 34, 26, 24


@dataclass(frozen=True, slots=True)
class _Plate:
    """A small box with words in it: where its middle is, and how wide it is."""

    x: float
    y: float
    wide: float
    high: float = 18

    def meets(self, other: _Plate) -> bool:
        return (
            abs(self.x - other.x) < (self.wide + other.wide) / 2 + 1
            and abs(self.y - other.y) < (self.high + other.high) / 2 + 1
        )


def opinion_chart(
    name: str, found: OpinionMap, numbers: Mapping[int, int], title: str, sentence: str
) -> Markup:
    """Groups as shapes, each of several people, with the statements in `numbers` by their number."""
    bubbles = found.bubbles or tuple(
        Bubble(place, group.voters, group.x, group.y) for place, group in enumerate(found.groups)
    )
    lie = {each.id: (each.x, each.y) for each in found.statements if each.id in numbers}
    heights = [bubble.y for bubble in bubbles] + [y for _, y in lie.values()]
    top, bottom = max(heights), min(heights)
    unit = (WIDTH - 2 * _EDGE) / 2
    high = min(max((top - bottom) * unit, _LEAST_HIGH), _MOST_HIGH)
    stretch = min(unit, high / max(top - bottom, 0.01))

    def at(x: float, y: float) -> tuple[float, float]:
        return _EDGE + (x + 1) * unit, _EDGE + high / 2 + ((top + bottom) / 2 - y) * stretch

    most = max(bubble.voters for bubble in bubbles)
    frame = Markup(
        '<rect x="0.5" y="0.5" width="{w}" height="{h:.0f}" fill="none" stroke="{line}"/>'
    ).format(w=WIDTH - 1, h=high + 2 * _EDGE - 1, line=LINE)
    parts = [_figures(name, len(found.groups)), frame]
    for bubble in sorted(bubbles, key=lambda each: -each.voters):
        radius = max(_LARGEST * sqrt(bubble.voters / most), _SMALLEST)
        parts.append(_shape(name, bubble.group, *at(bubble.x, bubble.y), radius))
    plates: list[_Plate] = []
    for place, group in enumerate(found.groups):
        parts.append(_group_plate(plates, place, *at(group.x, group.y), high + 2 * _EDGE))
    for statement, (x, y) in lie.items():
        parts.append(_number_plate(plates, numbers[statement], *at(x, y), high + 2 * _EDGE))
    below = high + 2 * _EDGE + 8
    for place, group in enumerate(found.groups):
        x, y = place % 2 * WIDTH / 2, below + place // 2 * 28
        words = count(
            group.voters,
            "Group {letter}, {number} person",
            "Group {letter}, {number} people",
            letter=LETTERS[place],
        )
        parts.append(_shape(name, place, x + 11, y + 10, 9))
        parts.append(lettering("key", x + 27, y + 15, words))
    rows = (len(found.groups) + 1) // 2
    return drawing(name, title, sentence, below + rows * 28, parts)


def bars(name: str, rows: Sequence[tuple[str, Counts]], title: str, sentence: str) -> Markup:
    """One bar for each row, all of one length: who agrees, is unsure and disagrees in it."""
    parts = [patterns(name)]
    for place, (letter, counts) in enumerate(rows):
        top = place * _ROW
        left = _BAR_FROM if letter else 0.0
        if letter:
            parts.append(lettering("row", 0, top + 19, letter))
        scale = (WIDTH - left) / max(counts.total, 1)
        for stand in STANDS:
            number = getattr(counts, stand)
            if number:
                parts.append(_segment(name, stand, left, top, number * scale, number))
                left += number * scale
    return drawing(name, title, sentence, len(rows) * _ROW - (_ROW - _BAR) + 2, parts)


def key(name: str) -> Markup:
    """What solid, dotted and striped stand for in the bars."""
    stands = zip(STANDS, (label("Agree"), label("Unsure"), label("Disagree")), strict=True)
    parts = [patterns(name)]
    for place, (stand, words) in enumerate(stands):
        parts.append(box("segment", place * 120 + 1, 1, 18, 18, fill(name, stand)))
        parts.append(lettering("key", place * 120 + 27, 15, words))
    drawn = Markup("").join(parts)
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} 22" aria-hidden="true">{drawn}</svg>'
    ).format(w=WIDTH, drawn=drawn)


def _segment(name: str, stand: str, left: float, top: float, width: float, number: int) -> Markup:
    drawn = box("segment", left + 0.75, top + 1, max(width - 1.5, 1), _BAR, fill(name, stand))
    half = 6 + 4.5 * len(str(number))
    if width < 2 * half + 2:
        return drawn
    middle = left + width / 2
    plate = box("plate", middle - half, top + 5, 2 * half, 18, PAPER)
    return drawn + plate + lettering("", middle, top + 19, str(number))


def _group_plate(plates: list[_Plate], group: int, x: float, y: float, high: float) -> Markup:
    plate = _free(plates, _Plate(x, y, 24, 22), high)
    return box("", plate.x - 12, plate.y - 11, 24, 22, INK, 4) + Markup(
        '<text x="{x:.1f}" y="{y:.1f}" style="fill:{paper};font-weight:700">{letter}</text>'
    ).format(x=plate.x, y=plate.y + 5, paper=PAPER, letter=LETTERS[group])


def _number_plate(plates: list[_Plate], number: int, x: float, y: float, high: float) -> Markup:
    half = 6 + 4.0 * len(str(number))
    plate = _free(plates, _Plate(x, y, 2 * half), high)
    plate_ = box("plate", plate.x - half, plate.y - 9, 2 * half, 18, PAPER, 9)
    return plate_ + lettering("", plate.x, plate.y + 5, str(number))


def _free(plates: list[_Plate], wanted: _Plate, high: float) -> _Plate:
    """The place nearest to the wanted one that is inside the drawing and not taken; it is now."""
    tries = [
        _Plate(wanted.x + across * 6, wanted.y + up * 6, wanted.wide, wanted.high)
        for across in range(-15, 16)
        for up in range(-15, 16)
    ]
    inside = [
        each
        for each in tries
        if each.wide / 2 < each.x < WIDTH - each.wide / 2
        and each.high / 2 < each.y < high - each.high / 2
        and not any(each.meets(other) for other in plates)
    ]
    plate = min(
        inside or [wanted], key=lambda each: (each.x - wanted.x) ** 2 + (each.y - wanted.y) ** 2
    )
    plates.append(plate)
    return plate


def _shape(name: str, group: int, x: float, y: float, radius: float) -> Markup:
    fill = f"url(#{name}-figure-{group})" if FIGURES[group] else COLOURS[group]
    look = Markup('fill="{fill}" stroke="{paint}" stroke-width="1.5"').format(
        fill=fill, paint=INK if not FIGURES[group] else COLOURS[group]
    )
    corners = CORNERS[group]
    if not corners:
        return Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {look}/>').format(
            x=x, y=y, r=radius, look=look
        )
    far = radius * 1.15
    points = " ".join(
        f"{x + far * cos(angle):.1f},{y + far * sin(angle):.1f}"
        for angle in (TURNS[group] + 2 * pi * each / corners for each in range(corners))
    )
    return Markup('<polygon points="{points}" {look}/>').format(points=points, look=look)


def _figures(name: str, groups: int) -> Markup:
    """The patterns of the groups, each in the colour of its own."""
    drawn = {
        "dots": '<circle cx="3.5" cy="3.5" r="1.9" fill="{paint}"/>',
        "stripes": '<path d="M-1 8L8 -1M-2 2L2 -2M5 9L9 5" stroke="{paint}" stroke-width="2"/>',
        "lines": '<path d="M0 3.5H7" stroke="{paint}" stroke-width="2.5"/>',
        "net": '<path d="M0 3.5H7M3.5 0V7" stroke="{paint}" stroke-width="1.5"/>',
    }
    patterns = [
        Markup(
            '<pattern id="{name}-figure-{group}" width="7" height="7" patternUnits="userSpaceOnUse">'
            '<rect width="7" height="7" fill="{paper}"/>{figure}</pattern>'
        ).format(
            name=name,
            group=group,
            paper=PAPER,
            figure=Markup(drawn[FIGURES[group]]).format(paint=COLOURS[group]),
        )
        for group in range(groups)
        if FIGURES[group]
    ]
    return Markup("<defs>{patterns}</defs>").format(patterns=Markup("").join(patterns))
