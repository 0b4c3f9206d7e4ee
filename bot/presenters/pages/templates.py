"""Where the templates and the style sheet of the pages are, and what every page may use."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.language import spoken
from bot.presenters.pages.chart import Chart
from bot.presenters.pages.site import Site
from bot.presenters.words import label

_FOLDER = Path(__file__).parent
_SHEETS = ("pages.css", "chart.css")

TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@cache
def stylesheet() -> str:
    """The style of all pages. One that stands alone as a file holds it; the others lead to it."""
    return "".join((_FOLDER / name).read_text("utf-8") for name in _SHEETS)


@cache
def stylesheet_address() -> str:
    """Where a page served on the web finds its style: a browser may keep what is there for good."""
    mark = blake2b(stylesheet().encode(), digest_size=6).hexdigest()
    return f"/static/pages.css?v={mark}"


def drawn(template: str, site: Site | None, **values: object) -> str:
    """A page in the language being spoken, with the ways of a site around it."""
    return TEMPLATES.get_template(template).render(language=spoken(), site=site, **values)


def numeric(chart: Chart) -> set[int]:
    """The columns of a chart's table that hold numbers, which are set to the right."""
    return {
        place
        for place in range(1, len(chart.columns))
        if any(row[place].isdigit() for row in chart.rows)
    }


TEMPLATES.globals.update(
    label=label,
    numeric=numeric,
    stylesheet=stylesheet,
    stylesheet_address=stylesheet_address,
    site=None,
    alone=False,
    community_name="",
)
