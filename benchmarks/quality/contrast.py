"""`python -m benchmarks.quality.contrast FOLDER`: is what is shown against a claim against it?

FOLDER holds .jsonl files of claims and views: `type` claim with `id`, `text` and `gold` (the ids of
views that `support` and `undermine` it), and `type` view with `id` and `text`. For each claim all
views of its file are ranked, ours and the peers' in one run. `gold` is read only to score; nothing
is fitted to the folder.

- nDCG@10, and acc@1 (is the first one right?): the views that undermine the claim are right. Over
  the claims that have such views.
- On-topic recall@10: how many of the views on either side of the claim are among the first ten (of
  at most ten).
- Undermining share: of the views on either side that are among the first three, how many undermine
  the claim. Three are what a member is shown. The base is their share among all such views. For the
  first one and the first ten it is printed too.

What decides is `challenges.contrast.scores`, as in use; councils, outcomes and dates, which weigh
as much there, are not in such files. The last line is one JSON object, for the reader a council
gets by default.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Before the number library is loaded: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the line above
from numpy.typing import NDArray  # noqa: E402

from benchmarks.learn.stance import claims_learned  # noqa: E402
from benchmarks.quality import lines  # noqa: E402
from benchmarks.quality.claims import Claim, Topics, read_topics  # noqa: E402
from benchmarks.quality.scores import mean, middle, rounded  # noqa: E402
from benchmarks.quality.stance import static_vectors  # noqa: E402
from bot import readers  # noqa: E402
from challenges import contrast, reading  # noqa: E402
from challenges.claim_stance import ByWords  # noqa: E402
from challenges.stance import Embedder, StanceScorer  # noqa: E402

FIRST, SHOWN = 10, 3
NONE = float("nan")
"""Where there is nothing of which a figure could be one."""
BOOTSTRAPS = 500
Ranks = list[list[int]]
Floats = NDArray[np.float64]


def tf_idf(topics: Topics) -> Ranks:
    """Words weighed by how rare they are, and the angle between two texts."""
    views = [Counter(reading.read(text).words) for text in topics.views]
    rarity = _rarity(views)
    units = [_unit(each, rarity) for each in views]
    found = []
    for claim in topics.claims:
        unit = _unit(Counter(reading.read(claim.text).words), rarity)
        found.append(_best([sum(w * each.get(g, 0.0) for g, w in unit.items()) for each in units]))
    return found


def bm25(topics: Topics, k1: float = 1.2, b: float = 0.75) -> Ranks:
    """Okapi BM25, as search engines have it."""
    views = [Counter(reading.read(text).words) for text in topics.views]
    times = Counter(word for each in views for word in each)
    count, mean = len(views), sum(each.total() for each in views) / max(len(views), 1)
    found = []
    for claim in topics.claims:
        scores = np.zeros(count)
        for word in set(reading.read(claim.text).words) & times.keys():
            weight = np.log(1 + (count - times[word] + 0.5) / (times[word] + 0.5))
            for place, each in enumerate(views):
                if n := each.get(word, 0):
                    long = k1 * (1 - b + b * each.total() / mean)
                    scores[place] += weight * n * (k1 + 1) / (n + long)
        found.append(_best(scores))
    return found


def by_static_vectors(topics: Topics) -> Ranks:
    """Vectors that each word has, made of these claims and views."""
    rows = static_vectors([*topics.views, *(claim.text for claim in topics.claims)])
    return [_best(row) for row in rows[len(topics.views) :] @ rows[: len(topics.views)].T]


def letters(topics: Topics) -> Ranks:
    """Runs of letters alone: how the slim reader finds what is about the same."""
    return [_best(row) for row in _by_letters(topics)]


def by_meaning(embedder: Embedder) -> Callable[[Topics], Ranks]:
    """Sentence vectors alone: likeness without stance."""
    return lambda topics: [_best(row) for row in _likeness(embedder, topics)]


def slim(topics: Topics) -> Ranks:
    """Letters and word lists: what is always there."""
    return _contrasting(topics, _by_letters(topics), ByWords())


def trained(embedder: Embedder, scorer: StanceScorer) -> Callable[[Topics], Ranks]:
    """Sentence vectors and the reader of claim and view: what a council gets."""
    return lambda topics: _contrasting(topics, _likeness(embedder, topics), scorer)


def _contrasting(topics: Topics, likeness: Floats, scorer: StanceScorer) -> Ranks:
    """What `contrast.choose` does with one question, for all claims."""
    found = []
    for claim, row in zip(topics.claims, likeness, strict=True):
        likely = _best(row, contrast.CONSIDERED)
        chances = scorer.score([(claim.text, topics.views[place]) for place in likely])
        scores = contrast.scores(row[likely], chances)
        found.append([likely[place] for place in np.argsort(-scores, kind="stable")])
    return found


_LETTERS: dict[str, Floats] = {}
_VECTORS: dict[tuple[str, str], Floats] = {}


def _by_letters(topics: Topics) -> Floats:
    if topics.name not in _LETTERS:
        corpus = reading.Corpus(topics.views)
        rows = np.zeros((len(topics.claims), len(topics.views)))
        for row, claim in zip(rows, topics.claims, strict=True):
            for place, likeness in corpus.rank(claim.text):
                row[place] = likeness
        _LETTERS[topics.name] = rows
    return _LETTERS[topics.name]


def _likeness(embedder: Embedder, topics: Topics) -> Floats:
    if (embedder.name, topics.name) not in _VECTORS:
        views = embedder.embed(topics.views)
        claims = embedder.embed([claim.text for claim in topics.claims])
        _VECTORS[embedder.name, topics.name] = np.asarray(claims @ views.T, np.float64)
    return _VECTORS[embedder.name, topics.name]


def _best(scores: Sequence[float] | NDArray[np.floating[Any]], most: int = FIRST) -> list[int]:
    order = np.argsort(-np.asarray(scores), kind="stable")[:most]
    return [int(place) for place in order]


def _rarity(views: Sequence[Counter[str]]) -> dict[str, float]:
    times = Counter(word for each in views for word in each)
    return {word: float(np.log((1 + len(views)) / (1 + n)) + 1) for word, n in times.items()}


def _unit(words: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    weighed = {word: n * rarity[word] for word, n in words.items() if word in rarity}
    length = sum(weight * weight for weight in weighed.values()) ** 0.5 or 1.0
    return {word: weight / length for word, weight in weighed.items()}


@dataclass(frozen=True, slots=True)
class Scores:
    """What one claim adds to each figure; a figure is the mean, or one sum over another."""

    ndcg: float
    first: float
    recall: float
    undermining: tuple[int, int, int]
    on_topic: tuple[int, int, int]


SHARES = (1, SHOWN, FIRST)
SLIM = "ours, slim: letters and word lists"
TRAINED = "ours: sentence vectors and the trained reader"


def score(claim: Claim, ranks: Sequence[int]) -> Scores:
    """Hold the views that were ranked first against the gold of a claim."""
    against, either = set(claim.undermine), {*claim.undermine, *claim.support}
    right = [place in against for place in ranks[:FIRST]]
    found = sum(1 / np.log2(n + 2) for n, is_right in enumerate(right) if is_right)
    ideal = sum(1 / np.log2(n + 2) for n in range(min(FIRST, len(against))))
    return Scores(
        float(found / ideal) if against else NONE,
        float(right[:1] == [True]) if against else NONE,
        len(either & set(ranks[:FIRST])) / min(FIRST, len(either)) if either else NONE,
        tuple(len(against & set(ranks[:n])) for n in SHARES),  # type: ignore[arg-type]  # three
        tuple(len(either & set(ranks[:n])) for n in SHARES),  # type: ignore[arg-type]  # three
    )


FIGURES = ("ndcg_at_10", "acc_at_1", "on_topic_recall_at_10", "undermining_share")
ALSO = ("undermining_share_at_1", "undermining_share_at_10")


def figures(scored: Sequence[Scores]) -> dict[str, float]:
    """All figures over some claims."""
    at_1, at_3, at_10 = (
        _share([(each.undermining[n], each.on_topic[n]) for each in scored]) for n in range(3)
    )
    values = (
        mean(each.ndcg for each in scored),
        mean(each.first for each in scored),
        mean(each.recall for each in scored),
        at_3,
        at_1,
        at_10,
    )
    return dict(zip(FIGURES + ALSO, values, strict=True))


def intervals(scored: Sequence[Scores]) -> dict[str, tuple[float, float]]:
    """95 % intervals, claims drawn again."""
    chance = np.random.default_rng(0)
    drawn: dict[str, list[float]] = {each: [] for each in FIGURES + ALSO}
    for _ in range(BOOTSTRAPS):
        again = [scored[place] for place in chance.integers(0, len(scored), len(scored))]
        for each, value in figures(again).items():
            drawn[each].append(value)
    return {each: middle(values) for each, values in drawn.items()}


def _share(counts: Sequence[tuple[int, int]]) -> float:
    whole = sum(of for _, of in counts)
    return sum(part for part, _ in counts) / whole if whole else NONE


def models() -> tuple[dict[str, Callable[[Topics], Ranks]], str]:
    """What is compared, and which of them a council gets by default."""
    best = readers.best()
    found: dict[str, Callable[[Topics], Ranks]] = {
        "tf-idf, words": tf_idf,
        "BM25": bm25,
        "static vectors of words": by_static_vectors,
        "letters alone": letters,
        SLIM: slim,
    }
    if not best.trained:
        print("The trained readers are not installed: the slim ones are the default here.\n")
        return found, SLIM
    found["sentence vectors alone"] = by_meaning(best.embedder)
    found[TRAINED] = trained(best.embedder, best.scorer)
    return found, TRAINED


def report(
    folder: Sequence[Topics], made: Mapping[str, Callable[[Topics], Ranks]], default: str
) -> dict[str, Any]:
    """Print the tables, and give what the last line says."""
    claims = [claim for topics in folder for claim in topics.claims]
    found: dict[str, list[Scores]] = {}
    seconds: dict[str, float] = {}
    for model, rank in made.items():
        start = time.perf_counter()
        found[model] = [
            score(claim, ranks)
            for topics in folder
            for claim, ranks in zip(topics.claims, rank(topics), strict=True)
        ]
        seconds[model] = time.perf_counter() - start
    print(f"Of {sum(len(each.views) for each in folder)} views.")
    base = _table(claims, found, seconds)
    learned = claims_learned(Path(os.environ.get("CHALLENGER_DATA", "../shared/data")))
    new = [at for at, claim in enumerate(claims) if claim.text not in learned]
    if 0 < len(new) < len(claims):
        print(
            "\nThe trained reader learned from the others of these claims; from these it did not:"
        )
        few = {model: [scored[at] for at in new] for model, scored in found.items()}
        _table([claims[at] for at in new], few, seconds)
    return {
        **{each: rounded(value) for each, value in figures(found[default]).items()},
        "base": rounded(base),
        "reader": default,
        "claims": len(claims),
        "learned_from": len(claims) - len(new) if learned else None,  # where nobody can tell
    }


def _table(
    claims: Sequence[Claim], found: Mapping[str, Sequence[Scores]], seconds: Mapping[str, float]
) -> float:
    """Print the figures of every way on some claims; give what chance would have."""
    base = _share([(len(each.undermine), len({*each.undermine, *each.support})) for each in claims])
    print(f"{len(claims)} claims; of the views on either side of one {base:.3f} undermine it.")
    print(f"With 95 % intervals from {BOOTSTRAPS} bootstraps over claims.\n")
    widest = max(map(len, found)) + 2
    titles = ("nDCG@10", "acc@1", "on-topic recall@10", f"undermining share@{SHOWN}")
    print(" " * widest + "".join(f"{title:>24}" for title in titles) + "   @1    @10   seconds")
    for model, scored in found.items():
        values, spread = figures(scored), intervals(scored)
        cells = "".join(
            f"{values[each]:.3f} [{spread[each][0]:.3f}, {spread[each][1]:.3f}]".rjust(24)
            for each in FIGURES
        )
        also = "  ".join(f"{values[each]:.3f}" for each in ALSO)
        print(f"{model:{widest}}{cells}  {also}  {seconds[model]:6.1f}", flush=True)
    return base


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    at = lines.folder_named(words, "contrast")
    folder = read_topics(at)
    if not folder:
        lines.refuse(f"No .jsonl file in {at} has claims with views on either side in it.")
    made, default = models()
    last = report(folder, made, default)
    lines.end_with(last)


if __name__ == "__main__":
    main(sys.argv[1:])
