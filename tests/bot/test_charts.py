"""The charts: drawing, sentence and table say the same, and so does the picture made of them."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.posts import MAX_ALT, PICTURES, plain_post
from bot import pictures
from bot.language import speaking
from bot.pictures import PictureAddresses, document, place_of, png
from bot.presenters import digest
from bot.presenters.digest_pictures import described
from bot.presenters.digest_pictures import pictures as posted
from bot.presenters.pages.chart import BAR, INK, PAPER, WIDTH, Chart, folded, width_of
from bot.presenters.pages.edition_charts import chart, charts
from bot.presenters.pages.standing_chart import standing
from bot.presenters.pages.trend_chart import trend
from bot.presenters.pages.voices_chart import voices
from bot.presenters.pages.week_chart import week
from challenges import disagreement
from challenges.ballots import Counts, Shift
from challenges.digest import Due, Edition, Point
from challenges.library import Scope, Status, View
from challenges.messages import CommunityId
from challenges.tally import Outcome
from tests.structure.house import ROOT

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
TODAY = date(2026, 11, 23)
COUNTED = (31, 64, 52, 40, 22, 0, 5)


def points(*talks: tuple[int, int]) -> tuple[Point, ...]:
    ends = [date(2026, 11, 22) - timedelta(weeks=n) for n in range(len(talks))][::-1]
    shares = [(talked, sided, sided / max(talked, 1)) for talked, sided in talks]
    return tuple(
        Point(end, talked, sided, max(share - 0.2, 0.0), min(share + 0.2, 1.0))
        for end, (talked, sided, share) in zip(ends, shares, strict=True)
    )


def an_outcome() -> Outcome:
    return Outcome(
        round=7, claim="One <platform>", method="Pre-mortem", abandoned=False, took_part=9,
        shift=Shift(Counts(6, 2, 1), Counts(3, 2, 4), 8, 3, 1, 2, 4),
        entries=(), moved=(), unanswered=(), minority=(),
    )  # fmt: skip


def an_edition(counted: tuple[int, ...] = COUNTED) -> Edition:
    days = tuple((MONDAY.date() + timedelta(days=n), each) for n, each in enumerate(counted))
    return Edition(
        number=12, since=MONDAY, until=MONDAY + timedelta(days=7), messages=sum(counted),
        people=31, channels=6, councils=12, talks=(), rounds=(an_outcome(),), challenges=(),
        views=(), questions=(), by_day=days,
        promises=(Due("promise:1", "Ask the parishes", date(2026, 11, 25), "open", False),),
        trend=points((8, 3), (4, 1), (12, 6), (20, 4)),
    )  # fmt: skip


def a_view(number: int, council: str, status: Status, days: int, link: str = "") -> View:
    return View(
        number, f"One platform {number}", f"It was {number * 7} forms at {council}.", status,
        council, "district", link, None, CommunityId("slack:T1"), Scope.COMMUNITY,
        MONDAY - timedelta(days=days),
    )  # fmt: skip


def a_map(*views: View) -> Chart:
    found = disagreement.chart("one platform", views, MONDAY)
    assert found is not None
    return standing(found, MONDAY.date())


LONG = "Bournemouth, Christchurch and Poole Council"
MAP = a_map(
    a_view(1, "Leeds", Status.KEPT, 400),
    a_view(2, LONG, Status.KEPT, 1000, "https://bcp.example/"),
    a_view(3, "Hull", Status.DROPPED, 3),
    a_view(4, "Kent", Status.DROPPED, 3),
)
WEEKS = [
    replace(an_edition(), until=MONDAY + timedelta(days=7, weeks=-back), people=people)
    for back, people in enumerate((31, 4, 0, 220, 18, 25))
    if back != 4
]
VOICES = voices(WEEKS)
assert VOICES is not None
EVERY = {each.name: each for each in (*charts(an_edition()), MAP, VOICES)}


@pytest.fixture(params=sorted(EVERY))
def each(request: pytest.FixtureRequest) -> Chart:
    return EVERY[request.param]


def test_each_chart_is_told_to_whoever_cannot_see_it(each: Chart) -> None:
    assert each.svg.startswith(f'<svg class="chart" viewBox="0 0 {WIDTH} ')
    assert 'role="img"' in each.svg
    assert re.search(f'<title id="{each.name}-title">(Where|Heard|The week|Voices)', each.svg)
    assert f'<desc id="{each.name}-desc">' in each.svg
    assert each.sentence.endswith(".")
    assert each.rows
    assert all(len(row) == len(each.columns) for row in each.rows)
    assert len(set(re.findall(r' id="([^"]+)"', each.svg))) == each.svg.count(' id="')


def test_all_that_is_drawn_stands_inside_the_drawing(each: Chart) -> None:
    high = int(re.findall(r'viewBox="0 0 \d+ (\d+)"', each.svg)[0])
    for at, wide in re.findall(r'x="(-?[\d.]+)" y="[\d.-]+" width="([\d.]+)"', each.svg):
        assert -0.5 <= float(at) <= float(at) + float(wide) <= WIDTH + 0.5
    for kind, x, y, said in re.findall(
        r'<text class="(\w*)" x="(-?[\d.]+)" y="([\d.]+)">([^<]*)', each.svg
    ):
        begins = {"key": 0.0, "row": 0.0, "end": -1.0, "small": -1.0}.get(kind, -0.5)
        left = float(x) + begins * width_of(said)
        assert -8 <= left <= left + width_of(said) <= WIDTH + 8, said
        assert 0 < float(y) <= high


def test_what_is_drawn_stands_out_from_the_paper() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        bent = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * bent[0] + 0.7152 * bent[1] + 0.0722 * bent[2]

    assert all((light(PAPER) + 0.05) / (light(each) + 0.05) > 3 for each in (INK, BAR))


def test_long_words_of_a_key_are_folded_and_none_is_lost() -> None:
    said = "Mae ganddo dudalen i'w darllen, neu dywedodd beth ddaeth ohono wedyn"
    lines = folded(said, 200)
    assert " ".join(lines) == said
    assert len(lines) > 1
    assert all(width_of(each) <= 200 for each in lines)
    assert folded("a" * 90, 200) == ["a" * 90]


def test_the_trend_has_a_gap_where_too_few_talked_and_no_share_without_its_interval() -> None:
    shown = trend(points((8, 3), (9, 2), (4, 1), (20, 4)))
    assert shown is not None
    assert shown.svg.count('class="dot"') == shown.svg.count('class="range"') == 3
    assert shown.svg.count('class="through"') == 1  # the last week has no neighbour to be tied to
    assert [row[2:] for row in shown.rows] == [
        ("4", "0% to 40%"), ("too few to say", ""), ("2", "2% to 42%"), ("3", "18% to 57%"),
    ]  # fmt: skip
    assert trend(points((4, 1), (0, 0))) is None
    assert trend(()) is None


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ([(20, 4)], "is between 0% and 40%."),
        ([(20, 4), (20, 15)], "That is more than in the weeks before."),
        ([(20, 19), (20, 15)], "That is too close to the weeks before to call it a change."),
        ([(20, 19), (20, 4)], "That is less than in the weeks before."),
        ([(20, 19), (4, 4)], "too few conversations to say how many heard one side only."),
    ],
)
def test_the_trend_calls_nothing_a_change_that_may_be_luck(
    weeks: list[tuple[int, int]], said: str
) -> None:
    shown = trend(points(*weeks))
    assert shown is not None
    assert shown.sentence.endswith(said)


def test_the_calendar_has_whole_weeks_and_what_comes_due() -> None:
    shown = week(replace(an_edition(), round_ends=(date(2026, 11, 18),)))
    assert shown is not None
    assert [row[0] for row in shown.rows] == [
        *(f"{name} {16 + n} November 2026" for n, name in enumerate(
            ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        )),
        "Wednesday 25 November 2026",
    ]  # fmt: skip
    assert shown.columns == ("Day", "Messages", "Rounds ending", "Things due")
    assert shown.rows[2][1:] == ("52", "1", "0")
    assert shown.rows[-1][1:] == ("", "0", "1")
    assert "1 promise or test is due in the days after." in shown.sentence
    assert "Ask the parishes" not in shown.svg


@pytest.mark.parametrize("counted", [(0,) * 7, (1,), (25_600,) * 7, (3,) * 60])
def test_the_calendar_is_drawn_of_a_week_of_any_kind(counted: tuple[int, ...]) -> None:
    shown = week(replace(an_edition(counted), promises=()))
    assert shown is not None
    assert 0 < int(re.findall(r'viewBox="0 0 \d+ (\d+)"', shown.svg)[0]) < pictures.TALLEST
    assert "nan" not in shown.svg


def test_the_map_of_disagreement_has_each_council_once_with_age_and_what_is_behind_it() -> None:
    assert [row[0] for row in MAP.rows] == ["Leeds", LONG, "Kent", "Hull"]
    assert MAP.rows[1][1:] == ("Kept it", "20 February 2024", "A page to read")
    assert MAP.sentence.startswith("4 councils told of this: 2 kept it and 2 dropped it.")
    assert MAP.sentence.endswith("2 of them said so more than a year ago.")
    assert MAP.svg.count(f'fill="{BAR}" stroke') == 1 + 1  # one mark, and the key


def test_the_voices_have_no_bar_where_there_was_no_edition() -> None:
    assert VOICES is not None
    assert [row[1] for row in VOICES.rows] == ["31", "4", "0", "220", "no edition", "25"]
    assert VOICES.sentence == (
        "31 people wrote in the newest week. In the weeks shown it was between 0 and 220. "
        "The bot asked no question in them."
    )
    same = voices([replace(each, people=9) for each in WEEKS])
    assert same is not None
    assert "It was the same in all weeks shown." in same.sentence
    assert voices(WEEKS[:1]) is None


def test_a_chart_in_words_has_its_rows_and_ends_where_there_is_no_more_room() -> None:
    said = described(EVERY["round-7"])
    assert said.startswith("Chart: Where people stood on round 7. Go ahead: Before 6, After 3.")
    many = replace(EVERY["week"], rows=EVERY["week"].rows * 9)
    assert len(described(many)) <= MAX_ALT
    assert described(many).endswith("There is more in the table on the page.")


def test_a_post_gets_the_charts_that_it_does_not_tell_in_another_way() -> None:
    at = PictureAddresses("https://bot.example", "slack:T1", "12", "secret")
    (shown,) = posted(an_edition(), at.of)
    assert at.holds(shown.url.rpartition("/")[2]) == "trend"
    assert shown.url.startswith(f"https://bot.example{PICTURES}")
    said = plain_post(digest.edition(an_edition(), "", (shown,)))
    assert said.count(shown.sentence) == 1
    assert plain_post(digest.edition(an_edition(), "")).count(shown.sentence) == 1
    (calendar,) = posted(replace(an_edition(), trend=()), at.of)
    assert "-week-" in calendar.url


def test_an_address_holds_one_chart_of_one_edition_and_cannot_be_made_without_its_secret() -> None:
    ours = PictureAddresses("", "slack:T1", "12", "secret")
    file = ours.of("round-7").removeprefix(PICTURES)
    assert ours.holds(file) == "round-7"
    assert place_of(file) == (file[:12], "", 12)
    for other in (
        replace(ours, secret="other"),
        replace(ours, drawn="13"),
        replace(ours, drawn="r12"),
        replace(ours, community="slack:T2"),
        replace(ours, public=True),
    ):
        assert other.holds(file) == ""
    assert ours.holds(file.replace("round-7", "round-8")) == ""
    for wrong in ("", "a.png", f"../{file}", file.replace(".png", ".svg"), f"{file}\n", "x" * 999):
        assert place_of(wrong) is None


@pytest.mark.parametrize("name", sorted(EVERY))
async def test_each_chart_is_a_picture_twice_as_large_with_its_title(name: str) -> None:
    drawn = await png(EVERY[name])
    assert drawn.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", drawn[16:24])
    assert wide == 2 * (WIDTH + 32)
    assert high <= 2 * pictures.TALLEST + 300
    assert len(drawn) < 200_000
    assert EVERY[name].title[:20] in document(EVERY[name])


def test_nobodys_words_are_in_a_picture() -> None:
    with speaking("cy"):
        drawn = [document(each) for each in charts(an_edition())]
    assert all("platform" not in each and "parishes" not in each for each in drawn)
    assert chart(an_edition(), "round-8") is None


def test_what_draws_is_loaded_when_the_first_picture_is_asked_for() -> None:
    code = "import sys, bot.queries; sys.exit('resvg_py' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
