"""A council's web proxy: it opens what passes through it, with certificates of its own making."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


class Proxy:
    """Leads CONNECT to the servers of a test, by name; `asked` holds what it was asked for."""

    def __init__(self, folder: Path, servers: Mapping[str, str]) -> None:
        self.certificate = folder / "council.pem"
        self.asked: list[str] = []
        self.passwords: set[str] = set()
        self.url = ""
        self._servers = servers
        self._context = _context(self.certificate, folder / "council.key", tuple(servers))

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, servers: Mapping[str, str]) -> AsyncIterator[Proxy]:
        proxy = cls(folder, servers)
        server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
        proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield proxy
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            method, place, _ = head.split("\r\n", 1)[0].split(" ")
            self.asked.append(f"{method} {place}")
            for line in head.split("\r\n"):
                if line.lower().startswith("proxy-authorization: basic "):
                    self.passwords.add(b64decode(line.rpartition(" ")[2]).decode())
            name = place.rpartition(":")[0]
            if method != "CONNECT" or name not in self._servers:
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
                writer.close()
                return
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            await writer.start_tls(self._context)
            there = urlsplit(self._servers[name])
            inward, outward = await asyncio.open_connection(there.hostname, there.port)
            await asyncio.gather(_pour(reader, outward), _pour(inward, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, ssl.SSLError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    writer.close()


def _context(certificate: Path, key_file: Path, names: tuple[str, ...]) -> ssl.SSLContext:
    """A certificate nobody in the world knows, for these names; it vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A council's own authority")])
    now = datetime.datetime.now(datetime.UTC)
    others = [x509.DNSName(name) for name in names]
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(
            x509.SubjectAlternativeName(
                [*others, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key_file)
    return context
