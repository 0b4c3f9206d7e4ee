from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.addresses import Addresses
from bot.presenters.pages import charts
from bot.presenters.pages.pages import dates, digest_page
from bot.presenters.pages.replays import (
    Asking,
    PointedAt,
    Replayed,
    Rested,
    Resting,
    Week,
    quiet_page,
    replay_page,
    reports_page,
)
from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import stylesheet
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.digest import Edition, Quoted, Talk
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.onesided import Split
from challenges.rounds import NO_SHIFT, Alias, Counts, Entry, Reply, Response, Shift
from challenges.tally import EntryTally, Outcome

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
SUNDAY = MONDAY + timedelta(days=7)
CHANNEL = ChannelId("slack:T1/C1")
COUNTED = [31, 64, 52, 40, 22, 0, 5]


def message_id(number: int) -> MessageId:
    return MessageId(f"slack:T1/C1/{number}")


def tally(number: int, text: str, moves: int, response: Response | None = None) -> EntryTally:
    return EntryTally(
        Entry(number, Alias("alias-of-ann"), (text,)),
        ("moves",) * moves + ("unmoved",) + ("unsure",) * 2,
        response,
    )


def an_outcome() -> Outcome:
    entries = (
        tally(1, "Staff were never trained.", 5, Response(1, Reply.AMEND, "We add two days.")),
        tally(2, "The old system was kept beside it.", 3),
        tally(3, "Nobody asked the parishes <at all>.", 1, Response(3, Reply.REJECT, "We did.")),
    )
    return Outcome(
        round=7,
        claim="Move every form to one platform by April",
        method="Pre-mortem",
        abandoned=False,
        took_part=9,
        shift=Shift(Counts(6, 2, 1), Counts(3, 2, 4), 8, 3, 1, 2, 4),
        entries=entries,
        moved=entries[:2],
        unanswered=entries[1:2],
        minority=(entries[1].entry, entries[2].entry),
    )


def a_view(status: Status = Status.DROPPED, age: int = 2) -> View:
    return View(
        id=1,
        claim="One platform for all forms",
        text="We tried it for a year.\nWe dropped it, because each service changed its own copy.",
        status=status,
        council="Leeds City Council",
        council_kind="metropolitan district",
        link="https://leeds.example/forms",
        by=MemberId("slack:U9"),
        community=CommunityId("slack:T1"),
        scope=Scope.COMMUNITY,
        shared_at=MONDAY - timedelta(days=age),
    )


def an_edition(**changes: Any) -> Edition:
    talks = (
        Talk(
            title="forms, platform, cost",
            channel=CHANNEL,
            first=message_id(1),
            messages=34,
            people=12,
            councils=("Leeds City Council", "Ryde Town Council"),
            spread=0.8,
            quotes=(
                Quoted(
                    message_id(3), "It costs more, because we pay twice.", "Ryde Town Council", True
                ),
                Quoted(message_id(2), "One platform saves money.", "", False),
            ),
            split=Split(message_id(2), 5, 4, reasons_given=False),
        ),
        Talk("bins", CHANNEL, message_id(20), 6, 4, (), 0.0, (), None),
    )
    asked = Challenge(
        id=1,
        channel=CHANNEL,
        thread=None,
        about=(message_id(2),),
        move="split",
        wording="What would change your mind, either way?",
        claim="",
        reason="split-without-reasons",
        origin=Origin.SIGNAL,
        asked_by=None,
        asked_at=MONDAY + timedelta(days=2, hours=9),
        lapses_at=SUNDAY,
        state=ChallengeState.ANSWERED,
        answers=2,
        helped=1,
        not_helped=0,
    )
    edition = Edition(
        number=3,
        since=MONDAY,
        until=SUNDAY,
        messages=sum(COUNTED),
        people=31,
        channels=6,
        councils=12,
        talks=talks,
        rounds=(an_outcome(),),
        challenges=(asked,),
        views=(a_view(), a_view(Status.KEPT, age=500)),
        questions=(Quoted(message_id(9), "Has anyone a template for this?", "", False),),
        by_day=tuple((date(2026, 11, 16 + place), number) for place, number in enumerate(COUNTED)),
        open_rounds=((8, "Publish all spending monthly"),),
    )
    return dataclasses.replace(edition, **changes)


