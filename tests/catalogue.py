"""Every sentence a translator has to translate, gathered from where it is written.

`make catalogue` writes them to `bot/catalogues/challenger.pot`; a test says when it is out of date.
`make catalogue ARGS=cy` begins a translation, or brings one up to date.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext
from jinja2.ext import babel_extract

from adapters import posts
from adapters.web.words import PAGE, SCRIPTS, written
from bot.commands import VOCABULARY
from challenges import moves
from challenges.method_files import METHODS
from challenges.methods import MAX_STAND
from challenges.moves import MOVES

ROOT = Path(__file__).resolve().parent.parent
POT = ROOT / "bot/catalogues/challenger.pot"
HEAD = "# Every sentence of Challenger. docs/translating.md says how to begin."
SAYING = ("text", "note", "sentence", "spans", "label", "heading", "marked")
"""The functions whose first argument is a sentence; `count` takes a number and two."""
UNSAID = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Report-Msgid-Bugs-To",
    "Last-Translator",
    "Language-Team",
)
"""Lines of the head that would change although no sentence did, or that name nobody."""
ENGLISH_ONLY = ("bot/presenters/pages/replays.py", "bot/presenters/pages/replay")
"""The report of a replay: whoever runs the bot reads it, and nobody in a community."""


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence, where it stands, and what a translator must know about it."""

    words: str | tuple[str, str]
    place: str
    remark: str = ""


def sentences() -> Iterator[Found]:
    """All of them, in an order that does not depend on the machine."""
    for path in sorted(
        [*(ROOT / "bot/presenters").rglob("*.py"), *(ROOT / "adapters").rglob("*.py")]
    ):
        if not str(path.relative_to(ROOT)).startswith(ENGLISH_ONLY):
            yield from _of_module(path)
    for path in sorted((ROOT / "bot/presenters").rglob("*.html")):
        yield from _of_template(path)
    yield from _of_room()
    yield from _of_commands()
    yield from _of_moves()
    yield from _of_methods()


def template() -> Catalog:
    """The catalogue without translations."""
    catalogue = Catalog(
        project="Challenger",
        header_comment=HEAD,
        fuzzy=False,
    )
    for each in sentences():
        if _has_letters(each.words):
            remarks = (each.remark,) if each.remark else ()
            catalogue.add(each.words, locations=[(each.place, 0)], auto_comments=remarks)
    return catalogue


def document() -> bytes:
    """The template as a file."""
    written = BytesIO()
    write_po(written, template(), width=0, omit_header=False, include_lineno=False)
    lines = written.getvalue().decode().splitlines(keepends=True)
    return "".join(each for each in lines if not each.lstrip('"').startswith(UNSAID)).encode()


def _of_module(path: Path) -> Iterator[Found]:
    place = str(path.relative_to(ROOT))
    only_marked = not place.startswith("bot/")
    for node in _calls(ast.parse(path.read_text("utf-8"))):
        name, words = _name(node), _literals(node.args)
        if only_marked and name != "marked":
            continue
        if name in SAYING and isinstance(words[0], str):
            yield Found(words[0], place, _room(node))
        elif name == "count" and isinstance(words[1], str) and isinstance(words[2], str):
            yield Found((words[1], words[2]), place)


def _calls(module: ast.Module) -> list[ast.Call]:
    """The calls that say something, from top to bottom."""
    needed = {**dict.fromkeys(SAYING, 1), "count": 3}
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    saying = [each for each in calls if len(each.args) >= needed.get(_name(each), 99)]
    return sorted(saying, key=lambda each: (each.lineno, each.col_offset))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(arguments: Iterable[ast.expr]) -> list[object]:
    return [each.value if isinstance(each, ast.Constant) else None for each in arguments]


def _room(call: ast.Call) -> str:
    """How long a translation may be, where a platform sets a limit."""
    match call.args[1:]:
        case [ast.Name(id=limit), *_] if limit.startswith("MAX_"):
            return f"at most {getattr(posts, limit)} characters"
        case _:
            return ""


