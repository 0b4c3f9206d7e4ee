"""Which message answers which in a busy channel, and the threads that come of it.

    python -m benchmarks.quality.threads FOLDER

`FOLDER` holds .jsonl files: each line a log, with the links people saw in it under `gold`, which is
read only to score. Nothing is fitted on logs that the shipped network has not learned from. Those
it has learned from are judged by networks that were learned without them, in some minutes. The
last line is one JSON object.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from time import process_time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the lines above

from benchmarks.learn import threads as learning  # noqa: E402
from benchmarks.quality import lines  # noqa: E402
from benchmarks.quality.logs import Links, Log, read  # noqa: E402
from challenges import threads  # noqa: E402

BOOTSTRAPS = 2000
OURS = "ours"
SILENCE = 3  # minutes without a message after which the next one is taken to open a thread
OWN_WITHIN = 12  # messages in which somebody is taken to go on with what they said

Guess = Callable[[Log], Sequence[int]]


def previous(log: Log) -> list[int]:
    """Every message answers the one before it."""
    return [max(0, place - 1) for place in range(len(log.messages))]


def by_silence(log: Log) -> list[int]:
    """Every message answers the one before it, unless nobody wrote for some minutes."""
    found = []
    for place, message in enumerate(log.messages):
        before = max(0, place - 1)
        silent = (message.at - log.messages[before].at).total_seconds() > 60 * SILENCE
        found.append(place if silent else before)
    return found


def own_last(log: Log) -> list[int]:
    """Everybody goes on with what they said last."""
    return _rule(log, addressed=False)


def by_name(log: Log) -> list[int]:
    """The last message of who is named first; else the writer's own of late; else none."""
    return _rule(log, addressed=True)


def _rule(log: Log, addressed: bool) -> list[int]:
    latest: dict[str, int] = {}
    found = []
    for place, message in enumerate(log.messages):
        opening = message.text.lower().partition(" ")[0].strip(",:;@")
        who = log.names.get(opening, "") if addressed else ""
        own = latest.get(message.by, -OWN_WITHIN - 1)
        answered = own if place - own <= OWN_WITHIN else place
        found.append(latest[who] if who in latest and who != message.by else answered)
        latest[message.by] = place
    return found


