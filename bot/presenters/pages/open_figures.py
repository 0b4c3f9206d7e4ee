"""The open figures: the page that explains them, and the files to reuse, each line for line the same.

What stands in a file is the same in every language, so that programs can rely on it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import drawn
from bot.presenters.words import day_and_month, label, marked
from challenges.cells import LEAST
from challenges.open_figures import Counted, Figure, Licence

CSV, JSON = "text/csv; charset=utf-8; header=present", "application/json"
SCHEMA = "application/schema+json"
COLUMNS = ("first_day", "last_day", "measure", "kind", "value", "status")
HIDDEN = "c"
"""For confidential, as statistics of the United Kingdom mark it: a number of one to four."""
LICENCES = {
    Licence.OGL: (
        marked("Open Government Licence v3.0"),
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence.CC_BY: (
        marked("Creative Commons Attribution 4.0 International"),
        "https://creativecommons.org/licenses/by/4.0/",
    ),
}
SHOWN = 60  # figures on the page; the files have all
MEASURES = {
    Counted.PEOPLE: marked("People who wrote"),
    Counted.PEOPLE_BY_KIND: marked("People who wrote, by the kind of council they named"),
    Counted.MESSAGES: marked("Messages"),
    Counted.COUNCILS: marked("Councils that people named"),
    Counted.TALKS: marked("Conversations large enough to tell"),
    Counted.ONE_SIDED: marked("Of those, conversations in which one side only was heard"),
    Counted.QUESTIONS: marked("Questions that Challenger asked"),
    Counted.ROUNDS: marked("Dissent rounds that ended"),
    Counted.VIEWS: marked("Views that councils shared"),
}
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(figures: Sequence[Figure]) -> bytes:
    """The figures as CSV: a line each, with a header, as RFC 4180 has it."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for each in figures:
        rows.writerow([safe(words) for words in _row(each)])
    return written.getvalue().encode()


def safe(words: str) -> str:
    """Words that no spreadsheet takes for a formula. No number here is below nought."""
    words = words.replace("\r", " ").replace("\n", " ").replace("\0", "")
    return f"'{words}" if words.lstrip(" ").startswith(_RISKY) else words


def _row(each: Figure) -> tuple[str, ...]:
    value = "" if each.value is None else str(each.value)
    status = HIDDEN if each.value is None else ""
    return (f"{each.first}", f"{each.last}", each.measure.value, each.kind, value, status)


def document(figures: Sequence[Figure], licence: Licence, page: str) -> bytes:
    """The figures as JSON."""
    name, address = LICENCES[licence]
    told = {
        "kind": "challenger-open-figures",
        "version": 1,
        "page": page,
        "schema": f"{page}.schema.json",
        "licence": {"name": name, "address": address},
        "figures": [
            {
                "first_day": f"{each.first}",
                "last_day": f"{each.last}",
                "measure": each.measure.value,
                "kind": each.kind,
                "value": each.value,
                "status": HIDDEN if each.value is None else "",
            }
            for each in figures
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def schema(page: str) -> bytes:
    """What each part of the JSON means, as JSON Schema; the columns of the CSV bear the same names."""
    day = {"type": "string", "format": "date"}
    figure = {
        "type": "object",
        "required": list(COLUMNS),
        "additionalProperties": False,
        "properties": {
            "first_day": {**day, "description": "The first day that is counted, from the hour of the digest before."},
            "last_day": {**day, "description": "The last day that is counted, until the hour of this digest."},
            "measure": {"enum": [each.value for each in Counted], "description": "What is counted."},
            "kind": {"type": "string", "description": "The kind of council, where people are counted by it."},
            "value": {
                "description": f"The count. Never one of 1 to {LEAST - 1}, nor one from which such a count follows: null there, and empty in the CSV.",
                "anyOf": [{"type": "null"}, {"const": 0}, {"type": "integer", "minimum": LEAST}],
            },
            "status": {"enum": ["", HIDDEN], "description": "c for confidential: the count is hidden."},
        },
    }  # fmt: skip
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{page}.schema.json",
        "title": "Open figures of a Challenger digest",
        "type": "object",
        "required": ["kind", "version", "page", "schema", "licence", "figures"],
        "properties": {
            "kind": {"const": "challenger-open-figures"},
            "version": {"const": 1},
            "page": {"type": "string"},
            "schema": {"type": "string"},
            "licence": {
                "type": "object",
                "required": ["name", "address"],
                "properties": {"name": {"type": "string"}, "address": {"type": "string"}},
            },
            "figures": {"type": "array", "items": figure},
        },
    }
    return json.dumps(told, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure in the table of the page."""

    days: str
    measure: str
    value: str


def page(site: Site, figures: Sequence[Figure], licence: Licence | None) -> str:
    """The page that explains them; without a licence they are not open."""
    name, address = LICENCES[licence] if licence else ("", "")
    newest = max((each.last for each in figures), default=None)
    latest = [each for each in figures if each.last == newest][:SHOWN]
    return drawn(
        "open_figures.html",
        site,
        title=label("Open data"),
        licence=label(name) if name else "",
        licence_address=address,
        files=[
            (site.at.to("data.csv"), "CSV", label("for spreadsheets")),
            (site.at.to("data.json"), "JSON", label("for programs")),
            (site.at.to("data.schema.json"), "JSON Schema", label("what each part means")),
        ]
        if licence
        else [],
        latest=[_shown(each) for each in latest],
        measures=[label(words) for words in MEASURES.values()],
        least=LEAST,
    )


def _shown(each: Figure) -> ShownFigure:
    words = label(MEASURES[each.measure])
    return ShownFigure(
        days=label("{first} to {last}", first=day_and_month(each.first), last=day_and_month(each.last)),
        measure=f"{words}: {each.kind}" if each.kind else words,
        value=label("hidden") if each.value is None else str(each.value),
    )  # fmt: skip
