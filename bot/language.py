"""The language of what is being said: a catalogue for each, chosen by community and by channel.

Sentences are written in English in `bot/presenters` and the files of moves and methods; a catalogue
(gettext, `bot/catalogues/<language>.po`) puts another language in their place. A language nobody
has translated yet falls back to English, sentence by sentence.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import structlog
from babel import Locale, UnknownLocaleError
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

log = structlog.get_logger(__name__)

CATALOGUES = Path(__file__).parent / "catalogues"
ENGLISH = "en-GB"

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_folders = [CATALOGUES]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what is said meanwhile in a language, given by its name, such as `cy`."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


@contextmanager
def catalogues_in(folder: Path) -> Iterator[None]:
    """Know the catalogues of another folder as well meanwhile, such as one being tried."""
    _folders.append(folder)
    _catalogue.cache_clear()
    try:
        yield
    finally:
        _folders.remove(folder)
        _catalogue.cache_clear()


def languages() -> tuple[str, ...]:
    """The languages that can be spoken, English first."""
    found = {place.stem for folder in _folders for place in folder.glob("*.po")}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def preferred(wanted: Iterable[str]) -> str:
    """The first language of those that are wanted, as browsers name them, that can be spoken."""
    spoken = {each.lower(): each for each in reversed(languages())}
    spoken |= {each.partition("-")[0].lower(): each for each in reversed(languages())}
    for each in wanted:
        for name in (each.lower(), each.partition("-")[0].lower()):
            if name in spoken:
                return spoken[name]
    return ENGLISH


def name_of(language: str) -> str:
    """What a language is called by those who speak it: `Cymraeg`."""
    return _locale(language).get_display_name() or language


def spoken() -> str:
    """The name of the language that is being spoken."""
    return _spoken.get()


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
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(ENGLISH, sep="-")  # a language nobody told Babel about


@lru_cache(maxsize=32)
def _catalogue(language: str) -> gettext.NullTranslations:
    places = [folder / f"{language}.po" for folder in _folders]
    found = [place for place in places if place.is_file()]
    if language not in languages() or not found:
        return gettext.NullTranslations()
    with found[-1].open("rb") as source:
        catalogue = read_po(source)
    _forget_what_cannot_be_filled(catalogue, language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _forget_what_cannot_be_filled(catalogue: Catalog, language: str) -> None:
    """A slip of a translator must not keep the bot from speaking: that sentence stays English."""
    for message in catalogue:
        if message.id and (reason := wrong_gaps(message)):
            log.warning("a translation cannot be used", language=language, reason=reason)
            message.string = "" if isinstance(message.string, str) else ()


def wrong_gaps(message: Message) -> str:
    """What is wrong with the gaps of a translation, in a sentence; empty when nothing is."""
    known = set().union(*map(_gaps, _forms(message.id)))
    for form in _forms(message.string):
        try:
            strange = _gaps(form) - known
        except ValueError as error:
            return f"“{form}” cannot be read: {error}."
        if strange:
            return f"“{form}” has a gap called {', '.join(sorted(strange))}, and English has none."
    return ""


def _forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def _gaps(words: str) -> set[str]:
    return {gap for _, gap, _, _ in Formatter().parse(words) if gap is not None}
