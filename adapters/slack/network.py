"""How Slack is reached: one way to make a client, through the proxy the machine is told of.

Certificates are those of the machine, or of SSL_CERT_FILE and SSL_CERT_DIR: so OpenSSL has it.
"""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from adapters.proxy import proxy_for

TIMEOUT = 30


def web_client(token: str | None, api_url: str, timeout: int = TIMEOUT) -> AsyncWebClient:
    """A client that never repeats a call: one that repeats a lost post would post twice."""
    client = AsyncWebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])
    client.proxy = proxy_for(api_url)
    return client
