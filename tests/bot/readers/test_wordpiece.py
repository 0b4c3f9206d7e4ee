"""The word pieces are those of the library the models were trained with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readers.claims import VOCABULARY
from bot.readers.wordpiece import WordPieces

PIECES = WordPieces(VOCABULARY)
# Written by `tokenizers` 0.23.3, BertWordPieceTokenizer, in lower case.
THEIRS = json.loads(Path(__file__).with_name("pieces.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", THEIRS, ids=lambda case: ascii(case["text"][:30]))
def test_a_text_is_cut_as_the_library_cuts_it(case: dict[str, object]) -> None:
    # Written out as text, those three are pieces to the library and words to us: chat may say them.
    if case["text"] != "[CLS] [SEP] [MASK]":
        assert PIECES.numbers(str(case["text"])) == case["pieces"]


def test_nobody_can_write_the_pieces_that_open_and_end_a_text() -> None:
    cut = PIECES.numbers("[CLS] [SEP] [PAD]")
    assert not {PIECES.opening, PIECES.ending, PIECES.padding} & set(cut)


def test_the_vocabulary_is_the_one_the_models_know() -> None:
    found = hashlib.sha256(VOCABULARY.read_bytes()).hexdigest()
    assert found == "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text: str) -> None:
    assert all(number >= 0 for number in PIECES.numbers(text))
