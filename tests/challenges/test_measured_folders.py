"""Folders somebody else filled: what is odd in them is left out, and what is there is measured."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.quality import civic, lines, onesided, polis
from benchmarks.quality.claims import read_arguments, read_claims, read_topics
from challenges.opinion_map import UNSEEN

MEASURES = ("civic", "contrast", "onesided", "opinion", "stance")


def filled(at: Path, name: str, *rows: object) -> Path:
    """Write rows as a stranger would: a mark at the start, line ends of Windows, empty lines."""
    said = [json.dumps(row, ensure_ascii=False) for row in rows]
    (at / name).write_bytes(b"\xef\xbb\xbf" + "\r\n\r\n".join(said).encode() + b"\r\n")
    return at


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("words", [[], ["nowhere"], ["a", "b"]])
def test_without_a_folder_it_says_what_to_type(
    measure: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        import_module(f"benchmarks.quality.{measure}").main(words)
    assert ended.value.code == lines.NOTHING
    assert capsys.readouterr().err.startswith("Say which folder")


@pytest.mark.parametrize("measure", MEASURES)
def test_where_nothing_can_be_measured_it_says_so_in_one_sentence(
    measure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path, "other.jsonl", {"type": "zebra"}, {"a": 1}, [1], "word", None)
    (tmp_path / "arguments.csv").write_text("colour,size\nred,4\n")
    (tmp_path / "README.md").write_text('{"type": "claim"}')
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(SystemExit) as ended:
        import_module(f"benchmarks.quality.{measure}").main([str(tmp_path)])
    assert ended.value.code == lines.NOTHING
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("No ")


def test_lines_that_are_broken_or_there_twice_are_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(tmp_path, "a.jsonl", {"b": "ż"}, {"b": "ż"}, 5)
    with (tmp_path / "a.jsonl").open("ab") as file:
        file.write(b'{"b":\n{"c": "caf\xe9"}\n')
    [(name, rows)] = lines.files(tmp_path)
    assert (name, rows) == ("a", [{"b": "ż"}, {"c": "caf�"}])
    assert "3 lines" in capsys.readouterr().out


CLAIM = {"type": "claim", "id": 1, "text": "Ban cars", "gold": {"undermine": [7, 7, 99]}}
VIEW = {"type": "view", "id": "7", "text": "Cars help.", "colour": "red"}


def test_a_claim_needs_no_more_than_its_words_and_one_view_that_is_there(tmp_path: Path) -> None:
    filled(
        tmp_path,
        "a.jsonl",
        CLAIM,
        {**CLAIM, "id": 2, "gold": None},
        {**CLAIM, "id": 3, "gold": {"support": [98]}},
        {**CLAIM, "id": 4, "text": None},
        VIEW,
        {**VIEW, "id": "8", "text": None},
        {**VIEW, "id": "7", "text": "the first one stays"},
    )
    [topics] = read_topics(tmp_path)
    assert topics.views == ("Cars help.",)
    [claim] = topics.claims
    assert (claim.id, claim.topics, claim.support, claim.undermine) == ("1", ("1",), (), (0,))
    [pair] = read_claims(tmp_path)
    assert (pair.claim, pair.view, pair.agrees) == ("Ban cars", "Cars help.", False)


def test_claims_in_one_file_and_views_in_another_find_each_other(tmp_path: Path) -> None:
    filled(tmp_path, "claims.jsonl", CLAIM)
    filled(tmp_path, "views.jsonl", VIEW)
    [topics] = read_topics(tmp_path)
    assert topics.claims[0].undermine == (0,)


def test_arguments_without_an_answer_and_other_tables_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "key_points.csv").write_text("key_point,topic,stance\nx,Ban cars,1\n")
    rows = ("stance,argument,topic,set", "1,a,T,dev", "-1.0,b,T,dev", ",c,T,dev", "0,d,T,dev")
    (tmp_path / "arguments.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
    found = [(each.view, each.agrees) for each in read_arguments(tmp_path)]
    assert found == [("a", True), ("b", False)]


def test_a_pair_of_statements_without_an_answer_is_left_out(tmp_path: Path) -> None:
    pair = {"a": "Yes.", "b": "No.", "gold": {"label": "contrasting"}}
    other = {**pair, "gold": {"label": "unsure"}}
    filled(tmp_path, "town.jsonl", pair, other, {"a": "Yes.", "b": "No."}, {**pair, "b": None})
    [found] = civic.read(tmp_path)
    assert (found.talk, found.texts, found.contrasting) == ("town", ("Yes.", "No."), True)


def test_a_window_without_an_answer_is_left_out_and_odd_reactions_are_none(tmp_path: Path) -> None:
    messages = [
        {"author": 1, "reactions": {"2": 1.0, "3": None, "4": 7, "5": -1}},
        {"author": None, "reactions": {"2": 1}},
        {"author": 2},
        "no message",
    ]
    window = {"messages": messages, "gold": {"label": "echo"}}
    filled(tmp_path, "room.jsonl", window, {**window, "gold": {}}, {**window, "messages": None})
    [found] = onesided.read(tmp_path)
    assert (found.conversation, found.one_group, found.authors) == ("room", True, (0, 1))
    assert found.stands.tolist() == [[1, 0], [1, 1], [0, 0], [0, 0], [-1, 0]]


def test_a_voter_without_votes_is_left_out_and_odd_votes_are_none(tmp_path: Path) -> None:
    filled(
        tmp_path,
        "talk.jsonl",
        {"type": "participant", "id": "a", "votes": {"1": 1, "2": None, "3": 5, "4": -1.0}},
        {"type": "participant", "id": "b"},
        {"type": "participant", "id": "c", "votes": {}, "gold": {"masked": {"1": 1}}},
        {"type": "participant", "id": "d", "votes": {"1": 0}, "gold": {"masked": {"9": -1}}},
    )
    [talk] = polis.read(tmp_path)
    assert talk.name == "talk"
    assert talk.votes.tolist() == [
        [1, -1, UNSEEN],
        [0, UNSEEN, UNSEEN],
    ]
    assert talk.masked[1, 2] == -1
