"""How the talks of a week are told: who differs, what they are about, what is quoted of them."""

from __future__ import annotations

from challenges.digest import Talk
from challenges.messages import MemberId, Message, conversations
from challenges.talks import Listening, heard, objections, told
from tests.challenges.test_digest import ARGUED, BUSY, PROPOSAL, edition, message
from tests.challenges.test_pieces import CHAT, NAMES, STATEMENTS, chat


def listened(*messages: Message) -> list[Listening]:
    return [heard(each, NAMES) for each in conversations(messages)]


def talks(*messages: Message) -> tuple[Talk, ...]:
    return told(listened(*messages), NAMES)


def against(*messages: Message) -> list[str]:
    """The quotes that are told as another view, of all talks."""
    return [q.message for talk in talks(*messages) for q in talk.quotes if q.dissent]


def test_the_minority_comes_first_then_what_it_is_about_then_what_was_backed() -> None:
    [talk] = talks(*ARGUED, message("5", "fay", "It would save a lot of paper", 13, "1", for_=9))
    assert [(each.message, each.dissent) for each in talk.quotes] == [
        ("4", True),
        ("1", False),
        ("5", False),
    ]


def test_where_somebody_is_helped_nothing_that_does_not_work_is_another_view() -> None:
    helped = [
        message("1", "ann", "How do I archive planning files in the portal?"),
        message("2", "bob", "Press archive, but it does not work before noon", 10, "1"),
        message("3", "cat", "However the portal is slow because of the backup", 11, "1"),
    ]
    [talk] = talks(*helped)
    assert (talk.spread, talk.split) == (0, None)
    assert talk.quotes[0].message == "1"
    assert not any(each.dissent for each in talk.quotes)


def test_where_nothing_was_proposed_only_who_says_so_plainly_is_against_it() -> None:
    opened = message("1", "ann", "The portal of the north group is online now")
    mumbled = message("2", "bob", "I pressed the wrong button in the portal twice", 10, "1")
    plain = message("3", "cat", "I disagree, the portal of the north group is a shop", 11, "1")
    assert against(opened, mumbled, message("3", "cat", "Nice", 11, "1")) == []
    assert against(opened, mumbled, plain) == ["3"]


def test_who_only_tells_of_themselves_or_says_little_is_against_nothing() -> None:
    opened = message("1", "ann", PROPOSAL)
    own = message("2", "bob", "My income is above 20,000 but below 30,000 a year", 10, "1")
    little = message("3", "cat", "but it rains", 11, "1")
    assert against(opened, own, little) == []
    [talk] = talks(opened, own, little)
    assert "2" not in [each.message for each in talk.quotes]


def test_what_a_talk_is_about_is_quoted_though_a_minority_has_the_first_place() -> None:
    split = message("s", "eve", "Councils must publish every contract", 1, for_=3, against=3)
    others = [message(f"o{n}", f"p{n}", f"Rain again, day {n}", 2 + n / 9) for n in range(3)]
    [talk] = talks(split, *others)
    assert talk.split is not None
    assert talk.quotes[0].message == "s"
    silent = message("s", "eve", split.text, 1, for_=3, against=3, quotable=False)
    [talk] = talks(silent, *others)
    assert "s" not in [each.message for each in talk.quotes]


def test_the_same_words_are_quoted_once_whoever_pasted_them() -> None:
    again = message("5", "fay", f"{ARGUED[3].text}  ", 13, "1")
    [talk] = talks(*ARGUED, again)
    assert [each.message for each in talk.quotes] == ["4", "1", "2"]


def test_people_who_look_after_each_other_are_left_alone() -> None:
    kind = [
        message("1", "ann", "I am off sick, so sorry about the missing minutes"),
        message("2", "bob", "Get well soon, and take care of yourself", 10, "1"),
        message("3", "cat", "Thinking of you, should we send somebody over?", 11, "1"),
    ]
    [alone] = listened(*kind)
    assert (alone.parts, alone.alone) == ((), frozenset())
    made = edition(*kind, *BUSY)
    assert {talk.first for talk in made.talks} == {"b0"}
    assert made.questions == ()


def test_a_busy_channel_without_threads_is_several_talks() -> None:
    found = talks(*chat().messages)
    assert len(found) > 1
    assert all(talk.pieced for talk in found)
    assert all(talk.title and not talk.title.lower().startswith("ann") for talk in found)
    assert not any(each.dissent for talk in found for each in talk.quotes)


def test_a_column_of_statements_is_told_by_what_divides_people() -> None:
    own = "My income is above 20,000 but below 30,000 a year"
    said = [
        message(f"{n}", f"p{n}", f"{text} in ward {n}", 9 + n / 10, for_=n < 6 and 4,
                against=n < 6 and 3 + (n == 2))
        for n, text in enumerate(STATEMENTS * 6)
    ]  # fmt: skip
    mine = message("own", "eve", own, 14, for_=4, against=4)
    found = talks(*said, mine)
    assert len(found) == 5
    assert all(talk.pieced and talk.split is not None for talk in found)
    assert found[0].first == "2"
    assert all(talk.quotes[0].message == talk.first for talk in found)


def test_a_piece_where_people_took_sides_by_reaction_has_its_sides() -> None:
    doubted = [
        message(f"{n}", by, text, 9 + n / 100, for_=n == 2 and 4, against=n == 2 and 4)
        for n, (by, text) in enumerate(CHAT * 4)
    ]
    assert any(talk.split is not None for talk in talks(*doubted))


def objected(quotable: bool = True) -> list[Message]:
    return [
        message("1", "ann", PROPOSAL),
        message("2", "bob", "I disagree because rural libraries have no fibre", 10, "1",
                quotable=quotable),
        *(message(f"{n}", f"p{n % 3}", f"Lunch on day {n} is at noon", 8 + n, "1")
          for n in range(3, 8)),
    ]  # fmt: skip


def test_an_objection_that_nobody_took_up_is_told_in_its_words() -> None:
    [left] = objections(listened(*objected()))
    assert (left.message, left.dissent) == ("2", True)
    assert edition(*objected()).objections == (left,)
    assert objections(listened(*objected(quotable=False))) == ()
    answer = message("9", "cat", "The libraries get fibre in May", 20, "1")
    assert objections(listened(*objected(), answer)) == ()


def test_an_objection_where_people_help_each_other_is_none() -> None:
    opened = message("1", "ann", "How do I find the council forms on the national platform?")
    assert objections(listened(opened, *objected()[1:])) == ()


def test_names_are_no_topics() -> None:
    called = {"jdub": MemberId("jdub")}
    said = [message(f"{n}", f"p{n}", f"jdub: garden waste {n}", n) for n in range(4)]
    [talk] = told([heard(each, called) for each in conversations(said)], called)
    assert (talk.title, talk.about) == ("garden waste", "garden, waste")
