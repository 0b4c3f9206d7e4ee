"""The web proxy Discord is reached through, where the machine has one."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_for(address: str) -> str | None:
    """The proxy the environment names (HTTPS_PROXY), unless it excepts this place (NO_PROXY).

    discord.py reads neither; slack_sdk reads the first by itself.
    """
    parts = urlsplit(address)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme) or None
