"""What concerns a community as a whole: which there are, and erasing one."""

from __future__ import annotations

from bot.addresses import site_name
from bot.store.transactions import Connection

TABLES = (
    "events", "outbox", "timers", "jobs", "numbers", "channels", "members", "settings", "audit",
    "schedules", "roles", "vouched", "previews", "drafts", "messages", "verdicts", "weighings",
    "settled", "challenges", "rounds", "views", "shown_views", "view_vectors", "view_presses",
    "view_keys", "view_marks", "digests", "held_digests",
    "coming_digests", "subscriptions", "confirmations",
    "sessions", "sign_in_links", "suggestions", "model_spending",
    "volunteers", "requests", "terms", "pledges", "assumptions", "own_methods",
    "feeds", "candidates", "libraries", "received_views", "withdrawn_views",
    "partners", "invitations", "effects", "brakes", "alarms",
)  # fmt: skip
"""Every table keyed by community, but for those emptied with the row they belong to."""


async def community_at(connection: Connection, site: str) -> str | None:
    """The community whose pages stand under a name. There are few, and each has one name."""
    rows = await connection.rows(
        "SELECT community FROM settings UNION SELECT community FROM channels"
    )
    return next((each["community"] for each in rows if site_name(each["community"]) == site), None)


async def communities(connection: Connection) -> list[str]:
    """The communities that ever met the bot and were not erased, in order."""
    rows = await connection.rows(
        "SELECT community FROM channels UNION SELECT community FROM events"
        " UNION SELECT community FROM settings ORDER BY community"
    )
    return [row["community"] for row in rows]


async def erase(connection: Connection, community: str) -> int:
    """Erase everything held for one community; how many rows. What a platform keeps stays."""
    connection.memory.clear()
    touched = 0
    for table in TABLES:
        touched += await connection.run(
            f"DELETE FROM {table} WHERE community = :community", community=community
        )
    return touched
