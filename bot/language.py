"""The language of what is being said: a catalogue for each, chosen by community and by channel.

Sentences are written in English in `bot/presenters` and the files of moves and methods; a catalogue
(gettext, `bot/catalogues/<language>.po`) puts another language in their place. A language nobody
has translated yet falls back to English, sentence by sentence.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "catalogues"
ENGLISH = "en-GB"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what is said meanwhile in a language, given by its name, such as `cy`."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The name of the language that is being spoken."""
    return _spoken.get()


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(ENGLISH, sep="-")  # a language nobody told Babel about


def locale() -> Locale:
    """How dates, times and lists are written in the language that is being spoken."""
    return _locale(_spoken.get())


def translated(words: str) -> str:
    """The words in the language that is being spoken; as they are where nobody translated them."""
    return _catalogue(_spoken.get()).gettext(words) if words else words


def translated_count(one: str, many: str, number: int) -> str:
    """The form for a number of things, by the plural rules of the language."""
    return _catalogue(_spoken.get()).ngettext(one, many, number)


@lru_cache(maxsize=32)
def _catalogue(language: str) -> gettext.NullTranslations:
    place = CATALOGUES / f"{language}.po"
    if language == ENGLISH or not place.is_file():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with place.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
