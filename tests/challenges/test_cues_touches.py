"""What a text touches on: sentences as council officers write them, and near misses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.reading import CUES, LONGEST_READ, read
from challenges.touches import TOUCHES

SEEN = {
    "residents": (
        "Tenants told us the same last year.",
        "People who rely on the bus would lose it.",
        "The public can come on Saturday.",
    ),
    "front_line": (
        "Ask the staff who answer the phones.",
        "Our call handlers do it by hand.",
        "The housing officers have a list.",
    ),
    "elected_members": (
        "Cllr Weir asked for it.",
        "It goes to Cabinet in May.",
        "Scrutiny saw it.",
    ),
    "partners": ("The police have their own.", "Health would like to join.", "A charity runs it."),
    "small_councils": (
        "The parish clerk does this on her own.",
        "A smaller council has no such team.",
        "In our villages nobody comes by bus.",
    ),
    "all_councils": (
        "Every council has one of these.",
        "It would make a shared planning service.",
        "We need it across local government.",
    ),
    "money": ("It is £40 a head.", "There is no budget for it.", "Can we afford it?"),
    "upkeep": ("Who looks after it?", "It costs 3k a year.", "Maintenance was not in the plan."),
    "launch": ("We go live on Monday.", "They are building a new portal.", "It was rolled out."),
    "deadline": (
        "It is due by the end of June.",
        "We have six weeks for it: in six weeks it is autumn.",
        "The deadline is tight.",
    ),
    "how_long_it_took": (
        "It took us nine months.",
        "Last time we were late.",
        "The start slipped twice.",
    ),
    "hard_to_undo": (
        "We sign the contract on Friday.",
        "It is a five-year deal.",
        "They are closing the counter.",
        "We switched the old line off.",
    ),
    "way_back": ("There is a break clause.", "We can go back to paper.", "How do we exit?"),
    "trial": (
        "Pilot it in one ward.",
        "Let's start small.",
        "They trialled it in one library first.",
    ),
    "all_at_once": (
        "All our forms move in May.",
        "The whole council changes over.",
        "We do it in one go.",
    ),
    "already_spent": (
        "We have already spent half of it.",
        "It is too late to change that.",
        "We have come this far.",
    ),
    "tried": (
        "We tried that in 2019.",
        "They have used it since spring.",
        "In our experience, yes.",
    ),
    "technology": ("AI could read them.", "We want an app.", "Automation would do it."),
    "need": (
        "What problem are we trying to solve?",
        "User research says so.",
        "People struggle with page two.",
    ),
    "supplier": ("The supplier says so.", "I saw the demo.", "Their account manager rang."),
    "second_source": (
        "We asked another council.",
        "Are there alternatives?",
        "We could build it in-house.",
    ),
    "others_do_it": (
        "Other councils are doing it.",
        "It is best practice.",
        "It worked in Saltby.",
        "We will be left behind.",
    ),
    "either_or": (
        "Either we close it or we lose money.",
        "There is no alternative.",
        "It is all or nothing.",
    ),
    "success": ("It was a success.", "That is faster for everybody.", "It saves time."),
    "measure": ("How will we know?", "Calls fell by 12 per cent.", "We have no baseline."),
    "online": ("Book it online.", "It is on the website.", "There is a web form."),
    "left_out": ("Some have no internet.", "They can come in person.", "Is it accessible?"),
    "new_way_of_working": (
        "There is a new form for that.",
        "Officers will check them by hand.",
        "The process has six steps.",
    ),
    "too_much_to_do": ("We have no capacity.", "There is a backlog.", "We are short-staffed."),
    "inside_words": (
        "The target operating model is signed off.",
        "Stakeholders want a roadmap.",
        "It is in the business case.",
    ),
    "certain": ("It always works.", "Everybody knows that.", "There is no doubt."),
    "hedged": ("Perhaps it does.", "I am not sure.", "It might work."),
    "reasons": ("It helps because the queue is shorter.", "The survey says so."),
    "counters": ("However, it is slow.", "I am not convinced.", "But it failed in May."),
    "proposes": ("We should do that.", "Let's do it.", "I propose a test."),
}
UNSEEN = {
    "residents": ("The roof is wet.", "Parenthesis is a word."),
    "elected_members": ("I remember it well.", "He is a member of the team."),
    "partners": ("There was a fire on the heath.", "He is healthy."),
    "small_councils": ("It is a small change.", "A town is not a team."),
    "all_councils": ("Our council has one.", "We share a kettle."),
    "money": ("He paid attention.", "It was a coastal walk."),
    "upkeep": ("We kept it short.", "She owned up."),
    "launch": ("Lunch is at one.", "They live there."),
    "deadline": ("March was cold.", "It may be so."),
    "hard_to_undo": ("We are close to it.", "It is a good sign."),
    "technology": ("She is happy.", "It was a systematic search.", "Aim for May."),
    "need": ("He needed no invitation.", "I need to go."),
    "supplier": ("We democratised it.", "For sale by owner."),
    "either_or": ("Me either.", "He did not say, either."),
    "online": ("The line is busy.", "Get in line."),
    "certain": ("A certain mister Weir.", "We mustered all of it."),
    "inside_words": ("Tom came late.", "A stake in the ground."),
    "success": ("A successor was named.", "The bet was lost."),
    "too_much_to_do": ("We have time.", "A log at the back."),
    "others_do_it": ("Other councils could join.", "He works for us."),
}


@pytest.mark.parametrize(("cue", "text"), [(cue, text) for cue in SEEN for text in SEEN[cue]])
def test_a_sentence_touches_on(cue: str, text: str) -> None:
    assert cue in read(text).touches


@pytest.mark.parametrize(("cue", "text"), [(cue, text) for cue in UNSEEN for text in UNSEEN[cue]])
def test_a_near_miss_does_not_touch_on(cue: str, text: str) -> None:
    assert cue not in read(text).touches


def test_every_cue_has_its_sentences() -> None:
    assert SEEN.keys() == CUES
    assert TOUCHES.keys() < CUES


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", None),
        ("Agreed, yes.", None),
        ("We should ask the parish council what they think of it.", True),
        ("Dylai pob cyngor symud ei ffurflenni cynllunio i un platfform", False),
        ("Nous devrions demander aux habitants ce qu'ils en pensent vraiment", False),
        ("👍 👍 👍", None),
    ],
)
def test_whether_a_text_is_in_english(text: str, english: bool | None) -> None:
    assert read(text).english is english


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).touches <= CUES
    assert read(text).english in (True, False, None)


@pytest.mark.parametrize("piece", ["all the ", "£1,", "in two ", "either ", "we have ", "1 "])
def test_a_long_text_is_read_to_its_end_whatever_it_repeats(piece: str) -> None:
    assert read(piece * (2 * LONGEST_READ)).touches <= CUES
