"""Guesses a vote nobody cast, to measure how well a model of opinions fits. It is never shown.

To guess for a real member how they would vote would be a profile; nothing in the bot asks for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from challenges.opinion_map import UNSEEN, Floats, Votes

DOUBT = 0.15  # how much of a vote is chance: the variance of one whose voter's mind is known
UNSURE = 4.0  # times as much, where the voter was unsure
CAREFUL = 120.0  # so many made-up voters, for whom any two statements hang together equally
LIKELY = 2.0  # so many made-up votes on each statement, at the average of all
ROUNDS = 19


def guesses(votes: Votes) -> Floats:
    """A number for each voter and statement: the higher, the likelier it is that they agree.

    Statements hang together: who agrees with one tends to agree with some others. The guess is the
    statement's average, moved by how the voter's own votes lie off the averages of theirs, each as
    far as the two statements hang together (a normal distribution with votes missing at random,
    fitted by expectation and maximisation: Dempster, Laird and Rubin 1977; Little and Rubin 2019,
    chapter 11). With few voters any two statements seem to hang together by luck, so all pairs are
    drawn toward the average pair (Ledoit and Wolf 2004, "Honey, I shrunk the sample covariance
    matrix").
    """
    seen = votes != UNSEEN
    average = votes[seen].mean() if seen.any() else 0.0
    mean = (np.where(seen, votes, 0).sum(0) + LIKELY * average) / (seen.sum(0) + LIKELY)
    off = votes - mean
    active = max(int(seen.any(1).sum()), 1)
    covariance = _first(off, seen, active)
    for _ in range(ROUNDS):
        weights, certain = _weighed(votes, off, covariance)
        learned = (weights.T @ weights - certain) / active
        covariance = covariance + covariance @ learned @ covariance
        covariance = (active * covariance + CAREFUL * _evened(covariance)) / (active + CAREFUL)
    weights, _ = _weighed(votes, off, covariance)
    return np.asarray(mean + weights @ covariance)


def _weighed(votes: Votes, off: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """What each vote says beyond the voter's other votes, and how much all voters told together."""
    weights = np.zeros(off.shape)
    certain = np.zeros(covariance.shape)
    for voter, row in enumerate(votes):
        known = np.flatnonzero(row != UNSEEN)
        both = np.ix_(known, known)
        doubt = np.where(row[known] == 0, UNSURE * DOUBT, DOUBT)
        inverse = np.linalg.inv(covariance[both] + np.diag(doubt))
        weights[voter, known] = inverse @ off[voter, known]
        certain[both] += inverse
    return weights, certain


def _first(off: Floats, seen: NDArray[np.bool_], active: int) -> Floats:
    """A first idea of it: unseen votes at the average, statements few voted on raised."""
    filled = np.where(seen, off, 0.0)
    often = np.sqrt(np.maximum(seen.sum(0), 1) / active)
    covariance = filled.T @ filled / active / np.outer(often, often)
    return np.asarray((active * covariance + CAREFUL * _evened(covariance)) / (active + CAREFUL))


def _evened(covariance: Floats) -> Floats:
    """One variance for all statements, and one covariance for all pairs."""
    size = len(covariance)
    variance = covariance.trace() / size
    between = (covariance.sum() - covariance.trace()) / max(size * (size - 1), 1)
    return np.asarray(between + np.eye(size) * (variance - between))