def _of_template(path: Path) -> Iterator[Found]:
    place = str(path.relative_to(ROOT))
    if place.startswith(ENGLISH_ONLY):
        return
    with path.open("rb") as source:
        for _, _, words, _ in babel_extract(source, ["label"], [], {"trim_blocks": "true"}):
            # Gaps come as further arguments, by name: only the sentence is a literal.
            found = words if isinstance(words, str) else (words or [""])[0]
            if found:
                yield Found(found, place)


def _of_room() -> Iterator[Found]:
    for name in (PAGE, *SCRIPTS):
        for words in written(name):
            yield Found(words, f"adapters/web/static/{name}")


def _of_commands() -> Iterator[Found]:
    place = "bot/commands.py"
    for command in VOCABULARY.commands:
        yield Found(command.summary, place, f"/challenge {command.name}; no full stop at the end")
        for argument in command.arguments:
            yield Found(argument.summary, place, f"/challenge {command.name} [{argument.name}]")
    for pointer in VOCABULARY.pointers:
        yield Found(pointer.title, place, "a choice in the menu of a message")


def _of_moves() -> Iterator[Found]:
    place = "challenges/moves.toml"
    for move in MOVES.values():
        for words in moves.sentences(move):
            yield Found(words, place)


def _of_methods() -> Iterator[Found]:
    title = f"at most {posts.MAX_FORM_TITLE} characters where it stands above a form"
    name = f"at most {posts.MAX_FIELD_LABEL} characters"
    hint = f"at most {posts.MAX_FIELD_HINT} characters"
    for method in METHODS.values():
        place = f"challenges/methods/{method.name}.toml"
        yield Found(method.title, place, title)
        for words in (method.summary, method.evidence):
            yield Found(words, place)
        yield Found(method.ballot_question, place, name)
        if method.stands:
            short = f"at most {MAX_STAND} characters"
            for words in (method.stands.agree, method.stands.unsure, method.stands.disagree):
                yield Found(words, place, short)
        asks = [phase.ask for phase in method.phases if phase.ask]
        for ask in asks:
            yield Found(ask.prompt, place)
            for words in (ask.kinds_label, *(kind.label for kind in ask.kinds)):
                if words:
                    yield Found(words, place, name)
            if ask.none:
                yield Found(ask.none, place, name)
            if ask.number:
                yield Found(ask.number.label, place, name)
                yield Found(ask.number.hint, place, hint)
        for question in (*method.proposal, *(part for ask in asks for part in ask.parts)):
            yield Found(question.label, place, name)
            yield Found(question.hint, place, hint)
        for phase in method.phases:
            yield Found(phase.title, place)
            yield Found(phase.call, place)


def _has_letters(words: str | tuple[str, str]) -> bool:
    """Whether anything is left to translate outside the gaps."""
    one = words if isinstance(words, str) else words[0]
    return any(
        letter.isalpha() for literal, _, _, _ in Formatter().parse(one) for letter in literal
    )


def translate(language: str, folder: Path = POT.parent) -> Path:
    """Begin the catalogue of a language; or add what is new to it, and keep what stands there."""
    place = folder / f"{language}.po"
    locale = Locale.parse(language, sep="-")
    catalogue = Catalog(locale, fuzzy=False, header_comment=HEAD)
    if place.is_file():
        with place.open("rb") as source:
            catalogue = read_po(source, locale=locale)
    # Babel's own table for gettext has five forms for Welsh; the Unicode rules have all six.
    catalogue.mime_headers = [("Plural-Forms", to_gettext(locale.plural_form))]
    catalogue.update(template(), no_fuzzy_matching=True)
    with place.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False, ignore_obsolete=True)
    return place


if __name__ == "__main__":
    POT.write_bytes(document())
    for name in sys.argv[1:]:
        translate(name)
