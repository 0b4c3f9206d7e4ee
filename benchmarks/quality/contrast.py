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
import orjson  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from bot import readers  # noqa: E402
from challenges import contrast, reading  # noqa: E402
from challenges.claim_stance import ByWords  # noqa: E402
from challenges.stance import Embedder, StanceScorer  # noqa: E402

FIRST, SHOWN = 10, 3
BOOTSTRAPS = 500
Ranks = list[list[int]]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, and the places of the views on either side of it."""

    text: str
    undermine: frozenset[int]
    support: frozenset[int]


@dataclass(frozen=True, slots=True)
class Topics:
    """One file: its views, and the claims for which they are ranked."""

    name: str
    views: tuple[str, ...]
    claims: tuple[Claim, ...]


def read(folder: Path) -> list[Topics]:
    """All files of a folder, in order of name; those without claims are left out."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        lines = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
        views = {each["id"]: each["text"] for each in lines if each.get("type") == "view"}
        places = {id_: place for place, id_ in enumerate(views)}
        claims = tuple(
            Claim(
                each["text"],
                frozenset(places[id_] for id_ in each["gold"]["undermine"] if id_ in places),
                frozenset(places[id_] for id_ in each["gold"]["support"] if id_ in places),
            )
            for each in lines
            if each.get("type") == "claim"
        )
        if claims and views:
            found.append(Topics(path.stem, tuple(views.values()), claims))
    return found


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


def _best(scores: Sequence[float] | Floats, most: int = FIRST) -> list[int]:
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

    ndcg: float | None
    first: float | None
    recall: float | None
    undermining: tuple[int, int, int]
    on_topic: tuple[int, int, int]


SHARES = (1, SHOWN, FIRST)
SLIM = "ours, slim: letters and word lists"
TRAINED = "ours: sentence vectors and the trained reader"


def score(claim: Claim, ranks: Sequence[int]) -> Scores:
    """Hold the views that were ranked first against the gold of a claim."""
    either = claim.undermine | claim.support
    right = [place in claim.undermine for place in ranks[:FIRST]]
    found = sum(1 / np.log2(n + 2) for n, is_right in enumerate(right) if is_right)
    ideal = sum(1 / np.log2(n + 2) for n in range(min(FIRST, len(claim.undermine))))
    return Scores(
        float(found / ideal) if claim.undermine else None,
        float(right[:1] == [True]) if claim.undermine else None,
        len(either & set(ranks[:FIRST])) / min(FIRST, len(either)) if either else None,
        tuple(len(claim.undermine & set(ranks[:n])) for n in SHARES),  # type: ignore[arg-type]  # three
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
        _mean([each.ndcg for each in scored]),
        _mean([each.first for each in scored]),
        _mean([each.recall for each in scored]),
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
    return {
        each: (float(np.nanpercentile(values, 2.5)), float(np.nanpercentile(values, 97.5)))
        for each, values in drawn.items()
    }


def _mean(values: Sequence[float | None]) -> float:
    known = [each for each in values if each is not None]
    return sum(known) / len(known) if known else float("nan")


def _share(counts: Sequence[tuple[int, int]]) -> float:
    whole = sum(of for _, of in counts)
    return sum(part for part, _ in counts) / whole if whole else float("nan")


def models() -> tuple[dict[str, Callable[[Topics], Ranks]], str]:
    """What is compared, and which of them a council gets by default."""
    best = readers.best()
    found: dict[str, Callable[[Topics], Ranks]] = {
        "tf-idf, words": tf_idf,
        "BM25": bm25,
        "letters alone": letters,
        SLIM: slim,
    }
    if not best.trained:
        print("Left out: sentence vectors and the trained reader. They are not installed.\n")
        return found, SLIM
    found["sentence vectors alone"] = by_meaning(best.embedder)
    found[TRAINED] = trained(best.embedder, best.scorer)
    return found, TRAINED


def report(
    folder: Sequence[Topics], made: Mapping[str, Callable[[Topics], Ranks]], default: str
) -> dict[str, Any]:
    """Print the tables, and give what the last line says."""
    claims = [claim for topics in folder for claim in topics.claims]
    base = _share([(len(each.undermine), len(each.undermine | each.support)) for each in claims])
    print(
        f"{len(claims)} claims, {sum(len(each.views) for each in folder)} views;"
        f" of the views on either side of a claim {base:.3f} undermine it."
    )
    print(f"With 95 % intervals from {BOOTSTRAPS} bootstraps over claims.\n")
    widest = max(map(len, made)) + 2
    titles = ("nDCG@10", "acc@1", "on-topic recall@10", f"undermining share@{SHOWN}")
    print(" " * widest + "".join(f"{title:>24}" for title in titles) + "   @1    @10   seconds")
    last: dict[str, Any] = {}
    for model, rank in made.items():
        start = time.perf_counter()
        scored = [
            score(claim, ranks)
            for topics in folder
            for claim, ranks in zip(topics.claims, rank(topics), strict=True)
        ]
        seconds = time.perf_counter() - start
        values, spread = figures(scored), intervals(scored)
        cells = "".join(
            f"{values[each]:.3f} [{spread[each][0]:.3f}, {spread[each][1]:.3f}]".rjust(24)
            for each in FIGURES
        )
        also = "  ".join(f"{values[each]:.3f}" for each in ALSO)
        print(f"{model:{widest}}{cells}  {also}  {seconds:6.1f}", flush=True)
        if model == default:
            last = {each: round(value, 4) for each, value in values.items() if value == value}
            last |= {"base": round(base, 4), "reader": model, "claims": len(claims)}
    return last


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    if len(words) != 1 or not Path(words[0]).is_dir():
        raise SystemExit("Say which folder: python -m benchmarks.quality.contrast FOLDER")
    folder = read(Path(words[0]))
    if not folder:
        raise SystemExit(f"No file in {words[0]} ends in .jsonl and has claims and views in it.")
    made, default = models()
    last = report(folder, made, default)
    print()
    print(orjson.dumps(last).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
