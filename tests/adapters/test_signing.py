"""Signatures: by each key, good for whoever trusts one of them, worth nothing when altered."""

from __future__ import annotations

from adapters.signing import Signer, as_fingerprint, fingerprint, is_key, signed_by

TEXT = b"what is signed"
ONE, TWO = "a secret of thirty-two letters at least", "another secret of thirty-two letters"


def test_a_document_is_signed_by_every_key_and_trusted_by_who_knows_one() -> None:
    signer = Signer([ONE, TWO])
    signatures = signer.sign(TEXT)
    for public in signer.public:
        assert signed_by(TEXT, signatures, signer.public, {fingerprint(public)})
    assert signer.public[1] == Signer([TWO]).public[0]


def test_what_is_altered_or_signed_by_a_stranger_is_not_trusted() -> None:
    signer, stranger = Signer([ONE]), Signer([TWO])
    trusted = {fingerprint(signer.public[0])}
    assert signed_by(b"something else", signer.sign(TEXT), signer.public, trusted) is False
    assert signed_by(TEXT, stranger.sign(TEXT), stranger.public, trusted) is None
    assert signed_by(TEXT, {}, signer.public, trusted) is None
    forged = {fingerprint(signer.public[0]): stranger.sign(TEXT)[fingerprint(stranger.public[0])]}
    assert signed_by(TEXT, forged, signer.public, trusted) is False
    broken = {fingerprint(signer.public[0]): "not base64!"}
    assert signed_by(TEXT, broken, ["", "é", "AAAA", *signer.public], trusted) is False


def test_a_fingerprint_is_read_however_it_was_typed() -> None:
    public = Signer([ONE]).public[0]
    printed = fingerprint(public)
    assert as_fingerprint(f" {printed.upper().replace('-', ' ')}") == printed
    assert as_fingerprint(printed[:-1]) == as_fingerprint("g" * 32) == ""
    assert is_key(public)
    assert not is_key("AAAA")
