"""The opinion map as a page: what it says, and that it says the same to whoever cannot see it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.presenters.pages.opinion import opinion_part, summary
from bot.presenters.pages.opinion_chart import COLOURS, bars
from challenges.ballots import Counts, Stand
from challenges.opinion import NoGroups, OpinionMap, Sheet, Statement
from challenges.opinion_map import opinion_map
from tests.structure.house import ROOT

STATEMENTS = range(101, 113)
WORDINGS = {each: f"Statement of <{each}>" for each in STATEMENTS}


def sheets(*sizes: int) -> list[Sheet]:
    """Camps that share the first two statements and differ on others; every seventh is unsure."""
    found: list[Sheet] = []
    for camp, size in enumerate(sizes):
        for voter in range(size):
            sheet = {}
            for place, statement in enumerate(STATEMENTS):
                held = place < 2 or (place >> (camp // 2)) % 2 == camp % 2
                unsure = (voter * 5 + place * 3 + camp) % 7 == 0
                sheet[statement] = (
                    Stand.UNSURE if unsure else Stand.AGREE if held else Stand.DISAGREE
                )
            found.append(sheet)
    return found


def drawn(*sizes: int) -> OpinionMap:
    return opinion_map(STATEMENTS, sheets(*sizes))[0]


def page(*sizes: int) -> str:
    return opinion_part(drawn(*sizes), WORDINGS)


class Outline(HTMLParser):
    """The ids, headings and drawings of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.drawings: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg":
            self.drawings.append(given)


@pytest.mark.parametrize("sizes", [(20, 30), (40, 35, 30, 25), (8, 9), (30, 12), (4, 4)])
def test_every_drawing_has_a_title_and_a_description_or_is_only_a_key(
    sizes: tuple[int, ...],
) -> None:
    outline = Outline(page(*sizes))
    assert len(outline.ids) == len(set(outline.ids))
    for drawing in outline.drawings:
        if drawing.get("aria-hidden") != "true":
            assert drawing["role"] == "img"
            assert set(str(drawing["aria-labelledby"]).split()) <= set(outline.ids)
    for one, following in zip(outline.headings, outline.headings[1:], strict=False):
        assert following <= one + 1


def test_the_page_says_what_is_shared_and_what_divides_and_by_how_many() -> None:
    said = page(20, 30)
    assert "50 people voted on 12 statements. By how they voted, they fall into 2 groups." in said
    assert "The groups stand well apart." in said
    assert said.index("What the groups share") < said.index("What divides the groups")
    assert "Most people in every group agree." in said
    assert "Most of group A agree, and most of group B disagree." in said
    assert re.search(
        r"<desc [^>]+>In group A: agree \d+, unsure \d+, disagree 0\. In group B", said
    )
    assert re.search(r"\d+ of 30 in group A agree\. Of everybody else, 0 of 20 do\.", said)


def test_groups_differ_in_shape_and_pattern_as_well_as_in_colour() -> None:
    said = page(40, 35, 30, 25)
    fills = re.findall(r'<(circle|polygon) [^>]*fill="([^"]+)"', said)
    assert {
        ("circle", COLOURS[0]),
        ("polygon", "url(#opinion-figure-1)"),
        ("polygon", "url(#opinion-figure-2)"),
        ("polygon", "url(#opinion-figure-3)"),
    } <= set(fills)
    for letter, people in zip("ABCD", (40, 35, 30, 25), strict=True):
        assert f"Group {letter}, {people} people" in said


def test_the_table_has_every_statement_with_its_votes() -> None:
    found = drawn(20, 30)
    table = page(20, 30).split("<table")[1]
    for statement in found.statements:
        assert f"Statement of &lt;{statement.id}&gt;" in table
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', table)
    assert [who for who, _ in rows[:3]] == ["Everybody", "Group A", "Group B"]
    assert int(rows[0][1]) == int(rows[1][1]) + int(rows[2][1])


@pytest.mark.parametrize("why", NoGroups)
def test_without_groups_the_page_says_why_and_shows_counts(why: NoGroups) -> None:
    found = replace(drawn(20, 30), why_none=why, groups=(), bridges=(), divides=(), bubbles=())
    said = opinion_part(replace(found, silhouette=None), WORDINGS)
    assert "There are no groups here: " in said
    assert "What most people agree on" in said
    assert "What divides the groups" not in said
    assert "{" not in said


def test_where_one_group_is_small_the_page_says_that_nothing_can_be_said_of_what_they_share() -> (
    None
):
    said = page(16, 9)
    assert "one group has fewer than ten people" in said
    assert "No statement sets this group clearly apart" in said


def test_where_nothing_is_shared_or_divides_the_page_says_so() -> None:
    said = opinion_part(replace(drawn(20, 30), bridges=(), divides=()), WORDINGS)
    assert "No statement has most of every group behind it, or against it." in said
    assert "No statement has most of one group behind it and most of another against it." in said


@pytest.mark.parametrize(
    ("silhouette", "words"), [(0.2, "overlap a great deal"), (0.4, "overlap: people near")]
)
def test_groups_that_overlap_are_said_to(silhouette: float, words: str) -> None:
    assert words in opinion_part(replace(drawn(20, 30), silhouette=silhouette), WORDINGS)


def test_of_two_voters_nothing_is_shown() -> None:
    found = opinion_map(STATEMENTS, sheets(1, 1))[0]
    assert summary(found) == "Fewer than three people voted, so nothing is shown."
    said = opinion_part(found, WORDINGS)
    assert said.count("Fewer than three votes</td>") == len(STATEMENTS)
    assert "There are no groups here" not in said


def test_a_part_begins_at_the_level_it_is_given() -> None:
    outline = Outline(opinion_part(drawn(20, 30), WORDINGS, name="round-7", level=3))
    assert min(outline.headings) == 3
    assert all(each.startswith("round-7") for each in outline.ids)


def test_one_statement_that_everybody_agrees_on_is_drawn_without_groups() -> None:
    found = OpinionMap(12, (Statement(101, Counts(12, 0, 0)),))
    assert "<svg" not in opinion_part(found, WORDINGS)


def test_a_part_of_a_bar_too_narrow_for_its_number_is_drawn_without_it() -> None:
    drawing = bars("x", [("A", Counts(40, 1, 0))], "Votes", "Said.")
    assert drawing.count('class="segment"') == 2
    assert ">40</text>" in drawing
    assert ">1</text>" not in drawing


def test_showing_a_map_does_not_load_what_draws_it() -> None:
    names = "import sys, bot.presenters.pages.opinion; print('numpy' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", names], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"


def test_numbers_on_the_map_do_not_lie_on_each_other() -> None:
    said = page(40, 35, 30, 25)
    plates = [
        tuple(map(float, each))
        for each in re.findall(
            r'class="plate" x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)" rx="9"',
            said,
        )
    ]
    assert len(plates) >= 5
    for place, (x, y, wide, high) in enumerate(plates):
        for x2, y2, wide2, high2 in plates[place + 1 :]:
            assert x + wide <= x2 or x2 + wide2 <= x or y + high <= y2 or y2 + high2 <= y
