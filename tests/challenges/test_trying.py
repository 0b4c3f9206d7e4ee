"""What to try next week: each kind once, three at most, and only what can be done."""

from __future__ import annotations

from datetime import date

from challenges.edition import Due, Quoted, Talk, Try, TryKind
from challenges.messages import ChannelId, MessageId
from challenges.onesided import Split
from challenges.trying import missing, tries

DAY = date(2026, 11, 16)
CLAIM = "Every council should publish its contracts"


def talk(*quotes: str, reasons: bool = False, divided: bool = True) -> Talk:
    split = Split(MessageId("1"), 3, 3, reasons) if divided else None
    return Talk(
        "Contracts", ChannelId("c"), MessageId("1"), 5, 6, (), 0.3,
        tuple(Quoted(MessageId(str(n)), text, "", False) for n, text in enumerate(quotes, 1)),
        split,
    )  # fmt: skip


def test_a_split_without_reasons_asks_for_a_round_on_what_was_said() -> None:
    talks = [talk(divided=False), talk(reasons=True), talk(f"Hello. {CLAIM}."), talk()]
    assert tries(talks, (), (), DAY, (), "") == (Try(TryKind.ROUND, f"{CLAIM}.", "1"),)


def test_no_round_is_offered_on_words_that_may_not_be_quoted() -> None:
    assert tries([talk(), talk("Why?")], (), (), DAY, (), "") == ()


def test_three_are_enough() -> None:
    objection = Quoted(MessageId("7"), "It failed in Bath", "", True)
    dues = (
        Due("assumption:1", "It held", DAY, "holds", False),
        Due("assumption:2", "It is far off", date(2027, 1, 1), "open", False),
        Due("assumption:3", "The grant is paid", DAY, "open", True),
    )
    assert tries([], (objection,), dues, DAY, ("county", "district"), "fake:T1/c") == (
        Try(TryKind.ANSWER, "It failed in Bath", "7"),
        Try(TryKind.TEST, "The grant is paid", "assumption:3"),
        Try(TryKind.INVITE, "county", ""),
    )
    assert tries([], (), (), DAY, (), "fake:T1/c") == (Try(TryKind.VOLUNTEER, "", "fake:T1/c"),)
    assert tries([], (), (), DAY, (), "") == ()


def test_a_usual_kind_is_missing_when_nobody_of_it_wrote() -> None:
    assert missing(["county", "", "district"], {"district"}) == ("county",)
