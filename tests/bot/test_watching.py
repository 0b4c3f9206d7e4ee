"""What the cheap way of weighing leaves out cannot change a verdict."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from challenges import judgement, onesided
from challenges.judgement import History, Rules
from challenges.messages import ChannelId, Conversation, MemberId, Message, MessageId

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
COUNCILS = ("", "Anyborough", "Northmarsh", "Southmere", "Eastham", "Westley")
TEXTS = (
    "We should close the phone line and take bin reports online only.",
    "What do others think of closing the phone line?",
    "I am not convinced, because older residents have no internet at home.",
    "Agreed, that is the way to go.",
    "The committee meets on Thursday.",
    "How do I reset the printer?",
    "Thank you, that helped a lot.",
)
people = st.integers(0, 9).map(lambda number: MemberId(f"U{number}"))
several = st.frozensets(people, max_size=6)


@st.composite
def talks(draw: st.DrawFn) -> Conversation:
    number = draw(st.integers(1, 12))
    thread = MessageId("m0") if draw(st.booleans()) else None
    messages = tuple(
        Message(
            MessageId(f"m{place}"),
            ChannelId("C1"),
            draw(people),
            draw(st.sampled_from(TEXTS)),
            NOW - timedelta(days=3) + place * timedelta(hours=6),
            thread if place else None,
            council=draw(st.sampled_from(COUNCILS)),
            backed_by=draw(several),
            doubted_by=draw(several),
        )
        for place in range(number)
    )
    return Conversation(ChannelId("C1"), thread, messages)


@given(talk=talks(), usual=st.dictionaries(st.sampled_from(COUNCILS[1:]), st.integers(2, 9)))
def test_the_usual_councils_matter_only_to_a_proposal_by_a_known_council(
    talk: Conversation, usual: dict[str, int]
) -> None:
    rules = Rules(least_people=2, least_messages=2, least_usual_councils=2)
    bare = onesided.measure(talk)
    if not (bare.deliberates and bare.councils):
        full = onesided.measure(talk, usual)
        assert judgement.weigh(bare, History(), rules, NOW) == judgement.weigh(
            full, History(), rules, NOW
        )


@given(talk=talks(), quiet=st.booleans())
def test_the_hour_matters_only_to_what_would_be_asked(talk: Conversation, quiet: bool) -> None:
    rules = Rules(least_people=2, least_messages=2, least_usual_councils=2)
    signal = onesided.measure(talk, dict.fromkeys(COUNCILS[1:], 2))
    at_any_hour = judgement.weigh(signal, History(), rules, NOW)
    if not at_any_hour.challenge:
        assert at_any_hour == judgement.weigh(signal, History(), rules, NOW, quiet)
