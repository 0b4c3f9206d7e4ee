"""The files of the methods, and what is said to whoever writes a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from adapters.posts import MAX_OPTION_LABEL, MAX_OPTIONS
from challenges.method_files import MAX_FILE, METHODS, kept_method, load
from challenges.methods import FEWEST, Act, Kind, Method, Number, Role, Showing, Side, Stands
from challenges.scales import Scale

GOOD = """
name = "short-one"
title = "A short one"
summary = "S."
evidence = "E."
source = "X 2001"
minimum = 3
simpler = "pre-mortem"
ballot_question = "Should it go ahead?"
top = 4

[[proposal]]
name = "claim"
label = "What?"
hint = "One sentence."
required = true
paragraph = false

[[phases]]
name = "first"
title = "First"
accepts = ["ballot", "entry"]
window = "P1DT2H30M"
call = "Write."

[phases.ask]
prompt = "It has failed. Why?"
most = 2
kinds_label = "For whom?"

[[phases.ask.kinds]]
name = "residents"
label = "Residents"

[[phases.ask.parts]]
name = "reason"
label = "Why?"
hint = "One reason."
required = true
paragraph = true

[[phases]]
name = "second"
title = "Second"
accepts = ["entry"]
role = "others"
window = "PT12H"
call = "How much?"
full = true

[phases.ask]
prompt = "How much does it cost?"
most = 1

[phases.ask.number]
label = "How much?"
hint = "In pounds."
least = 0
most = 100
near = 5.5

[[phases.ask.parts]]
name = "why"
label = "Why so much?"
hint = "A ground."
required = false
paragraph = true

[[phases]]
name = "third"
title = "Third"
accepts = ["vote", "ballot"]
on = "first"
scale = "moves"
window = "PT18H"
call = "Vote."

