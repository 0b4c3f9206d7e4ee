from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.house import ROOMS, ROOT, imported, modules, within

# Who alone may know a name: the contracts in pyproject.toml cannot say "nobody but".
ONLY = {
    "slack_bolt": ("adapters/slack/",),
    "slack_sdk": ("adapters/slack/",),
    "discord": ("adapters/discord/",),
    "aiosqlite": ("bot/store/sqlite.py",),
    "asyncpg": ("bot/store/postgresql.py",),
    "notifications_python_client": ("adapters/notify.py",),
    "openai": ("adapters/models.py",),
    # What is stored and read again; an edition is drawn again as a page long after it was made.
    "pydantic": (
        "config/",
        "bot/store/outbox.py",
        "bot/store/digests.py",
        "bot/store/round_rows.py",
    ),
    "pydantic_settings": ("config/",),
    "adapters.slack": ("adapters/slack/", "adapters/exports/", "bot/doors.py"),
    "adapters.discord": ("adapters/discord/", "adapters/exports/", "bot/doors.py"),
    "tests": (),
    "benchmarks": (),
}


def test_the_import_contracts_are_kept() -> None:
    said = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("library", ONLY)
def test_each_library_is_known_only_where_it_belongs(library: str) -> None:
    strangers = [
        f"{path}:{line} imports {name}"
        for path in modules(*ROOMS)
        if not path.as_posix().startswith(ONLY[library])
        for line, name in imported(path)
        if within(name, library)
    ]
    assert strangers == []
