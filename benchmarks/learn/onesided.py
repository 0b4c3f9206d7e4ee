"""Learns how one opinion group is told from two, from recorded Polis votes; writes divided.toml.

    python -m benchmarks.learn onesided

Two things are learned, and both are small. How often one camp agrees to a statement by one share
and another camp by another: a table of seven levels by seven, counted over the statements of six
conversations, also over those in which camps differ less than usual, since a professional
community is no referendum. Then the weights that make a chance of it, by logistic regression on
windows of ten people and twelve messages. What is printed is always measured on a conversation
that was left out of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.quality.onesided import Window, read
from benchmarks.quality.polis import NO_GROUP, Talk
from benchmarks.quality.polis import read as read_talks
from benchmarks.quality.scores import auc
from challenges import opinion_map
from challenges.divided import SEATS, TURNS, Floats, Pattern, chance, features
from challenges.opinion_map import UNSEEN, Places
from challenges.parts import SURE

OUT = Path("challenges/divided.toml")
LEVELS = np.array([0.04, 0.15, 0.3, 0.5, 0.7, 0.85, 0.96])
WIDTH = 0.08  # of the bell by which a share is spread over the levels
EVEN = 0.05  # of the table is spread evenly: what was never seen is not impossible
CAUTION = 0.6
MILDNESS = (0.0, 1.5, 3.0)  # how strongly statements on which camps differ little are preferred
LEAST_VOTES = 8  # in each camp, for a statement to count
LEAST_ACTIVE = 15  # votes of whoever is seated, or two in five where there are few statements
DRAWN = 240
RIDGE = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Camps:
    """One conversation with the two camps in it, and how much of each agrees to each statement."""

    name: str
    votes: opinion_map.Votes
    camps: Places
    shares: Floats


def learn(where: Path) -> None:
    """Learn from the development data in a folder, say how well it holds, and write the file."""
    talks = [two_camps(talk) for talk in read_talks(where / "polis_votes")]
    windows = read(where / "echo_polis")
    drawn = [each for talk in talks for mild in MILDNESS[:2] for each in draw(talk, mild)]
    sure: list[bool] = []
    print("AUC on a conversation that was left out; beside it windows drawn from its votes")
    for talk in talks:
        others = [each for each in talks if each is not talk]
        pattern = fitted(others, _without(windows + drawn, talk))
        given = [each for each in windows if each.conversation == talk.name]
        own = [each for each in drawn if each.conversation == talk.name]
        print(f"  {talk.name:36}{_auc(pattern, given)}{_auc(pattern, own)}")
        for each in given:
            likely = chance(pattern, features(each.stands, pattern))
            if max(likely, 1 - likely) >= SURE:
                sure.append((likely > 0.5) == each.one_group)
    print(f"Of {len(windows)} windows {len(sure)} are told surely, {sum(sure)} of them rightly.")
    OUT.write_text(written(fitted(talks, windows + drawn), talks), encoding="utf-8")
    print(f"Written: {OUT}")


def fitted(talks: Sequence[Camps], windows: Sequence[Window]) -> Pattern:
    """Learn the table from the statements, and the weights from the windows."""
    bare = Pattern(LEVELS, table(talks), CAUTION, 0.0, (0.0, 0.0))
    seen = np.array([features(each.stands, bare) for each in windows])
    truth = np.array([each.one_group for each in windows], dtype=np.float64)
    constant, weights = regression(seen, truth)
    return replace(bare, constant=constant, weights=weights)


def table(talks: Sequence[Camps]) -> Floats:
    """How often two camps agree by two levels, the same in both directions."""
    counted = np.zeros((len(LEVELS), len(LEVELS)))
    for talk in talks:
        apart = np.abs(talk.shares[:, 0] - talk.shares[:, 1])
        bell = np.exp(-0.5 * ((talk.shares[:, :, None] - LEVELS) / WIDTH) ** 2)
        bell /= bell.sum(2, keepdims=True)
        for mild in MILDNESS:
            weight = np.exp(-mild * apart)
            one = np.einsum("s,sa,sb->ab", weight / weight.sum(), bell[:, 0], bell[:, 1])
            counted += one + one.T
    counted /= counted.sum()
    return (1 - EVEN) * counted + EVEN / counted.size


def two_camps(talk: Talk) -> Camps:
    """Polis's own camps where they are reliable; else the two nearest to one another's votes."""
    votes = np.where((talk.votes == UNSEEN) & (talk.masked != UNSEEN), talk.masked, talk.votes)
    camps = talk.groups
    if not talk.reliable:
        layout = opinion_map.lay_out(talk.votes)
        found = opinion_map.groupings(layout)[2].groups
        camps = np.where(layout.enough, found, NO_GROUP)
    yes, no = (
        np.array([(votes[camps == camp] == vote).sum(0) for camp in (0, 1)]).T for vote in (1, -1)
    )
    enough = (yes + no).min(1) >= LEAST_VOTES
    return Camps(talk.name, votes, camps, ((yes + 0.5) / (yes + no + 1))[enough])


def draw(talk: Camps, mild: float) -> list[Window]:
    """Draw windows as those of echo_polis: ten people, twelve statements, the author agrees."""
    dice = np.random.default_rng(2)
    cast = talk.votes != UNSEEN
    active = cast.sum(1) >= min(LEAST_ACTIVE, 0.4 * cast.shape[1])
    sides = [np.flatnonzero((talk.camps == camp) & active) for camp in (0, 1)]
    large = [side for side in sides if len(side) >= SEATS]
    if min(map(len, sides)) < SEATS // 2 or not large:
        return []
    means = [np.where(cast[side], talk.votes[side], 0).sum(0) for side in sides]
    counts = [np.maximum(cast[side].sum(0), 1) for side in sides]
    weight = np.exp(-mild * np.abs(means[0] / counts[0] - means[1] / counts[1]))
    found: list[Window] = []
    for number in range(20 * DRAWN):
        if len(found) == DRAWN:
            break
        one_group = len(found) % 2 == 1
        if one_group:
            people = dice.choice(large[dice.integers(len(large))], SEATS, replace=False)
        else:
            people = np.concatenate(
                [dice.choice(side, SEATS // 2, replace=False) for side in sides]
            )
        votes = talk.votes[people]
        fit = np.flatnonzero(((votes != UNSEEN).sum(0) >= SEATS // 2) & (votes == 1).any(0))
        if len(fit) < TURNS:
            continue
        chosen = dice.choice(fit, TURNS, replace=False, p=weight[fit] / weight[fit].sum())
        stands = np.where(votes[:, chosen] == UNSEEN, 0, votes[:, chosen]).astype(np.int8)
        found.append(Window(f"{talk.name} {mild} {number}", talk.name, stands, one_group))
    return found


def regression(seen: Floats, truth: Floats) -> tuple[float, tuple[float, ...]]:
    """Logistic regression with a ridge, by Newton's method, in the scale of what was seen."""
    middle, spread = seen.mean(0), seen.std(0) + 1e-9
    rows = np.column_stack([np.ones(len(seen)), (seen - middle) / spread])
    ridge = RIDGE * np.eye(rows.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - truth) + ridge @ weights
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(bend, slope)
    scaled = weights[1:] / spread
    return float(weights[0] - scaled @ middle), tuple(float(each) for each in scaled)


