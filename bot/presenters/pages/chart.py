"""What a chart is: a drawing, the sentence that says what it shows, and the table of its numbers.

A page, a mail and a post show the same chart. What all drawings are made of is here too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 360
"""A phone is so wide: text in a drawing stays readable there and on a desk."""
INK, BAR, PAPER, LINE = "#0b0c0c", "#1a4d7a", "#ffffff", "#a9b3ba"
STANDS = ("agree", "unsure", "disagree")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `name` is unlike those of the others on a page, and the last word of its address.

    The first column of the table names its rows.
    """

    name: str
    title: str
    sentence: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def drawing(name: str, title: str, sentence: str, height: float, parts: Sequence[Markup]) -> Markup:
    """The parts as one drawing that says to everybody what it is."""
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h:.0f}" role="img" '
        'aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{sentence}</desc>'
        "{parts}</svg>"
    ).format(
        w=WIDTH, h=height, name=name, title=title, sentence=sentence, parts=Markup("").join(parts)
    )


def box(
    kind: str, x: float, y: float, wide: float, high: float, fill: str, round_: float = 3
) -> Markup:
    """A box, with round corners unless it is a part of a bar."""
    return Markup(
        '<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" '
        'rx="{rx}" fill="{fill}"/>'
    ).format(kind=kind, x=x, y=y, w=wide, h=high, rx=0 if kind == "segment" else round_, fill=fill)


def lettering(kind: str, x: float, y: float, said: str) -> Markup:
    """Words that begin at a place or, without a kind, have their middle there."""
    return Markup('<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{words}</text>').format(
        kind=kind, x=x, y=y, words=said
    )


def line(kind: str, path: str) -> Markup:
    """A line along a path."""
    return Markup('<path class="{kind}" d="{path}"/>').format(kind=kind, path=path)


def patterns(name: str) -> Markup:
    """Solid for agree, dots for unsure, stripes for disagree."""
    return Markup(
        '<defs><pattern id="{name}-unsure" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="{paper}"/><circle cx="4" cy="4" r="1.8" fill="{ink}"/>'
        '</pattern><pattern id="{name}-disagree" width="8" height="8" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" fill="{paper}"/><rect width="4" height="8" fill="{ink}"/>'
        "</pattern></defs>"
    ).format(name=name, paper=PAPER, ink=INK)


def fill(name: str, stand: str) -> str:
    """What an area for one stand is painted with, in the drawing of a name."""
    return BAR if stand == "agree" else f"url(#{name}-{stand})"


def width_of(said: str) -> float:
    """About how wide words are in a drawing, in the widest of its fonts: none is at hand to ask."""
    return sum(_WIDE.get(each, 8.4) for each in said)


def folded(said: str, wide: float) -> list[str]:
    """Words in lines that are no wider than that, wherever one word is not."""
    lines = [""]
    for word in said.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer) > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def key(rows: Sequence[tuple[Callable[[float, float], Sequence[Markup]], str]], top: float) -> Key:
    """What each sign stands for, one below the other, in as many lines as the words take."""
    parts: list[Markup] = []
    for sign, said in rows:
        parts += sign(9, top + 9)
        for line_ in folded(said, WIDTH - _SAID):
            parts.append(lettering("key", _SAID, top + 14, line_))
            top += _LINE
        top += _BETWEEN
    return Key(parts, top)


@dataclass(frozen=True, slots=True)
class Key:
    """The parts of a key, and where it ends."""

    parts: list[Markup]
    below: float


_SAID, _LINE, _BETWEEN = 26.0, 18.0, 6.0
_WIDE = dict.fromkeys("ijlI.,:;'|! ", 4.5) | dict.fromkeys("frt()-", 5.9)
_WIDE |= dict.fromkeys("mwMW%", 12.7) | dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 10.2)
