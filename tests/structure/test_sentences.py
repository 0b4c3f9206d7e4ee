"""Whatever people read is made by the functions that translate: no sentence goes past them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue import ENGLISH_ONLY, SAYING
from tests.structure.house import modules, tree

READ = {
    # what people read of each noun: by position, and by name
    "Button": ((1,), ("label", "confirm")),
    "Option": ((1,), ("label",)),
    "Field": ((1, 4), ("label", "hint")),
    "Form": ((2, 4, 5), ("title", "send", "introduction")),
    "Heading": ((0,), ("text",)),
    "Text": ((0,), ("spans",)),
    "Note": ((0,), ("spans",)),
    "Strong": ((0,), ("text",)),
    "Link": ((0,), ("text",)),
    "Jump": ((0,), ("text",)),
    "Quote": ((0, 1), ("text", "source")),
    "Tally": ((0, 1), ("rows", "sentence")),
    "Picture": ((1, 2), ("alt", "sentence")),
}
PRESENTERS = [path for path in modules("bot/presenters") if not str(path).startswith(ENGLISH_ONLY)]
TEMPLATED = (*SAYING, "count")


def name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node


def untranslated(node: ast.expr) -> Iterator[ast.expr]:
    """The texts with a letter in an expression, but for those handed to a function that says."""
    match node:
        case ast.Call():
            return  # what it is given is looked at where it is called
        case ast.JoinedStr(values=values):
            for each in values:
                yield from untranslated(each)
        case ast.FormattedValue():
            return
        case ast.Constant(value=str(words)):
            if any(letter.isalpha() for letter in words):
                yield node
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr) and not isinstance(child, ast.Attribute):
                    yield from untranslated(child)


@pytest.mark.parametrize("path", PRESENTERS, ids=str)
def test_no_words_go_past_the_catalogue(path: Path) -> None:
    found = []
    for call in calls(path):
        positions, names = READ.get(name(call), ((), ()))
        read = [call.args[place] for place in positions if place < len(call.args)]
        read += [each.value for each in call.keywords if each.arg in names]
        for each in read:
            found += [f"{path}:{words.lineno}" for words in untranslated(each)]
    assert found == [], "say it with label(), text(), note() or heading(): they translate"


@pytest.mark.parametrize("path", PRESENTERS, ids=str)
def test_every_sentence_is_handed_over_whole(path: Path) -> None:
    found = []
    for call in calls(path):
        if name(call) not in TEMPLATED:
            continue
        templates = call.args[1:3] if name(call) == "count" else call.args[:1]
        put_together = (ast.JoinedStr, ast.BinOp)
        found += [f"{path}:{each.lineno}" for each in templates if isinstance(each, put_together)]
    assert found == [], "a translator must see the whole sentence: fill {gaps} instead"


@pytest.mark.parametrize("path", PRESENTERS, ids=str)
def test_a_form_says_what_its_button_is_called(path: Path) -> None:
    forms = [call for call in calls(path) if name(call) == "Form"]
    unsaid = [
        f"{path}:{call.lineno}"
        for call in forms
        if "send" not in {each.arg for each in call.keywords}
    ]
    assert unsaid == [], "the default is English and cannot be translated"
