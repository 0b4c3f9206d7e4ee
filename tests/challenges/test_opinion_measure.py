"""The scores that judge the opinion map, on made-up conversations in the format of Polis."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import opinion
from benchmarks.quality.polis import read
from benchmarks.quality.scores import ari, auc

CAMPS = 2


def lines(voters: int, statements: int = 12) -> list[dict[str, object]]:
    """Two camps that differ on every second statement; each voter's last vote is held back."""
    found: list[dict[str, object]] = [
        {"type": "conversation", "conv": "made up", "gold": {"groups": CAMPS, "reliable": True}},
        *(
            dict[str, object](type="statement", conv="made up", id=str(each))
            for each in range(statements)
        ),
    ]
    for voter in range(voters):
        camp = voter % CAMPS
        votes = {
            str(each): 0 if (voter + each) % 9 == 0 else 1 if each % 4 < 2 or camp else -1
            for each in range(statements)
        }
        masked = {str(each): votes.pop(str(each)) for each in (voter // 2 % statements,)}
        gold = {"group": camp, "masked": masked}
        found.append(
            {"type": "participant", "conv": "made up", "id": voter, "votes": votes, "gold": gold}
        )
    return found


def folder(at: Path, voters: int) -> Path:
    (at / "made.jsonl").write_text("\n".join(map(json.dumps, lines(voters))) + "\n")
    return at


def test_auc_counts_pairs_put_in_order_and_ties_by_half() -> None:
    yes = np.array([True, False, True, False])
    assert auc(yes, np.array([4.0, 3.0, 2.0, 1.0])) == 0.75
    assert auc(yes, np.zeros(4)) == 0.5
    assert np.isnan(auc(np.array([True]), np.zeros(1)))
    assert np.isnan(auc(np.array([], dtype=bool), np.zeros(0)))


def test_ari_is_one_for_the_same_groups_under_other_names_and_about_nothing_for_chance() -> None:
    assert ari(np.array([0, 0, 1, 1]), np.array([7, 7, 3, 3])) == 1
    assert ari(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])) == pytest.approx(0.5714, abs=1e-4)
    assert ari(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])) < 0
    assert ari(np.array([0, 0]), np.array([0, 0])) == 1


def test_two_camps_are_found_again_and_the_last_line_is_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opinion.main([str(folder(tmp_path, 60))])
    said = capsys.readouterr().out
    last = json.loads(said.splitlines()[-1])
    assert last["masked_vote_auc"] > 0.95
    assert last["ari"] == 1
    assert last["silhouette"] > 0.5
    for model in opinion.MODELS:
        assert model in said


def test_where_no_groups_are_shown_the_votes_are_guessed_all_the_same(tmp_path: Path) -> None:
    (talk,) = read(folder(tmp_path, 8))
    fit = opinion.ours(talk.votes)
    assert fit.groups is not None
    assert set(fit.groups) == {0}
    assert fit.silhouette == 0
    assert (
        opinion.our_groups(talk.votes).guessed == opinion.statement_mean(talk.votes).guessed
    ).all()
