"""Which move is chosen: for the talk at hand, never twice running, and it says why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.choosing import (
    LEAST_TO_MISS,
    NOTHING_FOUND,
    Because,
    Chosen,
    Gist,
    Past,
    choose,
    find,
    find_in_words,
)
from challenges.dice import SeededDice
from challenges.messages import ChannelId, MemberId, Message, MessageId
from challenges.moves import GAPS, MOVES, REASONS, filled
from challenges.reading import CUES, MANNERS
from tests.stories.threads import REQUESTED, Thread

DICE = SeededDice(b"seed")
NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
NOTHING_ASKED = Past()
GENERAL = {
    move.name
    for move in MOVES.values()
    if any(not (case.reason or case.seen or case.unseen) for case in move.cases)
}


def messages(thread: Thread) -> list[Message]:
    return [
        Message(MessageId(f"m{n}"), ChannelId("c"), MemberId(person), text, NOW)
        for n, (person, text) in enumerate(thread)
    ]


def chosen(
    thread: Thread, reason: str = "request", heard: Past = NOTHING_ASKED, purpose: str = "c1"
) -> Chosen:
    return choose(reason, find(messages(thread)), heard, DICE, purpose, {})


def said(because: Because | None) -> str:
    assert because is not None
    return because.words.format(**dict(because.numbers))


def same(words: str, people: tuple[str, ...], times: int = 8) -> Thread:
    return tuple((people[n % len(people)], words) for n in range(times))


# -- for the talk at hand


@pytest.mark.parametrize("move", REQUESTED)
def test_a_move_is_chosen_for_the_thread_at_hand(move: str) -> None:
    for purpose in ("c1", "c2", "c3"):
        assert chosen(REQUESTED[move], purpose=purpose).move == move


def test_there_is_a_thread_for_every_move_that_a_request_can_bring() -> None:
    assert REQUESTED.keys() == {move.name for move in MOVES.values() if "request" in move.fits}


@pytest.mark.parametrize(
    ("reason", "move"),
    [
        ("split-without-reasons", "split"),
        ("objection-unanswered", "unanswered"),
        ("voices-missing", "who-is-missing"),
    ],
)
def test_what_was_found_wanting_brings_its_own_move_first(reason: str, move: str) -> None:
    found = choose(reason, NOTHING_FOUND, NOTHING_ASKED, DICE, "c1", {})
    assert found.move == move
    assert said(found.because).endswith(".")
    again = choose(reason, NOTHING_FOUND, Past(last=move), DICE, "c1", {})
    assert again.move != move
    assert reason in MOVES[again.move].fits


def test_a_reason_without_a_move_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="no move fits"):
        choose("boredom", NOTHING_FOUND, NOTHING_ASKED, DICE, "c1", {})


def test_it_says_why_with_the_number_of_messages() -> None:
    found = chosen(REQUESTED["outcome-for-residents"])
    assert said(found.because) == "Nobody named residents in 7 messages."
    found = chosen(REQUESTED["how-sure"])
    assert said(found.because).startswith("There are 3 messages here that sound certain")


@pytest.mark.parametrize(
    "thread",
    [
        (),
        (("ann", "Agreed."),),
        (("ann", "👍"), ("bob", "https://council.example/minutes")),
        (("ann", "See you on Tuesday."), ("bob", "Yes.")),
    ],
)
def test_where_nothing_stands_out_a_general_move_says_so(thread: Thread) -> None:
    found = chosen(thread)
    assert found.move in GENERAL
    assert "fits any plan" in said(found.because)


FOREIGN = {
    "Welsh": "Dylai pob cyngor symud ei ffurflenni cynllunio i un platfform erbyn mis Ebrill nesaf",
    "French": "Chaque commune devrait mettre ses formulaires sur une plateforme avant le printemps",
    "German": "Jede Gemeinde sollte ihre Formulare bis zum Frühling auf eine Plattform umziehen",
    "Polish": "Każda gmina powinna przenieść formularze na jedną wspólną platformę do wiosny",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_of_a_talk_in_another_language_nothing_is_said_to_be_missing(language: str) -> None:
    found = find(messages(same(FOREIGN[language], ("ann", "bob", "cat"))))
    assert found.messages == 0
    assert found.foreign
    assert chosen(same(FOREIGN[language], ("ann", "bob", "cat"))).move in GENERAL
    mixed = (*REQUESTED["outcome-for-residents"], *same(FOREIGN[language], ("dan", "eve"), 4))
    assert chosen(mixed).move != "outcome-for-residents"


def test_a_foreign_word_or_two_in_an_english_talk_change_nothing() -> None:
    mixed = (*REQUESTED["outcome-for-residents"], ("eve", FOREIGN["Welsh"]))
    assert chosen(mixed).move == "outcome-for-residents"
    assert find_in_words(FOREIGN["Welsh"]) == NOTHING_FOUND


def test_in_few_messages_nothing_is_said_to_be_missing() -> None:
    thread = REQUESTED["outcome-for-residents"]
    for short in range(LEAST_TO_MISS):
        assert chosen(thread[:short]).move in GENERAL


def test_what_one_person_wrote_is_never_read_for_how_they_put_it() -> None:
    alone = tuple(("ann", words) for _, words in REQUESTED["how-sure"])
    found = find(messages(alone))
    assert not MANNERS & dict(found.touched).keys()
    assert chosen(alone).move != "how-sure"
    nobody = tuple(("ann", words) for _, words in REQUESTED["outcome-for-residents"])
    assert chosen(nobody).move in GENERAL


def test_what_one_message_in_many_names_is_not_what_a_talk_is_about() -> None:
    few = (("ann", "The account manager rang me about it."), ("bob", "Which of them was it?"))
    many = (*few, *same("The residents in the library asked for a bench.", ("ann", "bob"), 18))
    assert find(messages(few)).seen("supplier") == 1
    assert chosen(few).move == "second-source"
    assert chosen(many).move != "second-source"


def test_the_words_a_question_is_to_be_about_are_read_for_what_they_name() -> None:
    found = find_in_words("We should buy a drone for the parks")
    assert found.seen("technology") == 1
    assert not MANNERS & dict(found.touched).keys()
    assert choose("request", found, NOTHING_ASKED, DICE, "c1", {}).move == "need-first"
    assert find_in_words("") == NOTHING_FOUND


def test_a_move_somebody_named_is_the_one_and_says_what_speaks_for_it_if_anything_does() -> None:
    found = find(messages(REQUESTED["second-source"]))
    named = choose("schedule", found, Past(last="steelman"), DICE, "c1", {}, named="steelman")
    assert (named.move, named.because) == ("steelman", None)
    named = choose("schedule", found, NOTHING_ASKED, DICE, "c1", {}, named="second-source")
    assert said(named.because).startswith("A supplier is named here")
    named = choose("schedule", found, NOTHING_ASKED, DICE, "c1", {}, named="assumption")
    assert (named.move, named.because) == ("assumption", None)


# -- never twice running


def test_another_that_fits_nearly_as_well_comes_before_one_heard_lately() -> None:
    thread = (*REQUESTED["second-source"], *REQUESTED["way-back"])
    assert chosen(thread).move == "second-source"
    lately = Past(last="assumption", lately=frozenset(("second-source", "assumption")))
    assert chosen(thread, heard=lately).move == "way-back"


def test_what_was_passed_over_is_shown_again_only_when_no_other_fits() -> None:
    found = find(messages(REQUESTED["second-source"]))
    passed = choose("request", found, NOTHING_ASKED, DICE, "c", {}, passed=("second-source",))
    assert passed.move != "second-source"
    every = tuple(name for name in MOVES if name != "split")
    only = {name: MOVES[name] for name in ("assumption", "tried-elsewhere")}
    again = choose("request", found, NOTHING_ASKED, DICE, "c", {}, passed=every, moves=only)
    assert again.move in only


def test_where_only_one_move_fits_it_comes_again() -> None:
    only = {"assumption": MOVES["assumption"]}
    again = choose(
        "request", NOTHING_FOUND, Past(last="assumption"), DICE, "c", {}, moves=only
    )  # fmt: skip
    assert again.move == "assumption"


founds = st.builds(
    Gist,
    messages=st.integers(1, 60),
    people=st.integers(1, 9),
    touched=st.dictionaries(st.sampled_from(sorted(CUES)), st.integers(1, 60), max_size=12).map(
        lambda touched: tuple(sorted(touched.items()))
    ),
    foreign=st.booleans(),
)
known = st.fixed_dictionaries(
    {}, optional={gap: st.text(max_size=200) | st.integers(0, 40) for gap in sorted(GAPS)}
)


@given(
    asked=st.lists(
        st.tuples(st.sampled_from(REASONS), founds, known, st.booleans()), min_size=2, max_size=12
    ),
    seed=st.binary(min_size=1, max_size=4),
)
def test_whatever_is_asked_one_after_another_neither_move_nor_wording_comes_twice_running(
    asked: list[tuple[str, Gist, dict[str, str | int], bool]], seed: bytes
) -> None:
    dice, heard, wordings = SeededDice(seed), NOTHING_ASKED, dict[str, str]()
    lately: set[str] = set()
    for turn, (reason, found, values, much_later) in enumerate(asked):
        if much_later:
            lately.clear()
        move = choose(reason, found, heard, dice, f"c{turn}", values)
        assert move.move != heard.last
        assert reason in MOVES[move.move].fits
        assert move.phrasing != wordings.get(move.move)
        words = filled(move.phrasing, values)
        assert words.strip()
        for gap in GAPS:
            assert f"{{{gap}}}" not in move.phrasing or str(values.get(gap, "")).strip(" .…!")
        assert move.because is not None
        assert all(number > 1 for _, number in move.because.numbers)
        assert "{" not in said(move.because)
        wordings[move.move] = move.phrasing
        lately.add(move.move)
        heard = Past(move.move, frozenset(lately), tuple(wordings.items()))


@given(texts=st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=80)), max_size=8))
def test_whatever_is_written_something_can_be_asked(texts: list[tuple[str, str]]) -> None:
    for reason in REASONS:
        assert chosen(tuple(texts), reason=reason).because is not None
