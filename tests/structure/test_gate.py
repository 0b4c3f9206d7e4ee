from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_socket

from tests.conftest import NEEDS
from tests.structure.house import ROOT

ONE_LINE = "sudo apt-get install -y python3"


def make(*words: str) -> subprocess.CompletedProcess[str]:
    # A make inside a make would otherwise hear the flags of the outer one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_what_you_can_do() -> None:
    listed = re.findall(r"^  make ([a-z-]+) +\S", make().stdout, re.MULTILINE)
    assert {"run", "test", "check", "bench", "crash", "docs"} <= set(listed)


@pytest.mark.parametrize("missing", ["sys.version_info", "import ensurepip"])
def test_a_missing_python_is_named_with_the_line_that_installs_it(
    missing: str, tmp_path: Path
) -> None:
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\ncase "$2" in *"{missing}"*) exit 1;; esac\n')
    python.chmod(0o755)
    said = make("run", f"PYTHON={python}", f"VENV={tmp_path}/venv")
    assert said.returncode != 0
    assert ONE_LINE in said.stdout


def test_a_test_reaches_this_machine_and_nothing_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    # An address kept for examples. The guard also warns, and here warnings are errors.
    with pytest.raises(
        (pytest_socket.SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"
    ):
        socket.create_connection(("192.0.2.1", 80))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import pytest\n\ndef test_one():\n    pytest.skip('no such part')\n", "no such part"),
        ("import pytest\npytest.skip('none of it', allow_module_level=True)\n", "none of it"),
    ],
    ids=["a test", "a file"],
)
@pytest.mark.parametrize(("no_skips", "status"), [("0", {0, 5}), ("1", {1, 2})])
def test_a_skip_fails_where_nothing_may_be_skipped(
    source: str, reason: str, no_skips: str, status: set[int], tmp_path: Path
) -> None:
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "test_inner.py").write_text(source)
    inner = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-rs",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:simcord",
            tmp_path,
        ],
        cwd=tmp_path,
        env=os.environ | {"CHALLENGER_NO_SKIPS": no_skips, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert inner.returncode in status, inner.stdout
    assert reason in inner.stdout


def test_the_gate_stops_at_the_first_error_and_allows_no_skip() -> None:
    gate = ROOT / ".ci/run"
    text = gate.read_text()
    assert os.access(gate, os.X_OK)
    assert "set -euo pipefail" in text
    assert "CHALLENGER_NO_SKIPS=1" in text
    for need in ("chromium", "postgresql"):
        assert f"needs {need} " in text
    assert "tests/peers/install" in text


def test_the_papers_name_each_line_that_installs_what_a_test_needs() -> None:
    papers = (ROOT / "CONTRIBUTING.md").read_text()
    for name, need in NEEDS.items():
        assert f"| `{name}` |" in papers
        assert need.line.split(" to ")[0] in papers.replace("`", "")
