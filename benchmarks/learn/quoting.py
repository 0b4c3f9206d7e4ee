"""Learns which messages are worth quoting, from meetings with marked turns; writes quoting.toml.

    python -m benchmarks.learn quoting

A logistic regression over the signs of `challenges.quoting`. What is printed is measured on groups
of people that were left out: the same four met up to four times about the same thing, so a meeting
is never judged by weights that saw another one of its group.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.meetings import Meeting, read
from challenges.quoting import Worth, signs

OUT = Path("challenges/quoting.toml")
SHARE = 0.15
"""So many of a meeting's turns are taken, to be held against those that were marked."""
SMALL = 30.0
FOLDS = 8
STEPS = 12
Floats = NDArray[np.float64]


def learn(where: Path) -> None:
    """Learn from the development data in a folder, say how well it holds, and write the file."""
    meetings = read(where / "digest_ami")
    apart = held_back(meetings)
    found = [turn_f1(each, apart[each.name].of(each.turns)) for each in meetings]
    whole = fitted(meetings)
    own = [turn_f1(each, whole.of(each.turns)) for each in meetings]
    print(f"Turn F1 on groups that were left out {np.mean(found):.3f}; on what it saw", end=" ")
    print(f"{np.mean(own):.3f}. {len(meetings)} meetings.")
    OUT.write_text(written(whole, meetings), encoding="utf-8")
    print(f"Written: {OUT}")


def turn_f1(meeting: Meeting, worths: Floats) -> float:
    """How well the turns worth most, so many in a hundred, are those that were marked."""
    most = round(SHARE * len(worths))
    taken = {int(place) for place in np.argsort(-worths, kind="stable")[:most]}
    return 2 * len(taken & meeting.extract) / max(len(taken) + len(meeting.extract), 1)


def held_back(meetings: Sequence[Meeting]) -> dict[str, Worth]:
    """For each meeting, weights that saw no meeting of its group."""
    seen = {each.name: _table(each) for each in meetings}
    groups = sorted({each.group for each in meetings})
    found: dict[str, Worth] = {}
    for fold in range(min(FOLDS, len(groups))):
        out = set(groups[fold::FOLDS])
        others = [each for each in meetings if each.group not in out]
        worth = fitted(others, seen)
        found |= {each.name: worth for each in meetings if each.group in out}
    return found


def fitted(meetings: Sequence[Meeting], seen: dict[str, Floats] | None = None) -> Worth:
    """Fit the weights; `seen` are the signs of each meeting, where they were looked at before."""
    if not meetings:
        return Worth(0.0, {})
    tables = [seen[each.name] if seen else _table(each) for each in meetings]
    marked = [
        np.isin(np.arange(len(each.turns)), list(each.extract)).astype(np.float64)
        for each in meetings
    ]
    start, weights = regression(np.concatenate(tables), np.concatenate(marked))
    return Worth(start, dict(zip(signs(meetings[0].turns), weights.tolist(), strict=True)))


def regression(seen: Floats, marked: Floats) -> tuple[float, Floats]:
    """Logistic regression with a ridge, by Newton's method; the weights fit the signs as seen."""
    middle, spread = seen.mean(0), seen.std(0) + 1e-9
    rows = np.column_stack([np.ones(len(seen)), (seen - middle) / spread])
    ridge = SMALL * np.eye(rows.shape[1])
    ridge[0, 0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (likely - marked) + ridge @ weights
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-5:
            break
    scaled = weights[1:] / spread
    return float(weights[0] - scaled @ middle), scaled


def written(worth: Worth, meetings: Sequence[Meeting]) -> str:
    """The file, as `challenges.quoting` reads it."""
    names = "".join(f'    "{each.name}",\n' for each in meetings)
    lines = "".join(f"{name} = {weight:.5f}\n" for name, weight in worth.weights.items())
    return (
        "# Which messages are worth quoting. From `python -m benchmarks.learn quoting`; what it\n"
        "# is, where it comes from and what it must not be used for: quoting.card.md\n"
        f"start = {worth.start:.5f}\n"
        f"meetings = [\n{names}]\n\n"
        f"[weights]\n{lines}"
    )


def _table(meeting: Meeting) -> Floats:
    return np.stack(list(signs(meeting.turns).values()), 1)
