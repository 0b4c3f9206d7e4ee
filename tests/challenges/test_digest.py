from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from challenges.assumptions import Assumption
from challenges.digest import (
    Edition,
    Point,
    TryKind,
    Week,
    assumption_name,
    compile,
    promise_name,
)
from challenges.messages import (
    ChannelId,
    CommunityId,
    Conversation,
    MemberId,
    Message,
    MessageId,
    conversations,
)
from challenges.pledges import Pledge

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
PROPOSAL = "We should move every council form to one national platform"


def message(
    id_: str,
    by: str,
    text: str,
    hours: float = 9,
    thread: str | None = None,
    council: str = "",
    for_: int = 0,
    against: int = 0,
    quotable: bool = True,
    answers: str | None = None,
    channel: str = "c",
) -> Message:
    return Message(
        MessageId(id_),
        ChannelId(channel),
        MemberId(by),
        text,
        MONDAY + timedelta(hours=hours),
        thread=MessageId(thread) if thread else None,
        answers=MessageId(answers) if answers else None,
        council=council,
        backed_by=frozenset(MemberId(f"for{n}") for n in range(for_)),
        doubted_by=frozenset(MemberId(f"against{n}") for n in range(against)),
        quotable=quotable,
    )


def week(*messages: Message, open_rounds: tuple[tuple[int, str], ...] = ()) -> Week:
    return Week(
        community=CommunityId("slack"),
        number=45,
        since=MONDAY,
        until=MONDAY + timedelta(days=7),
        conversations=tuple(conversations(messages)),
        challenges=(),
        rounds=(),
        open_rounds=open_rounds,
        views=(),
    )


def edition(*messages: Message) -> Edition:
    made = compile(week(*messages), LONDON)
    assert made is not None
    return made


ARGUED = [
    message("1", "ann", PROPOSAL, council="Leeds"),
    message("2", "bob", "Agreed, one platform works for us and saves time", 10, "1", "York"),
    message("3", "cem", "I disagree, it failed for parish councils", 11, "1", "Bath", for_=1),
    message("4", "dee", "However rural libraries are not ready because of cost", 12, "1", for_=4),
]
BUSY = [
    message(
        f"b{n}", f"p{n}", "The bin rounds start on Friday this month", 20 + n, "b0" if n else None
    )
    for n in range(9)
]


def test_a_quiet_week_makes_no_edition() -> None:
    assert compile(week(*ARGUED), LONDON) is None
    assert compile(week(*ARGUED, open_rounds=((7, "One platform"),)), LONDON) is not None


def test_a_week_is_counted() -> None:
    made = edition(*ARGUED, *BUSY)
    assert (made.messages, made.people, made.channels, made.councils) == (13, 17, 1, 3)


def test_most_diverse_comes_before_most_busy() -> None:
    made = edition(*BUSY, *ARGUED)
    assert [talk.first for talk in made.talks] == ["1", "b0"]
    assert made.talks[0].spread > made.talks[1].spread == 0
    assert made.talks[0].councils == ("Bath", "Leeds", "York")


def test_the_strongest_dissent_is_quoted_first_and_word_for_word() -> None:
    talk = edition(*ARGUED, *BUSY).talks[0]
    assert [(quote.message, quote.dissent) for quote in talk.quotes] == [
        ("4", True),
        ("1", False),
        ("2", False),
    ]
    assert talk.quotes[0].text == ARGUED[3].text


def test_who_asked_not_to_be_quoted_is_not() -> None:
    silent = message("4", "dee", ARGUED[3].text, 12, "1", for_=4, quotable=False)
    talk = edition(*ARGUED[:3], silent, *BUSY).talks[0]
    assert talk.quotes[0].message == "3"
    assert all(quote.message != "4" for quote in talk.quotes)


def test_one_person_is_quoted_once_in_a_talk() -> None:
    again = message("5", "dee", "However the cost of training is not known", 13, "1")
    talk = edition(*ARGUED, again, *BUSY).talks[0]
    assert [quote.message for quote in talk.quotes] == ["4", "1", "2"]


def test_a_talk_is_named_by_what_it_is_about() -> None:
    talk = edition(*ARGUED, *BUSY).talks[0]
    assert talk.title == "We should move every council form to one…"
    assert (talk.titled, talk.about) == ("1", "councils, platform, agreed")


def test_a_split_is_told_with_its_talk() -> None:
    split = message("s", "eve", "Councils must publish every contract", 30, for_=3, against=3)
    made = edition(split, *BUSY)
    assert [(talk.first, talk.split is not None) for talk in made.talks] == [
        ("s", True),
        ("b0", False),
    ]


def test_two_words_between_two_people_are_not_a_talk() -> None:
    small = [message("x", "eve", "Hello there", 30), message("y", "fay", "Hello", 31)]
    assert [talk.first for talk in edition(*small, *BUSY).talks] == ["b0"]


def test_agreement_with_one_against_counts_as_diverse() -> None:
    lone = [*ARGUED[:1], ARGUED[2], message("6", "fay", "The slides are here now", 13, "1")]
    assert edition(*lone, *BUSY).talks[0].first == "1"


