"""Where the reading pages of a community are: one address for each thing, in every face."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import quote, urlencode


def site_name(community: str) -> str:
    """What a community's pages stand under. It is no secret: who may read is asked each time."""
    return blake2b(community.encode(), digest_size=6, person=b"site").hexdigest()


@dataclass(frozen=True, slots=True)
class Addresses:
    """The pages of one community, under the bot's own address; `base` is "" where it has none."""

    base: str
    site: str

    @classmethod
    def of(cls, base: str, community: str) -> Addresses:
        """Those of a community."""
        return cls(base, site_name(community))

    def to(self, *parts: str | int, **query: str) -> str:
        """The address of a page; without parts, of this week's."""
        path = "/".join(
            ("", "c", self.site, *(quote(str(part), safe="", errors="replace") for part in parts))
        )
        # Half a sign, which anybody may send, has no place in an address.
        behind = f"?{urlencode(query, errors='replace')}" if query else ""
        return f"{self.base}{path if parts else f'{path}/'}{behind}"

    def edition(self, number: int, face: str = "") -> str:
        """The page of an edition, or another face of it: `md`, `json`."""
        return self.to("edition", f"{number}.{face}" if face else number)
