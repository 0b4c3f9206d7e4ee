from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges import imports
from challenges.councils import Council, Directory
from challenges.imports import MOST_ROWS, read, write_csv, write_jsonl
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId

TODAY = date(2026, 11, 22)
DIRECTORY = Directory(
    [Council("Leeds", "metropolitan district"), Council("Kingston upon Hull", "unitary")]
)
HEADER = "claim,text,council,status,kind,link,date\n"
GOOD = "Join the platform,We left after a year.,Leeds City Council,dropped,,https://leeds.gov.uk/a,2025-06-01\n"


def faults(text: str, name: str = "views.csv") -> list[tuple[int, str]]:
    found, wrong = read(text, name, DIRECTORY, TODAY)
    assert not (found and wrong), "nothing is half imported"
    return [(fault.line, fault.code) for fault in wrong]


def test_a_spreadsheet_is_read_with_the_councils_own_name_and_the_day() -> None:
    (found,), wrong = read(HEADER + GOOD, "views.csv", DIRECTORY, TODAY)
    assert wrong == []
    assert (found.council, found.council_kind, found.status) == (
        "Leeds", "metropolitan district", Status.DROPPED,
    )  # fmt: skip
    assert found.at == datetime(2025, 6, 1, tzinfo=UTC)
    assert (found.source, found.link) == ("file:views.csv", "https://leeds.gov.uk/a")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffCouncil;Reason; Claim ;Outcome\r\nLeeds;We left.;Join;Stopped\r\n",
        "council\ttext\tclaim\tstatus\nLeeds\tWe left.\tJoin\tdropped\n",
        'council,text,claim,status,else\n\n"Leeds","We\nleft.","Join","Dropped",\n',
    ],
)
def test_columns_stand_in_any_order_and_are_divided_as_the_spreadsheet_does(text: str) -> None:
    (found,), wrong = read(text, "views.csv", DIRECTORY, TODAY)
    assert wrong == []
    assert (found.council, found.claim, found.status) == ("Leeds", "Join", Status.DROPPED)


def test_a_json_object_stands_on_each_line() -> None:
    rows = [{"claim": "Join", "text": "We left.", "council": "Nowhere NHS Trust", "tags": ["a"]}]
    lines = "\n".join(json.dumps(row) for row in rows) + "\n\n"
    (found,), wrong = read(lines, "views.jsonl", DIRECTORY, TODAY)
    assert wrong == []
    assert (found.council_kind, found.status, found.at, found.tags) == (
        "health body", Status.CONSIDERING, None, ("a",),
    )  # fmt: skip


def test_what_is_said_of_the_place_comes_along_as_it_is_written() -> None:
    text = 'claim,text,council,tags\nJoin,We left.,Leeds,"#Rural; small team, rural"\n'
    (found,), wrong = read(text, "views.csv", DIRECTORY, TODAY)
    assert (found.tags, wrong) == (("rural", "small team"), [])
    for tags in (",".join("abcdefghi"), "x" * 31):
        assert faults(f'claim,text,council,tags\nJoin,We left.,Leeds,"{tags}"\n') == [
            (2, "tags-wrong")
        ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file-empty"),
        (HEADER, "file-empty"),
        ("claim,council\nJoin,Leeds\n", "column-missing"),
        (HEADER + GOOD * (MOST_ROWS + 2), "file-too-long"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(text: str, code: str) -> None:
    assert faults(text) == [(0, code)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",We left.,Leeds,,,,", "claim-missing"),
        ("Join, ,Leeds,,,,", "text-missing"),
        ("Join,We left.,,,,,", "council-missing"),
        ("x" * 301 + ",We left.,Leeds,,,,", "too-long"),
        ("Join,We left.,Leeds,perhaps,,,", "status-unknown"),
        ("Join,We left.,Leeds,,,leeds.gov.uk,", "link-not-web"),
        ("Join,We left.,Leeds,,,https://a.uk/" + "x" * 600 + ",", "link-not-web"),
        ("Join,We left.,Leeds,,,,yesterday", "day-wrong"),
        ("Join,We left.,Leeds,,,,2027-01-01", "day-wrong"),
        ("Join,We left.,Kingston upon Hul,,,,", "council-unsure"),
        ("Join,We left.,Leeds,,,,,,,more", "line-unreadable"),
        (GOOD.strip(), "twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_nothing_else_is_brought_in(
    row: str, code: str
) -> None:
    assert faults(f'{HEADER}{GOOD}"A\nb",We left.,Leeds,,,,\n{row}\n') == [(5, code)]


@pytest.mark.parametrize("line", ["[1]", "{", "nothing", '{"claim": {}}', "[" * 100_000])
def test_a_line_that_is_no_object_is_named(line: str) -> None:
    good = json.dumps({"claim": "Join", "text": "We left.", "council": "Leeds"})
    ((number, code),) = faults(f"{good}\n{line}\n", "views.jsonl")
    assert number == 2
    assert code in ("line-unreadable", "claim-missing")


def test_a_council_that_is_nearly_right_may_be_another_body() -> None:
    assert faults(HEADER + "Join,We left.,Kingston upon Hul,,school,,\n") == []


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60
).filter(str.strip)
VIEW = View(
    1, "Join", "We left.", Status.DROPPED, "Leeds", "metropolitan district", "", None,
    CommunityId("slack"), Scope.PUBLIC, datetime(2026, 3, 1, tzinfo=UTC),
)  # fmt: skip


@given(words, words, st.sampled_from(Status))
def test_what_is_written_out_is_read_in_again(claim: str, text: str, status: Status) -> None:
    view = replace(
        VIEW, claim=" ".join(claim.split()), text=text.strip(), status=status, tags=("rural", "big")
    )
    if not view.claim.startswith("'") and not view.text.startswith("'"):
        for written, name in ((write_csv([view]), "a.csv"), (write_jsonl([view]), "a.jsonl")):
            (found,), wrong = read(written, name, DIRECTORY, TODAY)
            assert wrong == []
            assert (found.claim, found.text, found.status) == (view.claim, view.text, status)
            assert found.tags == view.tags


def test_no_cell_is_a_formula_for_whoever_opens_the_file() -> None:
    view = replace(VIEW, claim='=HYPERLINK("https://evil.example")', text="+1 for this")
    for cell in write_csv([view]).splitlines()[1].split(",")[:2]:
        assert cell.lstrip('"').startswith("'")


@given(st.text(max_size=300), st.sampled_from(["a.csv", "a.jsonl"]))
def test_any_file_is_read_or_refused(text: str, name: str) -> None:
    found, wrong = read(text, name, DIRECTORY, TODAY)
    assert found or wrong
    known = {code.strip() for code in (imports.__doc__ or "").replace(",", " ").split()}
    assert all(fault.code in known for fault in wrong)
