"""Languages: catalogues, their plural forms, dates and lists, and slips of a translator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.language import CATALOGUES, catalogues_in, languages, name_of, speaking, wrong_gaps
from bot.presenters import choosing
from bot.presenters.words import clock_time, count, day, full_moment, label, listed, marked, text
from challenges.dice import SeededDice
from challenges.method_files import METHODS
from challenges.moves import MOVES, filled, phrasing
from tests import catalogue

DICE = SeededDice(b"languages")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WELSH = r"""
msgid ""
msgstr ""
"Language: cy\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);\n"

msgid "{number} day"
msgid_plural "{number} days"
msgstr[0] "0: {number}"
msgstr[1] "1: {number}"
msgstr[2] "2: {number}"
msgstr[3] "3: {number}"
msgstr[4] "6: {number}"
msgstr[5] "many: {number}"

msgid "It lasts until {when}."
msgstr "[{when}] it lasts until."

msgid "{a} before {b}"
msgstr "{b} after {c}"

msgid "One brace {a}"
msgstr "One { brace"

#, fuzzy
msgid "Not sure of this"
msgstr "A guess"
"""


@contextmanager
def welsh(folder: Path, words: str = WELSH) -> Iterator[None]:
    (folder / "cy.po").write_text(words.strip() + "\n", "utf-8")
    with catalogues_in(folder), speaking("cy"):
        yield


def test_the_catalogue_for_translators_holds_every_sentence_as_it_is_now() -> None:
    assert catalogue.POT.read_bytes() == catalogue.document(), (
        "a sentence was added, changed or removed: run `make catalogue` and commit"
        f" {catalogue.POT.relative_to(catalogue.ROOT)}"
    )


def test_the_catalogue_is_the_same_on_every_machine_and_on_every_day() -> None:
    assert catalogue.document() == catalogue.document()
    assert str(catalogue.ROOT) not in catalogue.POT.read_text("utf-8")
    assert "Date" not in catalogue.POT.read_text("utf-8").split("\n\n")[0]


def test_every_translation_can_be_filled_in() -> None:
    for place in CATALOGUES.glob("*.po"):
        with place.open("rb") as source:
            wrong = [reason for each in read_po(source) if each.id and (reason := wrong_gaps(each))]
        assert (place.name, wrong) == (place.name, [])


def test_a_translation_begins_with_every_sentence_and_every_form_of_a_plural(
    tmp_path: Path,
) -> None:
    place = catalogue.translate("cy", tmp_path)
    begun = place.read_text("utf-8")
    assert "nplurals=6" in begun
    assert 'msgstr[5] ""' in begun
    place.write_text(
        begun.replace('msgid "Share a view"\nmsgstr ""', 'msgid "Share a view"\nmsgstr "Dewis"')
    )
    kept = catalogue.translate("cy", tmp_path).read_text("utf-8")
    assert 'msgstr "Dewis"' in kept
    with catalogues_in(tmp_path), speaking("cy"):
        assert label("Share a view") == "Dewis"
        assert count(2, "{number} message", "{number} messages") == "2 messages"


def test_a_language_nobody_translated_is_english() -> None:
    with speaking("nb"):
        assert label("Nothing was changed yet.") == "Nothing was changed yet."
        assert count(2, "{number} day", "{number} days") == "2 days"


def test_a_language_that_does_not_exist_is_english_with_english_dates() -> None:
    with speaking("../../etc/passwd"):
        assert label("Share a view") == "Share a view"
        assert day(NOON.date()) == "20 November 2026"


def test_a_catalogue_that_is_being_tried_is_a_language(tmp_path: Path) -> None:
    with welsh(tmp_path):
        assert languages()[0] == "en-GB"
        assert "cy" in languages()
        assert name_of("cy") == "Cymraeg"


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "many"), (6, "6"), (7, "many"), (60, "many")],
)
def test_welsh_has_six_forms_of_a_plural(number: int, form: str, tmp_path: Path) -> None:
    with welsh(tmp_path):
        assert count(number, "{number} day", "{number} days") == f"{form}: {number}"


def test_english_has_two_forms_of_a_plural() -> None:
    assert [count(n, "{number} day", "{number} days") for n in (0, 1, 2)] == [
        "0 days",
        "1 day",
        "2 days",
    ]


def test_dates_times_and_lists_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    with welsh(tmp_path):
        assert day(date(2026, 11, 20)) == "20 Tachwedd 2026"
        assert full_moment(NOON) == "Dydd Gwener 20 Tachwedd 2026 at 12:00"
        assert clock_time(NOON.replace(hour=9, minute=30)) == "09:30"
    with speaking("fr"):
        assert listed(["a", "b", "c"]) == "a, b et c"


def test_english_dates_times_and_lists_stay_as_they_are() -> None:
    assert full_moment(NOON.replace(hour=9, minute=30)) == "Friday 20 November 2026 at 9:30am"
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_the_gaps_of_a_sentence_may_stand_in_another_order(tmp_path: Path) -> None:
    with welsh(tmp_path):
        assert text(marked("It lasts until {when}."), when="9").spans == (
            "[",
            "9",
            "] it lasts until.",
        )


@pytest.mark.parametrize("words", ["{a} before {b}", "One brace {a}"])
def test_a_slip_of_the_translator_leaves_that_sentence_in_english(
    words: str, tmp_path: Path
) -> None:
    with welsh(tmp_path):
        assert label(words, a="x", b="y") == words.format(a="x", b="y")


def test_what_a_translator_is_not_sure_of_is_not_said(tmp_path: Path) -> None:
    with welsh(tmp_path):
        assert label("Not sure of this") == "Not sure of this"


def test_the_wording_of_a_question_is_translated_before_its_gaps_are_filled() -> None:
    known = {"people": 3}
    said = filled(phrasing(MOVES["split"], DICE, "c1", known), known, str.upper)
    assert said == said.upper()


def test_what_people_wrote_is_never_read_as_a_sentence_of_ours(tmp_path: Path) -> None:
    with welsh(tmp_path):
        assert label("About {words}", words="It lasts until {when}.") == (
            "About It lasts until {when}."
        )


def test_the_words_of_a_method_file_are_translated(tmp_path: Path) -> None:
    with welsh(tmp_path, WELSH + '\nmsgid "Pre-mortem"\nmsgstr "Cyn y diwedd"\n'):
        assert "Cyn y diwedd" in str(choosing.methods(METHODS))
