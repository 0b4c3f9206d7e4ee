"""`python -m benchmarks.quality.opinion FOLDER`: how well the opinion map fits real votes.

FOLDER holds .jsonl files of Polis conversations: lines of type conversation, statement and
participant; votes are 1, 0 and -1, and `gold` has the votes held back and the group Polis gave.
Nothing is fitted to the folder beyond each conversation's own visible votes.

- Masked-vote AUC: of two votes held back, one for and one against, how often the model puts the
  one for higher. The mean over conversations; passes are left out. "Pooled" compares votes of all
  conversations with each other.
- ARI: agreement with Polis's own groups, corrected for chance, on conversations marked reliable.
- Silhouette: the mean over all conversations, on the two axes of the map.

The last line is one JSON object.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Before the number library is loaded: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the line above

from benchmarks.quality import lines  # noqa: E402
from benchmarks.quality.opinion_guess import guesses  # noqa: E402
from benchmarks.quality.polis import NO_GROUP, Talk, read  # noqa: E402
from benchmarks.quality.scores import ari, auc, interval, mean  # noqa: E402
from challenges.opinion import NoGroups  # noqa: E402
from challenges.opinion_map import (  # noqa: E402
    LOOKED_AT,
    UNSEEN,
    Floats,
    Places,
    Votes,
    between,
    grouped,
    most_apart,
    silhouette,
)

OURS = "ours"
PEER = "red-dwarf: groups, their mean vote"
BOOTSTRAPS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What one model made of one conversation; no groups where it makes none."""

    guessed: Floats
    groups: Places | None = None
    silhouette: float | None = None
    seconds: float = 0.0


def ours(votes: Votes) -> Fit:
    """The map as the bot draws it, and its guesses."""
    found = grouped(votes)[1]
    if isinstance(found, NoGroups):
        return Fit(guesses(votes), np.zeros(len(votes), np.intp), 0.0)
    best = found[most_apart(found)]
    return Fit(guesses(votes), best.groups, best.silhouette)


def our_groups(votes: Votes) -> Fit:
    """The mean vote of our groups; of all, where no groups are shown."""
    found = grouped(votes)[1]
    if isinstance(found, NoGroups):
        return statement_mean(votes)
    return Fit(group_mean(votes, found[most_apart(found)].groups))


def statement_mean(votes: Votes) -> Fit:
    """What all voted on the statement."""
    return Fit(group_mean(votes, np.zeros(len(votes), np.intp)))


def six_components(votes: Votes) -> Fit:
    """PCA with unseen votes at the statement's average, put together again from six components."""
    seen = votes != UNSEEN
    mean = np.where(seen, votes, 0).sum(0) / np.maximum(seen.sum(0), 1)
    left, sizes, right = np.linalg.svd(np.where(seen, votes - mean, 0.0), full_matrices=False)
    return Fit(mean + (left[:, :6] * sizes[:6]) @ right[:6])


