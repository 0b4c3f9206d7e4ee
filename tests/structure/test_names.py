from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.structure.house import ROOMS, ROOT, modules, tree

# Words that say nothing about what a thing is, and so are nobody's name.
EMPTY_WORDS = {
    "manager",
    "service",
    "helper",
    "util",
    "utils",
    "helpers",
    "common",
    "misc",
    "data",
    "info",
    "process",
    "ctx",
}
EMPTY_ENDINGS = re.compile(r"(Manager|Service|Helper|Util|Utils|Info|Data)$")


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_the_one_in_this_folder(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == ROOT / room / "__init__.py"


@pytest.mark.parametrize("room", ROOMS)
def test_no_installed_library_owns_the_name_of_a_room(room: str) -> None:
    assert set(packages_distributions().get(room, [])) <= {"challenger"}


def test_no_name_is_an_empty_word() -> None:
    empty = [
        f"{path}:{line} {name}"
        for path in modules(*ROOMS)
        for line, name in given_names(tree(path))
        if name.lower() in EMPTY_WORDS or name.startswith("handle_") or EMPTY_ENDINGS.search(name)
    ]
    empty += [str(path) for path in modules(*ROOMS) if {*path.parts, path.stem} & EMPTY_WORDS]
    assert empty == []


def test_no_variable_hides_a_room() -> None:
    hiding = [
        f"{path}:{line} {name}"
        for path in modules(*ROOMS, "tests")
        for line, name in variables(tree(path))
        if name in ROOMS
    ]
    assert hiding == []


def given_names(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Each name a file gives: to classes, functions, arguments and variables."""
    yield from variables(module)
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name


def variables(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Each argument, and each variable that is given a value; fields of a class are neither."""
    fields = {
        id(line.target)
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.AnnAssign)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and id(node) not in fields
        ):
            yield node.lineno, node.id
