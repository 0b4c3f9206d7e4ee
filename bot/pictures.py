"""Charts as PNG, for chats and mails, which show no SVG. Drawn off the event loop.

Where no font is installed, the words in a drawing are missing: the sentence beside it says it all.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from textwrap import wrap

from markupsafe import Markup

from adapters.posts import PICTURES
from bot.addresses import site_name
from bot.presenters.pages import chart
from bot.presenters.pages.chart import PAPER, WIDTH, Chart, lettering
from challenges.dice import Dice

MEDIA_TYPE = "image/png"
ROUND = "r"
TWICE = 2  # so that it is sharp on the screens of phones
TALLEST = 1200  # units; no chart of ours comes near, and a picture costs memory
FONT = "DejaVu Sans"
_KEPT = 64  # pictures, of some 40 KB each
_MARGIN, _LINE = 16, 20
_TITLE = 44  # letters of a title that go into a line
_STYLE = (Path(chart.__file__).parent / "chart.css").read_text(encoding="utf-8")
_FILE = re.compile(r"([0-9a-f]{12})-(r?)(\d{1,9})-[a-z0-9-]{1,40}-[0-9a-f]{32}\.png", re.ASCII)
_OPENING = re.compile(r'<svg [^>]*viewBox="0 0 \d+ (\d+)"[^>]*>')


@dataclass(frozen=True, slots=True)
class PictureAddresses:
    """Where the pictures of one edition or round are found, below the bot's own `base` address.

    Nobody needs to sign in there, for it is chats and mails that fetch them. So nobody can guess an
    address, or make one out of another: in each is a hash of the `secret` of what is drawn. One
    that was given to the `public` holds only while anybody may read the edition.
    """

    base: str
    community: str
    drawn: str
    """The number of an edition, or of a round with an "r" before it."""
    secret: str
    public: bool = False

    @classmethod
    def of_edition(
        cls, base: str, community: str, number: int, name: str, *, public: bool = False
    ) -> PictureAddresses:
        """Those of an edition, whose secret is its name."""
        return cls(base, community, str(number), name, public)

    @classmethod
    def of_round(cls, base: str, community: str, id: int, dice: Dice) -> PictureAddresses:
        """Those of a round, whose secret nobody has without the seed of the dice."""
        drawn = f"{ROUND}{id}"
        return cls(base, community, drawn, dice.token(f"{community}:picture:{drawn}"))

    def of(self, chart: str) -> str:
        """The address of one chart."""
        return f"{self.base}{PICTURES}{self._head()}-{chart}-{self._mark(chart)}.png"

    def holds(self, file: str) -> str:
        """The chart that the last part of an address asks for; "" where it is none of ours."""
        head, _, rest = file.removesuffix(".png").rpartition("-")
        chart = head.removeprefix(f"{self._head()}-")
        return chart if hmac.compare_digest(rest.encode(), self._mark(chart).encode()) else ""

    def _head(self) -> str:
        return f"{site_name(self.community)}-{self.drawn}"

    def _mark(self, chart: str) -> str:
        said = f"{self.community}/{self.drawn}/{chart}/{'public' if self.public else ''}"
        return blake2b(said.encode(), key=self.secret.encode()[:64], digest_size=16).hexdigest()


def place_of(file: str) -> tuple[str, str, int] | None:
    """The site, and the edition or round, in the last part of an address; None in any other."""
    found = _FILE.fullmatch(file)
    return (found[1], found[2], int(found[3])) if found else None


async def png(shown: Chart) -> bytes:
    """A chart as a picture: its title, and the drawing below."""
    return await drawn(document(shown))


async def drawn(document_: str) -> bytes:
    """The picture of a document that was made here."""
    return await asyncio.to_thread(_drawn, document_)


def document(shown: Chart) -> str:
    """A chart as a document of its own, on white and with a margin."""
    inside, body = _OPENING.match(shown.svg), _OPENING.sub("", str(shown.svg), count=1)
    if inside is None:
        raise ValueError(f"a chart is no drawing: {shown.name}")
    title = wrap(shown.title, _TITLE)
    above = len(title) * _LINE + _MARGIN
    lines = [lettering("row", 0, (place + 1) * _LINE - above - 4, line)
             for place, line in enumerate(title)]  # fmt: skip
    high = min(int(inside[1]), TALLEST)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" '
        'viewBox="{x} {y} {w} {h}">{title}{body}'
    ).format(
        x=-_MARGIN,
        y=-above - _MARGIN,
        w=WIDTH + 2 * _MARGIN,
        h=above + high + 2 * _MARGIN,
        title=Markup("").join(lines),
        body=Markup(body),
    )


@lru_cache(maxsize=_KEPT)
def _drawn(svg: str) -> bytes:
    from resvg_py import svg_to_bytes  # loaded when the first picture is asked for

    return svg_to_bytes(
        svg_string=str(svg),
        style_sheet=_STYLE,
        background=PAPER,
        width=TWICE * (WIDTH + 2 * _MARGIN),
        font_family=FONT,
        sans_serif_family=FONT,
    )
