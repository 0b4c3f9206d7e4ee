"""What a mail holds, and how it is sealed while it waits to be sent."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from adapters.actions import Action, Mail
from adapters.port import DeliveryFailed
from adapters.sealing import Seal

PURPOSE = b"digest by mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A mail to one address: the same words as text and as HTML.

    `way_out` is the web address that ends such mails with one press, `list` the name of the list
    they belong to; both are empty for a mail that is no part of a list. `page` is where its button
    leads. `pictures` are drawings (SVG) that the HTML shows, each by its name.
    """

    to: str
    subject: str
    text: str
    html: str
    language: str
    way_out: str = ""
    list: str = ""
    page: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


def picture_id(name: str) -> str:
    """What a picture is called in the HTML, behind `cid:`, and in its header."""
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in name)
    return f"{plain}@challenger"


def closed(envelope: Envelope, seal: Seal, at: datetime) -> str:
    """The envelope, sealed."""
    return seal.close(json.dumps(asdict(envelope), ensure_ascii=True), at.timestamp())


def opened(sealed: str, seal: Seal) -> Envelope | None:
    """The envelope; None when no key fits."""
    text = seal.open(sealed)
    if text is None:
        return None
    values = json.loads(text)
    pictures = tuple((name, svg) for name, svg in values.pop("pictures", ()))
    return Envelope(**values, pictures=pictures)


def mail(action: Action, seal: Seal) -> tuple[Mail, Envelope]:
    """What is to be sent, opened. Raises DeliveryFailed where it is no mail, or no key fits."""
    if not isinstance(action, Mail):
        raise DeliveryFailed("Mail takes nothing but mail.")
    envelope = opened(action.sealed, seal)
    if envelope is None:
        raise DeliveryFailed("No secret key opens this mail.")
    return action, envelope