[[phases]]
name = "fourth"
title = "Fourth"
accepts = ["response"]
window = "PT6H"
call = "Answer."
"""
CLAIM = GOOD[GOOD.index("[[proposal]]") : GOOD.index("[[phases]]")]
PART = GOOD[GOOD.index("[[phases.ask.parts]]") : GOOD.index('[[phases]]\nname = "second"')]
KIND = '[[phases.ask.kinds]]\nname = "residents"\nlabel = "Residents"\n'
FIRST, SECOND = r"^phases\[1\]\.", r"^phases\[2\]\."


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def sentences(method: Method) -> Iterator[str]:
    """Everything of a method that is said to people, but for its source."""
    yield from (method.title, method.summary, method.evidence, method.ballot_question)
    if method.stands:
        yield from (method.stands.agree, method.stands.unsure, method.stands.disagree)
    for question in method.proposal:
        yield from (question.label, question.hint)
    for phase in method.phases:
        yield from (phase.title, phase.call)
        if phase.ask:
            yield phase.ask.prompt
            yield from (phase.ask.kinds_label, *(kind.label for kind in phase.ask.kinds))
            yield phase.ask.none
            for part in phase.ask.parts:
                yield from (part.label, part.hint)
            if phase.ask.number:
                yield from (phase.ask.number.label, phase.ask.number.hint)


def test_a_method_file_is_read() -> None:
    method = load(GOOD)
    first, second, third, fourth = method.phases
    assert (method.name, method.minimum, method.simpler, method.top) == (
        "short-one", 3, "pre-mortem", 4
    )  # fmt: skip
    assert [question.name for question in method.proposal] == ["claim"]
    assert first.accepts == {Act.BALLOT, Act.ENTRY}
    assert first.window == timedelta(days=1, hours=2, minutes=30)
    assert first.ask
    assert second.ask
    assert first.ask.kinds == (Kind("residents", "Residents"),)
    assert first.ask.shown is Showing.ALL
    assert second.ask.number == Number("How much?", "In pounds.", 0, 100, 5.5)
    assert (second.role, second.full, third.full) == (Role.OTHERS, True, False)
    assert (third.scale, third.on, fourth.on) == (Scale.MOVES, 0, 1)
    assert (method.stages, method.reveal, method.judged) == ((0, 1), 1, 1)


def test_the_methods_are_all_there() -> None:
    assert set(METHODS) == {
        "assumption-surfacing", "authentic-dissent", "black-hat", "consent",
        "consider-the-opposite", "delphi", "devils-advocacy", "dialectical-inquiry",
        "double-crux", "nominal-group", "one-two-four-all", "outcome-lens", "pre-mortem",
        "ritual-dissent", "statements", "steelman", "triz", "troika", "wicked-questions",
    }  # fmt: skip


def test_a_list_of_methods_can_be_chosen_from_on_every_platform() -> None:
    assert len(METHODS) <= MAX_OPTIONS
    assert all(len(method.title) <= MAX_OPTION_LABEL for method in METHODS.values())


def test_every_packaged_file_is_named_after_its_method() -> None:
    folder = files("challenges") / "methods"
    found = {file.name for file in folder.iterdir() if file.name.endswith(".toml")}
    assert found == {f"{name}.toml" for name in METHODS}
    for name in METHODS:
        assert load((folder / f"{name}.toml").read_text(encoding="utf-8")).name == name


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_packaged_method_keeps_every_promise_made_to_members(method: Method) -> None:
    asks = [phase.ask for phase in method.phases if phase.ask]
    assert method.minimum >= FEWEST or all(ask.signed for ask in asks)
    assert Act.BALLOT in method.phases[0].accepts
    assert any(Act.BALLOT in phase.accepts for phase in method.phases[method.reveal :])
    assert method.response or all(ask.shown is Showing.NOBODY for ask in asks)
    for phase in method.phases:
        named = "The person named below" in phase.call
        assert named == (Act.RESPONSE in phase.accepts), "the board names who answers"


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_packaged_method_goes_on_as_a_simpler_one_that_fits_what_was_written(
    method: Method,
) -> None:
    if not method.simpler:
        return
    simpler = METHODS[method.simpler]
    mine, theirs = method.phases[0].ask, simpler.phases[0].ask
    assert simpler.minimum < method.minimum
    assert mine
    assert theirs
    assert len(mine.parts) == len(theirs.parts)
    assert not any(ask.kinds or ask.number for ask in (mine, theirs))


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_packaged_method_speaks_plainly(method: Method) -> None:
    for sentence in sentences(method):
        assert "!" not in sentence
        assert "please" not in sentence.lower()
        assert "e.g." not in sentence
        assert "\n" not in sentence
        assert "  " not in sentence


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_packaged_method_says_what_is_known_of_it_and_by_whom(method: Method) -> None:
    known = any(character.isdigit() for character in method.source)
    assert known or "o trial" in method.evidence or "not been studied" in method.evidence
    assert len(method.evidence.split()) >= 20


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_who_may_write_is_said_where_not_everybody_may(method: Method) -> None:
    for phase in method.phases:
        if phase.ask and phase.role is Role.PROPOSER:
            assert phase.ask.signed
        if phase.ask and phase.ask.signed:
            assert "name" in phase.call


def test_no_two_methods_have_the_same_words_for_what_they_are() -> None:
    for said in ([m.title for m in METHODS.values()], [m.summary for m in METHODS.values()]):
        assert all(one != other for one, other in pairwise(sorted(said)))


def test_a_pre_mortem_closes_within_two_days() -> None:
    windows = [phase.window for phase in METHODS["pre-mortem"].phases]
    assert windows == [timedelta(hours=24), timedelta(hours=18), timedelta(hours=6)]


def test_a_pre_mortem_says_that_it_has_failed() -> None:
    ask = METHODS["pre-mortem"].phases[0].ask
    assert ask
    assert "it has failed" in ask.prompt


def test_devils_advocacy_asks_for_the_plan_and_what_it_takes_for_granted() -> None:
    method = METHODS["devils-advocacy"]
    assert [question.name for question in method.proposal] == ["claim", "assumptions", "change"]
    assert [sorted(phase.accepts) for phase in method.phases] == [
        ["ballot", "entry"], ["vote"], ["response"], ["ballot"]
    ]  # fmt: skip


def test_a_delphi_asks_four_times_at_most_and_always_twice() -> None:
    asked = [phase for phase in METHODS["delphi"].phases if phase.ask and phase.ask.number]
    assert [phase.again for phase in asked] == [False, True, True, False]
    assert len({phase.ask.number for phase in asked if phase.ask}) == 1


def test_what_is_written_to_consider_the_opposite_is_for_its_author_alone() -> None:
    asks = [phase.ask for phase in METHODS["consider-the-opposite"].phases if phase.ask]
    assert [ask.shown for ask in asks] == [Showing.NOBODY]


def test_whoever_opens_a_ritual_dissent_listens_until_both_parts_are_over() -> None:
    roles = [phase.role for phase in METHODS["ritual-dissent"].phases[:3]]
    assert roles == [Role.OTHERS] * 3


def test_an_objection_to_a_draft_has_four_parts() -> None:
    objections = METHODS["consent"].phases[2].ask
    assert objections
    assert [part.name for part in objections.parts] == ["what", "harm", "known", "change"]


def test_where_a_ballot_does_not_ask_whether_to_go_ahead_the_method_words_its_answers() -> None:
    for method in METHODS.values():
        go_ahead = "go ahead?" in method.ballot_question and "know" not in method.ballot_question
        assert go_ahead or method.stands, method.name


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_that_asks_for_objections_says_which_way_they_point(method: Method) -> None:
    for phase in method.phases:
        if phase.ask and ("wrong" in phase.ask.prompt or "not safe" in phase.ask.prompt):
            assert phase.ask.speaks is Side.AGAINST or method.name == "black-hat"


def test_one_can_say_that_one_has_no_objection_to_a_draft() -> None:
    asks = {m.name: p.ask.none for m in METHODS.values() for p in m.phases if p.ask and p.ask.none}
    assert asks == {"consent": "I have no objection"}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("steelman", "unlocks = true\nsecond_try = true", "second_try = true",
         '^phases: end a second try with a part that "unlocks"'),
        ("steelman", 'accepts = ["entry"]\nrole = "others"\nsecond_try',
         'accepts = ["entry", "ballot"]\nrole = "others"\nsecond_try',
         r'^phases\[3\].accepts: accept "ballot" in a part that is never left out'),
        ("consent", 'none = "I have no objection"', 'none = "I have no objection"\nsigned = true',
         r"^phases\[3\].ask.none: take it out, it is for what all can read"),
    ],
)  # fmt: skip
def test_a_packaged_file_cannot_be_bent_into_breaking_a_promise(
    name: str, old: str, new: str, message: str
) -> None:
    text = METHODS[name].text
    assert old in text
    with pytest.raises(ValueError, match=message):
        load(text.replace(old, new, 1))


ANSWERS = """
[ballot_answers]
agree = "Yes, safe"
unsure = "Not sure"
disagree = "Not yet"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Not yet", "n" * 31, "^ballot_answers.disagree: shorten it to 30"),
        ("Not yet", " yes, SAFE ", "^ballot_answers.disagree: write three answers that differ"),
        ('unsure = "Not sure"\n', "", "^ballot_answers.unsure: add it, it is missing"),
        ("[ballot_answers]", "[ballot_answers]\nmore = 1", "^ballot_answers.more: remove it"),
    ],
)
def test_three_answers_of_a_method_are_short_and_differ(old: str, new: str, message: str) -> None:
    whole = changed("[[proposal]]", f"{ANSWERS}[[proposal]]")
    assert load(whole).stands == Stands("Yes, safe", "Not sure", "Not yet")
    assert old in ANSWERS
    with pytest.raises(ValueError, match=message):
        load(whole.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[proposal]]", "[[proposal", "the file is not TOML"),
        ("minimum = 3", f"minimum = {'9' * 5000}", "the file is not TOML"),
        ("minimum = 3", f"minimum = {'[' * 3000}", "the file is not TOML: too many brackets"),
        ("S.", "S" * MAX_FILE, f"^shorten the file to {MAX_FILE} characters"),
        ('title = "A short one"\n', "", "^title: add it, it is missing"),
        ('title = "A short one"', "title = 3", "^title: write a sentence in quotation marks"),
        ('title = "A short one"', 'title = " "', "^title: write a sentence in quotation marks"),
        ('title = "A short one"', f'title = "{"w" * 46}"', "^title: shorten it to 45"),
        ('name = "short-one"', 'name = "Short One"', "^name: use small letters"),
        ("minimum = 3", "minimum = 2", "^minimum: write 3 or more, or sign every entry"),
        ("minimum = 3", "minimum = 1", "^minimum: write a whole number, 2 or more"),
        ("minimum = 3", "minimum = 3.5", "^minimum: write a whole number"),
        ("minimum = 3", "minimum = true", "^minimum: write a whole number"),
        ("most = 2", "most = 0", FIRST + "ask.most: write a whole number, 1 or more"),
        ("top = 4", "top = 0", "^top: write a whole number, 1 or more"),
        ("top = 4", "top = 4\nquorum = 5", "^quorum: remove it, nothing here is called so"),
        ('label = "Why?"', f'label = "{"w" * 46}"', FIRST + r"ask.parts\[1\].label: shorten"),
        ('hint = "One reason."', f'hint = "{"w" * 101}"', FIRST + r"ask.parts\[1\].hint: short"),
        ('label = "What?"', f'label = "{"w" * 46}"', r"^proposal\[1\].label: shorten it to 45"),
        ("required = true", 'required = "yes"', r"^proposal\[1\].required: write true or false"),
        ("paragraph = false", "paragraph = false\nmost = 3", r"^proposal\[1\].most: remove it"),
        ("required = true", "required = false", "^proposal: put a required question"),
        ('name = "claim"', 'name = "plan"', '^proposal: put a required question named "claim"'),
        ("[[phases]]", CLAIM + "[[phases]]", "^proposal: give every question a name"),
        ("[[phases]]", CLAIM * 4 + "[[phases]]", "^proposal: write at most 4"),
        (CLAIM, "[proposal]\nname = 1\n", r"^proposal: write one or more \[\[proposal\]\]"),
        (CLAIM, "", "^proposal: add it, it is missing"),
        ('accepts = ["response"]', "accepts = []", r"^phases\[4\].accepts: list one or more of"),
        ('accepts = ["response"]', 'accepts = ["nap"]', r"^phases\[4\].accepts: .*entry"),
        ('accepts = ["response"]', 'accepts = "vote"', r"^phases\[4\].accepts: list one or more"),
        ('"PT18H"', '"18 hours"', r"^phases\[3\].window: write a length of time such as"),
        ('"PT18H"', '"PT0H"', r"^phases\[3\].window: write a length of time"),
        ('"PT18H"', '"P"', r"^phases\[3\].window: write a length of time"),
        ('"PT18H"', '"P99999999999D"', r"^phases\[3\].window: write a length of time"),
        ('"PT18H"', '"P61D"', r"^phases\[3\].window: shorten it to 60 days"),
        ('call = "Vote."', 'call = "Vote."\nsize = 3', r"^phases\[3\].size: remove it"),
        ('name = "second"', 'name = "first"', "^phases: give every phase a name of its own"),
        ('["response"]', '["ballot"]', '^phases: add a phase that accepts "response"'),
        ('["ballot", "entry"]', '["entry"]', '^phases: accept "ballot" no later than'),
        ('["vote", "ballot"]', '["vote"]', '^phases: accept "ballot" again after'),
        ('on = "first"', 'on = "fourth"', r"^phases\[3\].on: name an earlier phase in which"),
        ('on = "first"', 'on = "third"', r"^phases\[3\].on: name an earlier phase in which"),
        ('"vote", "ballot"]', '"vote", "ballot", "response"]', r"^phases\[3\].accepts: accept"),
        ('["ballot", "entry"]', '["ballot", "entry", "reply"]', FIRST + 'accepts: accept "reply"'),
        ('["entry"]', '["entry", "vote"]\nscale = "moves"', SECOND + 'accepts: accept "vote" and'),
        ('["entry"]', '["entry", "response"]', SECOND + "accepts: .* only where nobody writes"),
        ('scale = "moves"', 'scale = "likes"', r'^phases\[3\].scale: write one of "moves"'),
        ('scale = "moves"\n', "", r"^phases\[3\].scale: add it, it is missing"),
        ('scale = "moves"', 'scale = "heard"', r'^phases\[3\].scale: .* role "proposer"'),
        ('call = "Answer."', 'call = "Answer."\nscale = "moves"', r"^phases\[4\].scale: remove"),
        ('call = "Vote."', 'call = "Vote."\nunlocks = true', r"^phases\[3\].unlocks: only"),
        ('call = "Vote."', 'call = "Vote."\ndealt = 2', r"^phases\[3\].dealt: deal only where"),
        ('call = "Write."', 'call = "Write."\ndealt = 2', FIRST + "dealt: deal only where"),
        ("full = true", "full = 1", SECOND + "full: write true or false"),
        ("full = true", "dealt = 0", SECOND + "dealt: write a whole number, 1 or more"),
        ('role = "others"', 'role = "boss"', SECOND + 'role: write one of "everyone"'),
        ('role = "others"', 'role = "proposer"', SECOND + "ask.signed: write true"),
        ('call = "Write."', 'call = "Write."\nrole = "proposer"', "^phases: let others write"),
        ('call = "Write."', 'call = "Write."\nagain = true', FIRST + "again: ask again only"),
        ("full = true", "again = true", SECOND + "again: ask again only for a number"),
        ("most = 2", 'most = 2\nshown = "some"', FIRST + 'ask.shown: write one of "all"'),
        ("most = 1", 'most = 1\nshown = "dealt"', '^phases: deal what "second" asks for'),
        ("most = 1", "most = 2", SECOND + "ask.most: write 1: each member gives one number"),
        ("most = 100", "most = 0", SECOND + "ask.number.most: write a number above the least"),
        (
            "most = 2",
            'most = 2\nspeaks = "up"',
            FIRST + 'ask.speaks: write one of "for", "against"',
        ),
        (
            "most = 2",
            'most = 2\nnone = "None"',
            FIRST + "ask.none: take it out, or ask for nothing",
        ),
        ("full = true", "second_try = true", SECOND + "second_try: try again only right after"),
        (
            'accepts = ["vote", "ballot"]',
            'accepts = ["vote", "ballot", "reply"]\nrole = "proposer"',
            r"^phases\[3\].accepts: accept \"reply\" only where more",
        ),
        ("near = 5.5", "near = 0", SECOND + "ask.number.near: write a number above 0"),
        ("near = 5.5", "near = nan", SECOND + "ask.number.near: write a number up to"),
        ("near = 5.5", f"near = {'9' * 400}", SECOND + "ask.number.near: write a number up to"),
        ("near = 5.5", 'near = "close"', SECOND + "ask.number.near: write a number"),
        ("[phases.ask.number]", "[[phases.ask.number]]", SECOND + "ask.number: write one"),
        ('kinds_label = "For whom?"', "", FIRST + "ask.kinds_label: add it, it is missing"),
        (KIND, "", FIRST + "ask.kinds_label: remove it"),
        (KIND, KIND * 2, FIRST + "ask.kinds: give every kind a name of its own"),
        (KIND, KIND * 11, FIRST + "ask.kinds: write at most 10"),
        (PART, PART * 2, FIRST + "ask.parts: give every part a name of its own"),
        (PART, PART + PART.replace("reason", "more"), FIRST + "ask: ask for 4 things at most; a"),
        (
            'name = "reason"',
            'name = "kind"',
            FIRST + r"ask.parts\[1\].name: choose another, a form",
        ),
        (PART, PART * 5, FIRST + "ask.parts: write at most 4"),
        (PART, "", FIRST + "ask.parts: add it, it is missing"),
    ],
)
def test_a_bad_method_file_is_refused_with_what_to_do(old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(changed(old, new))


def test_a_list_of_phases_holds_tables() -> None:
    with pytest.raises(ValueError, match=r"^phases: write one or more \[\[phases\]\] tables"):
        load("phases = [1]\n" + GOOD[: GOOD.index("[[phases]]")])


def test_a_round_keeps_a_file_that_breaks_a_promise_made_since() -> None:
    """What was kept before a rule was added is read as it is; nobody opens a new round with it."""
    text = METHODS["pre-mortem"].text.replace('accepts = ["vote", "ballot"]', 'accepts = ["vote"]')
    with pytest.raises(ValueError, match="ballot"):
        load(text)
    assert kept_method(text).name == "pre-mortem"
