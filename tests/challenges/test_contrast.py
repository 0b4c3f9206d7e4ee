from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.contrast import leaning, pick, side
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
QUESTION = "We should move every council form to one national platform"
CLAIM = "One national platform for every council form"


def view(
    number: int,
    council: str,
    status: Status = Status.CONSIDERING,
    text: str = "Our forms are on a national platform.",
    claim: str = CLAIM,
    days: int = 10,
) -> View:
    return View(
        number,
        claim,
        text,
        status,
        council,
        "unitary",
        "",
        None,
        CommunityId("c"),
        Scope.EVERYWHERE,
        NOW - timedelta(days=days),
    )


def test_what_another_council_dropped_comes_before_what_is_most_alike() -> None:
    views = [
        view(1, "Leeds", Status.KEPT, text=QUESTION),
        view(2, "York", Status.DROPPED),
        view(3, "Bath", Status.TRIED),
    ]
    picked = pick(QUESTION, frozenset(), views, NOW)
    assert [(each.view.council, each.why) for each in picked][:2] == [
        ("York", "other-council-dropped"),
        ("Bath", "other-council-tried"),
    ]


def test_a_question_that_doubts_is_shown_who_kept_it() -> None:
    views = [view(1, "Leeds", Status.DROPPED), view(2, "York", Status.KEPT)]
    picked = pick("We should not move every form to one platform", frozenset(), views, NOW)
    assert (picked[0].view.council, picked[0].why) == ("York", "other-council-kept")


def test_words_against_count_where_there_is_no_outcome() -> None:
    views = [
        view(1, "Leeds", text="A platform for forms is better and saves money."),
        view(2, "York", text="A platform for forms is a costly risk and fails carers."),
    ]
    picked = pick(QUESTION, frozenset(), views, NOW)
    assert [(each.view.council, each.why) for each in picked] == [
        ("York", "other-council-differs"),
        ("Leeds", "other-council-angle"),
    ]


def test_councils_in_the_talk_are_left_out_and_each_other_speaks_once() -> None:
    views = [
        view(1, "Leeds", Status.DROPPED),
        view(2, "York", Status.DROPPED),
        view(3, "york", Status.TRIED),
    ]
    picked = pick(QUESTION, frozenset({"LEEDS"}), views, NOW)
    assert [each.view.id for each in picked] == [2]


def test_another_subject_is_no_contrast_whatever_became_of_it() -> None:
    other = view(1, "York", Status.DROPPED, text="Bins go weekly.", claim="Bin rounds on Fridays")
    assert pick(QUESTION, frozenset(), [other], NOW) == ()
    assert pick(QUESTION, frozenset(), [], NOW) == ()


def test_an_old_view_counts_less() -> None:
    views = [view(1, "York", Status.DROPPED, days=500), view(2, "Bath", Status.DROPPED)]
    assert [each.view.id for each in pick(QUESTION, frozenset(), views, NOW)] == [2, 1]


def test_a_view_that_repeats_another_gives_way() -> None:
    views = [
        view(1, "York", text="The national platform lost forms and people complained."),
        view(2, "Bath", text="The national platform lost forms and people complained."),
        view(
            3, "Hull", text="The national platform for every council form hurt carers and failed."
        ),
    ]
    assert {each.view.id for each in pick(QUESTION, frozenset(), views, NOW, most=2)} >= {3}


@pytest.mark.parametrize(
    ("text", "taken"),
    [("We should close it", 1), ("We should not close it", -1), ("We should not ban the forms", 1)],
)
def test_a_question_takes_a_side(text: str, taken: int) -> None:
    assert side(text) == taken


def test_a_view_leans_by_its_words() -> None:
    assert leaning("It improves things and saves money") > 0
    assert leaning("It does not improve things or save money") < 0
    assert leaning("The form is blue") == 0


@given(st.text(max_size=300), st.lists(st.text(max_size=100), max_size=6), st.integers(0, 4))
def test_any_texts_can_be_compared(question: str, texts: list[str], most: int) -> None:
    views = [view(n, f"Council {n}", text=text) for n, text in enumerate(texts)]
    picked = pick(question, frozenset(), views, NOW, most)
    assert len(picked) <= most
    assert len({each.view.council for each in picked}) == len(picked)