def an_empty_edition() -> Edition:
    return an_edition(
        messages=5,
        people=3,
        councils=0,
        talks=(),
        rounds=(),
        challenges=(),
        views=(),
        questions=(),
        open_rounds=(),
        by_day=tuple((date(2026, 11, 16 + n), 0) for n in range(7)),
    )


def a_page(edition: Edition | None = None, **options: Any) -> str:
    values: dict[str, Any] = {
        "community_name": "Local digital",
        "base_url": "https://bot.example",
        "permalink": lambda message: f"https://chat.example/{message.rpartition('/')[2]}",
    }
    return digest_page(edition or an_edition(), **(values | options))


def a_replay() -> Replayed:
    pointed = PointedAt("One platform <saves> money.", 5, 4)
    return Replayed(
        community="Local digital",
        files=("export.zip",),
        channels=("#general", "#random"),
        private=1,
        messages=3710,
        reactions=12,
        people=496,
        first=MONDAY,
        latest=SUNDAY,
        conversations=40,
        askings=(
            Asking(
                MONDAY,
                "#general",
                True,
                "What would change your mind?",
                "Split 5 to 4.",
                (pointed,),
            ),
        ),
        restings=(
            Resting(
                "#random",
                "Hello everybody",
                (
                    Rested(MONDAY, SUNDAY, 3, "People agree."),
                    Rested(MONDAY, MONDAY + timedelta(hours=9, minutes=5), 2, "Too soon."),
                ),
            ),
            Resting("#random", "", (Rested(MONDAY, MONDAY, 1, "Too few."),)),
        ),
        weeks=(
            Week(MONDAY, SUNDAY, 214, "2026-week-47.html", quiet=False),
            Week(SUNDAY, SUNDAY + timedelta(days=7), 1, "2026-week-48.html", quiet=True),
        ),
        notes=("Reactions left out because they do not say who reacted: 3.",),
    )


