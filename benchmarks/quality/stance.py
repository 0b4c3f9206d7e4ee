"""`python -m benchmarks.quality.stance FOLDER`: whether a view is for a claim or against it.

FOLDER holds .jsonl files of claims and views: `type` claim with `id`, `text` and `gold` (the ids of
the views that `support` and `undermine` it), `type` view with `id` and `text`; or .csv files of
arguments (topic, argument, stance). `gold` is read only to score, and nothing is fitted to FOLDER.

The baselines are fitted here, to the development data of CHALLENGER_DATA, without any claim or view
that is in FOLDER; if FOLDER is that data, in five parts. The bot's own readers learned from it, so
their figures on it are no fair ones, and it says so. Of Perspectrum's development data those pairs
are judged apart which the trained reader has never seen.

- macro-F1: the mean of F1 for "supports" and "undermines"; intervals by drawing claims again.
- AUC: of one view for and one against, how often the first is put higher.

The last line is one JSON object: the default reader's figures.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

# Before the number library is loaded: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the line above
from numpy.typing import NDArray  # noqa: E402

from benchmarks.learn.logistic import fit  # noqa: E402
from benchmarks.learn.stance import reader_unseen  # noqa: E402
from benchmarks.quality import lines  # noqa: E402
from benchmarks.quality.claims import Labelled, read_arguments, read_claims  # noqa: E402
from benchmarks.quality.scores import auc, macro_f1, middle, rounded  # noqa: E402
from bot import readers  # noqa: E402
from challenges import cues, reading  # noqa: E402
from challenges.stance import AGREES, CHALLENGES, StanceScorer  # noqa: E402

BOOTSTRAPS = 1000
PARTS = 5
STATIC_WIDTH = 100
TRAINED, SLIM = "default: the trained reader", "slim: words and rules"
Leans = NDArray[np.float64]
"""One number a pair: above nought the view is for the claim."""
Floats = NDArray[np.float32]
Rows = Callable[[Sequence[Labelled]], Floats]


def by(scorer: StanceScorer) -> Callable[[Sequence[Labelled]], Leans]:
    """Judge by one of the bot's readers: which of the two is likelier."""

    def lean(pairs: Sequence[Labelled]) -> Leans:
        chances = scorer.score([(each.claim, each.view) for each in pairs])
        return np.log(chances[:, AGREES] + 1e-12) - np.log(chances[:, CHALLENGES] + 1e-12)

    return lean


@dataclass(frozen=True, slots=True)
class Fitted:
    """A baseline: what it sees of a pair, and logistic regression over that."""

    rows: Rows

    def lean(self, train: Sequence[Labelled], test: Sequence[Labelled]) -> Leans:
        """Fit to some pairs, and judge others."""
        seen = self.rows([*train, *test])
        rows = np.hstack([seen, np.ones((len(seen), 1), np.float32)])
        agrees = np.array([float(each.agrees) for each in train])
        weights = fit(rows[: len(train)], agrees, 3.0)
        return np.asarray(rows[len(train) :] @ weights, np.float64)


def by_words(pairs: Sequence[Labelled]) -> Floats:
    """Tf-idf of the view's words and pairs of words, each at length one."""
    return tf_idf([each.view for each in pairs], twos=True)


def by_overlap(pairs: Sequence[Labelled]) -> Floats:
    """BM25 of the view for the claim, and whether one of the two says not."""
    rows = np.zeros((len(pairs), 4), np.float32)
    rows[:, 0] = bm25([(each.claim, each.view) for each in pairs]) / 20
    for row, each in zip(rows, pairs, strict=True):
        claims, views = negations(each.claim), negations(each.view)
        row[1:] = claims, views, (claims + views) % 2
    return rows


def by_static_vectors(pairs: Sequence[Labelled]) -> Floats:
    """What two texts share and where they differ, as means of vectors that each word has."""
    place: dict[str, int] = {}
    for each in pairs:
        for text in (each.claim, each.view):
            place.setdefault(text, len(place))
    vectors = static_vectors(list(place))
    claims = vectors[[place[each.claim] for each in pairs]]
    views = vectors[[place[each.view] for each in pairs]]
    both = np.hstack([claims, views, abs(claims - views), claims * views])
    return np.asarray(both * 3, np.float32)


