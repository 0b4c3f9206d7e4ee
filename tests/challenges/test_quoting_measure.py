"""The figures that judge what is quoted, on a few made-up meetings."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from benchmarks.learn import quoting as learning
from benchmarks.quality import digest, meetings
from challenges import quoting

LINES = (
    ("Chair", "Okay , so today we decide which buttons the new remote control should have ."),
    ("Design", "Mm ."),
    ("Design", ""),
    ("Design", "I think the remote needs fewer buttons , because people only use five of them ."),
    ("Sales", "Yeah ."),
    ("Sales", "I disagree , older users told us that they want every button they had before ."),
    ("Chair", "Right , we keep the volume button and drop the teletext button ."),
    ("Sales", "Okay ."),
)


def folder(at: Path, count: int = 3) -> Path:
    rows = [
        {
            "id": f"XX{number:04}a",
            "turns": [{"speaker": by, "text": text} for by, text in LINES],
            "gold": {
                "summary": "The group decided to keep the volume button and drop teletext.",
                "extract": [3, 6],
            },
        }
        for number in range(count)
    ]
    (at / "made.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    return at


def test_what_is_no_meeting_and_what_is_there_twice_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path, 2)
    empty = {"id": "empty", "turns": [], "gold": {"summary": "", "extract": [4]}}
    lines = ("not json", "[1]", '{"id": "x"}', "null", json.dumps(empty))
    (at / "also.jsonl").write_text("\n".join(lines) + "\n" + (at / "made.jsonl").read_text())
    assert [each.name for each in meetings.read(at)] == ["empty", "XX0000a", "XX0001a"]
    said = capsys.readouterr().out
    assert "3 lines, no JSON objects" in said
    assert "3 rows, no meetings" in said
    digest.main([str(at)])


def test_the_last_line_is_one_object_with_the_four_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest.main([str(folder(tmp_path))])
    lines = capsys.readouterr().out.splitlines()
    last = json.loads(lines[-1])
    assert {"rouge1", "rouge2", "rougeL", "turn_f1"} <= set(last)
    assert last["learned_from"] == 0
    ways = [line.split("  ")[0] for line in lines]
    assert {"lead", "random", "longest", "centroid", "LexRank (sumy)", "ours"} <= set(ways)


def test_the_figures_are_one_where_all_is_right_and_nought_where_nothing_is(
    tmp_path: Path,
) -> None:
    [meeting, *_] = meetings.read(folder(tmp_path))
    worths = np.zeros(len(LINES))
    worths[6] = 1  # one of eight turns is what 15 in 100 come to
    assert learning.turn_f1(meeting, worths) == pytest.approx(2 / 3)
    worths[:] = [9, 0, 0, 0, 0, 0, 0, 0]
    assert learning.turn_f1(meeting, worths) == 0


def test_the_answers_change_nothing_that_is_chosen(tmp_path: Path) -> None:
    [meeting, *_] = meetings.read(folder(tmp_path))
    bare = meetings.Meeting(meeting.name, meeting.turns, "", frozenset())
    assert digest.ours(meeting, quoting.shipped()) == digest.ours(bare, quoting.shipped())
    assert digest.lexrank(meeting) == digest.lexrank(bare)


def test_the_dissenting_turn_is_what_ours_takes_first(tmp_path: Path) -> None:
    [meeting, *_] = meetings.read(folder(tmp_path))
    [chosen, _] = digest.ours(meeting, quoting.shipped())
    assert chosen[0] == 5


def test_nothing_of_the_same_people_is_seen_by_what_judges_them(tmp_path: Path) -> None:
    several = meetings.read(folder(tmp_path, 4))
    mine = learning.held_back(several)
    without = learning.fitted([each for each in several if each.group != "XX0001"])
    assert mine["XX0001a"].weights == pytest.approx(dict(without.weights))


def test_what_was_learned_can_be_written_and_read_again(tmp_path: Path) -> None:
    several = meetings.read(folder(tmp_path))
    worth = learning.fitted(several)
    table = tomllib.loads(learning.written(worth, several))
    again = quoting.read_worth(table)
    assert again.weights == pytest.approx(dict(worth.weights), abs=1e-4)
    assert table["meetings"] == [each.name for each in several]


@pytest.mark.parametrize("words", [[], ["there is no such folder"]])
def test_without_a_folder_the_measure_says_what_it_needs(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        digest.main(words)
    assert "FOLDER" in capsys.readouterr().err


@pytest.mark.data
def test_what_is_worth_quoting_is_found_in_meetings_of_people_never_seen(
    development_data: Path,
) -> None:
    every = meetings.read(development_data / "digest_ami")
    apart = sorted({each.group for each in every})[::6]
    held = [each for each in every if each.group in apart]
    worth = learning.fitted([each for each in every if each.group not in apart][::3])
    ours = np.mean([learning.turn_f1(each, worth.of(each.turns)) for each in held])
    length = [np.array([len(turn.text.split()) for turn in each.turns]) for each in held]
    plain = [learning.turn_f1(each, n) for each, n in zip(held, length, strict=True)]
    assert ours > np.mean(plain)
