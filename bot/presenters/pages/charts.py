"""Where people stood before a round and after, as two bars. A table and a sentence say the same.

What differs differs in pattern as well as in colour.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from bot.presenters.pages.chart import (
    BAR,
    STANDS,
    WIDTH,
    drawing,
    fill,
    folded,
    lettering,
    patterns,
    width_of,
)
from bot.presenters.words import label, marked
from challenges.rounds import Counts

__all__ = ["BAR", "STANDS", "STAND_WORDS", "ballots"]

_ROW, _BAR, _KEY = 64, 30, 26
_THIRD, _SAID, _LINE = 120, 26, 18
STAND_WORDS = {
    "agree": marked("Go ahead"),
    "unsure": marked("Not sure"),
    "disagree": marked("Do not"),
}


def ballots(
    name: str,
    before: Counts,
    after: Counts,
    sentence: str,
    words: Mapping[str, str] = STAND_WORDS,
) -> Markup:
    """Two lying bars, before and after, on one scale: who agrees, is unsure, disagrees.

    `words` are the three answers. Where they are long, each has a line of its own.
    A ballot without counts has no bar.
    """
    scale = WIDTH / max(before.total, after.total, 1)
    parts = [patterns(name)]
    both = ((label("Before"), before), (label("After"), after))
    counted = [(title, counts) for title, counts in both if counts.total]
    for row, (title, counts) in enumerate(counted):
        top = row * _ROW
        parts.append(
            Markup('<text class="row" x="0" y="{y}">{title}</text>').format(y=top + 16, title=title)
        )
        parts.extend(_segments(name, counts, scale, top + 24))
    key_at = len(counted) * _ROW + 12
    said = {stand: label(words[stand]) for stand in STANDS}
    side_by_side = max(map(width_of, said.values())) <= _THIRD - _SAID
    for place, stand in enumerate(STANDS):
        x = place * _THIRD if side_by_side else 0
        lines = folded(said[stand], WIDTH - _SAID)
        parts.append(
            Markup(
                '<rect class="segment" x="{x}" y="{y}" width="18" height="18" fill="{fill}"/>'
            ).format(x=x + 0.75, y=key_at, fill=fill(name, stand))
        )
        for number, line in enumerate(lines):
            parts.append(lettering("key", x + _SAID, key_at + 14 + number * _LINE, line))
        if not side_by_side:
            key_at += _KEY + (len(lines) - 1) * _LINE
    height = key_at + (24 if side_by_side else 0)
    return drawing(name, label("Where people stood before and after"), sentence, height, parts)


def _segments(name: str, counts: Counts, scale: float, top: float) -> list[Markup]:
    parts = []
    x = 0.0
    for stand in STANDS:
        count = getattr(counts, stand)
        if not count:
            continue
        width = count * scale
        middle = x + width / 2
        parts.append(
            Markup(
                '<rect class="segment" x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}" '
                'fill="{fill}"/>'
            ).format(x=x + 0.75, y=top, w=max(width - 1.5, 1), h=_BAR, fill=fill(name, stand))
        )
        half = 6 + 5 * len(str(count))
        if width >= 2 * half + 2:
            parts.append(
                Markup(
                    '<rect class="plate" x="{x:.1f}" y="{y}" width="{w}" height="20" rx="3"/>'
                    '<text x="{m:.1f}" y="{ty}">{count}</text>'
                ).format(x=middle - half, y=top + 5, w=2 * half, m=middle, ty=top + 20, count=count)
            )
        x += width
    return parts
