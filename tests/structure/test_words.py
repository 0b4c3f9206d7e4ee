"""Plain English in every sentence the bot says: short, without Latin, shouting or begging."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.structure.house import ROOT, modules, tree

MOST_WORDS = 30
ACRONYMS = {
    "AA", "API", "CSV", "DEBUG", "HTML", "HTTP", "JSON", "PDF", "SMTP", "SQL", "TRIZ", "UK", "URL",
    "UTC",
}  # fmt: skip
FORBIDDEN = {
    "Latin": r"\b(e\.g|i\.e|eg|ie|etc|via|vs|per se|ad hoc|pro rata|re)\b",
    "begging": r"\bplease\b",
    "idiom": r"\b(touch base|reach out|deep dive|low.hanging|on the same page|going forward"
    r"|circle back|ball park|ballpark|game changer|win.win|no.brainer|blue.sky|best of breed"
    r"|leverage|utili[sz]e|robust|seamless|empower)\b",
    "an apology by a machine": r"\b(oops|sorry|whoops|uh.oh)\b",
}


def texts() -> Iterator[tuple[str, str]]:
    """Every sentence the bot may say, with its place."""
    yield from catalogues()
    for path in modules("bot/presenters"):
        yield from literals(str(path), tree(path))
    yield from literals("bot/commands.py", ast.parse((ROOT / "bot/commands.py").read_text()))


def catalogues() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "challenges").rglob("*.toml")):
        for words in strings(tomllib.loads(path.read_text("utf-8"))):
            yield str(path.relative_to(ROOT)), words


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from strings(each)
        case list():
            for each in value:
                yield from strings(each)


def literals(place: str, module: ast.Module) -> Iterator[tuple[str, str]]:
    """The texts of a module, but for its docstrings; gaps of a text in braces are a word."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inner = {
        id(part)
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(module):
        if id(node) in documentation or id(node) in inner:
            continue
        match node:
            case ast.Constant(value=str(words)):
                yield f"{place}:{node.lineno}", words
            case ast.JoinedStr(values=parts):
                words = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "{gap}" for part in parts
                )
                yield f"{place}:{node.lineno}", words


def sentences(words: str) -> list[str]:
    if "<" in words or re.fullmatch(r"[\w:{}./%\\-]*", words):
        return []  # markup, a key, a format
    return [each for each in re.split(r"(?<=[.?!:…])\s+|\n+", words) if " " in each]


SAID = [(place, sentence) for place, words in texts() for sentence in sentences(words)]


def test_there_is_something_to_read() -> None:
    assert len(SAID) > 300


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_sentence_holds(kind: str) -> None:
    pattern = re.compile(FORBIDDEN[kind], re.IGNORECASE)
    found = [
        f"{place}: {found[0]}: {text}" for place, text in SAID if (found := pattern.search(text))
    ]
    assert found == []


def test_nothing_is_exclaimed() -> None:
    assert [f"{place}: {text}" for place, text in SAID if re.search(r"\w!", text)] == []


def test_nothing_is_shouted() -> None:
    found = [
        f"{place}: {word}"
        for place, text in SAID
        for word in re.findall(r"\b[A-Z]{2,}\b", re.sub(r"CHALLENGER_\w+", "", text))
        if word not in ACRONYMS
    ]
    assert found == []


def test_sentences_are_short() -> None:
    found = [
        f"{place}: {len(text.split())} words: {text}"
        for place, text in SAID
        if len(text.split()) > MOST_WORDS
    ]
    assert found == []