def red_dwarf(votes: Votes) -> Fit:
    """red-dwarf with its defaults, all of it; whom it leaves out joins the nearest group."""
    from reddwarf.implementations.base import (  # type: ignore[import-untyped]  # it has none
        run_pipeline,
    )

    rows, columns = np.nonzero(votes != UNSEEN)
    cast = [
        {
            "participant_id": int(row),
            "statement_id": int(column),
            "vote": int(votes[row, column]),
            "modified": 0,
        }
        for row, column in zip(rows, columns, strict=True)
    ]
    result = run_pipeline(votes=cast, random_state=0)
    middles = np.asarray(result.clusterer.cluster_centers_, dtype=float)
    groups = np.zeros(len(votes), np.intp)
    points = np.zeros((len(votes), 2))
    for voter, place in result.participant_projections.items():
        points[voter] = place[:2]
        groups[voter] = ((middles - points[voter]) ** 2).sum(1).argmin()
    people = result.participants_df
    clustered = np.array(people.index[people["to_cluster"]], dtype=np.intp)
    clustered = clustered[:: len(clustered) // LOOKED_AT + 1]  # of very many, some, as ours does
    apart = silhouette(between(points[clustered]), groups[clustered])
    return Fit(group_mean(votes, groups), groups, apart)


def group_mean(votes: Votes, groups: Places) -> Floats:
    """The mean vote of each voter's group, drawn toward the mean of all as by two votes more."""
    seen = votes != UNSEEN
    cast = np.where(seen, votes, 0)
    overall = cast.sum(0) / (seen.sum(0) + 2)
    guessed = np.empty(votes.shape)
    for group in np.unique(groups):
        inside = groups == group
        guessed[inside] = (cast[inside].sum(0) + 2 * overall) / (seen[inside].sum(0) + 2)
    return guessed


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The held-back votes of a conversation that are for or against, and who cast them."""

    voters: Places
    columns: Places
    agrees: np.ndarray[Any, Any]


def held_back(talk: Talk) -> Held:
    """The votes a model has to guess."""
    voters, columns = np.nonzero((talk.masked == 1) | (talk.masked == -1))
    return Held(voters, columns, talk.masked[voters, columns] == 1)


def aucs(talks: list[Talk], fits: list[Fit]) -> list[float]:
    """The AUC on each conversation."""
    found = []
    for talk, fit in zip(talks, fits, strict=True):
        held = held_back(talk)
        found.append(auc(held.agrees, fit.guessed[held.voters, held.columns]))
    return found


def pooled(talks: list[Talk], fits: list[Fit]) -> float:
    """One AUC over the held-back votes of all conversations."""
    held = [held_back(talk) for talk in talks]
    guessed = [fit.guessed[each.voters, each.columns] for fit, each in zip(fits, held, strict=True)]
    return auc(np.concatenate([each.agrees for each in held]), np.concatenate(guessed))


def aris(talks: list[Talk], fits: list[Fit]) -> list[float]:
    """The ARI on each conversation whose recorded groups can be found again from its votes."""
    return [
        ari(fit.groups[talk.groups != NO_GROUP], talk.groups[talk.groups != NO_GROUP])
        for talk, fit in zip(talks, fits, strict=True)
        if talk.reliable and fit.groups is not None and (talk.groups != NO_GROUP).any()
    ]


def intervals(talks: list[Talk], fits: Mapping[str, list[Fit]]) -> dict[str, str]:
    """95 % intervals of each model's AUC, of ours less each, and of the ARI; voters drawn again."""
    chance = np.random.default_rng(0)
    drawn: dict[str, list[float]] = {model: [] for model in fits}
    drawn_ari: dict[str, list[float]] = {model: [] for model in fits}
    held = [held_back(talk) for talk in talks]
    for _ in range(BOOTSTRAPS):
        again = [_again(chance, talk, each) for talk, each in zip(talks, held, strict=True)]
        for model, made in fits.items():
            on_each = [
                auc(each.agrees[votes], fit.guessed[each.voters[votes], each.columns[votes]])
                for fit, each, (votes, _) in zip(made, held, again, strict=True)
            ]
            drawn[model].append(mean(on_each))
            agreement = [
                ari(fit.groups[people], talk.groups[people])
                for fit, talk, (_, people) in zip(made, talks, again, strict=True)
                if talk.reliable and fit.groups is not None and len(people)
            ]
            drawn_ari[model].append(mean(agreement))
    found = {}
    for model in fits:
        found[f"{model} auc"] = interval(drawn[model])
        found[f"{model} ari"] = interval(drawn_ari[model])
        less = np.array(drawn[OURS]) - np.array(drawn[model])
        found[f"{model} less"] = interval(less.tolist(), "+.3f")
    return found


def _again(chance: np.random.Generator, talk: Talk, held: Held) -> tuple[Places, Places]:
    """The votes, and the grouped people, of voters drawn with replacement."""
    voters = chance.integers(0, len(talk.votes), len(talk.votes))
    times = np.bincount(voters, minlength=len(talk.votes))
    votes = np.repeat(np.arange(len(held.voters)), times[held.voters])
    return votes, voters[talk.groups[voters] != NO_GROUP]


MODELS: dict[str, Callable[[Votes], Fit]] = {
    OURS: ours,
    "the mean vote of our groups": our_groups,
    PEER: red_dwarf,
    "statement mean": statement_mean,
    "six-component PCA": six_components,
}


def measure(talks: list[Talk]) -> dict[str, list[Fit]]:
    """Each model on each conversation. A peer that is not installed is left out, and named."""
    fits: dict[str, list[Fit]] = {}
    for model, make in MODELS.items():
        try:
            fits[model] = [_timed(make, talk.votes) for talk in talks]
        except ModuleNotFoundError as missing:
            print(f"Left out: {model}. {missing.name} is not installed.\n")
        except Exception as error:
            if model != PEER:
                raise
            print(f"Left out: {model}. It fails here: {error!r}\n")  # ours is measured all the same
    return fits


def _timed(make: Callable[[Votes], Fit], votes: Votes) -> Fit:
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the peer's own libraries
        fit = make(votes)
    return Fit(fit.guessed, fit.groups, fit.silhouette, time.perf_counter() - start)


def report(talks: list[Talk], fits: Mapping[str, list[Fit]]) -> dict[str, float | None]:
    """Print the tables, and give what the last line says."""
    names = max(len(talk.name) for talk in talks) + 2
    print("Masked-vote AUC on each conversation, and ARI to Polis's own groups where reliable")
    print(" " * names + "  voters  statements " + "".join(f" {short(m):>14}" for m in fits))
    for place, talk in enumerate(talks):
        cells = []
        for made in fits.values():
            value = aucs([talk], [made[place]])[0]
            agreement = "".join(f" / {each:.2f}" for each in aris([talk], [made[place]]))
            cells.append(f" {value:.3f}{agreement}".rjust(15))
        print(f"{talk.name:{names}}{len(talk.votes):8}{talk.votes.shape[1]:12} " + "".join(cells))
    spread = intervals(talks, fits)
    print(f"\nMeans, with 95 % intervals from {BOOTSTRAPS} bootstraps over voters")
    widest = max(len(model) for model in fits) + 2
    print(
        f"{'':{widest}}{'AUC':>6} {'':18}{'ours less this':>18} {'pooled':>8} {'ARI':>6} {'':18}"
        f"{'silhouette':>11} {'seconds':>8}"
    )
    for model, made in fits.items():
        agreement_mean, apart = mean(aris(talks, made)), mean(_apart(made))
        print(
            f"{model:{widest}}{mean(aucs(talks, made)):6.3f} {spread[f'{model} auc']:18}"
            f"{'' if model == OURS else spread[f'{model} less']:>18} {pooled(talks, made):8.3f} "
            f"{_shown(agreement_mean):>6} {spread[f'{model} ari']:18}{_shown(apart):>11} "
            f"{sum(fit.seconds for fit in made):8.1f}"
        )
    made = fits[OURS]
    last = {
        "masked_vote_auc": mean(aucs(talks, made)),
        "ari": mean(aris(talks, made)),
        "silhouette": mean(_apart(made)),
        "masked_vote_auc_pooled": pooled(talks, made),
        "conversations": len(talks),
        "reliable": sum(talk.reliable for talk in talks),
    }
    return {each: None if np.isnan(value) else round(value, 4) for each, value in last.items()}


def short(model: str) -> str:
    """A model's name for a narrow column."""
    return model.split(":")[0].replace("the mean vote of ", "").replace("-component", "-comp.")


def _shown(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.3f}"


def _apart(made: list[Fit]) -> list[float]:
    return [fit.silhouette for fit in made if fit.silhouette is not None]


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    folder = lines.folder_named(words, "opinion")
    talks = read(folder)
    if not talks:
        lines.refuse(f"No .jsonl file in {folder} has participants with votes in it.")
    last = report(talks, measure(talks))
    lines.end_with(last)


if __name__ == "__main__":
    main(sys.argv[1:])
