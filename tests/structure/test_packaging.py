from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.structure.house import ROOMS, ROOT, imported, kept, modules

# Libraries that are a public face of another one, and come with it.
BROUGHT = {
    "markupsafe": "jinja2",
    "packaging": "hatchling",
    "pydantic": "pydantic-settings",
    "pydantic_core": "pydantic-settings",
    "slack_sdk": "slack-bolt",
    "_pytest": "pytest",
    "multidict": "aiohttp",
    "yarl": "aiohttp",
}
LISTS = ("run", "reader", "postgresql", "notify", "model", "dev")
EXTRAS = ("postgresql", "notify", "model")
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ \\]+)", re.MULTILINE)


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def declared(which: str) -> list[Requirement]:
    """What pyproject.toml asks for, by the list that must hold it."""
    asked: dict[str, Any] = project()
    lines = list(asked["project"]["dependencies"])
    parts = asked["project"]["optional-dependencies"]
    if which in ("reader", *EXTRAS):
        lines += parts["reader"]
    if which in EXTRAS:
        lines += parts[which]
    if which == "dev":
        lines += asked["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


def pinned(which: str) -> dict[str, Version]:
    text = (ROOT / "requirements" / f"{which}.txt").read_text()
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in PIN.finditer(text)}


@pytest.mark.parametrize("which", LISTS)
def test_every_declared_library_is_pinned(which: str) -> None:
    pins = pinned(which)
    for wanted in declared(which):
        assert pins[canonicalize_name(wanted.name)] in wanted.specifier, wanted


@pytest.mark.parametrize("which", LISTS)
def test_every_pin_carries_its_hashes_and_nothing_says_where_from(which: str) -> None:
    text = (ROOT / "requirements" / f"{which}.txt").read_text()
    for block in re.split(r"\n(?=\S)", text):
        if PIN.match(block):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), block
    assert not re.search(r"://|^-|\s@\s", text, re.MULTILINE)


def test_the_lists_agree_with_each_other() -> None:
    everything = pinned("dev")
    for which in LISTS[:-1]:
        assert pinned(which).items() <= everything.items()


def test_every_library_the_rooms_import_is_declared() -> None:
    assert undeclared(modules(*ROOMS), *EXTRAS) == []


def test_every_library_the_tests_import_is_declared() -> None:
    assert undeclared(modules("tests", "benchmarks"), "dev") == []


def undeclared(paths: list[Path], *lists: str) -> list[str]:
    """Each import of a library that pyproject.toml does not ask for by name."""
    asked = {canonicalize_name(wanted.name) for which in lists for wanted in declared(which)}
    owners = importlib.metadata.packages_distributions()
    known = {*sys.stdlib_module_names, *ROOMS, "tests", "benchmarks"}
    known |= {library for library, bringer in BROUGHT.items() if bringer in asked}
    return [
        f"{path}:{line} imports {name}"
        for path in paths
        for line, name in imported(path)
        if (top := name.split(".")[0]) not in known
        and not {canonicalize_name(owner) for owner in owners.get(top, [top])} & asked
    ]


def test_nothing_is_installed_as_a_command() -> None:
    settings = project()["project"]
    assert not settings.keys() & {"scripts", "gui-scripts", "entry-points"}
    assert "Private :: Do Not Upload" in settings["classifiers"]


def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {path.as_posix() for path in kept() if path.parts[0] in ROOMS} <= held
    assert {name.split("/")[0] for name in held} <= set(ROOMS)
    assert not any("entry_points" in name for name in ZipFile(wheel).namelist())
