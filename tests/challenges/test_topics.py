"""What a talk is called: somebody's own words, shortened at a word, and never a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import topics
from challenges.messages import Message
from tests.challenges.test_digest import message

NAMES = frozenset({"bob", "ann"})


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("We should charge for garden waste.", "We should charge for garden waste"),
        ("Hi all, does anyone know how we archive old plans?", "how we archive old plans?"),
        ("bob: is the portal down?", "is the portal down?"),
        ("@U123 the portal is slow today", "the portal is slow today"),
        ("I think that residents prefer the phone", "residents prefer the phone"),
        ("I have a question: who pays for the licences?", "who pays for the licences?"),
        (
            "Moving every council form to one national platform saves time and money",
            "Moving every council form to one national platform…",
        ),
        (
            "The forms go online in June, whatever the suppliers make of the new contract",
            "The forms go online in June…",
        ),
        (
            "At the end of it all, we have to be the ones to tell it to the members",
            "At the end of it all…",
        ),
        (
            "The pilot costs (with three districts and all of their schools) far too much",
            "The pilot costs…",
        ),
        ("We need wealth taxes (e.g.", "We need wealth taxes…"),
        ('He said "shared services" are a myth', 'He said "shared services" are a myth'),
        ('needs a "man universe"', 'needs a "man universe"'),
        ("Supercalifragilistic-" * 5 + "word is very very very long to read out", ""),
        ("yes", ""),
        ("fine fine", ""),
        ("The portal is such total shit", ""),
        ("so what", ""),
        ("so is it", ""),
        ("see https://example.org/a/b for details of the plan", ""),
        ("sudo `rm` everything", ""),
    ],
)
def test_a_sentence_is_shortened_at_a_word(sentence: str, title: str) -> None:
    assert topics.shortened(sentence, NAMES) == title


@given(st.text(alphabet="ab c,.?!()\"'‘’…“”-_*:/@\n", max_size=120))
def test_a_title_is_two_to_eight_words_that_stand_in_the_text(text: str) -> None:
    found = topics.title([message("1", "eve", text)], message("1", "eve", text), NAMES)
    if found.words:
        assert found.message == "1"
        assert topics.is_phrase_of(found.words, text)
        assert topics.LEAST_WORDS <= len(found.words.split()) <= topics.MOST_WORDS
        assert len(found.words) <= topics.LONGEST + 1


def named(*messages: Message, lead: bool = True) -> tuple[str, str | None]:
    found = topics.title(messages, messages[0] if lead else None, NAMES)
    return found.words, found.message


def test_a_thread_goes_by_the_first_question_or_claim_about_what_it_is_about() -> None:
    talk = [
        message("1", "eve", "Hello. It is me again. How do we archive planning files?"),
        message("2", "fay", "We archive planning files on tape, which is cheap", 10, "1"),
        message("3", "eve", "Tape sounds good to us", 11, "1"),
    ]
    assert named(*talk) == ("How do we archive planning files?", "1")


def test_where_the_opening_says_nothing_a_phrase_of_several_people_does() -> None:
    talk = [
        message("1", "eve", "Hm."),
        message("2", "fay", "Our garden waste lorries, again", 10, "1"),
        message("3", "gil", "no: garden waste. Garden waste!", 11, "1"),
        message("4", "hal", "Waste garden garden", 11, "1"),
    ]
    assert named(*talk) == ("garden waste", "2")
    assert named(*talk, lead=False) == ("garden waste", "2")


def test_who_may_not_be_quoted_gives_no_title() -> None:
    silent = message("1", "eve", "How do we archive planning files?", quotable=False)
    assert named(silent) == ("", None)
    told = message("2", "fay", "The archive is full of paper", 10)
    assert named(silent, told) == ("The archive is full of paper", "2")


def test_what_one_person_repeats_or_everybody_pastes_is_no_phrase_of_several() -> None:
    twice = [message(str(n), "eve", "garden waste", n) for n in (1, 2)]
    assert named(*twice, lead=False) == ("garden waste", "1")
    pasted = [message(str(n), f"p{n}", "hm, garden waste.", n) for n in (1, 2)]
    assert named(*pasted, lead=False) == ("hm, garden waste", "1")


def test_a_list_of_shared_words_has_nobodys_name_in_it() -> None:
    texts = ["bob: the archive is full", "ann: empty the archive", "bob, ann: full archive"]
    assert topics.about(texts, NAMES) == "archive, full, empty"
    many = frozenset(f"name{n}" for n in range(30)) | NAMES
    assert topics.about(texts, many, most=1) == "archive"