def bm25(pairs: Sequence[tuple[str, str]]) -> Floats:
    """Okapi BM25 of the second text for the first; the second ones are the collection."""
    topics = [reading.read(text).words for _, text in pairs]
    seen = Counter(word for words in topics for word in set(words))
    mean = sum(map(len, topics)) / max(len(topics), 1) or 1.0
    found = np.zeros(len(pairs), np.float32)
    for at, ((asked, _), words) in enumerate(zip(pairs, topics, strict=True)):
        for word in reading.read(asked).topic:
            times = words.count(word)
            rarity = np.log(1 + (len(pairs) + 0.5) / (seen[word] + 0.5))
            found[at] += rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(words) / mean))
    return found


def static_vectors(texts: Sequence[str]) -> Floats:
    """Vectors that each word has, made here of these texts (latent semantic analysis)."""
    words = tf_idf(texts, twos=False)
    # The strongest directions of what words stand together, by a few steps of power iteration.
    width = min(STATIC_WIDTH, *words.shape)
    along = np.random.default_rng(0).standard_normal((words.shape[1], width)).astype(np.float32)
    for _ in range(4):
        along = np.linalg.qr(words.T @ (words @ along))[0]
    vectors = words @ along
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, np.float32)


def tf_idf(texts: Sequence[str], twos: bool) -> Floats:
    """Give each text a row of its words' weights; the four thousand words that most texts have."""
    grams = []
    for text in texts:
        said = cues.WORD.findall(text.lower())
        grams.append({*said, *(f"{a} {b}" for a, b in pairwise(said) if twos)})
    seen = Counter(gram for each in grams for gram in sorted(each))  # the same at every run
    place = {gram: at for at, (gram, _) in enumerate(seen.most_common(4000))}
    rows = np.zeros((len(texts), len(place)), np.float32)
    for row, each in zip(rows, grams, strict=True):
        for gram in each & place.keys():
            row[place[gram]] = np.log((1 + len(texts)) / (1 + seen[gram])) + 1
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def negations(text: str) -> int:
    """How often a text says not."""
    said = cues.WORD.findall(text.lower().replace("’", "'"))
    return sum(word in ("not", "no", "never", "cannot") or word.endswith("n't") for word in said)


