"""The weeks so far: in how many of the talks that were large enough one side only was heard.

Each week has its 95 % interval: of eight talks a share says little. A week with too few has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.presenters.pages.chart import WIDTH, Chart, drawing, folded, lettering, line, width_of
from bot.presenters.words import count, day, label, short_day
from challenges.digest import Point

TOO_FEW = "–"
FEWEST = 5  # talks; of fewer no share is told
_LEFT, _TOP, _FLOOR, _HEIGHT = 48, 18, 178, 206
_CAP = 5.0


def trend(points: Sequence[Point], name: str = "trend") -> Chart | None:
    """The trend; None where no week had enough talks to say anything."""
    if not any(_enough(each) for each in points):
        return None
    title, said = label("Heard from one side only, week by week"), sentence(points)
    parts, high = [*_scale(), *_weeks(points)], _HEIGHT
    if not all(map(_enough, points)):
        for words in folded(label("– too few conversations to say"), WIDTH):
            parts.append(lettering("key", 0, high + 10, words))
            high += 18
    return Chart(
        name=name,
        title=title,
        sentence=said,
        svg=drawing(name, title, said, high, parts),
        columns=(
            label("Week to"),
            label("Conversations"),
            label("One side only"),
            label("The share could be"),
        ),
        rows=tuple(map(_row, reversed(points))),
    )


def sentence(points: Sequence[Point]) -> str:
    """What the newest week shows, and whether that is a change."""
    *before, last = points
    if not _enough(last):
        return label("This week had too few conversations to say how many heard one side only.")
    said = count(
        last.talks,
        "One side only was heard in {one_sided} of {number} conversation this week.",
        "One side only was heard in {one_sided} of {number} conversations this week.",
        one_sided=last.one_sided,
    )
    range_ = label(
        "From so few, all that can be said is that the usual share is between {low}% and {high}%.",
        low=_percent(last.low),
        high=_percent(last.high),
    )
    earlier = [each for each in before if _enough(each)]
    talks = sum(each.talks for each in earlier)
    if not talks:
        return f"{said} {range_}"
    share = sum(each.one_sided for each in earlier) / talks
    if share < last.low:
        change = label("That is more than in the weeks before.")
    elif share > last.high:
        change = label("That is less than in the weeks before.")
    else:
        change = label("That is too close to the weeks before to call it a change.")
    return f"{said} {range_} {change}"


def _row(point: Point) -> tuple[str, ...]:
    if not _enough(point):
        return day(point.ends), str(point.talks), label("too few to say"), ""
    range_ = label("{low}% to {high}%", low=_percent(point.low), high=_percent(point.high))
    return day(point.ends), str(point.talks), str(point.one_sided), range_


def _scale() -> list[Markup]:
    parts = []
    for share in (0, 50, 100):
        y = _at(share / 100)
        parts.append(line("axis" if not share else "rule", f"M{_LEFT} {y:.1f}H{WIDTH}"))
        parts.append(lettering("end", _LEFT - 6, y + 4.5, f"{share}%"))
    return parts


def _weeks(points: Sequence[Point]) -> list[Markup]:
    step = (WIDTH - _LEFT) / len(points)
    middles = [_LEFT + step * (place + 0.5) for place in range(len(points))]
    parts, path, named = [], "", _named([each.ends for each in points], step)
    for x, point in zip(middles, points, strict=True):
        if not _enough(point):
            path += "|"
            parts.append(lettering("", x, _FLOOR - 6, TOO_FEW))
            continue
        low, high, at = _at(point.low), _at(point.high), _at(point.one_sided / point.talks)
        parts.append(
            line(
                "range",
                f"M{x:.1f} {low:.1f}V{high:.1f}M{x - _CAP:.1f} {low:.1f}h{2 * _CAP:.0f}"
                f"M{x - _CAP:.1f} {high:.1f}h{2 * _CAP:.0f}",
            )
        )
        path += f" {x:.1f},{at:.1f}"
    parts += [
        Markup('<polyline class="through" points="{points}"/>').format(points=piece.strip())
        for piece in path.split("|")
        if piece.count(",") > 1
    ]
    for x, point in zip(middles, points, strict=True):
        if _enough(point):
            y = _at(point.one_sided / point.talks)
            parts.append(
                Markup('<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>').format(x=x, y=y)
            )
    for place, said in named:
        x = min(middles[place], WIDTH - width_of(said) / 2)
        parts.append(line("axis", f"M{middles[place]:.1f} {_FLOOR}v5"))
        parts.append(lettering("", x, _FLOOR + 20, said))
    return parts


def _named(ends: Sequence[date], step: float) -> list[tuple[int, str]]:
    """The weeks whose day stands below the drawing: the last, and others as there is room."""
    said = [short_day(each) for each in ends]
    apart = max(1, -int(-(max(map(width_of, said)) + 6) // step))
    return [(place, said[place]) for place in range(len(said) - 1, -1, -apart)]


def _enough(point: Point) -> bool:
    return point.talks >= FEWEST


def _at(share: float) -> float:
    return _FLOOR - (_FLOOR - _TOP) * share


def _percent(share: float) -> int:
    return round(100 * share)
