"""Cuts text into the word pieces a model was trained on: BERT's rules for lower-case English.

Written here because the usual library brings thirty megabytes and code that speaks to a hub on the
web. A test compares the two piece by piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

LONGEST_WORD = 100
"""Characters; a longer run is no word and becomes one unknown piece."""

_ASCII_WORDS = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
_ASCII_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPieces:
    """The pieces of one vocabulary: one piece a line, its number is the line's."""

    def __init__(self, vocabulary: Path) -> None:
        """Read the vocabulary."""
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        self._numbers = {piece: number for number, piece in enumerate(lines) if piece}
        self._longest = max(map(len, self._numbers))
        self.padding = self._numbers["[PAD]"]
        self.unknown = self._numbers["[UNK]"]
        self.opening = self._numbers["[CLS]"]
        self.ending = self._numbers["[SEP]"]
        self._of_word = lru_cache(maxsize=16384)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """Give the pieces of a text by their numbers, without an opening or an ending."""
        return [number for word in words(text) for number in self._of_word(word)]

    def forget(self) -> None:
        """Forget the words cut before: they were in somebody's text."""
        self._of_word.cache_clear()

    def _cut(self, word: str) -> tuple[int, ...]:
        """Take the longest piece that fits, again and again; a word with a rest is unknown."""
        if len(word) > LONGEST_WORD:
            return (self.unknown,)
        found = []
        start = 0
        while start < len(word):
            head = "##" if start else ""
            longest = min(len(word), start + self._longest)
            for end in range(longest, start, -1):
                number = self._numbers.get(head + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self.unknown,)
        return tuple(found)


def words(text: str) -> Sequence[str]:
    """Cut a text at spaces and around each mark; lower case, without accents."""
    if text.isascii():
        return _ASCII_WORDS.findall(text.translate(_ASCII_CONTROL).lower())
    return list(_any_words(text))


def _any_words(text: str) -> Iterator[str]:
    apart = unicodedata.normalize("NFD", "".join(_clean(text)))
    word: list[str] = []
    for character in apart:
        if character.isspace():
            yield from _done(word)
        elif _is_mark(character):
            yield from _done(word)
            yield character
        elif unicodedata.category(character) != "Mn":
            word.append(character.lower())  # one by one: a sigma at the end is like any other
    yield from _done(word)


def _done(word: list[str]) -> Iterator[str]:
    if word:
        yield "".join(word)
        word.clear()


def _clean(text: str) -> Iterator[str]:
    for character in text:
        if character in "\t\n\r":
            yield " "
        elif character == "\ufffd" or unicodedata.category(character).startswith("C"):
            continue
        elif _is_ideograph(ord(character)):
            yield f" {character} "  # each is a word
        else:
            yield character


def _is_ideograph(code: int) -> bool:
    return code >= 0x3400 and any(first <= code <= last for first, last in _IDEOGRAPHS)


def _is_mark(character: str) -> bool:
    if character.isascii():
        return not character.isalnum()
    return unicodedata.category(character).startswith("P")
