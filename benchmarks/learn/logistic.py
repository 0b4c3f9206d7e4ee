"""Logistic regression: the weights that make what was seen most likely, kept small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


def fit(
    rows: Floats,
    yes: Floats,
    small: float,
    counts: Floats | None = None,
    most: int = 25,
) -> NDArray[np.float64]:
    """Give one weight a column; `small` is what a weight's square costs. Newton's steps."""
    rows = rows.astype(np.float64)
    counts = np.ones(len(rows)) if counts is None else counts
    weights = np.zeros(rows.shape[1])
    for _ in range(most):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (counts * (chance - yes)) + small * weights
        step = _solve(rows, counts * chance * (1 - chance), small, slope)
        weights -= step
        if abs(step).max() < 1e-5:
            break
    return weights


def _solve(rows: Floats, bend: Floats, small: float, slope: Floats) -> NDArray[np.float64]:
    """Solve the step by conjugate gradients, which never need the matrix as a whole."""
    step = np.zeros_like(slope)
    rest = slope.copy()
    along = rest.copy()
    size = rest @ rest
    for _ in range(100):
        if size < 1e-12:
            break
        bent = rows.T @ (bend * (rows @ along)) + small * along
        far = size / (along @ bent)
        step += far * along
        rest -= far * bent
        size, before = rest @ rest, size
        along = rest + (size / before) * along
    return np.asarray(step, np.float64)


def line(values: Floats, yes: Floats, level: bool = True) -> tuple[float, float]:
    """Give start and slope of the log-odds as a line over one value; no start where not `level`."""
    columns = [np.ones(len(values)) * level, values]
    start, slope = fit(np.stack(columns, 1), yes, 1e-3)
    return float(start), float(slope)


def table(found: Sequence[dict[str, float]], names: Sequence[str]) -> NDArray[np.float32]:
    """Give a row for each dictionary, with nought where it does not have a name."""
    place = {name: column for column, name in enumerate(names)}
    rows = np.zeros((len(found), len(names)), np.float32)
    for row, each in zip(rows, found, strict=True):
        for name, value in each.items():
            if name in place:
                row[place[name]] = value
    return rows
