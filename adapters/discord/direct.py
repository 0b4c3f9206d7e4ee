"""Direct messages belong to no server. What is sent there for one bears its number in the names of
its buttons and forms, so that a press on them is heard in that server's community.
"""

from __future__ import annotations

from adapters.chat import CommunityRef
from adapters.discord.components import Component, walk
from adapters.posts import MAX_BUTTON_ID

DIRECT = CommunityRef("discord", "@me")
_SIGN = "@"
_END = "/"


def server(community: CommunityRef | None) -> str:
    """The number of the server that speaks; nothing where it is none."""
    return "" if community is None or community == DIRECT else community.id


def signed(parts: list[Component], home: str) -> list[Component]:
    """The components with a server's number in the names of their buttons."""
    for each in walk(parts) if home else ():
        if "custom_id" in each:
            each["custom_id"] = sign(each["custom_id"], home)
    return parts


def sign(name: str, home: str) -> str:
    """The name with a server's number, where both fit: without it, a press belongs to no server."""
    long = f"{_SIGN}{home}{_END}{name}"
    return long if home and len(long) <= MAX_BUTTON_ID else name


def read(custom_id: str) -> tuple[str, str]:
    """The number of the server in a name, if there is one, and the name without it."""
    home, end, name = custom_id.removeprefix(_SIGN).partition(_END)
    if custom_id.startswith(_SIGN) and end and home.isascii() and home.isdecimal():
        return home, name
    return "", custom_id