def fitted(baseline: Fitted, known: Sequence[Labelled], pairs: Sequence[Labelled]) -> Leans:
    """Judge by a baseline that was fitted to no claim and no view of those it judges.

    Where the folder is the development data itself, that takes five parts: each is judged by what
    was fitted to the other four.
    """
    names = sorted({each.claim_id for each in pairs})
    claims = {each.claim for each in pairs}
    parts = PARTS if sum(each.claim in claims for each in known) > len(known) / 10 else 1
    part = {name: place % parts for place, name in enumerate(names)}
    found = np.zeros(len(pairs))
    for number in range(parts):
        inside = [at for at, each in enumerate(pairs) if part[each.claim_id] == number]
        judged = [pairs[at] for at in inside]
        texts = {each.view for each in judged} | {each.claim for each in judged}
        rest = [each for each in known if each.claim not in texts and each.view not in texts]
        if judged:
            found[inside] = baseline.lean(rest, judged)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What one reader made of all pairs, and how long it took."""

    leans: Leans
    seconds: float


def measure(pairs: Sequence[Labelled], known: Sequence[Labelled]) -> dict[str, Judged]:
    """Each reader on all pairs, the default one first."""
    best = readers.best()
    ways: dict[str, Callable[[], Leans]] = {}
    if best.trained:
        ways[TRAINED] = lambda: by(best.scorer)(pairs)
    else:
        print("The trained reader is not installed: the slim one is the default here.\n")
    ways[SLIM] = lambda: by(readers.SLIM.scorer)(pairs)
    for name, rows in (
        ("tf-idf of the view", by_words),
        ("BM25 and negations", by_overlap),
        ("static vectors of words", by_static_vectors),
    ):
        if known:
            ways[name] = partial(fitted, Fitted(rows), known, pairs)
    ways["all for it"] = lambda: np.ones(len(pairs))
    made = {}
    for name, way in ways.items():
        start = time.perf_counter()
        made[name] = Judged(way(), time.perf_counter() - start)
    return made


def interval(pairs: Sequence[Labelled], leans: Leans) -> tuple[float, float]:
    """The 95 % interval of macro-F1, drawing claims with all their views again."""
    chance = np.random.default_rng(0)
    of_claim: dict[str, list[int]] = {}
    for place, each in enumerate(pairs):
        of_claim.setdefault(each.claim_id, []).append(place)
    groups = [np.array(places) for places in of_claim.values()]
    answers = np.array([each.agrees for each in pairs])
    if len(groups) < 30:  # too few claims to draw from: pairs then
        groups = [np.array([place]) for place in range(len(pairs))]
    drawn = []
    for _ in range(BOOTSTRAPS):
        again = np.concatenate([groups[at] for at in chance.integers(0, len(groups), len(groups))])
        drawn.append(macro_f1(answers[again], leans[again] > 0))
    return middle(drawn)


def report(pairs: Sequence[Labelled], made: dict[str, Judged]) -> dict[str, Any]:
    """Print the table, and give what the last line says."""
    answers = np.array([each.agrees for each in pairs])
    print(
        f"{len(pairs)} pairs of {len({each.claim_id for each in pairs})} claims, "
        f"{answers.mean():.0%} for the claim"
    )
    print(f"{'':30}{'macro-F1':>9}  {'95 % interval':16}{'AUC':>6}{'ms a pair':>11}")
    last: dict[str, Any] = {}
    for name, judged in made.items():
        f1, (low, high) = macro_f1(answers, judged.leans > 0), interval(pairs, judged.leans)
        area, took = auc(answers, judged.leans), judged.seconds / len(pairs) * 1000
        print(f"{name:30}{f1:9.3f}  {low:.3f} to {high:.3f}  {area:6.3f}{took:11.2f}")
        if not last:
            last = {
                "macro_f1": rounded(f1),
                "interval": [rounded(low), rounded(high)],
                "auc": rounded(area),
                "pairs": len(pairs),
                "reader": name,
            }
        if name == SLIM:
            last["slim_macro_f1"] = rounded(f1)
    return last


def by_topic(pairs: Sequence[Labelled], made: dict[str, Judged]) -> None:
    """Print the figures of the first two readers on each subject with fifty pairs or more."""
    topics = sorted({topic for each in pairs for topic in each.topics})
    print("\nBy subject, macro-F1: default, slim")
    for topic in topics:
        inside = np.array([topic in each.topics for each in pairs])
        if inside.sum() < 50:
            continue
        answers = np.array([each.agrees for each in pairs])[inside]
        figures = [macro_f1(answers, each.leans[inside] > 0) for each in list(made.values())[:2]]
        print(f"  {topic[:60]:60}{int(inside.sum()):6}" + "".join(f"{f:8.3f}" for f in figures))


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    folder = lines.folder_named(words, "stance")
    pairs = [*read_claims(folder), *read_arguments(folder)]
    if not pairs:
        lines.refuse(f"No file in {folder} has claims with views, or arguments, in it.")
    where = Path(os.environ.get("CHALLENGER_DATA", "../shared/data"))
    known = [
        *read_claims(where / "contrast_perspectrum"),
        *read_arguments(where / "stance_argkp"),
    ]
    if not known:
        print(f"Left out: the baselines, which are fitted to the data in {where}. It is not there.")
    made = measure(pairs, known)
    own = {(each.claim, each.view) for each in known}
    seen = [(each.claim, each.view) in own for each in pairs]
    if any(seen):
        print(f"{sum(seen)} of {len(pairs)} pairs are development data, from which our readers"
              " learned: on them the figures are not fair.\n")  # fmt: skip
    last = report(pairs, made) | {"learned_from": sum(seen) if known else None}
    by_topic(pairs, made)
    if any(seen):
        _fair(pairs, made)
    lines.end_with(last)


def _fair(pairs: Sequence[Labelled], made: dict[str, Judged]) -> None:
    """Of the development data, the part that the trained reader never saw."""
    unseen = {(each.claim, each.view) for each in reader_unseen(pairs)}
    kept = [at for at, each in enumerate(pairs) if (each.claim, each.view) in unseen]
    if kept:
        print("\nOf these, what the trained reader never saw (the slim one did learn from it):")
        report(
            [pairs[at] for at in kept],
            {
                name: Judged(each.leans[kept], each.seconds * len(kept) / len(pairs))
                for name, each in made.items()
            },
        )


if __name__ == "__main__":
    main(sys.argv[1:])
