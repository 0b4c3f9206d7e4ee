"""Texts kept where others may look: sealed with the first of some secret keys, opened with any."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Seal:
    """Seals texts with the first of some secret keys, and opens them with any."""

    def __init__(self, keys: Sequence[str], purpose: bytes = b"slack tokens") -> None:
        """Take the keys as texts that nobody can guess; each is stretched to what Fernet wants.

        What was sealed for one purpose does not open for another.
        """
        fernets = [_fernet(key, purpose) for key in keys]
        self._fernets = MultiFernet(fernets)
        self._first = fernets[0]

    def close(self, text: str, at: float) -> str:
        """The text, sealed."""
        return self._fernets.encrypt_at_time(text.encode(), int(at)).decode()

    def open(self, sealed: str) -> str | None:
        """The text; None when no key fits."""
        try:
            return self._fernets.decrypt(sealed).decode()
        except (InvalidToken, ValueError):  # the second for what is not ASCII
            return None

    def open_fresh(self, sealed: str, lives: int, now: float) -> str | None:
        """The text, if it was sealed less than so many seconds ago."""
        try:
            return self._fernets.decrypt_at_time(sealed, lives, int(now)).decode()
        except (InvalidToken, ValueError):
            return None

    def stale(self, sealed: str) -> bool:
        """Whether it was sealed with another key than the first."""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return True
        return False


def _fernet(key: str, purpose: bytes) -> Fernet:
    stretched = blake2b(key.encode(), digest_size=32, person=purpose).digest()
    return Fernet(urlsafe_b64encode(stretched))
