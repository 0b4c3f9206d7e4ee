"""Reads a Dockerfile, and performs its steps in a folder where no container engine is at hand."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.structure.house import ROOT, kept

# Who takes the steps: somebody without rights; None when whoever runs the tests has none anyway.
NOBODY = None if os.geteuid() else 65534
# Steps that only root may take, and that leave nothing an unprivileged user would miss.
FOR_ROOT = re.compile(r"(apt-get|useradd|chown) ")


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its word and what follows, continued lines joined."""

    word: str
    rest: str

    @property
    def command(self) -> list[str]:
        """The words of an exec form."""
        return [str(word) for word in json.loads(self.rest[self.rest.index("[") :])]


def read(text: str) -> list[Step]:
    """The steps of a Dockerfile in order."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines()]


@dataclass(slots=True)
class Stage:
    """A folder that stands for the file system of one stage."""

    root: Path
    python: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"

    def inside(self, path: str) -> Path:
        """Where an absolute or relative path of the image lies in this stage's folder."""
        return self.root / os.path.normpath(Path(self.folder, path)).lstrip("/")

    def mapped(self, text: str) -> str:
        """The same words with each path of the image led into this stage's folder."""
        return re.sub(r"(?<![\w.])/(?=(venv|app|libraries|var)\b)", f"{self.root}/", text)

    def variables(self) -> dict[str, str]:
        """What a command sees: the image's variables, and how this machine reaches registries."""
        reach = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "SSL_")) or name.lower().endswith("_proxy")
        }
        base = {
            "HOME": str(self.root),
            "PATH": f"{self.root}/base:/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }
        return reach | base | self.environment


@dataclass(slots=True)
class Image:
    """All stages of one Dockerfile, performed below one empty folder by an unprivileged user."""

    below: Path
    python: Path
    stages: dict[str, Stage] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    ends_as: str = "root"
    starts: Sequence[str] = ()
    health: Sequence[str] = ()
    volumes: list[str] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """The stage being built."""
        return list(self.stages.values())[-1]

    def perform(self, step: Step) -> None:
        """Take one step. A word not known here raises KeyError: teach it before using it."""
        {
            "FROM": self._from,
            "RUN": self._run,
            "COPY": self._copy,
            "WORKDIR": self._workdir,
            "ENV": self._env,
            "USER": self._user,
            "VOLUME": self._volume,
            "EXPOSE": lambda step: None,
            "HEALTHCHECK": self._healthcheck,
            "CMD": self._cmd,
        }[step.word](step)

    def begin(self, command: Sequence[str], **more: str) -> subprocess.Popen[str]:
        """Start a command as the unprivileged user, where the image would start it."""
        return subprocess.Popen(
            command,
            cwd=self.stage.inside("."),
            env=self.stage.variables() | more,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            user=NOBODY,
            group=NOBODY,
            extra_groups=None if NOBODY is None else (),
        )

    def complete(self, command: Sequence[str], **more: str) -> None:
        """Run a command to its end. Raises RuntimeError with what it said when it fails."""
        running = self.begin(command, **more)
        said, _ = running.communicate()
        if running.returncode:
            raise RuntimeError(f"{shlex.join(command)} ended with {running.returncode}:\n{said}")

    def _from(self, step: Step) -> None:
        name = step.rest.split(" AS ")[1] if " AS " in step.rest else "last"
        stage = Stage(self.below / name, self.python)
        self.stages[name] = stage
        for folder in (stage.root, stage.root / "base"):
            own(folder)
        (stage.root / "base/python").symlink_to(self.python)

    def _run(self, step: Step) -> None:
        if FOR_ROOT.match(step.rest):
            self.left_out.append(step.rest)
        else:
            self.complete(["/bin/sh", "-c", self.stage.mapped(step.rest)])

    def _copy(self, step: Step) -> None:
        *sources, target = step.rest.split()
        if sources[0].startswith("--from="):
            origin = self.stages[sources.pop(0).removeprefix("--from=")]
            for source in sources:
                shutil.copytree(origin.inside(source), self.stage.inside(target), symlinks=True)
            return
        context = [path for path in kept() if sent(path)]
        for source in sources:
            found = [
                path for path in context if path == Path(source) or Path(source) in path.parents
            ]
            if not found:
                raise FileNotFoundError(f"COPY {source}: .dockerignore lets no such file through")
            for path in found:
                place = self.stage.inside(target)
                if target.endswith("/"):
                    place /= path.relative_to(source) if path != Path(source) else path.name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / path, place)

    def _workdir(self, step: Step) -> None:
        self.stage.folder = step.rest
        own(self.stage.inside("."))

    def _env(self, step: Step) -> None:
        for word in shlex.split(step.rest):
            name, _, value = word.partition("=")
            value = self.stage.mapped(value)
            self.stage.environment[name] = value.replace("$PATH", self.stage.variables()["PATH"])

    def _user(self, step: Step) -> None:
        self.ends_as = step.rest

    def _volume(self, step: Step) -> None:
        self.volumes.append(step.rest)

    def _healthcheck(self, step: Step) -> None:
        self.health = step.command

    def _cmd(self, step: Step) -> None:
        self.starts = step.command


def sent(path: Path) -> bool:
    """Whether .dockerignore, a list of exceptions to nothing at all, lets a file through."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return any(path.parts[0] == line[1:] for line in lines if line.startswith("!"))


def own(folder: Path) -> None:
    """Make a folder that belongs to the unprivileged user."""
    folder.mkdir(parents=True, exist_ok=True)
    if NOBODY is not None:
        os.chown(folder, NOBODY, NOBODY)
