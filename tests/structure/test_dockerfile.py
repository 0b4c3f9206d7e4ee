from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.dockerfile import NOBODY, Image, own, read
from tests.structure.house import ROOMS, ROOT

OUT_OF_REACH = "(from versions: none)"  # how pip says that it found nobody to ask
STEPS = read((ROOT / "Dockerfile").read_text())


@pytest.fixture
def empty_folder() -> Iterator[Path]:
    """A folder that anybody may enter; pytest's own are closed to the unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    folder.chmod(0o755)
    own(folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def python() -> Path:
    """A Python that an unprivileged user may run, and that can make a place for libraries."""
    asked = ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"]
    for place in ("/usr/local/bin/python3", "/usr/bin/python3"):
        if Path(place).exists() and not subprocess.call([place, *asked], user=NOBODY):
            return Path(place)
    pytest.skip("needs a Python that everybody may run: sudo apt-get install -y python3-venv")


def test_sources_are_copied_after_the_libraries_and_nothing_is_installed_after_them() -> None:
    last = STEPS[max(at for at, step in enumerate(STEPS) if step.word == "FROM") :]
    copies = [at for at, step in enumerate(last) if step.word == "COPY"]
    assert "--from=" in last[copies[0]].rest
    assert not [step for step in last[copies[0] :] if step.word == "RUN"]
    assert {last[at].rest.split()[0].rstrip("/") for at in copies} >= set(ROOMS)


# Installs every library again, over the network.
@pytest.mark.timeout(600)
def test_the_steps_of_the_image_give_a_bot_that_answers(empty_folder: Path, python: Path) -> None:
    image = Image(empty_folder, python)
    for step in STEPS:
        try:
            image.perform(step)
        except RuntimeError as failed:
            if OUT_OF_REACH in str(failed):
                pytest.skip("needs a package registry: connect this machine to the network")
            raise
    fonts, *made = image.left_out
    assert "fonts-dejavu-core" in fonts
    assert made == [
        "useradd --system --uid 10001 challenger",
        "chown challenger /var/lib/challenger",
    ]
    assert image.ends_as == "challenger"
    assert image.volumes == ["/var/lib/challenger"]
    assert list(image.starts) == ["python", "-m", "bot", "run"]

    # The one thing changed: the image listens to all on a fixed port, a test to this machine on a
    # free one.
    here = {"CHALLENGER_WEB_HOST": "127.0.0.1", "CHALLENGER_WEB_PORT": str(free_port())}
    bot = image.begin(image.starts, **here)
    try:
        while not (answered := healthy(image, here)) and bot.poll() is None:
            time.sleep(0.1)
    finally:
        bot.send_signal(signal.SIGTERM)
        said, _ = bot.communicate()
    assert answered, said
    assert bot.returncode == 0, said
    assert image.stage.inside("/var/lib/challenger/challenger.db").is_file()


def healthy(image: Image, here: dict[str, str]) -> bool:
    try:
        image.complete(image.health, **here)
    except RuntimeError:
        return False
    return True


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
