"""The command line as an operator meets it: real processes, their words and exit statuses."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen, run
from typing import Any

import aiohttp
import pytest

from bot.manual import COMMANDS
from config.settings import Settings
from tests.conftest import ROOT


@dataclass(frozen=True)
class Told:
    """How a command ended."""

    status: int
    out: str
    err: str


def environment(folder: Path, **settings: object) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CHALLENGER_")}
    named = {f"CHALLENGER_{key.upper()}": str(value) for key, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), "CHALLENGER_WEB_PORT": "0", **named}


def bot(folder: Path, *arguments: str, **settings: object) -> Told:
    done = run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Told(done.returncode, done.stdout, done.stderr)


def one_sentence(told: Told) -> str:
    lines = told.err.strip().splitlines()
    assert len(lines) == 1, told.err
    assert lines[0].endswith((".", "?"))
    assert "Traceback" not in told.err
    return lines[0]


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[tuple[Popen[str], str]]:
    """A running bot and its address."""
    running = Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environment(folder, **settings),
        stdout=PIPE,
        stderr=PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line.startswith("The room is open at http://"), line
        yield running, line.split()[-1]
    finally:
        running.kill()
        running.communicate()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_page_in_plain_text(command: str, tmp_path: Path) -> None:
    for flag in ("--help", "-h"):
        told = bot(tmp_path, command, flag)
        assert (told.status, told.err) == (0, "")
        for title in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES"):
            assert f"\n{title}\n" in f"\n{told.out}"
        assert max(len(line) for line in told.out.splitlines()) <= 80
        assert not set("╭│╰─") & set(told.out)


def test_the_first_page_names_every_command(tmp_path: Path) -> None:
    for arguments in ((), ("--help",), ("-h",)):
        told = bot(tmp_path, *arguments)
        assert told.status == 0
        assert all(f"    {command}\n" in told.out for command in COMMANDS)


def test_the_page_of_run_explains_every_setting_and_its_default(tmp_path: Path) -> None:
    page = bot(tmp_path, "run", "--help").out
    for name, setting in Settings.model_fields.items():
        assert f"    CHALLENGER_{name.upper()}\n" in page
        assert setting.description
        assert setting.description.endswith(".")
    assert "8080" in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frob",), "There is no command “frob”"),
        (("run", "--wrong"), "There is no option --wrong"),
        (("run", "extra"), "“extra” is more than run can use"),
        (("run", "--settings"), "--settings is missing or has no value"),
        (("replay", "a.zip"), "--out is missing or has no value"),
        (("replay", "--out", "x"), "Name at least one export file"),
        (("replay", "nowhere.zip", "--out", "x"), "nowhere.zip"),
        (("export",), "MEMBER is missing"),
        (("export", "bob"), "“bob” is not a member"),
        (("erase", "slack:U1", "--community", "x"), "“x” is not a community"),
        (("erase", "slack:U1"), "There is no database at"),
        (("backup",), "FILE is missing"),
        (("backup", "copy.db"), "There is no database at"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    told = bot(tmp_path, *arguments)
    assert words in one_sentence(told)
    assert told.status == 2


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"slack_bot_token": "xoxb-1"}, "CHALLENGER_SLACK_APP_TOKEN is missing"),
        ({"slack_app_token": "xapp-1"}, "CHALLENGER_SLACK_BOT_TOKEN is missing"),
        ({"slack_bot_token": "xoxb-1", "slack_mode": "http"}, "CHALLENGER_SLACK_SIGNING_SECRET"),
        ({"web_port": "http"}, "CHALLENGER_WEB_PORT cannot be used"),
        ({"web_port": "70000"}, "CHALLENGER_WEB_PORT cannot be used"),
        ({"log_level": "LOUD"}, "CHALLENGER_LOG_LEVEL cannot be used"),
        ({"pace": "0"}, "CHALLENGER_PACE cannot be used"),
        ({"database": "mysql://x"}, "CHALLENGER_DATABASE must start with"),
        ({"web_address": "example.org"}, "CHALLENGER_WEB_ADDRESS must start with"),
        ({"web_host": "192.0.2.1"}, "CHALLENGER_WEB_HOST"),
        ({"database": "sqlite:////proc/none/store.db"}, "cannot be used"),
        ({"database": "postgresql://nobody:secret@127.0.0.1:1/none"}, "could not be reached"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(
    settings: dict[str, str], words: str, tmp_path: Path
) -> None:
    told = bot(tmp_path, "run", **{"log_level": "ERROR", **settings})
    assert words in one_sentence(told)
    assert told.status == 78
    assert "secret@" not in told.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"CHALLENGER_SLACK_TOKEN=x\n", "Did you mean CHALLENGER_SLACK_"),
        (b"CHALLENGER_WEB_HOST=\xff\xfe\n", "is not text in UTF-8"),
        (b"CHALLENGER_PACE=fast\n", "CHALLENGER_PACE cannot be used"),
    ],
)
def test_a_settings_file_that_cannot_be_used_is_one_sentence(
    text: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / "settings").write_bytes(text)
    told = bot(tmp_path, "run", "--settings", "settings")
    assert words in one_sentence(told)
    assert told.status == 78


def test_a_settings_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    for name in ("nowhere", "."):
        told = bot(tmp_path, "doctor", "--settings", name)
        assert "does not exist or is not a file" in one_sentence(told)
        assert told.status == 78


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("This is not a database. " * 100)
    told = bot(tmp_path, "run", database="sqlite:///store.db", log_level="ERROR")
    assert "could not be opened" in one_sentence(told)
    assert told.status == 78


def test_a_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = bot(tmp_path, "run", web_port=taken.getsockname()[1], log_level="ERROR")
    assert "The port is taken" in one_sentence(told)
    assert told.status == 78


async def health(address: str) -> str:
    async with aiohttp.ClientSession() as client, client.get(f"{address}/healthz") as answer:
        return await answer.text()


def test_a_bot_serves_refuses_a_second_copy_and_stops_when_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (running, address):
        assert asyncio.run(health(address)) == "ok\n"
        second = bot(tmp_path, "run")
        assert "Another copy of the bot is using" in one_sentence(second)
        assert second.status == 78
        told = bot(tmp_path, "export", "web:ann")
        [held] = json.loads(told.out)
        assert (held["member"], held["community"]) == ("web:ann", "web:sample")
        assert held["messages"]
        erasing = bot(tmp_path, "erase", "web:ann")
        assert "Another copy" in one_sentence(erasing)
        copied = bot(tmp_path, "backup", "copy.db")
        assert (copied.status, copied.out) == (0, "The database is copied to copy.db.\n")
        again = bot(tmp_path, "backup", "copy.db")
        assert "copy.db exists already" in one_sentence(again)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
        assert running.stderr is not None
        assert "Traceback" not in running.stderr.read()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        [(number,)] = copy.execute("SELECT COUNT(*) FROM messages").fetchall()
    copy.close()
    assert number
    erased = bot(tmp_path, "erase", "web:ann")
    assert "is erased in web:sample" in erased.out
    [held] = json.loads(bot(tmp_path, "export", "web:ann").out)
    assert (held["messages"], held["listen"]) == ([], False)


def test_ctrl_c_stops_it_quietly(tmp_path: Path) -> None:
    with serving(tmp_path) as (running, _):
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        assert running.stderr is not None
        assert "Traceback" not in running.stderr.read()


def test_the_doctor_finds_a_new_installation_well_and_a_busy_port_to_mend(tmp_path: Path) -> None:
    told = bot(tmp_path, "doctor")
    assert told.status == 0
    assert all(line.startswith("well  ") for line in told.out.splitlines())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = bot(tmp_path, "doctor", web_port=taken.getsockname()[1])
    assert told.status == 1
    assert "MEND  127.0.0.1, port" in told.out


def test_the_version_is_told(tmp_path: Path) -> None:
    declared: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert bot(tmp_path, "--version").out.strip() == declared["project"]["version"]


def test_the_manifest_is_printed_for_either_mode(tmp_path: Path) -> None:
    socket_mode = json.loads(bot(tmp_path, "manifest", "--without", "reactions:read").out)
    assert socket_mode["settings"]["socket_mode_enabled"] is True
    assert "reactions:read" not in json.dumps(socket_mode)
    http = bot(tmp_path, "manifest", "--address", "https://challenger.example").out
    assert "https://challenger.example" in http
    refused = bot(tmp_path, "manifest", "--without", "chat:write")
    assert (one_sentence(refused), refused.status) == ("The bot cannot do without chat:write.", 2)


def test_a_reader_who_has_had_enough_sees_no_complaint() -> None:
    whole = f"{sys.executable} -m bot --help | head -1"
    told = run(whole, shell=True, capture_output=True, text=True, check=False, cwd=ROOT)
    assert told.stderr == ""
