from __future__ import annotations

from datetime import timedelta
from importlib.resources import files

import pytest

from challenges.methods import FEWEST, METHODS, Act, Method, load

GOOD = """
name = "short-one"
title = "A short one"
summary = "S."
evidence = "E."
source = "X 2001"
minimum = 3
entry_label = "Why?"
entry_hint = "One reason."
entry_prompt = "It has failed. Why?"
entries_per_member = 2
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

[[phases]]
name = "second"
title = "Second"
accepts = ["vote", "ballot"]
window = "PT18H"
call = "Vote."

[[phases]]
name = "third"
title = "Third"
accepts = ["response"]
window = "PT6H"
call = "Answer."
"""
SECOND_CLAIM = GOOD[GOOD.index("[[proposal]]") : GOOD.index("[[phases]]")]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_method_file_is_read() -> None:
    method = load(GOOD)
    assert method.name == "short-one"
    assert method.entries_per_member == 2
    assert method.top == 4
    assert [question.name for question in method.proposal] == ["claim"]
    assert [phase.name for phase in method.phases] == ["first", "second", "third"]
    assert method.phases[0].accepts == {Act.BALLOT, Act.ENTRY}
    assert method.phases[0].window == timedelta(days=1, hours=2, minutes=30)
    assert (method.reveal, method.counted, method.response) == (1, 2, True)


def test_two_methods_are_packaged() -> None:
    assert set(METHODS) == {"pre-mortem", "devils-advocacy"}


def test_every_packaged_file_is_named_after_its_method() -> None:
    folder = files("challenges") / "methods"
    for name in METHODS:
        assert load((folder / f"{name}.toml").read_text(encoding="utf-8")).name == name


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_packaged_method_keeps_every_promise_made_to_members(method: Method) -> None:
    assert method.minimum >= FEWEST
    assert Act.BALLOT in method.phases[0].accepts
    assert any(Act.BALLOT in phase.accepts for phase in method.phases[method.reveal :])
    assert method.response


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_packaged_method_speaks_plainly(method: Method) -> None:
    shown = [method.summary, method.evidence, method.entry_prompt, method.ballot_question]
    shown += [method.entry_label, method.entry_hint, *(phase.call for phase in method.phases)]
    for sentence in shown:
        assert "!" not in sentence
        assert "please" not in sentence.lower()
        assert "e.g." not in sentence
        assert "\n" not in sentence


def test_a_pre_mortem_closes_within_two_days() -> None:
    windows = [phase.window for phase in METHODS["pre-mortem"].phases]
    assert windows == [timedelta(hours=24), timedelta(hours=18), timedelta(hours=6)]


def test_a_pre_mortem_says_that_it_has_failed() -> None:
    assert "it has failed" in METHODS["pre-mortem"].entry_prompt


def test_devils_advocacy_asks_for_the_plan_and_what_it_takes_for_granted() -> None:
    method = METHODS["devils-advocacy"]
    assert [question.name for question in method.proposal] == ["claim", "assumptions", "change"]
    assert method.entries_per_member == 5
    assert [sorted(phase.accepts) for phase in method.phases] == [
        ["ballot", "entry"],
        ["vote"],
        ["response"],
        ["ballot"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[proposal]]", "[[proposal", "the file is not TOML"),
        ('title = "A short one"\n', "", "^title: add it, it is missing"),
        ('title = "A short one"', "title = 3", "^title: write a sentence in quotation marks"),
        ('title = "A short one"', 'title = " "', "^title: write a sentence in quotation marks"),
        ('name = "short-one"', 'name = "Short One"', "^name: use small letters"),
        ("minimum = 3", "minimum = 2", "^minimum: write a whole number, 3 or more"),
        ("minimum = 3", "minimum = 3.5", "^minimum: write a whole number"),
        ("minimum = 3", "minimum = true", "^minimum: write a whole number"),
        ("entries_per_member = 2", "entries_per_member = 0", "^entries_per_member: .* 1 or more"),
        ("top = 4", "top = 0", "^top: write a whole number, 1 or more"),
        ("top = 4", "top = 4\nquorum = 5", "^quorum: remove it, no method has it"),
        ('entry_label = "Why?"', f'entry_label = "{"w" * 46}"', "^entry_label: shorten it to 45"),
        ('hint = "One reason."', f'hint = "{"w" * 101}"', "^entry_hint: shorten it to 100"),
        ('label = "What?"', f'label = "{"w" * 46}"', r"^proposal\[1\].label: shorten it to 45"),
        ("required = true", 'required = "yes"', r"^proposal\[1\].required: write true or false"),
        ("paragraph = false", "paragraph = false\nmost = 3", r"^proposal\[1\].most: remove it"),
        ("required = true", "required = false", "^proposal: put a required question"),
        ('name = "claim"', 'name = "plan"', '^proposal: put a required question named "claim"'),
        ("[[phases]]", SECOND_CLAIM + "[[phases]]", "^proposal: give every question a name"),
        ("[[phases]]", SECOND_CLAIM * 4 + "[[phases]]", "^proposal: write at most 4"),
        (SECOND_CLAIM, "[proposal]\nname = 1\n", r"^proposal: write one or more \[\[proposal\]\]"),
        (SECOND_CLAIM, "", "^proposal: add it, it is missing"),
        ('accepts = ["response"]', "accepts = []", r"^phases\[3\].accepts: list one or more of"),
        ('accepts = ["response"]', 'accepts = ["nap"]', r'^phases\[3\].accepts: .*"ballot", "ent'),
        ('accepts = ["response"]', 'accepts = "vote"', r"^phases\[3\].accepts: list one or more"),
        ('"PT18H"', '"18 hours"', r"^phases\[2\].window: write a length of time such as"),
        ('"PT18H"', '"PT0H"', r"^phases\[2\].window: write a length of time"),
        ('"PT18H"', '"P"', r"^phases\[2\].window: write a length of time"),
        ('call = "Vote."', 'call = "Vote."\nsize = 3', r"^phases\[2\].size: remove it"),
        ('name = "second"', 'name = "first"', "^phases: give every phase a name of its own"),
        ('["response"]', '["ballot"]', '^phases: add a phase that accepts "response"'),
        ('["ballot", "entry"]', '["entry"]', '^phases: accept "ballot" no later than'),
        ('["vote", "ballot"]', '["vote"]', '^phases: accept "ballot" again after'),
        ('["ballot", "entry"]', '["ballot", "entry", "vote"]', '^phases: accept "vote" only after'),
        ('["vote", "ballot"]', '["vote", "ballot", "response"]', '^phases: accept "response" only'),
    ],
)
def test_a_bad_method_file_is_refused_with_what_to_do(old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(changed(old, new))


def test_a_list_of_phases_holds_tables() -> None:
    with pytest.raises(ValueError, match=r"^phases: write one or more \[\[phases\]\] tables"):
        load("phases = [1]\n" + GOOD[: GOOD.index("[[phases]]")])
