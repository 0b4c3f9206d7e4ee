"""What the documents claim that a machine can check: links, pictures, and the table of settings."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from bot.commands import COMMANDS
from config.settings import PREFIX, Settings
from tests.structure.house import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MOST_BYTES = 200_000
PICTURE = re.compile(r"<img ([^>]+)>")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def anchors(text: str) -> set[str]:
    """The names by which headings can be linked to, as the usual viewers make them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", NAMES)
def test_each_link_inside_the_project_leads_somewhere(name: str) -> None:
    path = ROOT / name
    for _, _, target in LINK.findall(path.read_text("utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{name} leads to {target}"
        if anchor:
            assert anchor in anchors(there.read_text("utf-8")), f"{name} leads to {target}"


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_says_in_words_what_it_shows(name: str) -> None:
    for picture, words, target in LINK.findall((ROOT / name).read_text("utf-8")):
        assert not picture or len(words.split()) >= 5, f"{target} in {name}"
    for attributes in PICTURE.findall((ROOT / name).read_text("utf-8")):
        assert re.search(r'alt="(\w+ ){5,}', attributes), attributes


def test_each_picture_is_small_and_shown_somewhere() -> None:
    shown = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    for picture in sorted((ROOT / "docs" / "images").iterdir()):
        assert picture.stat().st_size <= MOST_BYTES, picture.name
        assert f"images/{picture.name}" in shown, f"no document shows {picture.name}"


def test_the_table_of_settings_is_whole_and_has_their_defaults() -> None:
    table = (ROOT / "docs" / "operating.md").read_text("utf-8")
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \|.*\| ([^|]+) \|$", table, re.MULTILINE))
    wanted = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        words = str(default).lower() if isinstance(default, bool) else str(default)
        if isinstance(default, float):
            words = f"{default:g}"
        wanted[PREFIX + name.upper()] = f"`{words}`" if default not in (None, "") else "empty"
    assert rows == wanted


@pytest.mark.parametrize("name", NAMES)
def test_each_command_named_in_a_document_is_one(name: str) -> None:
    verbs = {"menu", *(command.name for command in COMMANDS)}
    for verb in re.findall(r"/challenge ([a-z]+)", (ROOT / name).read_text("utf-8")):
        assert verb in verbs, f"/challenge {verb} in {name}"
