"""Where the house stands, and its files as the structure tests read them."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "adapters", "challenges", "config")


def modules(*folders: str) -> list[Path]:
    """Every Python file below the given folders, as paths from the root."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    strangers = {"node_modules", ".venv"}
    return sorted(path.relative_to(ROOT) for path in found if not strangers & {*path.parts})


def tree(path: Path) -> ast.Module:
    """The syntax tree of a file named from the root."""
    return ast.parse((ROOT / path).read_text(), filename=str(path))


def imported(path: Path) -> list[tuple[int, str]]:
    """Each line on which a file imports, and the full name it imports there."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def kept() -> list[Path]:
    """Every file git keeps or would keep, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = sorted(set(listed.split("\0")) - {""})
    return [Path(name) for name in names if (ROOT / name).is_file()]