PEERS: dict[str, Guess] = {
    "the name it opens with, else one's own last": by_name,
    "one's own last": own_last,
    "the message before": previous,
    f"the message before, {SILENCE} minutes at most": by_silence,
    "each for itself": lambda log: range(len(log.messages)),
}


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one log: links found, guessed and seen by people; and how alike the threads are."""

    hits: int
    guessed: int
    seen: int
    one_to_one: float
    """Share of messages in the same thread when threads are paired as well as they can be."""
    variation: float
    """One minus the variation of information, as a share of the most it can be (Meila 2007)."""
    exact: tuple[int, int, int]
    """Threads of two or more found whole, guessed and seen."""


def score(log: Log, guess: Links) -> Scores:
    """Hold a guess against what people saw (all measures as in Kummerfeld et al., ACL 2019)."""
    ours, theirs = clusters(log, guess), clusters(log, log.gold)
    whole = [{each for each in made if len(each) > 1} for made in (ours, theirs)]
    return Scores(
        len(guess & log.gold),
        len(guess),
        len(log.gold),
        one_to_one(ours, theirs, len(log.judged)),
        _variation(ours, theirs, len(log.judged)),
        (len(whole[0] & whole[1]), len(whole[0]), len(whole[1])),
    )


def clusters(log: Log, links: Links) -> list[frozenset[int]]:
    """What hangs together by links, of the lines that were judged."""
    head: dict[int, int] = {}

    def find(line: int) -> int:
        while head.setdefault(line, line) != line:
            line = head[line]
        return line

    for earlier, later in links:
        head[find(later)] = find(earlier)
    found: dict[int, set[int]] = {}
    for line in log.judged:
        found.setdefault(find(line), set()).add(line)
    return [frozenset(each) for each in found.values()]


def one_to_one(ours: Sequence[frozenset[int]], theirs: Sequence[frozenset[int]], of: int) -> float:
    """Pair threads so that the most messages are shared (Elsner and Charniak 2008), largest first.

    Taken greedily, which is never better than the best pairing and hardly ever worse.
    """
    shared = sorted(
        (
            (len(one & other), a, b)
            for a, one in enumerate(ours)
            for b, other in enumerate(theirs)
            if one & other
        ),
        key=lambda each: (-each[0], each[1:]),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    total = 0
    for size, a, b in shared:
        if a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            total += size
    return total / max(of, 1)


def _variation(ours: Sequence[frozenset[int]], theirs: Sequence[frozenset[int]], of: int) -> float:
    if of < 2:
        return 1.0
    apart = 0.0
    for one in ours:
        for other in theirs:
            if both := len(one & other):
                apart -= both / of * (log(both / len(one)) + log(both / len(other)))
    return 1 - apart / log(of)


def f1_of(counts: Iterable[tuple[int, int, int]]) -> float:
    """The mean (harmonic) of precision and recall, from what was found, guessed and seen."""
    hits, guessed, seen = np.array(list(counts)).sum(0)
    return float(2 * hits / max(1, guessed + seen))


def link_f1(scores: Sequence[Scores]) -> float:
    """Link F1 over all logs together."""
    return f1_of((each.hits, each.guessed, each.seen) for each in scores)


def report(logs: Sequence[Log]) -> dict[str, float | int]:
    """Print the table, and give what the last line says."""
    learned = threads.shipped().logs
    print(f"{len(logs)} logs, {sum(len(each.judged) for each in logs)} lines that people judged.")
    started = process_time()
    shipped = [threads.answered(each.messages, each.names) for each in logs]
    took = (process_time() - started) / max(1, sum(len(each.messages) for each in logs))
    again = [each for each in logs if each.name in learned]
    made: dict[str, Sequence[Sequence[int]]] = {OURS: shipped}
    if len(again) > 1:
        print(
            f"The shipped network learned from {len(again)}: networks learned without them guess."
        )
        fair = dict(zip((each.name for each in again), learning.left_out(again), strict=True))
        made = {
            OURS: [fair.get(each.name, guess) for each, guess in zip(logs, shipped, strict=True)],
            "as it ships (no fair figure)": shipped,
        }
    made |= {name: [guess(each) for each in logs] for name, guess in PEERS.items()}
    width = max(map(len, made)) + 2
    print(f"\n{'':{width}}{'link F1':>8}  {'95 % over logs':16}{'prec.':>7}{'recall':>7}"
          f"{'1-to-1':>8}{'1-VI':>7}{'exact F1':>10}")  # fmt: skip
    scored: dict[str, list[Scores]] = {}
    for name, guesses in made.items():
        found = [score(each, each.links(guess)) for each, guess in zip(logs, guesses, strict=True)]
        scored[name] = found
        low, high = _interval(found)
        hits = sum(each.hits for each in found)
        print(
            f"{name:{width}}{link_f1(found):8.3f}  {f'{low:.3f} to {high:.3f}':16}"
            f"{hits / max(1, sum(each.guessed for each in found)):7.3f}"
            f"{hits / max(1, sum(each.seen for each in found)):7.3f}"
            f"{np.mean([each.one_to_one for each in found]):8.3f}"
            f"{np.mean([each.variation for each in found]):7.3f}"
            f"{f1_of(each.exact for each in found):10.3f}"
        )
    print("\nLink F1 by log, ours: ", " ".join(f"{link_f1([one]):.3f}" for one in scored[OURS]))
    print(f"Ours took {took * 1000:.2f} ms of one processor a message.")
    return _last(scored, len(logs), len(again), took)


def _last(
    scored: Mapping[str, Sequence[Scores]], logs: int, again: int, took: float
) -> dict[str, float | int]:
    ours = scored[OURS]
    return {
        "link_f1": round(link_f1(ours), 4),
        "link_f1_mean_of_logs": round(float(np.mean([link_f1([one]) for one in ours])), 4),
        "link_f1_by_name": round(link_f1(scored[next(iter(PEERS))]), 4),
        "link_f1_previous": round(link_f1(scored["the message before"]), 4),
        "one_to_one": round(float(np.mean([one.one_to_one for one in ours])), 4),
        "one_minus_vi": round(float(np.mean([one.variation for one in ours])), 4),
        "ms_a_message": round(took * 1000, 3),
        "logs": logs,
        "learned_from": again,
    }


def _interval(scores: Sequence[Scores]) -> tuple[float, float]:
    """Logs drawn with replacement."""
    chance = np.random.default_rng(1)
    drawn = [
        link_f1([scores[at] for at in chance.integers(len(scores), size=len(scores))])
        for _ in range(BOOTSTRAPS)
    ]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    lines.end_with(report(lines.all_named(words, "threads", "logs", read)))


if __name__ == "__main__":
    main(sys.argv[1:])
