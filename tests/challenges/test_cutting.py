"""What of an edition may be read by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from challenges.ballots import Counts, Shift
from challenges.challenge import Challenge, ChallengeState, Origin
from challenges.cutting import (
    left_out,
    mark,
    marks,
    note_mark,
    public_cut,
    public_views,
    quoted,
    without,
    without_dues,
)
from challenges.digest import Due, Edition, Quoted, Shown, Talk, Try, TryKind
from challenges.library import Scope, Status, View
from challenges.messages import ChannelId, CommunityId, MemberId, MessageId
from challenges.onesided import Split
from challenges.tally import Outcome

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
M1, M2, M3 = (MessageId(f"web:T/C/{n}") for n in (1, 2, 3))
OPEN_WORDS = "We kept the old lift, and it cost us nothing."


def view(id: int, scope: Scope, text: str) -> View:
    return View(
        id, "The lift", text, Status.KEPT, "Leeds", "unitary", "", MemberId("web:bob"),
        CommunityId("web:T"), scope, NOW, source=M1, channel=ChannelId("web:T/C"),
    )  # fmt: skip


def talk(people: int = 9, split: Split | None = None) -> Talk:
    return Talk(
        "Lifts that fail", ChannelId("web:T/C"), M1, 12, people, ("Leeds",), 0.5,
        (Quoted(M1, "The lift fails.", "Leeds", True), Quoted(M2, "It does not.", "", False)),
        split, titled=M1, about="lift desk",
    )  # fmt: skip


ROUND = Outcome(
    4, "The lift should close.", "Pre-mortem", False, 7,
    Shift(Counts(6, 0, 5), Counts(5, 0, 6), 11, 0, 0, 0), (), (), (), (),
)  # fmt: skip
ASKED = Challenge(
    1, ChannelId("web:T/C"), M1, (M1,), "assumption", "What about Bob's words?", "", "signal",
    Origin.SIGNAL, MemberId("web:bob"), NOW, NOW, ChallengeState.ASKED,
)  # fmt: skip
EDITION = Edition(
    number=7, since=NOW, until=NOW, messages=40, people=20, channels=2, councils=3,
    talks=(talk(), talk(people=4)), rounds=(ROUND,), challenges=(ASKED,),
    views=(view(1, Scope.PUBLIC, OPEN_WORDS), view(2, Scope.COMMUNITY, "For us alone.")),
    questions=(Quoted(M3, "What does it cost?", "", False),), by_day=((date(2026, 11, 22), 40),),
    open_rounds=((5, "We should move."),),
    promises=(Due("promise:1", "I will ask the supplier.", date(2026, 11, 24), "open", False),),
    assumptions=(Due("assumption:2", "The grant is paid.", date(2026, 11, 24), "open", False),),
    note="Read this.", contrasts=(Shown(view(3, Scope.EVERYWHERE, "Not on the web."), 4, 3, 5),),
    objections=(Quoted(M2, "It does not.", "", True),), voices=(("unitary", 12), ("parish", 6)),
    challengers=1, named=(MemberId("web:cat"),),
    tries=(Try(TryKind.ANSWER, "It does not.", M2), Try(TryKind.TEST, "Grant", "assumption:2")),
    links=("People differed.",),
)  # fmt: skip
WORDS = (
    "fails", "does not", "For us alone", "Not on the web", "cost?", "close.", "supplier", "grant",
    "move.", "Bob", "web:bob", "web:cat", "differed", "Lifts that",
)  # fmt: skip


def test_the_public_reads_only_what_was_agreed_to_for_the_open_web() -> None:
    cut = public_cut(EDITION)
    shown = repr(cut)
    for words in WORDS:
        assert words in repr(EDITION)
        assert words not in shown
    assert OPEN_WORDS in shown
    assert [each.title for each in cut.talks] == ["lift desk"]
    assert cut.note == "Read this."
    assert cut.challengers == 0
    assert cut.voices == ()  # 20 people less 12 and 6 would be two
    assert public_cut(replace(EDITION, people=23)).voices == EDITION.voices
    assert public_cut(cut) == cut


def test_the_public_reads_how_much_was_written_each_day_only_where_no_day_had_few() -> None:
    days = tuple((date(2026, 11, 16 + n), 40 * (n % 2)) for n in range(7))
    assert public_cut(replace(EDITION, by_day=days)).by_day == days
    assert public_cut(replace(EDITION, by_day=(*days, (date(2026, 11, 23), 3)))).by_day == ()


def test_what_was_changed_since_it_was_checked_is_not_public() -> None:
    checked = marks(EDITION)
    assert checked == {mark(EDITION.views[0]), note_mark("Read this.")}
    again = replace(EDITION.views[0], text="Other words.")
    wider = replace(EDITION.views[1], scope=Scope.PUBLIC)
    after = replace(EDITION, views=(again, wider), note="Other note.")
    cut = public_cut(after, checked)
    assert (cut.views, cut.note) == ((), "")
    assert len(public_cut(EDITION, checked).views) == 1


@pytest.mark.parametrize(("for_", "against", "kept"), [(5, 5, True), (4, 9, False), (9, 1, False)])
def test_a_split_of_few_is_not_told(for_: int, against: int, kept: bool) -> None:
    split = Split(M1, for_, against, True)
    (told,) = public_cut(replace(EDITION, talks=(talk(split=split),))).talks
    assert (told.split is not None) is kept


def test_what_is_left_out_is_counted() -> None:
    left = left_out(EDITION)
    assert (left.quotes, left.entries, left.views, left.dues, left.talks) == (6, 2, 2, 2, 1)
    assert left.any
    bare = public_cut(EDITION)
    assert bare.rounds == ()
    assert bare.councils == 0
    assert not left_out(bare).any
    assert public_views(bare) == bare.views


def test_withdrawn_words_are_gone_wherever_they_stood() -> None:
    assert quoted(EDITION) == {M1, M2, M3}
    assert [each.title for each in without(EDITION, {M3}).talks] == ["Lifts that fail"] * 2
    left = without(EDITION, {M1, M2})
    assert quoted(left) == {M3}
    assert [each.title for each in left.talks] == ["lift desk", "lift desk"]
    assert left.objections == ()
    assert [each.kind for each in left.tries] == [TryKind.TEST]
    fewer = without_dues(left, ["assumption:2", "promise:1"])
    assert (fewer.promises, fewer.assumptions, fewer.tries) == ((), (), ())
