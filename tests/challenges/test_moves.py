from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.dice import SeededDice
from challenges.moves import MOVES, choose, load, wording

DICE = SeededDice(b"seed")
ALL = [(move.name, words) for move in MOVES.values() for words in move.wordings]
VALUES: dict[str, str | int] = {
    "claim": "forms should be short",
    "for_": 4,
    "against": 3,
    "people": 9,
    "unanswered": 1,
}


def test_the_moves_the_bot_promises_are_there() -> None:
    assert MOVES.keys() >= {
        "split",
        "unanswered",
        "consider-the-opposite",
        "premortem-question",
        "assumption",
        "outcome-for-residents",
        "who-is-missing",
        "tried-elsewhere",
        "stop-list",
    }


@pytest.mark.parametrize(
    "reason",
    ["split-without-reasons", "objection-unanswered", "voices-missing", "request", "schedule"],
)
def test_every_reason_to_ask_has_a_move(reason: str) -> None:
    assert reason in choose(reason, DICE, "c1").fits


def test_a_reason_without_a_move_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="no move fits"):
        choose("boredom", DICE, "c1")


def test_moves_used_lately_are_avoided_while_others_fit() -> None:
    names = tuple(move.name for move in MOVES.values() if "request" in move.fits)
    assert choose("request", DICE, "c1", avoid=names[:-1]).name == names[-1]
    assert choose("request", DICE, "c1", avoid=names).name in names


@pytest.mark.parametrize(("name", "words"), ALL)
def test_a_wording_asks_kindly_and_shortly_and_takes_no_side(name: str, words: str) -> None:
    assert words.endswith("?")
    assert len(words.split()) <= 40
    assert re.match(r"(?:You|It|There|Both|To|Suppose|A lot)\b", words), (
        "lead with the aim of those it speaks to"
    )
    assert not re.search(
        r"!|echo chamber|\b(?:please|wrong|bias\w*|must|eg|ie|etc|never|obviously)\b", words, re.I
    )


@pytest.mark.parametrize("name", MOVES)
def test_a_move_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    move = MOVES[name]
    assert move.why.endswith(".")
    assert move.source
    assert 5 < len(move.title) <= 40


def test_a_wording_is_filled_in_and_the_same_for_the_same_seed() -> None:
    said = {wording(MOVES["split"], DICE, f"c{n}", VALUES) for n in range(30)}
    assert any("4" in words and "3" in words for words in said)
    assert wording(MOVES["split"], DICE, "c1", VALUES) == wording(
        MOVES["split"], SeededDice(b"seed"), "c1", VALUES
    )


@given(
    name=st.sampled_from(sorted(MOVES)),
    values=st.dictionaries(
        st.sampled_from(sorted(VALUES)), st.text(max_size=300) | st.integers(0, 50)
    ),
    purpose=st.text(max_size=10),
)
def test_no_gap_is_ever_left_open(name: str, values: dict[str, str | int], purpose: str) -> None:
    said = wording(MOVES[name], DICE, purpose, values)
    assert said.replace(str(values.get("claim", "")), "").count("{") == 0


def test_a_long_claim_is_not_quoted() -> None:
    long = {**VALUES, "claim": "long " * 60}
    said = [wording(MOVES["assumption"], DICE, f"c{n}", long) for n in range(20)]
    assert not any("long long" in words for words in said)


GOOD = 'title = "A"\nfits = ["request"]\nwordings = ["What if?"]\nwhy = "Because."\nsource = "S"\n'


def test_moves_can_be_read_from_a_text() -> None:
    assert load("[one]\n" + GOOD)["one"].wordings == ("What if?",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[one]\n" + GOOD.replace('why = "Because."\n', ""), "one: add or remove why"),
        ("[one]\n" + GOOD + 'mood = "x"\n', "one: add or remove mood"),
        ("[one]\n" + GOOD.replace("What if?", "{who}?"), "one: no value is called who"),
        ("[one]\n" + GOOD.replace("What if?", "{claim}?"), "one: add a wording without gaps"),
    ],
)
def test_a_move_that_cannot_be_used_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load(text)
