"""`python -m benchmarks.learn threads`: what tells which message answers which.

From the logs of `threads_irc` (Kummerfeld et al., ACL 2019, CC BY 4.0): every message chooses among
the hundred before it and itself, and a network learns to choose as people did. Three small ones
are learned from other beginnings and put side by side, which is one network of three times the
width. Pairs of logs are left out in turn first, and what is printed is measured on those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.quality.logs import Log, read
from challenges import threads
from challenges.reply_signs import NAMES, Floats, Flow, signs
from challenges.threads import LEARNED, Network

WIDTH = 16
BEGINNINGS = 3
TIMES = 12  # each message is learned from
AT_ONCE = 16
STEP = 0.004
SMALL = 1e-3  # what keeps weights small
UNSEEN = 0.1  # of the signs, so that no weight rests on one of them alone
GROUPS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One message: a row of signs for each it may answer, itself last, and what people said."""

    rows: Floats
    right: Floats
    """Shares that sum to one."""


def learn(where: Path) -> None:
    """Learn from the logs in a folder, say how well it holds, and write the file."""
    logs = read(where / "threads_irc")
    hits = guessed = seen = 0
    for log, answered in zip(logs, left_out(logs), strict=True):
        links = log.links(answered)
        hits += len(links & log.gold)
        guessed, seen = guessed + len(links), seen + len(log.gold)
        print(f"  {log.name:20}{2 * len(links & log.gold) / (len(links) + len(log.gold)):8.3f}")
    print(f"Link F1 on logs left out: {2 * hits / (guessed + seen):.3f}")
    made = fitted([each for log in logs for each in choices(log)])
    np.savez_compressed(
        LEARNED,
        names=np.array(NAMES),
        logs=np.array([log.name for log in logs]),
        inward=made.inward.astype(np.float32),
        start=made.start.astype(np.float32),
        outward=made.outward.astype(np.float32),
        straight=made.straight.astype(np.float32),
    )
    print(f"Written: {LEARNED.relative_to(Path.cwd())}")


def left_out(logs: Sequence[Log]) -> list[list[int]]:
    """Guess each log by a network that was learned without it and without its group."""
    seen = [list(choices(log)) for log in logs]
    found: list[list[int]] = [[] for _ in logs]
    groups = min(GROUPS, len(logs))
    for group in range(groups):
        others = [
            each for at, of in enumerate(seen) if at * groups // len(logs) != group for each in of
        ]
        network = fitted(others)
        for at, log in enumerate(logs):
            if at * groups // len(logs) == group:
                found[at] = threads.answered(log.messages, log.names, network)
    return found


def choices(log: Log) -> Iterator[Choice]:
    """What each message had to choose from; without those whose answer is out of reach."""
    place = {line: at for at, line in enumerate(log.lines)}
    since = next((at for at, line in enumerate(log.lines) if line >= log.since), len(log.lines))
    links: dict[int, list[int]] = {}
    for earlier, later in log.gold:
        if earlier in place and later in place:
            links.setdefault(place[later], []).append(place[earlier])
    for at, (first, rows) in enumerate(signs(Flow(log.messages, log.names), since), since):
        right = np.zeros(len(rows), np.float32)
        right[[each - first for each in links.get(at, ()) if each >= first]] = 1
        if right.any():
            yield Choice(rows, right / right.sum())


def fitted(seen: Sequence[Choice]) -> Network:
    """Learn some networks, and put them side by side: the mean of their scores."""
    spread = np.concatenate([each.rows for each in seen]).std(0) + 1e-6
    made = [_fitted(seen, spread, np.random.default_rng(seed)) for seed in range(BEGINNINGS)]
    return Network(
        np.concatenate([each.inward for each in made], 1) / spread[:, None],
        np.concatenate([each.start for each in made]),
        (np.concatenate([each.outward for each in made]) / BEGINNINGS).astype(np.float32),
        (np.sum([each.straight for each in made], 0) / BEGINNINGS / spread).astype(np.float32),
        frozenset(),
    )


def _fitted(seen: Sequence[Choice], spread: Floats, chance: np.random.Generator) -> Network:
    """Make what people chose the likeliest, step by step (Adam: Kingma and Ba 2015)."""
    count = len(spread)
    parts: list[Floats] = [
        (chance.standard_normal((count, WIDTH)) / np.sqrt(count)).astype(np.float32),
        np.zeros(WIDTH, np.float32),
        (chance.standard_normal(WIDTH) / np.sqrt(WIDTH)).astype(np.float32),
        np.zeros(count, np.float32),
    ]
    mean, square = ([np.zeros_like(each) for each in parts] for _ in range(2))
    taken = 0
    for time in range(TIMES):
        order = chance.permutation(len(seen))
        for head in range(0, len(order), AT_ONCE):
            some = [seen[at] for at in order[head : head + AT_ONCE]]
            kept = ((chance.random(count) >= UNSEEN) / (1 - UNSEEN) / spread).astype(np.float32)
            taken += 1
            for at, slope in enumerate(_slopes(parts, some, kept)):
                mean[at] = 0.9 * mean[at] + 0.1 * slope
                square[at] = 0.999 * square[at] + 0.001 * slope**2
                far = np.sqrt(square[at] / (1 - 0.999**taken)) + 1e-8
                step = STEP * (1 - time / TIMES) / (1 - 0.9**taken)
                parts[at] -= (step * mean[at] / far).astype(np.float32)
    inward, start, outward, straight = parts
    return Network(inward, start, outward, straight, frozenset())


def _slopes(parts: Sequence[Floats], some: Sequence[Choice], kept: Floats) -> tuple[Floats, ...]:
    """Which way each weight makes the choices of a few messages less likely."""
    inward, start, outward, straight = parts
    rows = np.concatenate([each.rows for each in some]) * kept
    right = np.concatenate([each.right for each in some])
    sizes = [len(each.right) for each in some]
    first = np.cumsum([0, *sizes[:-1]])
    hidden = np.maximum(rows @ inward + start, 0)
    scores = hidden @ outward + rows @ straight
    shares = np.exp(scores - np.repeat(np.maximum.reduceat(scores, first), sizes))
    shares /= np.repeat(np.add.reduceat(shares, first), sizes)
    off = ((shares - right) / len(some)).astype(np.float32)
    back = np.outer(off, outward) * (hidden > 0)
    return (
        rows.T @ back + SMALL * inward,
        back.sum(0),
        hidden.T @ off + SMALL * outward,
        rows.T @ off + SMALL * straight,
    )