def written(pattern: Pattern, talks: Sequence[Camps]) -> str:
    """The file, as `challenges.divided` reads it."""
    names = ", ".join(f'"{talk.name}"' for talk in talks)
    rows = ",\n".join(
        "    [" + ", ".join(f"{each:.5f}" for each in row) + "]" for row in pattern.pairs
    )
    levels = ", ".join(f"{each:g}" for each in pattern.levels)
    return (
        "# How one opinion group is told from two."
        " Written by `python -m benchmarks.learn onesided`;\n"
        "# what it is, where it comes from and what it must not be used for: divided.card.md\n"
        f"caution = {pattern.caution:g}\n"
        f"constant = {pattern.constant:.5f}\n"
        f"conversations = [{names}]\n"
        f"levels = [{levels}]\n"
        f"pairs = [\n{rows},\n]\n\n"
        "[weights]\n"
        f"camps = {pattern.weights[0]:.5f}\n"
        f"concord = {pattern.weights[1]:.5f}\n"
    )


def _without(windows: Sequence[Window], talk: Camps) -> list[Window]:
    return [each for each in windows if each.conversation != talk.name]


def _auc(pattern: Pattern, windows: Sequence[Window]) -> str:
    if not windows:
        return f"{'-':>8}"
    guessed = [float(np.dot(pattern.weights, features(each.stands, pattern))) for each in windows]
    return f"{auc(np.array([each.one_group for each in windows]), np.array(guessed)):8.3f}"
