"""The words of the house: every public noun is explained, and no name says nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("adapters", "bot", "challenges", "config")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

# What stands directly in a room is its vocabulary; the folders below it keep words of their own.
NOUNS = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).glob("*.py"))
    if not path.name.startswith("_")
]
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]

EMPTY_WORDS = {"manager", "service", "helper", "util", "common", "misc", "data", "info", "process"}
EMPTY_WORDS |= {f"{word}s" for word in EMPTY_WORDS} | {"utilities", "ctx"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def public_names(path: Path) -> Iterator[str]:
    """The classes and types a module defines, except private ones."""
    for node in parsed(path).body:
        match node:
            case ast.ClassDef(name=name):
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name("NewType"))):
                pass
            case _:
                continue
        if not name.startswith("_"):
            yield name


def explained() -> set[str]:
    """The names set in `this type` in the glossary."""
    return set(re.findall(r"`([A-Z]\w+)`", GLOSSARY))


def words(name: str) -> set[str]:
    """`ParkedLetter` and `parked_letter` are made of the words parked and letter."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return {word.lower() for word in apart.split("_") if word}


def variables(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is assigned, looped over, imported under another name, or handed to a function.

    The fields of a class are not variables: they are read with their owner's name before them.
    """
    fields = {
        id(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (
            statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        )
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in fields:
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield 0, name


def test_every_public_noun_is_in_the_glossary() -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in NOUNS
        for name in public_names(path)
        if name not in explained()
    }
    assert not missing, f"explain in docs/glossary.md: {sorted(missing)}"


def test_the_glossary_explains_nothing_that_is_not_there() -> None:
    there = {name for path in SOURCES for name in public_names(path)}
    assert explained() <= there


def test_no_word_is_explained_twice() -> None:
    first_columns = re.findall(r"^\| ([^|]+?) \|", GLOSSARY, flags=re.MULTILINE)
    names = [name for column in first_columns for name in re.findall(r"`([A-Z]\w+)`", column)]
    assert len(names) == len(set(names))


def test_no_file_folder_class_or_function_has_an_empty_name() -> None:
    found = []
    for path in SOURCES:
        place = path.relative_to(ROOT)
        named = {word for part in place.with_suffix("").parts for word in words(part)}
        found += [f"{place}: {word}" for word in named & EMPTY_WORDS]
        for node in ast.walk(parsed(path)):
            match node:
                case ast.ClassDef(name=name) if words(name) & EMPTY_WORDS:
                    found.append(f"{place}:{node.lineno} class {name}")
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name.strip(
                    "_"
                ) in EMPTY_WORDS or name.lstrip("_").startswith("handle_"):
                    found.append(f"{place}:{node.lineno} def {name}")
    assert not found, f"say what they are: {found}"


def test_no_variable_has_an_empty_name_or_hides_a_room() -> None:
    forbidden = EMPTY_WORDS | set(ROOMS)
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in SOURCES
        for line, name in variables(parsed(path))
        if name in forbidden
    ]
    assert not found, f"say what they are: {found}"
