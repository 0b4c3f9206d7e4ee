"""The web proxy a platform is reached through, where the machine is told of one."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_for(address: str) -> str | None:
    """The proxy HTTPS_PROXY (or HTTP_PROXY) names for an address, unless NO_PROXY excepts it.

    discord.py reads neither of them, and slack_sdk does not read NO_PROXY.
    """
    parts = urlsplit(address)
    if not parts.hostname or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    kind = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    proxies = getproxies()
    found = (proxies.get(kind) or proxies.get("all") or "").strip()
    if not found:
        return None
    return found if "://" in found else f"http://{found}"
