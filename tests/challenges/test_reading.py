from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import reading
from challenges.reading import Corpus, read, similarity, topic_words


@given(st.text(max_size=6000))
def test_reading_never_raises_and_never_invents(text: str) -> None:
    seen = read(text)
    assert not seen.claim or seen.claim in seen.sentences
    assert all(word == word.lower() for word in seen.words)
    assert 0 <= similarity(text, "council tax reduction") <= 1
    topic_words([text, text])
    reading.answers_the_last(text)


@given(st.text(alphabet="?!. \n<>@#:`*_-'’abtiI1£%", max_size=3000))
def test_markup_never_raises(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Does anybody know how to set up single sign on", "is_question"),
        ("What is the retention period for council tax records", "is_question"),
        ("We moved last year. Did you?", "is_question"),
        ("What do people think about closing the phone line?", "asks_opinion"),
        ("Should we move every form to one platform?", "asks_opinion"),
        ("I would keep it because residents ring us anyway", "gives_reason"),
        ("Calls fell by 40% after the change", "gives_reason"),
        ("We tried it at our place and went back", "gives_reason"),
        ("Perhaps it could be simpler", "hedged"),
        ("Everyone knows this is the only way", "certain"),
        ("That doesn't work for parish councils", "counters"),
        ("My worry is the cost of moving", "counters"),
        ("I don’t think this is right for rural areas", "counters"),
        ("We should publish the data", "proposes"),
        ("Thank you all so much", "welfare_or_thanks"),
        ("So sorry to hear that", "welfare"),
        ("The website is down for everybody", "urgent"),
        ("I am self-employed", "about_oneself"),
    ],
)
def test_a_cue_is_read(text: str, cue: str) -> None:
    assert getattr(read(text), cue)
    assert not getattr(read("The library opens at nine"), cue)


@pytest.mark.parametrize(
    "text",
    [
        "We need a plan for data breaches and ransomware",
        "Crime is down in every ward",
        "The climate emergency is urgent",
    ],
)
def test_trouble_as_a_subject_is_not_trouble_now(text: str) -> None:
    assert not read(text).urgent


def test_an_opinion_in_the_first_person_is_more_than_a_fact_about_oneself() -> None:
    assert not read("I am worried that this will cost too much").about_oneself


def test_the_claim_is_the_sentence_that_reads_as_a_proposition() -> None:
    text = "Morning all. Thanks for last week! We should close the phone line on Fridays. OK?"
    assert read(text).claim == "We should close the phone line on Fridays."


@pytest.mark.parametrize(
    "text", ["", "ok then", "Where is the form for this now?", "I live in a small rural town"]
)
def test_some_texts_claim_nothing(text: str) -> None:
    assert read(text).claim == ""


def test_markup_and_quoted_words_are_not_the_writers() -> None:
    seen = read(
        "<@U123> :wave: see <https://example.org/however|the plan>\n> however it failed\n`but`"
    )
    assert not seen.counters
    assert "plan" in seen.words


def test_singular_and_plural_are_one_topic_word() -> None:
    assert read("residents").words == read("resident").words
    assert read("policies").words == read("policy").words
    assert read("class virus").words == ("class", "virus")


def test_topic_words_are_given_as_people_wrote_them() -> None:
    texts = ["Parking permits online", "a parking permit costs £40", "permits for carers"]
    assert topic_words(texts, most=2) == ("permits", "parking")


def test_what_was_read_can_be_forgotten() -> None:
    read("something private to be erased")
    reading.forget()
    assert reading._read.cache_info().currsize == 0


@pytest.mark.parametrize("text", ["Yes, it does", "That's fair", "+1"])
def test_some_openings_answer_the_message_before(text: str) -> None:
    assert reading.answers_the_last(text)
    assert not reading.answers_the_last("The hall is booked for Tuesday")


def test_likeness_is_highest_for_the_same_subject() -> None:
    corpus = Corpus(["parking permits for carers", "bin collection days", "school meals"])
    assert corpus.rank("a permit to park")[0][0] == 0
    assert corpus.rank("")[0][1] == 0
    assert corpus.likeness(0, 0) == pytest.approx(1)
    assert corpus.likeness(0, 1) < 0.2
    assert similarity("parking permits", "parking permits") == pytest.approx(1)
    assert similarity("parking", "meals") == 0


def test_an_empty_corpus_ranks_nothing() -> None:
    assert Corpus([]).rank("anything") == []
