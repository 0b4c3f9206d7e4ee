"""What a reaction says, by symbol and by name."""

from __future__ import annotations

import pytest

from adapters.events import Feeling
from adapters.feelings import of_name, of_symbol


@pytest.mark.parametrize(
    ("symbol", "feeling"),
    [
        ("👍", Feeling.FOR),
        ("👍🏽", Feeling.FOR),
        ("✔️", Feeling.FOR),
        ("👎🏿", Feeling.AGAINST),
        ("❌", Feeling.AGAINST),
        ("🎂", Feeling.OTHER),
        ("", Feeling.OTHER),
        (":our_own:", Feeling.OTHER),
    ],
)
def test_a_symbol_says_the_same_in_every_skin_tone(symbol: str, feeling: Feeling) -> None:
    assert of_symbol(symbol) is feeling


@pytest.mark.parametrize(
    ("name", "feeling"),
    [
        ("+1", Feeling.FOR),
        ("+1::skin-tone-3", Feeling.FOR),
        ("thumbsdown", Feeling.AGAINST),
        ("cake", Feeling.OTHER),
    ],
)
def test_a_name_says_the_same_in_every_skin_tone(name: str, feeling: Feeling) -> None:
    assert of_name(name) is feeling
