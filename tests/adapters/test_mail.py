"""Mail over real SMTP: what goes out, and what each way of failing is called."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.actions import Mail, Withdraw
from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.envelopes import Envelope, closed, opened, picture_id
from adapters.mail import Draw, MailPlatform, MailServer, check, letter
from adapters.port import DeliveryFailed
from adapters.sealing import Seal
from tests.mailbox import Mailbox, a_mailbox, html_of, text_of

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENDER = Address("Challenger", "digest", "challenger.example")
SEAL = Seal(["a key that is long enough to be one"])
ENVELOPE = Envelope(
    to="ann@council.example",
    subject="The week in talk, edition 3",
    text="Dŵr and “quotes”\n.\nFrom here on\n",
    html="<p>Dŵr</p>\n.\n" + "x" * 2000,
    language="en-GB",
    way_out="https://challenger.example/mail/leave/f0",
    list="digest-a1",
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
MAIL = Mail(name="n1", at=AT, sealed=closed(ENVELOPE, SEAL, AT))
HOSTILE = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(
    ["a\r\nBcc: x@evil.example", "a\n\nbody", "=?utf-8?q?=0d=0aBcc:_x@evil.example?=", "\x00\x0b"]
)


def platform(server: MailServer, seal: Seal = SEAL) -> MailPlatform:
    return MailPlatform(server, SENDER, seal)


async def draw(svg: str) -> bytes:
    assert svg == "<svg/>"
    return PNG


async def break_down(svg: str) -> bytes:
    raise ValueError(svg)


async def failure(server: MailServer, seal: Seal = SEAL) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await platform(server, seal).deliver(MAIL)
    assert " ann" not in caught.value.reason
    assert caught.value.reason[-1] == "."
    return caught.value


async def test_every_word_arrives_as_it_was_written() -> None:
    async with a_mailbox() as box:
        await platform(box.server).deliver(MAIL)
    (mail,) = box.mails
    assert box.to == ["ann@council.example"]
    assert text_of(mail).splitlines() == ENVELOPE.text.splitlines()
    assert html_of(mail).splitlines() == ENVELOPE.html.splitlines()
    assert mail.get_content_type() == "multipart/alternative"
    assert max(map(len, box.raw[0].split(b"\r\n"))) <= 998


async def test_sent_twice_it_is_the_same_mail() -> None:
    async with a_mailbox() as box:
        for _ in range(2):
            await platform(box.server).deliver(MAIL)
    assert box.raw[0] == box.raw[1]
    assert box.mails[0]["Message-ID"] == "<n1@challenger.example>"


LONG = "https://digest.challenger.council.example/mail/leave/" + "f0" * 40


async def test_the_address_that_ends_mails_stands_on_one_line_as_it_is() -> None:
    """RFC 8058, 3.1 and RFC 2369, 2: an encoded address is none to a mail program."""
    mail = replace(ENVELOPE, way_out=LONG, list="digest-" + "a1" * 40)
    lines = letter(mail, SENDER, "n" * 90, AT).as_bytes().split(b"\r\n")
    assert f"List-Unsubscribe: <{LONG}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert f"List-Id: <digest-{'a1' * 40}.challenger.example>".encode() in lines
    assert f"Message-ID: <{'n' * 90}@challenger.example>".encode() in lines
    assert b"Auto-Submitted: auto-generated" in lines  # RFC 3834, 5.1
    assert b"Content-Language: en-GB" in lines


def test_a_mail_that_is_no_part_of_a_list_has_no_header_of_one() -> None:
    made = letter(replace(ENVELOPE, way_out="", list=""), SENDER, "n1", AT)
    assert not [name for name in made if name.startswith("List-")]


async def test_pictures_lie_beside_the_html_that_shows_them_sealed_as_the_rest() -> None:
    pictures = {"trend": "<svg/>", "round-7\r\nBcc: x@evil.example": "<svg/>"}
    shown = "".join(f'<img src="cid:{picture_id(name)}" alt="">' for name in pictures)
    envelope = replace(ENVELOPE, html=shown, pictures=tuple(pictures.items()))
    mail = Mail(name="n1", at=AT, sealed=closed(envelope, SEAL, AT))
    assert opened(mail.sealed, SEAL) == envelope
    async with a_mailbox() as box:
        for _ in range(2):
            await MailPlatform(box.server, SENDER, SEAL, draw).deliver(mail)
    assert box.raw[0] == box.raw[1]
    (got, _) = box.mails
    assert [part.get_content_type() for part in got.iter_parts()] == [
        "text/plain",
        "multipart/related",
    ]
    html = html_of(got)
    inside = [part for part in got.walk() if part.get_content_type() == "image/png"]
    assert [part.get_content() for part in inside] == [PNG, PNG]
    for part in inside:
        assert part.get_content_disposition() == "inline"
        assert f"cid:{part['Content-ID'].strip('<>')}" in html
    assert got["Bcc"] is None
    assert got.defects == []


@pytest.mark.parametrize("draws", [None, break_down])
async def test_a_mail_whose_pictures_cannot_be_drawn_goes_without_them(draws: Draw | None) -> None:
    envelope = replace(ENVELOPE, pictures=(("trend", "<svg/>"),))
    async with a_mailbox() as box:
        mail = Mail(name="n1", at=AT, sealed=closed(envelope, SEAL, AT))
        await MailPlatform(box.server, SENDER, SEAL, draws).deliver(mail)
    assert box.mails[0].get_content_type() == "multipart/alternative"
    assert "image" not in box.raw[0].decode()


@given(
    subject=HOSTILE, name=HOSTILE, list_=HOSTILE, way_out=HOSTILE, language=HOSTILE, words=HOSTILE
)
def test_nothing_that_is_written_makes_a_header(
    subject: str, name: str, list_: str, way_out: str, language: str, words: str
) -> None:
    hostile = replace(
        ENVELOPE,
        subject=subject,
        list=list_,
        way_out=way_out,
        language=language,
        text=words,
        html=words,
    )
    made = letter(hostile, SENDER, name, AT).as_bytes()
    read = message_from_bytes(made, EmailMessage, policy=default)
    assert set(read.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
        "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert len(read.keys()) == len(set(read.keys()))
    assert read["To"] == "ann@council.example"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("says", "reason", "again"),
    [
        ({"RCPT": "550 No ann here"}, "refuses the address for good (550)", False),
        ({"RCPT": "450 Later, ann"}, "refuses the address for now (450)", True),
        ({"DATA": "554 Spam from ann"}, "refuses the mail for good (554)", False),
        ({"DATA": "452 Full"}, "refuses the mail for now (452)", True),
        ({"MAIL": "553 Not you"}, "refuses the sender (553)", True),
    ],
)
async def test_each_refusal_is_one_sentence_and_final_only_where_the_server_says_so(
    says: dict[str, str], reason: str, again: bool
) -> None:
    async with a_mailbox() as box:
        box.says = says
        failed = await failure(box.server)
    assert reason in failed.reason
    assert (failed.retry_after is not None) is again
    assert box.mails == []


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = MailServer(host="127.0.0.1", port=taken.getsockname()[1], safety="none")
        failed = await failure(server)
        with pytest.raises(DeliveryFailed, match="cannot be reached"):
            await check(server)
    assert "cannot be reached" in failed.reason
    assert failed.retry_after
    assert not failed.maybe_sent


async def test_a_server_that_goes_without_a_word_may_have_it() -> None:
    async with a_mailbox() as box:
        box.hangs_up = True
        failed = await failure(box.server)
    assert failed.maybe_sent
    assert failed.retry_after


async def test_no_mail_goes_where_the_way_cannot_be_made_safe() -> None:
    async with a_mailbox() as box:
        failed = await failure(replace(box.server, safety="starttls"))
        assert "cannot be made safe" in failed.reason
        assert (await failure(replace(box.server, safety="tls"))).retry_after
    assert box.mails == []


async def test_a_wrong_password_is_said_without_it() -> None:
    async with a_mailbox(password="right") as box:
        wrong = replace(box.server, user="us", password="wr0ng")
        failed = await failure(wrong)
        assert "does not take the name and the password" in failed.reason
        assert "wr0ng" not in failed.reason + repr(wrong)
        right = replace(box.server, user="us", password="right")
        await platform(right).deliver(MAIL)
        assert "it knows us" in await check(right)
    assert len(box.mails) == 1


async def test_the_doctor_greets_the_server_and_sends_nothing() -> None:
    async with a_mailbox() as box:
        assert await check(box.server) == "the server 127.0.0.1 answers, and it asks for no name."
    assert box.mails == []


async def test_what_another_key_sealed_is_not_sent() -> None:
    async with a_mailbox() as box:
        failed = await failure(box.server, Seal(["another key that is long enough"]))
    assert failed.retry_after is None
    assert opened(MAIL.sealed, Seal(["a key that is long enough to be one"], b"another")) is None


async def test_mail_takes_nothing_but_mail(box: Mailbox) -> None:
    where = MessageRef(ChannelRef(CommunityRef("mail", "x"), "x"), "x")
    with pytest.raises(DeliveryFailed, match="nothing but mail"):
        await platform(box.server).deliver(Withdraw(message=where))
    assert platform(box.server).permalink(where) == ""


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(port=1)
