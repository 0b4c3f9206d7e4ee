from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.structure.house import ROOMS, ROOT, kept, modules, tree

LONGEST = 420  # lines; past about 400 a file is probably two things

# Joined here, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(org|com)",
            "deb\\." + r"debian\.org",
        )
    )
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.*~-])/("
    + "|".join(("ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers"))
    + r")/[\w.]"
)


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_of_a_room_says_what_it_is_for(room: str) -> None:
    for folder in sorted({path.parent for path in modules(room)}):
        opening = folder / "__init__.py"
        assert (ROOT / opening).is_file(), f"{folder} has no __init__.py"
        assert ast.get_docstring(tree(opening)), f"{opening} says nothing"


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in modules("tests")}
    assert [
        str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()
    ] == []


def test_no_file_of_a_room_is_too_long() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in modules(*ROOMS)}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize(
    "pattern", [REGISTRIES, MACHINE_PATHS], ids=["registry addresses", "paths of one machine"]
)
def test_nothing_kept_names(pattern: re.Pattern[str]) -> None:
    named = [
        f"{path}:{number}: {found[0]}"
        for path in kept()
        if (text := readable(path)) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]
    assert named == []


def readable(path: Path) -> str | None:
    """The text of a file, or None for a picture or an archive."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
