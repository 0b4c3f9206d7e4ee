"""How Slack is reached: one way to make a client, through the proxy the machine is told of.

Certificates are those of the machine, or of SSL_CERT_FILE and SSL_CERT_DIR: so OpenSSL has it.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT = 30


def proxy_for(address: str) -> str | None:
    """The proxy HTTPS_PROXY (or HTTP_PROXY) names for an address, unless NO_PROXY excepts it."""
    parts = urlsplit(address)
    if not parts.hostname or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    kind = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    proxies = getproxies()
    found = (proxies.get(kind) or proxies.get("all") or "").strip()
    if not found:
        return None
    return found if "://" in found else f"http://{found}"


def web_client(token: str | None, api_url: str, timeout: int = TIMEOUT) -> AsyncWebClient:
    """A client that never repeats a call: one that repeats a lost post would post twice."""
    client = AsyncWebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])
    client.proxy = proxy_for(api_url)  # the SDK reads HTTPS_PROXY by itself, and not NO_PROXY
    return client
