"""The fixtures of the store are everybody's: they are in tests/databases.py."""

from __future__ import annotations

from tests.databases import database, database_url, postgresql_server, postgresql_url

__all__ = ["database", "database_url", "postgresql_server", "postgresql_url"]
