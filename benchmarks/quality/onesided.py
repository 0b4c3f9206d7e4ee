"""Is only one opinion group in the room? Told from who reacts how to whom, on rooms of real votes.

    python -m benchmarks.quality.onesided FOLDER

`FOLDER` holds .jsonl files: each line a window of members, messages and reactions, with the answer
under `gold`, which is read only to score. Nothing is fitted on the folder. The last line is one
JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality import lines
from benchmarks.quality.lines import Row, within, words_in
from benchmarks.quality.scores import auc, interval, mean, rounded
from challenges import divided
from challenges.divided import Floats, Stands

BOOTSTRAPS = 1000
OURS = "ours"


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One room for as long as twelve messages: who stood where, and whether it was one group."""

    id: str
    conversation: str
    stands: Stands
    one_group: bool
    authors: tuple[int, ...] = ()
    """Who wrote each message, by their row."""


def read(folder: Path) -> list[Window]:
    """All windows in a folder, in the order of their files; one without an answer is left out."""
    return [
        _window(row, name)
        for name, rows in lines.files(folder)
        for row in rows
        if within(row, "gold").get("label") in ("echo", "mixed") and _messages(row)
    ]


def _messages(row: Row) -> list[Row]:
    found = row.get("messages")
    every = found if isinstance(found, list) else []
    return [each for each in every if isinstance(each, dict) and each.get("author") is not None]


def _window(row: Row, file: str) -> Window:
    messages = _messages(row)
    members: dict[str, int] = {}
    for message in messages:
        for member in (message["author"], *within(message, "reactions")):
            members.setdefault(str(member), len(members))
    stands = np.zeros((len(members), len(messages)), dtype=np.int8)
    authors = tuple(members[str(message["author"])] for message in messages)
    for column, message in enumerate(messages):
        for member, stand in within(message, "reactions").items():
            stands[members[member], column] = stand if stand in (1, -1) else 0
        stands[authors[column], column] = 1
    one_group = within(row, "gold")["label"] == "echo"
    return Window(str(row.get("id")), words_in(row, "conv") or file, stands, one_group, authors)


def ours(window: Window) -> float:
    """The chance of one group, as the bot reads it; what it would not judge is a coin's toss."""
    seen = divided.look(window.stands)
    return 0.5 if seen is None else seen.one_group


def nobody_disagrees(window: Window) -> float:
    """Fewer reactions against."""
    given = _given(window)
    return -float((given == -1).sum() / max(1, np.abs(given).sum()))


def voices(window: Window) -> float:
    """Fewer voices: the effective number of authors, the fewer the more of an echo."""
    _, counts = np.unique(window.authors, return_counts=True)
    shares = counts / counts.sum()
    return -exp(-float((shares * np.log(shares)).sum()))


def within_messages(window: Window) -> float:
    """Fewer messages whose reactions split."""
    given = _given(window)
    for_, against = (given == 1).sum(0), (given == -1).sum(0)
    return -float(np.mean(2 * np.minimum(for_, against) / np.maximum(for_ + against, 1)))


def pairs_agree(window: Window) -> float:
    """Pairs of members agree on more of what both reacted to."""
    return divided.concord(window.stands)


def strongest_axis(window: Window) -> float:
    """The strongest axis explains less of what is left without each message's mean (PCA)."""
    taken = np.abs(window.stands)
    rest = np.where(taken, window.stands - window.stands.sum(0) / np.maximum(taken.sum(0), 1), 0)
    strength = np.linalg.svd(rest, compute_uv=False) ** 2
    return -float(strength[0] / max(strength.sum(), 1e-9))


MEASURES: dict[str, Callable[[Window], float]] = {
    OURS: ours,
    "pairs of members agree": pairs_agree,
    "reactions split within messages": within_messages,
    "nobody disagrees": nobody_disagrees,
    "the strongest axis explains little": strongest_axis,
    "voices alone": voices,
}


def _given(window: Window) -> Stands:
    """The reactions others gave: no author reacts to themselves."""
    given = window.stands.copy()
    given[list(window.authors), range(len(window.authors))] = 0
    return given


def report(windows: Sequence[Window]) -> dict[str, float | int | None]:
    """Print the table, and give what the last line says."""
    names = list(dict.fromkeys(window.conversation for window in windows))
    truth = np.array([window.one_group for window in windows])
    by_name = [np.array([each.conversation == name for each in windows]) for name in names]
    scores = {
        measure: np.array([score(window) for window in windows])
        for measure, score in MEASURES.items()
    }
    seen = divided.shipped().conversations
    print(f"{len(windows)} windows, {truth.sum()} of them with one group. AUC, by conversation:")
    for name in names:
        print(f"  {name}{' (the shipped weights were learned from it)' if name in seen else ''}")
    drawn = _bootstraps(by_name)
    width = max(map(len, MEASURES)) + 2
    print(f"\n{'':{width}}{'mean':>7}  {'95 %':17}{'ours more':17}{'pooled':>7}  each")
    for measure, score in scores.items():
        each = _by_conversation(truth, score, by_name)
        spread = [_again(truth, score, sample) for sample in drawn]
        less = [_again(truth, scores[OURS], sample) for sample in drawn]
        more = np.array(less) - np.array(spread)
        print(
            f"{measure:{width}}{mean(each):7.3f}  {interval(spread):17}"
            f"{'' if measure == OURS else interval(more.tolist(), '+.3f'):17}"
            f"{auc(truth, score):7.3f}  {' '.join(f'{value:.3f}' for value in each)}"
        )
    pooled = auc(truth, scores[OURS])
    by_talk = mean(_by_conversation(truth, scores[OURS], by_name))
    last = {
        # Where no conversation has windows of both kinds, all are taken for one.
        "auc": pooled if np.isnan(by_talk) else by_talk,
        "auc_pooled": pooled,
        "auc_nobody_disagrees": mean(_by_conversation(truth, scores["nobody disagrees"], by_name)),
        "auc_pairs": mean(_by_conversation(truth, scores["pairs of members agree"], by_name)),
        "windows": len(windows),
        "conversations": len(names),
        "learned_from": sum(name in seen for name in names),
    }
    return {key: value if isinstance(value, int) else rounded(value) for key, value in last.items()}


def _bootstraps(by_name: Sequence[np.ndarray[Any, Any]]) -> list[list[np.ndarray[Any, Any]]]:
    """Windows drawn with replacement, within each conversation."""
    chance = np.random.default_rng(1)
    rows = [np.flatnonzero(each) for each in by_name]
    return [[chance.choice(each, len(each)) for each in rows] for _ in range(BOOTSTRAPS)]


def _again(
    truth: np.ndarray[Any, Any], score: Floats, sample: Sequence[np.ndarray[Any, Any]]
) -> float:
    return mean(auc(truth[rows], score[rows]) for rows in sample)


def _by_conversation(
    truth: np.ndarray[Any, Any], score: Floats, by_name: Sequence[np.ndarray[Any, Any]]
) -> list[float]:
    return [auc(truth[rows], score[rows]) for rows in by_name]


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    folder = lines.folder_named(words, "onesided")
    windows = read(folder)
    if len({each.one_group for each in windows}) < 2:
        lines.refuse(f"No .jsonl file in {folder} has windows of both kinds in it.")
    last = report(windows)
    lines.end_with(last)


if __name__ == "__main__":
    main(sys.argv[1:])
