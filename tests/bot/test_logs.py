"""No log line holds what somebody wrote: it says what broke and where."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.logs import fault
from tests.conftest import ROOT

BREAKS = """
import logging, sys, structlog
from bot.logs import log_to_stderr
log_to_stderr(sys.argv[1])
def handle(words):
    raise ValueError(words)
try:
    handle("private words")
except ValueError:
    structlog.get_logger().exception("an event failed", key="k1")
    logging.getLogger("library").exception("it broke")
structlog.get_logger().info("quiet")
for library in ("discord.gateway", "slack_sdk.socket_mode", "slack_bolt.AsyncApp"):
    logging.getLogger(library).debug("ann sent: a hidden entry")
"""


def logged(level: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", BREAKS, level],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr


def test_an_exception_is_logged_without_its_words() -> None:
    text = logged("WARNING")
    assert "private" not in text
    ours, theirs = text.splitlines()[0], "\n".join(text.splitlines()[1:])
    line = json.loads(ours)
    assert (line["event"], line["key"], line["error"]) == ("an event failed", "k1", "ValueError")
    assert line["at"][0].endswith("handle")
    assert "ERROR library: it broke" in theirs
    assert "ValueError at" in theirs
    assert "quiet" not in text


def test_at_the_level_debug_everything_is_logged() -> None:
    assert logged("DEBUG").count("private words") >= 2


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_at_no_level_do_libraries_tell_who_sent_what(level: str) -> None:
    assert "hidden entry" not in logged(level)


def test_a_fault_names_the_kind_and_the_line() -> None:
    with pytest.raises(KeyError) as caught:
        dict[str, str]()["private words"]
    words = fault(caught.value)
    assert words.startswith("KeyError at tests/bot/test_logs.py:")
    assert "private" not in words
    assert fault(ValueError("private words")) == "ValueError"