QUESTION = "How do you archive planning applications older than fifteen years?"


def questions(*messages: Message) -> list[str]:
    return [quote.message for quote in edition(*messages, *BUSY).questions]


def test_a_question_nobody_answered_is_listed() -> None:
    alone = message("q", "eve", QUESTION, 30)
    assert questions(alone, message("r", "fay", "Lunch is at noon", 31)) == ["q"]
    assert questions(alone, message("r", "eve", "Planning, anybody", 31)) == ["q"]


def test_a_question_that_was_answered_is_not() -> None:
    alone = message("q", "eve", QUESTION, 30)
    assert questions(alone, message("r", "fay", "In a thread", 31, "q")) == []
    assert questions(alone, message("r", "fay", "Ask the library", 31, answers="q")) == []
    assert questions(alone, message("r", "fay", "We archive them yearly", 31)) == []


def test_a_question_inside_a_thread_or_without_a_subject_is_not_listed() -> None:
    assert questions(*ARGUED, message("q", "eve", QUESTION, 14, "1")) == []
    assert questions(message("q", "eve", "Does anybody know?", 30)) == []


def test_a_thread_of_one_voice_leaves_its_question_open() -> None:
    thread = [message("q", "eve", QUESTION, 30), message("r", "eve", "Bump", 31, "q")]
    assert questions(*thread) == ["q"]


def test_who_asked_not_to_be_quoted_has_no_question_listed() -> None:
    assert questions(message("q", "eve", QUESTION, 30, quotable=False)) == []


def test_every_day_of_the_week_is_there_in_the_readers_zone() -> None:
    made = edition(*ARGUED, *BUSY)
    assert [day for day, _ in made.by_day] == [date(2026, 11, 2 + n) for n in range(7)]
    assert [count for _, count in made.by_day[:3]] == [8, 5, 0]


def test_a_week_that_ends_in_the_middle_of_a_day_has_that_day() -> None:
    odd = Week(
        CommunityId("c"),
        1,
        MONDAY,
        MONDAY + timedelta(days=1, hours=12),
        (Conversation(ChannelId("c"), None, (message("1", "ann", PROPOSAL),)),),
        (),
        (),
        ((1, "One platform"),),
        (),
    )
    made = compile(odd, LONDON)
    assert made is not None
    assert len(made.by_day) == 2
    assert made.open_rounds == ((1, "One platform"),)


def test_a_week_of_decisions_without_talk_is_still_told() -> None:
    made = compile(week(open_rounds=((1, "One platform"),)), LONDON)
    assert made is not None
    assert (made.messages, made.people, made.councils, made.talks) == (0, 0, 0, ())


def test_an_edition_knows_the_days_on_which_rounds_end_in_the_readers_zone() -> None:
    late = MONDAY + timedelta(days=2, hours=23, minutes=30)
    made = compile(replace(week(*ARGUED, *BUSY), round_ends=(late, MONDAY)), LONDON)
    assert made is not None
    assert made.round_ends == (MONDAY.date(), late.astimezone(LONDON).date())


def test_what_was_gathered_is_told_and_the_week_ends_the_trend() -> None:
    told = Point(date(2026, 11, 1), 6, 3, 0.2, 0.8)
    friday, ann = date(2026, 11, 6), MemberId("ann")
    rests = Assumption(3, 0, 0, ChannelId("c"), None, "The grant is paid", ann, friday, MONDAY)
    promised = Pledge(4, 0, 0, ChannelId("c"), None, ann, "We look", friday, MONDAY)
    gathered = replace(
        week(*ARGUED, *BUSY),
        kinds={MemberId(f"p{n}"): "county" for n in range(6)},
        usual_kinds=("county", "district"),
        challengers=2,
        named=(ann,),
        assumptions=(rests,),
        promises=(promised,),
        earlier=(told,),
        vacant="c",
    )
    made = compile(gathered, LONDON)
    assert made is not None
    assert (made.voices, made.challengers, made.named) == ((("county", 6),), 2, ("ann",))
    assert [each.name for each in (*made.promises, *made.assumptions)] == [
        promise_name(4),
        assumption_name(3),
    ]
    assert [each.ends for each in made.trend] == [told.ends, date(2026, 11, 8)]
    assert [each.kind for each in made.tries] == [
        TryKind.TEST,
        TryKind.INVITE,
        TryKind.VOLUNTEER,
    ]
    assert made.tries[1].about == "district"


def test_every_text_of_an_edition_is_somebodys_own_and_may_be_quoted() -> None:
    """No quote, question, objection or title of who may not be quoted, whatever the week holds."""
    silent = [replace(each, quotable=False) for each in (*ARGUED, *BUSY)]
    made = edition(*silent, message("q", "eve", QUESTION, 30, quotable=False))
    assert [(talk.title, talk.titled, talk.quotes) for talk in made.talks] == [
        ("", None, ()),
        ("", None, ()),
    ]
    assert (made.questions, made.objections) == ((), ())
    assert made.messages == 14
