"""docs/moves.md says what the file of moves says."""

from __future__ import annotations

from challenges.moves import MOVES, REASONS
from challenges.reading import CUES as KNOWN
from tests.moves_page import AGAIN, CUES, PAGE, WHEN, page


def test_the_page_of_moves_is_the_one_the_file_makes() -> None:
    assert PAGE.read_text("utf-8") == page(), f"docs/moves.md is out of date: run {AGAIN}"


def test_every_reason_has_words_and_no_words_are_kept_for_a_cue_that_is_gone() -> None:
    assert WHEN.keys() == set(REASONS)
    assert CUES.keys() <= KNOWN, sorted(CUES.keys() - KNOWN)


def test_every_cue_is_looked_at_by_a_move() -> None:
    used = {
        cue
        for move in MOVES.values()
        for case in move.cases
        for cue in (*dict(case.seen), *case.unseen)
    }
    assert used == KNOWN, f"nothing asks about {sorted(KNOWN - used)}"
