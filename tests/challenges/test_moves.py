"""The file of moves: each is complete, every wording reads well, and mistakes are named."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.posts import MAX_OPTION_LABEL
from challenges.dice import SeededDice
from challenges.moves import (
    GAPS,
    LONGEST_CLAIM,
    MOVES,
    REASONS,
    checked,
    filled,
    load,
    phrasing,
    sentences,
)

DICE = SeededDice(b"seed")
ALL = [(move.name, words) for move in MOVES.values() for words in move.wordings]
VALUES: dict[str, str | int] = {
    "claim": "Forms should be short",
    "for_": 4,
    "against": 3,
    "people": 9,
}
LONGEST = 500
"""Characters of a question with a claim in it: far below what a platform takes in one paragraph."""


def test_there_are_more_than_twenty_moves_and_four_wordings_of_each() -> None:
    assert len(MOVES) >= 20
    assert all(len(move.wordings) >= 4 for move in MOVES.values())


def test_no_wording_serves_two_moves() -> None:
    words = [words for _, words in ALL]
    assert len(set(words)) == len(words)


def test_a_schedule_can_name_every_move_that_fits_one_in_a_list_of_any_platform() -> None:
    # Two more choices stand in the same list: any question that fits, and the office.
    assert len([move for move in MOVES.values() if "schedule" in move.fits]) <= 23
    assert all(len(f"Question: {move.title}") <= MAX_OPTION_LABEL for move in MOVES.values())


@pytest.mark.parametrize(("name", "words"), ALL)
def test_a_wording_asks_kindly_and_shortly_and_takes_no_side(name: str, words: str) -> None:
    assert words.endswith("?")
    assert words.count("?") == 1, "one question at a time"
    assert len(words.split()) <= 40
    assert all(len(sentence.split()) <= 30 for sentence in re.split(r"(?<=[.?:])\s", words))
    assert re.match(r"(?:You|It|There|Both|To|Suppose|A lot)\b", words), (
        "lead with the aim of those it speaks to"
    )
    assert not re.search(
        r"!|;|echo chamber|\b(?:please|wrong|bias\w*|must|eg|ie|etc|never|obviously|should|ought"
        r"|fail to|you did not|you have not|blame|fault|mistake|stupid|just|simply|actually"
        r"|however|but why|utili[sz]e|leverage|stakeholders?)\b",
        words,
        re.IGNORECASE,
    )


@pytest.mark.parametrize(("name", "words"), ALL)
def test_a_wording_speaks_to_people(name: str, words: str) -> None:
    assert re.search(r"\b(?:you|your|everybody|anybody|who)\b", words, re.IGNORECASE)


@pytest.mark.parametrize("name", MOVES)
def test_a_move_says_what_it_is_for_what_it_is_not_for_and_where_it_comes_from(name: str) -> None:
    move = MOVES[name]
    assert move.why.endswith(".")
    assert move.not_for.endswith(".")
    assert move.source
    assert 5 < len(move.title) <= 40
    assert all(case.because[0].isupper() for case in move.cases)
    assert {move.title, move.why, *move.wordings} <= set(sentences(move))


def test_a_wording_is_filled_in_and_the_same_for_the_same_seed() -> None:
    split = MOVES["split"]
    said = {filled(phrasing(split, DICE, f"c{n}", VALUES), VALUES) for n in range(30)}
    assert any("4" in words and "3" in words for words in said)
    again = phrasing(split, SeededDice(b"seed"), "c1", VALUES)
    assert phrasing(split, DICE, "c1", VALUES) == again


@given(
    name=st.sampled_from(sorted(MOVES)),
    values=st.dictionaries(st.sampled_from(sorted(GAPS)), st.text(max_size=300) | st.integers(0)),
    purpose=st.text(max_size=10),
    last=st.sampled_from([words for _, words in ALL]),
)
def test_a_wording_has_no_empty_gap_is_not_too_long_and_not_the_one_before(
    name: str, values: dict[str, str | int], purpose: str, last: str
) -> None:
    words = phrasing(MOVES[name], DICE, purpose, values, last)
    assert words != last
    assert words in MOVES[name].wordings
    said = filled(words, values)
    for gap in GAPS:
        if f"{{{gap}}}" in words:
            assert values[gap] not in ("", 0, 1)
            assert str(values[gap]).strip().rstrip(".…!") in said
    claim = str(values.get("claim", "")).strip().rstrip(".…!")
    assert 0 < len(claim) <= LONGEST_CLAIM or "{claim}" not in words
    assert len(said) <= LONGEST + sum(len(str(value)) for value in values.values())


def test_the_longest_question_is_short_enough_for_every_platform() -> None:
    longest = {**VALUES, "claim": "m" * LONGEST_CLAIM}
    assert max(len(filled(words, longest)) for _, words in ALL) <= LONGEST


def test_a_claim_is_quoted_without_its_full_stop_for_it_stands_inside_a_sentence() -> None:
    words = "What has to be true for “{claim}” to hold?"
    for end in (".", "!", "…", " ", "..."):
        said = filled(words, {"claim": f"We close the line{end}"})
        assert said == "What has to be true for “We close the line” to hold?"
    assert "{claim}" not in phrasing(MOVES["assumption"], DICE, "c", {"claim": "..."})


def test_a_long_claim_is_not_quoted() -> None:
    long = {**VALUES, "claim": "long " * 60}
    words = [phrasing(MOVES["assumption"], DICE, f"c{n}", long) for n in range(20)]
    assert not any("{claim}" in each for each in words)


def test_one_is_no_number_of_people() -> None:
    alone = {"people": 1, "for_": 1, "against": 1}
    for name in ("who-is-missing", "split"):
        words = [phrasing(MOVES[name], DICE, f"c{n}", alone) for n in range(20)]
        assert not any("{" in each for each in words)


def test_a_translation_is_filled_in() -> None:
    assert filled("You want “{claim}”.", {"claim": "bins"}, lambda _: "[{claim}]") == "[bins]"


# -- the file

GOOD = """
[one]
title = "A title"
fits = ["request"]
cases = [{ because = "It fits." }]
wordings = ["You one?", "You two?", "You three?", "You four?"]
why = "Because."
not_for = "Nothing."
source = "S"
"""
WHOLE = files("challenges").joinpath("moves.toml").read_text(encoding="utf-8")


def test_moves_can_be_read_from_a_text() -> None:
    move = load(GOOD)["one"]
    assert move.wordings == ("You one?", "You two?", "You three?", "You four?")
    assert move.cases[0].weight == 0


def test_the_file_is_read_whole() -> None:
    assert [*load(WHOLE)] == [*tomllib.loads(WHOLE)] == [*MOVES]


CASE = '{ because = "It fits." }'


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ('why = "Because."\n', "", "one: add or remove why"),
        ('why = "Because."', 'why = "Because."\nmood = "x"', "one: add or remove mood"),
        ('why = "Because."', "why = 3", "one: why has to be words"),
        ('title = "A title"', 'title = " "', "one: title has to be words"),
        ('["request"]', "[]", "one: fits has to be a list of words, one at least"),
        ('["request"]', '"request"', "one: fits has to be a list of words"),
        ('["request"]', "[3]", "one: fits has to be a list of words"),
        ('["request"]', '["boredom"]', "one: fits knows request, .* and not boredom"),
        ("You one?", "You {who}?", "one: no value is called who"),
        ("You one?", "You {?", "one: “You {.” cannot be read"),
        ("You one?", "You two?", "one: give it 4 wordings at least, no two alike"),
        ('"You one?", ', "", "one: give it 4 wordings at least"),
        ('"You one?", "You two?", "You three?"', '"{claim} 1", "{claim} 2", "{claim} 3"', "two"),
        (f"[{CASE}]", "[]", "one: cases has to be a list of one at least"),
        (f"[{CASE}]", '"x"', "one: cases has to be a list"),
        (f"[{CASE}]", "[3]", "one: write it as a table with because"),
        (CASE, "{ }", "one: add or remove because"),
        (CASE, '{ because = "It fits" }', "one: because has to be a sentence"),
        (CASE, '{ because = "It fits.", weight = 2 }', "a case without a condition has no weight"),
        (CASE, '{ because = "A.", seen = { money = 2 } }', "has a weight from 1 to 4"),
        (CASE, '{ because = "A.", seen = { money = 2 }, weight = 5 }', "has a weight from 1 to 4"),
        (CASE, '{ because = "A.", seen = { money = 0 }, weight = 1 }', "seen gives each cue"),
        (CASE, '{ because = "A.", seen = ["money"], weight = 1 }', "seen gives each cue"),
        (CASE, '{ because = "A.", seen = { gold = 2 }, weight = 1 }', "no cue is called gold"),
        (CASE, '{ because = "A.", unseen = ["gold"], weight = 1 }', "no cue is called gold"),
        (CASE, '{ because = "A.", unseen = "money", weight = 1 }', "unseen has to be a list"),
        (CASE, '{ because = "A.", reason = "schedule", weight = 1 }', "is for schedule, which"),
        (CASE, '{ because = "{money}.", seen = { money = 1 }, weight = 1 }', "cannot say money"),
        (CASE, '{ because = "{messages}.", seen = { money = 2 }, weight = 1 }', "say messages"),
        ("[one]", "one = 3\n[two]", "one: write it as a table"),
        ("[one]", "[one", "the moves cannot be read"),
    ],
)
def test_a_move_that_cannot_be_used_is_named(part: str, instead: str, said: str) -> None:
    assert part in GOOD
    with pytest.raises(ValueError, match=said):
        load(GOOD.replace(part, instead, 1))


@pytest.mark.parametrize("reason", REASONS)
def test_a_file_in_which_a_move_would_come_twice_running_is_refused(reason: str) -> None:
    always = [
        move.name
        for move in MOVES.values()
        if reason in move.fits
        and any(c.reason in ("", reason) and not c.seen and not c.unseen for c in move.cases)
    ]
    assert len(always) >= 2
    few = {name: move for name, move in MOVES.items() if name not in always[1:]}
    with pytest.raises(ValueError, match="two moves at least have to fit"):
        checked(few)
