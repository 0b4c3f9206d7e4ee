"""What the store keeps shut: with secrets that are in no table, so in no copy of the database."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence

from adapters.sealing import Seal
from adapters.signing import Signer

_NO_TIME = 0.0  # a seal bears a time, and when a letter was written is nobody's business


class Vault:
    """Seals the keys of rounds and the private letters, and names members without naming them.

    What was sealed with a secret that is lost cannot be opened, by us or by anybody.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the installation's secrets: the first seals, all of them open."""
        self._rounds = Seal(keys, b"keys of rounds")
        self._letters = Seal(keys, b"private letters")
        self.signer = Signer(keys)
        self._names = hashlib.blake2b(keys[0].encode(), person=b"names of lanes").digest()

    def close_key(self, key: bytes) -> bytes:
        """The key of a round, sealed."""
        return self._rounds.close(b64encode(key).decode(), _NO_TIME).encode()

    def open_key(self, sealed: bytes) -> bytes | None:
        """The key of a round; None when its secret is lost."""
        opened = self._rounds.open(sealed.decode("latin-1"))
        return None if opened is None else b64decode(opened)

    def stale(self, sealed: bytes) -> bool:
        """Whether a key was sealed with another secret than the first."""
        return self._rounds.stale(sealed.decode("latin-1"))

    def close_letter(self, text: str) -> str:
        """A private letter, sealed."""
        return self._letters.close(text, _NO_TIME)

    def open_letter(self, sealed: str) -> str | None:
        """A private letter; None when its secret is lost."""
        return self._letters.open(sealed)

    def named(self, member: str) -> str:
        """A name for a member that nobody can read, the same each time."""
        return hmac.digest(self._names, member.encode(), "blake2b").hex()[:32]
