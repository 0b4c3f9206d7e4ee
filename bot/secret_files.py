"""The installation's secrets: set, or made once and kept in files beside the database.

They stand in no back-up of the database, and only their owner may read the files.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from bot.store.vault import Vault
from config.settings import Settings


def seed(settings: Settings) -> bytes:
    """What the dice are thrown with."""
    if settings.seed.get_secret_value():
        return settings.seed.get_secret_value().encode()
    return _kept(settings, ".seed", lambda: secrets.token_bytes(32))


def secret_keys(settings: Settings) -> tuple[str, ...]:
    """What seals the secrets in the database; the first seals, all of them open."""
    if settings.keys:
        return settings.keys
    made = _kept(settings, ".key", lambda: secrets.token_urlsafe(32).encode())
    return (made.decode(),)


def vault(settings: Settings) -> Vault:
    """What seals the keys of rounds, and private letters on their way."""
    return Vault(secret_keys(settings))


def _kept(settings: Settings, suffix: str, make: Callable[[], bytes]) -> bytes:
    path = Path(f"var/challenger{suffix}")
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///")).with_suffix(suffix)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
    return path.read_bytes()
