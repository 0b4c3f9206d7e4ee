"""`python -m benchmarks.quality.civic FOLDER`: whether two statements contrast, by real votes.

FOLDER holds .jsonl files of pairs: `a` and `b` are statements of one conversation on Polis, `gold`
says whether those who agreed with one mostly disagreed with the other (`contrasting`), or went
along with both (`aligned`). Nothing is fitted to votes, and `gold` is read only to score.

- AUC: of one contrasting pair and one aligned pair, how often the first is put further apart, over
  all pairs; and the mean over conversations that have five pairs of each kind.

The last line is one JSON object.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Before the number library is loaded: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the line above
from numpy.typing import NDArray  # noqa: E402

from benchmarks.quality import lines  # noqa: E402
from benchmarks.quality.lines import within, words_in  # noqa: E402
from benchmarks.quality.scores import auc, mean, middle, rounded  # noqa: E402
from benchmarks.quality.stance import (  # noqa: E402
    SLIM,
    TRAINED,
    bm25,
    negations,
    static_vectors,
    tf_idf,
)
from bot import readers  # noqa: E402
from challenges.stance import Embedder, apart  # noqa: E402

BOOTSTRAPS = 1000
LEAST_OF_A_KIND = 5
Apart = NDArray[np.float64]
"""One number a pair: the higher, the further apart."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Two statements of one conversation, and whether people's votes set them apart."""

    talk: str
    one: str
    other: str
    contrasting: bool

    @property
    def texts(self) -> tuple[str, str]:
        """Both."""
        return self.one, self.other


def read(folder: Path) -> list[Statements]:
    """Read every .jsonl file of a folder; a pair without an answer is left out."""
    return [
        Statements(
            words_in(row, "conv") or name,
            words_in(row, "a"),
            words_in(row, "b"),
            within(row, "gold")["label"] == "contrasting",
        )
        for name, rows in lines.files(folder)
        for row in rows
        if words_in(row, "a") and words_in(row, "b")
        if within(row, "gold").get("label") in ("contrasting", "aligned")
    ]


def unlike(vectors: NDArray[np.float32]) -> Apart:
    """How little two texts are alike, their vectors being the first and the second half."""
    half = len(vectors) // 2
    return np.asarray(-(vectors[:half] * vectors[half:]).sum(1), np.float64)


def by_vectors(embedder: Embedder) -> Callable[[Sequence[Statements]], Apart]:
    """By an embedder's likeness alone."""
    return lambda pairs: unlike(embedder.embed(_texts(pairs)))


def by_tf_idf(pairs: Sequence[Statements]) -> Apart:
    """By the words they share, rare ones first."""
    return unlike(tf_idf(_texts(pairs), twos=False))


def by_static_vectors(pairs: Sequence[Statements]) -> Apart:
    """By vectors that each word has, made of these statements."""
    return unlike(static_vectors(_texts(pairs)))


def by_bm25(pairs: Sequence[Statements]) -> Apart:
    """By BM25 of one for the other, both ways."""
    texts = [each.texts for each in pairs]
    there = bm25(texts)
    return np.asarray(-(there + bm25([(other, one) for one, other in texts])), np.float64)


def by_negation(pairs: Sequence[Statements]) -> Apart:
    """One says not, the other does not."""
    return np.array([float((negations(e.one) + negations(e.other)) % 2) for e in pairs])


def _texts(pairs: Sequence[Statements]) -> list[str]:
    return [each.one for each in pairs] + [each.other for each in pairs]


def measure(pairs: Sequence[Statements]) -> dict[str, Apart]:
    """Each way on all pairs, the default reader first."""
    best, texts = readers.best(), [each.texts for each in pairs]
    made = {}
    if best.trained:
        made[TRAINED] = apart(best.scorer, texts)
    else:
        print("The trained reader is not installed: the slim one is the default here.\n")
    made[SLIM] = apart(readers.SLIM.scorer, texts)
    ways: dict[str, Callable[[Sequence[Statements]], Apart]] = {
        "unlike by tf-idf": by_tf_idf,
        "unlike by BM25": by_bm25,
        "unlike by static vectors": by_static_vectors,
        "unlike by sentence vectors": by_vectors(best.embedder),
        "one says not, one does not": by_negation,
    }
    return made | {name: way(pairs) for name, way in ways.items()}


def interval(pairs: Sequence[Statements], found: Apart) -> tuple[float, float]:
    """The 95 % interval of the AUC, drawing pairs again."""
    chance = np.random.default_rng(0)
    answers = np.array([each.contrasting for each in pairs])
    drawn = []
    for _ in range(BOOTSTRAPS):
        again = chance.integers(0, len(pairs), len(pairs))
        drawn.append(auc(answers[again], found[again]))
    return middle(drawn)


def by_conversation(pairs: Sequence[Statements], found: Apart) -> float:
    """The mean AUC of the conversations with enough pairs of each kind."""
    areas = []
    for talk in sorted({each.talk for each in pairs}):
        inside = np.array([each.talk == talk for each in pairs])
        answers = np.array([each.contrasting for each in pairs])[inside]
        if min(answers.sum(), (~answers).sum()) >= LEAST_OF_A_KIND:
            areas.append(auc(answers, found[inside]))
    return mean(areas)


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    folder = lines.folder_named(words, "civic")
    pairs = read(folder)
    answers = np.array([each.contrasting for each in pairs])
    if not pairs or answers.all() or not answers.any():
        lines.refuse(f"No .jsonl file in {folder} has pairs of statements of both kinds in it.")
    print(f"{len(pairs)} pairs of {len({each.talk for each in pairs})} conversations, "
          f"{answers.sum()} contrasting")  # fmt: skip
    print(f"{'':30}{'AUC':>6}  {'95 % interval':16}{'inside conversations':>22}")
    last: dict[str, object] = {}
    for name, found in measure(pairs).items():
        area, (low, high), inside = (
            auc(answers, found),
            interval(pairs, found),
            by_conversation(pairs, found),
        )
        print(f"{name:30}{area:6.3f}  {low:.3f} to {high:.3f}  {inside:21.3f}")
        if not last:
            last = {
                "auc": rounded(area),
                "interval": [rounded(low), rounded(high)],
                "pairs": len(pairs),
                "reader": name,
            }
        if name == SLIM:
            last["slim_auc"] = rounded(area)
    lines.end_with(last)


if __name__ == "__main__":
    main(sys.argv[1:])
