"""Makes bot/presenters/pages/pages.css: `python -m tests.page_style`, after `tests/peers/install`.

Sass makes a style sheet of GOV.UK Frontend and of bot/presenters/pages/sass/pages.scss. Of that,
what styles a class that no page has is left out, which is half of it.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "tests" / "peers" / "node_modules"
PAGES = ROOT / "bot" / "presenters" / "pages"
STYLE = PAGES / "pages.css"
NOTICE = (
    "/* GOV.UK Frontend {version} (MIT: sass/LICENCE) and sass/pages.scss; see sass/README.md */\n"
)
CLASS = re.compile(r"\.(govuk-[\w-]+)")


def style() -> str:
    """The style sheet as its sources make it."""
    command = [
        *(PEERS / ".bin" / "node", PEERS / "sass" / "sass.js"),
        *("--no-source-map", "--style=compressed", f"--load-path={PEERS}"),
        PAGES / "sass" / "pages.scss",
    ]
    sass = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    [version] = re.findall(r'--govuk-frontend-version: ?"([\d.]+)"', sass)
    used = set(re.findall(r"govuk-[\w-]+", "\n".join(_written())))
    kept = "".join(_kept(sass.lstrip("\ufeff").strip(), used))
    # A colour that nothing changes is itself.
    plain = re.sub(r"var\((--[\w-]+), (#\w+)\)", lambda each: _plain(each, kept), kept)
    return f"{NOTICE.format(version=version)}{plain}\n"


def _plain(colour: re.Match[str], sheet: str) -> str:
    return colour[0] if f"{colour[1]}:" in sheet else colour[2]


def _written() -> Iterator[str]:
    for path in sorted([*PAGES.glob("*.html"), *PAGES.glob("*.py")]):
        yield path.read_text("utf-8")


def _kept(sheet: str, used: set[str]) -> Iterator[str]:
    """The rules of a compressed sheet that can apply to an element of a page."""
    for head, body in _rules(sheet):
        if not body:
            yield f"{head};"
        elif head.startswith("@"):
            inner = body if head.startswith("@font") else "".join(_kept(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        else:
            selectors = [each for each in _split(head) if set(CLASS.findall(each)) <= used]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Each rule as what stands before its braces and what stands in them."""
    at = 0
    while at < len(sheet):
        opens, ends = sheet.find("{", at), sheet.find(";", at)
        if ends != -1 and (opens == -1 or ends < opens):
            yield sheet[at:ends].strip(), ""
            at = ends + 1
            continue
        if opens == -1:
            return
        depth, close = 1, opens + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[close], 0)
            close += 1
        yield sheet[at:opens].strip(), sheet[opens + 1 : close - 1]
        at = close


def _split(selectors: str) -> list[str]:
    """The selectors of a list; a comma inside brackets parts none."""
    return re.split(r",(?![^(]*\))", selectors)


if __name__ == "__main__":
    STYLE.write_text(style(), "utf-8")
