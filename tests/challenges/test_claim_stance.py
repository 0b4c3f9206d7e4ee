"""The reader that is always there: any text has a vector, any pair has probabilities."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from challenges.claim_stance import ByLetters, ByWords
from challenges.stance import AGREES, CHALLENGES, UNRELATED, Embedder, StanceScorer, apart

EMBEDDER: Embedder = ByLetters()
SCORER: StanceScorer = ByWords()
CLAIM = "We should ban cars in the centre of town"


def test_texts_that_share_words_are_more_alike_than_others() -> None:
    one, other, third = EMBEDDER.embed([CLAIM, "Cars in a town centre", "Bananas are cheap"])
    assert one @ other > 0.3 > one @ third


def test_a_view_that_disagrees_challenges_and_one_of_something_else_is_unrelated() -> None:
    against, elsewhere = SCORER.score(
        [
            (CLAIM, "I disagree: a ban on cars in the centre of town failed"),
            (CLAIM, "Bananas are cheap"),
        ]
    )
    assert against[CHALLENGES] > against[AGREES]
    assert elsewhere.argmax() == UNRELATED


def test_two_statements_stand_as_far_apart_whichever_comes_first() -> None:
    other = "I disagree: a ban on cars in the centre of town harms shops"
    there, back = apart(SCORER, [(CLAIM, other), (other, CLAIM)])
    assert (
        there == back > apart(SCORER, [(CLAIM, "A ban on cars in the centre of town is good")])[0]
    )
    assert apart(SCORER, []).shape == (0,)


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_has_a_row_of_length_one_or_none_at_all(texts: list[str]) -> None:
    rows = EMBEDDER.embed(texts)
    assert rows.shape == (len(texts), EMBEDDER.width)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((abs(lengths - 1) < 1e-5) | (lengths == 0))


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=200)), max_size=4))
def test_any_pair_has_three_probabilities(pairs: list[tuple[str, str]]) -> None:
    rows = SCORER.score(pairs)
    assert rows.shape == (len(pairs), 3)
    assert np.all(rows >= 0)
    assert np.allclose(rows.sum(1), 1)
