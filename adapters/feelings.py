"""What a reaction plainly says, by its symbol or by Slack's name for it. Most say nothing here."""

from __future__ import annotations

from adapters.events import Feeling

_FOR = frozenset("👍✅➕💯✔☑")
_AGAINST = frozenset("👎❌⛔➖✖🚫")
_TONES = frozenset("🏻🏼🏽🏾🏿\ufe0f")

_NAMES_FOR = frozenset(
    [
        "+1",
        "thumbsup",
        "white_check_mark",
        "heavy_check_mark",
        "ballot_box_with_check",
        "heavy_plus_sign",
        "100",
        "clap",
        "ok_hand",
        "raised_hands",
        "tada",
    ]
)
_NAMES_AGAINST = frozenset(
    [
        "-1",
        "thumbsdown",
        "x",
        "no_entry",
        "no_entry_sign",
        "negative_squared_cross_mark",
        "heavy_minus_sign",
        "no_good",
    ]
)


def of_symbol(symbol: str) -> Feeling:
    """What a symbol says, whatever its skin tone."""
    bare = "".join(sign for sign in symbol if sign not in _TONES)
    return _one_of(bare, _FOR, _AGAINST)


def of_name(name: str) -> Feeling:
    """What a symbol says that goes by a name such as `+1` or `+1::skin-tone-3`."""
    return _one_of(name.partition("::")[0], _NAMES_FOR, _NAMES_AGAINST)


def _one_of(symbol: str, for_: frozenset[str], against: frozenset[str]) -> Feeling:
    if symbol in for_:
        return Feeling.FOR
    return Feeling.AGAINST if symbol in against else Feeling.OTHER
