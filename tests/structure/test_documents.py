"""What the documents claim that a machine can check: links, pictures, settings, command lines."""

from __future__ import annotations

import re

import discord
import pytest
from pydantic import SecretStr

from adapters.discord import permissions
from adapters.slack.manifest import NEEDED, OPTIONAL
from bot import manual
from bot.commands import COMMANDS
from bot.presenters.settings import SECTIONS
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
    verbs = {command.name for command in COMMANDS}
    for verb in re.findall(r"/challenge ([a-z]+)", (ROOT / name).read_text("utf-8")):
        assert verb in verbs, f"/challenge {verb} in {name}"


@pytest.mark.parametrize("name", NAMES)
def test_each_command_line_in_a_document_can_be_typed(name: str) -> None:
    """Every `python -m bot ...` and `make ...`, with the options it is given."""
    text = (ROOT / name).read_text("utf-8")
    for command, rest in re.findall(r"python -m bot ([a-z]+)\b([^\n`|>]*)", text):
        assert command in manual.COMMANDS, f"python -m bot {command} in {name}"
        page = manual.page(command)
        for option in re.findall(r"(?<!\S)--?[a-z]+", rest):
            assert option in page, f"python -m bot {command} {option} in {name}"
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for target in re.findall(
        r"(?:`|^ +|export [^\n]*)make (?:-C \S+ )?([a-z-]+)", text, re.MULTILINE
    ):
        assert target in targets, f"make {target} in {name}"


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_named_in_a_document_is_one(name: str) -> None:
    known = {PREFIX + each.upper() for each in Settings.model_fields}
    known |= {"CHALLENGER_DATA", "CHALLENGER_NO_SKIPS"}  # of the tests, not of the bot
    for setting in re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / name).read_text("utf-8")):
        assert setting in known, f"{setting} in {name}"


def test_each_document_can_be_found_from_the_first_page() -> None:
    found, ways = set(), [ROOT / "README.md"]
    while ways:
        path = ways.pop()
        if path in found or not path.exists():
            continue
        found.add(path)
        if path.suffix == ".md":
            targets = [target.partition("#")[0] for _, _, target in LINK.findall(path.read_text())]
            ways += [(path.parent / each).resolve() for each in targets if "://" not in each]
    missing = [name for name in NAMES if ROOT / name not in found]
    missing = [name for name in missing if not name.startswith("docs/decisions/")]
    assert not missing, f"no way leads to {missing}"


def test_every_table_says_how_long_it_is_kept() -> None:
    scripts = sorted((ROOT / "bot" / "store" / "migrations").glob("*.sql"))
    made = re.findall(
        r"^CREATE TABLE (\w+)", "\n".join(each.read_text("utf-8") for each in scripts), re.MULTILINE
    )
    dropped = re.findall(
        r"^DROP TABLE (\w+)", "\n".join(each.read_text("utf-8") for each in scripts), re.MULTILINE
    )
    made = [name for name in made if name not in dropped]
    listed = [name for row in kept() for name in row[1]]
    assert sorted(listed) == sorted(made), "docs/privacy.md must have each table of the store once"


def test_the_nights_clearing_keeps_as_long_as_the_page_says() -> None:
    source = (ROOT / "bot" / "handlers" / "tidying.py").read_text("utf-8")
    words = {"DAY": "a day", "kept": "30 days", "MONTH": "30 days", "WORD_HOLDS": "180 days"}
    words |= {"QUARTER": "90 days", "YEAR": "1 year", "TWO_YEARS": "2 years"}
    cleared = re.findall(r"^ +\(work\.(\w+), (\w+)\),", source, re.MULTILINE)
    assert cleared
    for store, age in cleared:
        table = {  # the rest of them stays
            "roles": "vouched",
            "brakes": "alarms",
            "queue": "candidates",
            "desk": "held_digests",
            "exchange": "withdrawn_views",
        }.get(store, store)
        said = [row[0] for row in kept() if table in row[1]]
        assert words[age] in "".join(said), f"docs/privacy.md on {table}: {words[age]}"


def kept() -> list[tuple[str, list[str]]]:
    """How long, and the tables, of each row of the table in docs/privacy.md."""
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    rows = re.findall(r"^\| .+ \| (.+) \| .+ \| (`\w+`(?:, `\w+`)*) \|$", text, re.MULTILINE)
    return [(how_long, re.findall(r"`(\w+)`", tables)) for how_long, tables in rows]


def test_each_permission_of_slack_is_explained_once() -> None:
    page = (ROOT / "docs" / "install-slack.md").read_text("utf-8")
    part = page[page.index("## What each permission is for") : page.index("## What it does not")]
    needed, optional = part.split("These are optional")
    assert _scopes(needed) == sorted(NEEDED)
    assert _scopes(optional) == sorted(OPTIONAL)


def _scopes(text: str) -> list[str]:
    rows = re.findall(r"^\| ((?:`[\w:]+`(?:, )?)+) \| \w", text, re.MULTILINE)
    return sorted(scope for row in rows for scope in re.findall(r"`([\w:]+)`", row))


def test_each_permission_of_discord_is_explained_and_in_the_invitation() -> None:
    page = (ROOT / "docs" / "install-discord.md").read_text("utf-8")
    explained = re.findall(r"^\| ([A-Z][\w ]+) \| ", page, re.MULTILINE)
    for name in permissions.NAMES.values():
        assert any(each.startswith(name) for each in explained), name
    wanted = discord.Permissions(**dict.fromkeys(permissions.NAMES, True))
    for_later = discord.Permissions(embed_links=True, attach_files=True)
    invited = [int(number) for number in re.findall(r"permissions=(\d+)", page)]
    assert invited == [wanted.value | for_later.value, wanted.value]


def test_each_setting_of_a_moderator_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "moderators.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\w ]*?) ?\| ([^|]+) \| [^|]+ \| [^|]+ \|$", guide, re.MULTILINE)
    told = [question for _, question in rows]
    for section in SECTIONS:
        assert any(title == section.title for title, _ in rows), section.title
        for setting in section.settings:
            assert setting.label in told, setting.label
