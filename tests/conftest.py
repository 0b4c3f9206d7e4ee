"""What every test folder shares: which parts of the machine a test needs.

The network guard is in pyproject.toml (`--allow-hosts`): tests reach this machine and nothing else.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import (
    database,
    database_url,
    model_file,
    postgresql_copy,
    postgresql_model,
    postgresql_server,
    postgresql_url,
    sqlite_url,
)

__all__ = [
    "database",
    "database_url",
    "model_file",
    "postgresql_copy",
    "postgresql_model",
    "postgresql_server",
    "postgresql_url",
    "sqlite_url",
]

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("CHALLENGER_DATA", ROOT.parent / "shared" / "data"))
NO_SKIPS = os.environ.get("CHALLENGER_NO_SKIPS", "") not in ("", "0")


@dataclass(frozen=True, slots=True)
class Need:
    """A part of the machine some tests need: how to see it, and the one line that brings it."""

    present: Callable[[], bool]
    line: str


NEEDS = {
    "data": Need(DATA.is_dir, "set CHALLENGER_DATA to the folder with the development data"),
    # What drives the browser brings a Node.js of its own, and that wants one more library.
    "chromium": Need(
        lambda: shutil.which("chromium") is not None and find_library("atomic") is not None,
        "sudo apt-get install -y chromium libatomic1",
    ),
    "postgresql": Need(
        lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        "sudo apt-get install -y postgresql",
    ),
    "node": Need(
        (ROOT / "tests/peers/node_modules/.bin/node").exists,
        "sudo apt-get install -y npm && tests/peers/install",
    ),
    "backlot": Need(
        (ROOT / "tests/peers/.venv/bin/backlot").exists,
        "sudo apt-get install -y npm python3-venv && tests/peers/install",
    ),
}


@pytest.fixture(scope="session")
def development_data() -> Path:
    """The folder of development data; for tests marked `data`."""
    return DATA


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, need in NEEDS.items():
        if item.get_closest_marker(name) and not need.present():
            pytest.skip(f"needs {name}: {need.line}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skips(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skips(report)
    return report


def refuse_skips(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Where nothing may be skipped, turn a skip into a failure that says what was missing."""
    if NO_SKIPS and report.outcome == "skipped":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped here. {reason}"
