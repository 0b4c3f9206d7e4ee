"""Stories run on both engines."""

from tests.bot.store.conftest import database_url
from tests.postgres import postgresql_server, postgresql_url

__all__ = ["database_url", "postgresql_server", "postgresql_url"]
