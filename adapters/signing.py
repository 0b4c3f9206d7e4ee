"""Documents that others can see are ours and unaltered: signed with Ed25519, by keys that rotate.

Each of the installation's secrets makes one key. A document is signed with all of them, and lists
them: who trusts one of the keys learns of the next before the old one goes.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_KEYS = 8  # that a document may list
_PURPOSE = b"exchange views"


class Signer:
    """Signs with the keys made of some secrets; none of them leaves it."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Take the installation's secrets, the newest first."""
        self._keys = [_made_of(each) for each in secrets]
        self.public = tuple(
            b64encode(each.public_key().public_bytes_raw()).decode() for each in self._keys
        )

    def sign(self, text: bytes) -> dict[str, str]:
        """A signature by each key, under the key's fingerprint."""
        return {
            fingerprint(public): b64encode(key.sign(text)).decode()
            for public, key in zip(self.public, self._keys, strict=True)
        }


def fingerprint(public: str) -> str:
    """A public key as people compare it: 32 letters and digits in groups of four.

    ValueError where it is none; ask `is_key` before.
    """
    digest = sha256(_raw(public)).hexdigest()[:32]
    return "-".join(digest[start : start + 4] for start in range(0, 32, 4))


def as_fingerprint(typed: str) -> str:
    """A fingerprint however it was typed; empty where it is none."""
    plain = "".join(each for each in typed.lower() if each.isalnum())
    if len(plain) != 32 or any(each not in "0123456789abcdef" for each in plain):
        return ""
    return "-".join(plain[start : start + 4] for start in range(0, 32, 4))


def signed_by(
    text: bytes, signatures: Mapping[str, str], keys: Sequence[str], trusted: Collection[str]
) -> bool | None:
    """Whether one of the trusted keys signed just this; None where none of them signed at all."""
    known = [each for each in keys[:MOST_KEYS] if is_key(each) and fingerprint(each) in trusted]
    known = [each for each in known if fingerprint(each) in signatures]
    if not known:
        return None
    return any(_verified(text, signatures[fingerprint(each)], each) for each in known)


def _verified(text: bytes, signature: str, public: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(_raw(public)).verify(_raw(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_key(public: str) -> bool:
    """Whether a text is a public key, as documents carry it."""
    try:
        return len(_raw(public)) == 32
    except ValueError:
        return False


def _raw(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _made_of(secret: str) -> Ed25519PrivateKey:
    seed = blake2b(secret.encode(), digest_size=32, person=_PURPOSE).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)
