"""How well guesses order what happened, how well groupings agree, and how sure a figure is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from challenges.opinion_map import Floats, Places


def auc(agrees: np.ndarray[Any, Any], guessed: Floats) -> float:
    """How often, of one who agrees and one who does not, the first was guessed higher."""
    values, place, counts = np.unique(guessed, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place] if len(values) else guessed
    yes = int(agrees.sum())
    no = len(agrees) - yes
    if not yes or not no:
        return float("nan")
    return float((ranks[agrees].sum() - yes * (yes + 1) / 2) / (yes * no))


def ari(first: Places, second: Places) -> float:
    """The adjusted Rand index of two groupings (Hubert and Arabie 1985)."""
    rows = np.unique(first, return_inverse=True)[1]
    columns = np.unique(second, return_inverse=True)[1]
    table = np.zeros((rows.max() + 1, columns.max() + 1))
    np.add.at(table, (rows, columns), 1)
    pairs, of_rows, of_columns = (
        float((each * (each - 1) / 2).sum()) for each in (table, table.sum(1), table.sum(0))
    )
    expected = of_rows * of_columns / max(len(rows) * (len(rows) - 1) / 2, 1)
    most = (of_rows + of_columns) / 2
    return 1.0 if most == expected else (pairs - expected) / (most - expected)


def macro_f1(answers: np.ndarray[Any, Any], guessed: np.ndarray[Any, Any]) -> float:
    """The mean of the two F1 figures of yes and no."""
    found = []
    for side in (True, False):
        hits = int(((guessed == side) & (answers == side)).sum())
        named = int((guessed == side).sum()) + int((answers == side).sum())
        found.append(2 * hits / named if named else 0.0)
    return sum(found) / 2


def mean(values: Iterable[float]) -> float:
    """The mean of those that are numbers; no number where none is."""
    known = [each for each in values if not np.isnan(each)]
    return float(np.mean(known)) if known else float("nan")


def middle(values: Iterable[float]) -> tuple[float, float]:
    """Between which the middle 95 % of bootstrapped values lie; no numbers where none is one."""
    known = [each for each in values if not np.isnan(each)]
    low, high = np.percentile(known, [2.5, 97.5]) if known else (np.nan, np.nan)
    return float(low), float(high)


def interval(values: Iterable[float], form: str = ".3f") -> str:
    """Where the middle 95 % of bootstrapped values lie, in words."""
    low, high = middle(values)
    return "-" if np.isnan(low) else f"{low:{form}} to {high:{form}}"


def rounded(figure: float) -> float | None:
    """A figure as the last line has it: four places, and null where there is none."""
    return None if np.isnan(figure) else round(float(figure), 4)