class Outline(HTMLParser):
    """What a screen reader and a strict reader would find in a page."""

    VOID = frozenset({"meta", "link", "br", "rect", "path", "circle"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.attributes.append((tag, named))
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def tags(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.attributes if tag == name]


PAGES = {
    "digest": a_page(),
    "empty digest": a_page(an_empty_edition(), base_url="", permalink=lambda _: ""),
    "replayed digest": a_page(index="index.html", base_url="", replayed=True),
    "replay": replay_page(a_replay()),
    "quiet week": quiet_page(a_replay().weeks[1], community_name="Local", index="index.html"),
    "replays": reports_page([("a/index.html", a_replay()), ("b/index.html", a_replay())]),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_language_a_title_landmarks_and_one_main_heading(name: str) -> None:
    page = PAGES[name]
    outline = Outline(page)
    assert [each["lang"] for each in outline.tags("html")] == ["en-GB"]
    assert "<title></title>" not in page
    assert outline.headings.count(1) == 1
    assert [tag for tag, _ in outline.attributes if tag in ("header", "main", "footer")] == [
        "header",
        "main",
        "footer",
    ]
    assert outline.tags("a")[0]["href"] == "#main"


@pytest.mark.parametrize("name", PAGES)
def test_headings_never_skip_a_level_and_ids_are_unique(name: str) -> None:
    outline = Outline(PAGES[name])
    for above, below in zip([0, *outline.headings], outline.headings, strict=False):
        assert below <= above + 1
    assert len(outline.ids) == len(set(outline.ids))
    for link in outline.tags("a"):
        target = str(link["href"])
        if target.startswith("#"):
            assert target[1:] in outline.ids


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_from_anywhere(name: str) -> None:
    outline = Outline(PAGES[name])
    assert not outline.tags("script")
    assert not outline.tags("img")
    assert not outline.tags("link")
    assert "url(http" not in PAGES[name]
    assert "@import" not in PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_pages_use_plain_words(name: str) -> None:
    words = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", PAGES[name])
    assert not re.search(r"\b(please|e\.?g|i\.?e|etc|via)\b|!", words, re.IGNORECASE)


def test_every_chart_has_a_title_a_description_and_a_table_that_says_the_same() -> None:
    page = a_page()
    outline = Outline(page)
    drawings = outline.tags("svg")
    assert len(drawings) == len(outline.tags("figure")) == len(outline.tags("table")) == 2
    for drawing in drawings:
        assert drawing["role"] == "img"
        for name in str(drawing["aria-labelledby"]).split():
            assert name in outline.ids
    assert (
        "Most was written on Tuesday 17 November 2026: 64 messages. Nobody wrote on Saturday."
        in page
    )
    assert '<th scope="row">Tuesday 17 November 2026</th><td class="number">64</td>' in page
    assert (
        "Before: 6 to go ahead, 2 not sure, 1 against. "
        "After: 3 to go ahead, 2 not sure, 4 against. "
        "Of the 8 people who answered both times, 3 changed their answer, "
        "1 grew surer and 2 grew less sure." in page
    )


def test_ballots_differ_in_pattern_as_well_as_in_colour() -> None:
    drawing = charts.ballots("x", Counts(6, 2, 1), Counts(3, 2, 4), "Said.")
    assert set(re.findall(r'fill="([^"]+)"', drawing)) >= {
        charts.BAR,
        "url(#x-unsure)",
        "url(#x-disagree)",
    }
    assert '<pattern id="x-unsure"' in drawing
    assert '<pattern id="x-disagree"' in drawing


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert "<svg" in charts.ballots("x", Counts(), Counts(), "Nobody answered.")


def test_the_parts_stand_in_the_agreed_order() -> None:
    page = a_page()
    order = ["changed", "differed", "others", "rounds", "views", "questions", "coming", "made"]
    places = [page.index(f'<h2 id="{name}"') for name in order]
    assert places == sorted(places)


def test_the_dissent_stands_first_and_every_word_of_it_is_kept() -> None:
    page = a_page()
    dissent = page.index("It costs more, because we pay twice.")
    assert dissent < page.index("One platform saves money.")
    assert page.rindex("A different view", 0, dissent) > page.index('id="differed"')
    assert "Somebody at Ryde Town Council" in page
    assert "Reactions to one message divide: 5 for and 4 against. Nobody has said why." in page


def test_the_minority_report_is_word_for_word() -> None:
    page = a_page()
    report = page[page.index("The minority report") : page.index('id="views"')]
    assert "The old system was kept beside it." in report
    assert "Nobody asked the parishes &lt;at all&gt;." in report


def test_each_answer_of_the_responder_is_shown() -> None:
    page = a_page()
    assert "<strong>Accepted in part.</strong> We add two days." in page
    assert "<strong>Rejected.</strong> We did." in page


def test_an_abandoned_round_and_too_few_ballots_are_said_in_words() -> None:
    abandoned = dataclasses.replace(an_outcome(), abandoned=True, entries=(), moved=())
    page = a_page(an_edition(rounds=(abandoned,)))
    assert "It ended without a result: too few people wrote something" in page
    assert "The minority report" not in page
    one = dataclasses.replace(
        an_outcome(), shift=Shift(Counts(6, 2, 1), Counts(0, 0, 0), 0, 0, 0, 0, 0)
    )
    page = a_page(an_edition(rounds=(one,)))
    assert "Before: 6 to go ahead, 2 not sure, 1 against. Fewer than 3 people" in page
    assert '<td class="number">6</td><td>not shown</td>' in page
    few = dataclasses.replace(an_outcome(), shift=NO_SHIFT)
    page = a_page(an_edition(rounds=(few,)))
    assert "Those counts are not shown: they could give somebody away" in page


def test_views_show_status_council_date_link_and_age() -> None:
    page = a_page()
    assert "Tried it and dropped it" in page
    assert "Leeds City Council, shared on 14 November 2026" in page
    assert 'href="https://leeds.example/forms"' in page
    assert page.count("More than a year old") == 1


def test_what_changed_is_counted_in_words() -> None:
    page = a_page(before=an_edition(messages=200))
    assert "1 dissent round ended. 2 objections moved people, and 3 people changed" in page
    assert "1 objection was taken up." in page
    assert "Challenger asked 1 question. People answered 1 of them." in page
    assert "14 messages more than the week before." in page
    assert "As many messages as the week before." in a_page(before=an_edition())


def test_a_page_says_whether_a_question_was_useful_from_five_answers_on() -> None:
    [asked] = an_edition().challenges
    assert "found this useful" not in a_page()
    five = an_edition(challenges=(dataclasses.replace(asked, helped=4, not_helped=1),))
    assert "Of the 5 people who answered, 4 found this useful." in a_page(five)


def test_nobody_is_named() -> None:
    page = a_page()
    assert "alias-of-ann" not in page
    assert "slack:U9" not in page


def test_what_members_wrote_is_never_read_as_markup() -> None:
    attack = '<script>alert(1)</script>" onload="x'
    talk = Talk(attack, CHANNEL, message_id(1), 3, 3, (attack,), 0.1, (
        Quoted(message_id(1), attack, attack, True),
    ), None)  # fmt: skip
    page = a_page(
        an_edition(talks=(talk,), views=(dataclasses.replace(a_view(), claim=attack),)),
        community_name=attack,
        coming=[attack],
    )
    assert "<script" not in page
    assert not [each for _, each in Outline(page).attributes if "onload" in each]


def test_an_empty_week_says_so_part_by_part() -> None:
    page = PAGES["empty digest"]
    for said in (
        "No views that differ were seen this week.",
        "Nobody was asked a question, and no dissent round ended.",
        "Nobody wrote this week.",
        "No dissent round ended this week.",
        "Nobody shared a view this week.",
        "No open question was found.",
        "Nothing is planned.",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("since", "days", "words"),
    [
        ("2026-11-16T00:00Z", 7, "16 to 22 November 2026"),
        ("2026-11-30T00:00Z", 7, "30 November to 6 December 2026"),
        ("2026-12-28T00:00Z", 7, "28 December 2026 to 3 January 2027"),
        ("2026-11-16T00:00Z", 1, "16 November 2026"),
        ("2026-07-05T23:00Z", 7, "6 to 12 July 2026"),  # midnight in London's summer
    ],
)
def test_dates_are_written_as_people_say_them(since: str, days: int, words: str) -> None:
    start = datetime.fromisoformat(since)
    assert dates(start, start + timedelta(days=days)) == words


def test_the_replay_report_says_what_it_did_and_what_it_did_not() -> None:
    page = PAGES["replay"]
    assert "Every channel was treated as switched on." in page
    assert "Nothing was posted anywhere." in page
    assert "In 3,710 messages, Challenger would have asked 1 question." in page
    assert "Question 1: #general, in a thread" in page
    assert "Monday 16 November 2026 at midnight" in page
    assert "Split 5 to 4." in page
    assert "One platform &lt;saves&gt; money." in page
    assert "Reactions: 5 for and 4 against" in page
    assert (
        "Monday 16 November 2026 at midnight to Monday 23 November 2026 at midnight, 3 times: "
        in page
    )
    assert "Monday 16 November 2026 at midnight to 9:05am, 2 times: Too soon." in page
    assert '<a href="2026-week-47.html">16 to 22 November 2026</a>: 214 messages' in page
    assert "1 message, a quiet week" in page
    assert "#general, #random, of which 1 private" in page
    assert "they do not say who reacted: 3" in page


def test_a_replay_that_found_nothing_says_so() -> None:
    none = dataclasses.replace(
        a_replay(), messages=0, first=None, latest=None, askings=(), restings=(), weeks=()
    )
    page = replay_page(none)
    assert "The export holds no messages that people wrote." in page
    assert "Agreement alone is not one." in page
    assert "No conversation came near the point at which it asks." in page
    assert "There is no week to tell of." in page


def test_a_week_of_many_long_rounds_is_no_long_page() -> None:
    words = "It costs more than it saves, because we pay for both of them for a year. " * 4
    entries = tuple(tally(number, words, 5) for number in range(1, 31))
    rounds = tuple(
        dataclasses.replace(
            an_outcome(),
            round=number,
            entries=entries,
            moved=entries[:20],
            unanswered=entries[20:],
            minority=tuple(each.entry for each in entries),
        )
        for number in range(1, 4)
    )
    edition = an_edition(rounds=rounds)
    talk = edition.talks[0]
    long = tuple(dataclasses.replace(each, text=words) for each in talk.quotes * 2)[:3]
    edition = dataclasses.replace(edition, talks=(dataclasses.replace(talk, quotes=long),) * 5)
    page = a_page(edition, site=Site(Addresses("", "0123456789ab")))
    assert "Not all fits here." in page
    assert "/c/0123456789ab/round/3" in page
    assert len((page + stylesheet()).encode()) < 60_000
