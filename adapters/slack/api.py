"""One call to Slack's Web API: its answer, or why not in a sentence. SDK exceptions end here."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.port import DeliveryFailed

WAIT_RATE_LIMITED = 30.0
WAIT_SERVER = 10.0
WAIT_NETWORK = 5.0

RATE_LIMITED = frozenset(("ratelimited", "rate_limited", "message_limit_exceeded"))
PASSING = frozenset(("internal_error", "fatal_error", "service_unavailable", "request_timeout"))

SENTENCES = {
    "account_inactive": "The bot's account in this Slack workspace has been switched off.",
    "app_uninstalled": "The app has been removed from this Slack workspace.",
    "cannot_dm_bot": "Slack does not let a bot write to another bot.",
    "cant_update_message": "Slack does not let the bot change that message.",
    "channel_not_found": "Slack does not know that channel, or the bot may not see it.",
    "edit_window_closed": "The message is too old for this Slack workspace to let it be changed.",
    "expired_trigger_id": "Slack waited three seconds for the form and gave up.",
    "invalid_auth": "Slack refused the token. Check the bot token and the app token.",
    "invalid_thread_ts": "The thread is no longer there.",
    "invalid_blocks": "Slack refused the layout of the message.",
    "is_archived": "The channel is archived, so nobody can post in it.",
    "message_not_found": "The message is no longer there.",
    "missing_scope": "The Slack app lacks a permission it needs. Update it from the manifest.",
    "msg_blocks_too_long": "The message is longer than Slack allows.",
    "msg_too_long": "The message is longer than Slack allows.",
    "not_authed": "Slack was given no token. Set the bot token.",
    "not_in_channel": "The bot is not in that channel. Somebody there can invite it.",
    "restricted_action": "A rule of this Slack workspace forbids the bot to post there.",
    "thread_not_found": "The thread is no longer there.",
    "token_expired": "The bot's Slack token has expired.",
    "token_revoked": "The bot's Slack token has been withdrawn.",
    "user_not_found": "Slack does not know that member.",
    "user_not_in_channel": "The member is no longer in that channel.",
}


LACKS = "The Slack app lacks the permission {needed}. Update it from the manifest."


class Refused(DeliveryFailed):
    """Slack answered no. `code` is Slack's own word for why."""

    def __init__(
        self,
        code: str,
        *,
        needed: str = "",
        retry_after: float | None = None,
        maybe_sent: bool = False,
    ) -> None:
        """Put the code, and the permission that is `needed`, into a sentence."""
        sentence = SENTENCES.get(code, "Slack refused.")
        if code == "missing_scope" and needed:
            sentence = LACKS.format(needed=needed)
        super().__init__(
            f"{sentence} ({code or 'no reason given'})",
            retry_after=retry_after,
            maybe_sent=maybe_sent,
        )
        self.code = code


async def call(request: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """Await one request. DeliveryFailed says whether it is worth trying again."""
    try:
        answer = (await request).data
    except SlackApiError as error:
        raise _refusal(error) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        reason = f"Slack could not be reached ({type(error).__name__})."
        unheard = isinstance(error, aiohttp.ClientConnectorError)
        raise DeliveryFailed(reason, retry_after=WAIT_NETWORK, maybe_sent=not unheard) from error
    except (SlackClientError, ValueError, AttributeError) as error:
        # The SDK falls over an answer that is not JSON, a proxy's error page for example.
        raise _unreadable() from error
    if not isinstance(answer, dict):
        raise _unreadable()
    return answer


def _unreadable() -> DeliveryFailed:
    return DeliveryFailed(
        "Slack's answer could not be read.", retry_after=WAIT_SERVER, maybe_sent=True
    )


def _refusal(error: SlackApiError) -> DeliveryFailed:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    answer = getattr(response, "data", None)
    code = answer.get("error") if isinstance(answer, dict) else None
    code = code if isinstance(code, str) else ""
    if status == 429 or code in RATE_LIMITED:
        return Refused(
            code or "ratelimited", retry_after=_seconds(getattr(response, "headers", None) or {})
        )
    if status >= 500 or code in PASSING or not code:
        return Refused(code, retry_after=WAIT_SERVER, maybe_sent=True)
    needed = answer.get("needed") if isinstance(answer, dict) else None
    return Refused(code, needed=needed if isinstance(needed, str) else "")


def _seconds(headers: Any) -> float:
    """The wait Slack asked for. Header names come in any case."""
    for name, value in headers.items():
        if str(name).lower() == "retry-after":
            try:
                return max(0.0, float(value))
            except (TypeError, ValueError):
                break
    return WAIT_RATE_LIMITED
