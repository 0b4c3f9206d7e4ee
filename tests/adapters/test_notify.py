"""Mail by GOV.UK Notify: what goes out, and what each way of failing is called."""

from __future__ import annotations

import asyncio
import socket
import textwrap
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.actions import Mail, Withdraw
from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.envelopes import Envelope, closed
from adapters.notify import NotifyAccount, NotifyPlatform, body, check
from adapters.port import DeliveryFailed
from adapters.sealing import Seal
from tests.notify import KEY, SECRET, SERVICE, NotifyOffice, a_notify_office, refusal

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SEAL = Seal(["a key that is long enough to be one"])
ENVELOPE = Envelope(
    to="ann@council.example",
    subject="The week in talk,\r\n edition 3",
    text="Where views differed\n-----------\n\nDŵr and “quotes”\n\n-- \nNobody is named.\n",
    html="<p>Dŵr</p>",
    language="en-GB",
    way_out="https://challenger.example/mail/leave/f0",
    list="digest-a1",
    page="https://challenger.example/c/a1/edition/3",
)
MAIL = Mail(name="n1", at=AT, sealed=closed(ENVELOPE, SEAL, AT))


async def failure(account: NotifyAccount) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await NotifyPlatform(account, SEAL).deliver(MAIL)
    assert " ann" not in caught.value.reason
    assert SECRET not in caught.value.reason
    assert caught.value.reason[-1] == "."
    assert caught.value.__cause__ is None
    return caught.value


async def test_a_mail_goes_out_as_text_with_its_page_and_its_way_out() -> None:
    async with a_notify_office() as office:
        await NotifyPlatform(office.account(), SEAL).deliver(MAIL)
    (mail,) = office.mails
    assert mail["email_address"] == "ann@council.example"
    assert mail["reference"] == "n1"
    assert mail["one_click_unsubscribe_url"] == ENVELOPE.way_out
    assert mail["personalisation"] == {
        "subject": "The week in talk, edition 3",
        "body": "# Where views differed\n\nDŵr and “quotes”\n\n---\nNobody is named.",
        "page": ENVELOPE.page,
        "way_out": ENVELOPE.way_out,
    }


async def test_a_mail_of_no_list_has_no_way_out() -> None:
    asking = replace(ENVELOPE, way_out="", list="")
    async with a_notify_office() as office:
        sent = replace(MAIL, sealed=closed(asking, SEAL, AT))
        await NotifyPlatform(office.account(), SEAL).deliver(sent)
    assert "one_click_unsubscribe_url" not in office.mails[0]


async def test_a_mail_that_was_cut_off_is_looked_for_before_it_is_sent_again() -> None:
    async with a_notify_office() as office:
        office.dawdles = asyncio.Event()
        failed = await failure(office.account(seconds=0.2))
        assert failed.maybe_sent
        assert failed.retry_after
        office.dawdles.set()
        await NotifyPlatform(office.account(), SEAL).deliver(MAIL)
        assert len(office.mails) == 1
        office.status = "technical-failure"  # Notify itself lost it
        await NotifyPlatform(office.account(), SEAL).deliver(MAIL)
        assert len(office.mails) == 2


@pytest.mark.parametrize(
    ("says", "reason", "again"),
    [
        ((429, "RateLimitError", "Exceeded rate limit"), "no more mails for now (429)", True),
        ((429, "TooManyRequestsError", "Exceeded send limits"), "no more mails today", True),
        ((500, "Exception", "Internal server error"), "a fault of its own (500)", True),
        ((503, "Exception", "Down for ann@council.example"), "a fault of its own (503)", True),
        (
            (400, "ValidationError", "email_address Not a valid email"),
            "the address for good",
            False,
        ),
        ((400, "BadRequestError", "Missing personalisation: x"), "more than subject and", False),
        ((400, "BadRequestError", "Template not found"), "in CHALLENGER_NOTIFY_TEMPLATE", False),
        ((400, "BadRequestError", "service is in trial mode"), "is in trial mode", False),
        ((400, "BadRequestError", "using a team-only API key"), "key for the team only", False),
        ((400, "BadRequestError", "ann@council.example"), "the mail for good (400)", False),
        ((403, "AuthError", "Error: Your system clock must"), "the clock of this machine", False),
        ((403, "AuthError", "Invalid token: expired"), "in CHALLENGER_NOTIFY_API_KEY", False),
    ],
)
async def test_each_refusal_is_one_sentence_and_final_only_where_it_will_not_pass(
    says: tuple[int, str, str], reason: str, again: bool
) -> None:
    async with a_notify_office() as office:
        office.says = refusal(*says)
        failed = await failure(office.account())
    assert reason in failed.reason
    assert (failed.retry_after is not None) is again
    assert office.mails == []


async def test_a_wrong_key_is_said_without_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    wrong = f"ours-{SERVICE}-8e222534-7f05-4972-86e3-17c5d9f894e2"
    async with a_notify_office() as office:
        account = office.account(wrong)
        failed = await failure(account)
        with pytest.raises(DeliveryFailed, match="CHALLENGER_NOTIFY_API_KEY"):
            await check(account)
        await NotifyPlatform(office.account(), SEAL).deliver(MAIL)
    assert failed.retry_after is None
    for secret in (wrong, KEY, SECRET, wrong[-36:], "ann@council"):
        assert secret not in f"{failed!r} {account!r} {caplog.text}"


async def test_a_server_that_is_not_there_or_speaks_otherwise_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = NotifyOffice(url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        failed = await failure(nobody.account())
    assert "cannot be reached" in failed.reason
    assert failed.retry_after


async def test_the_doctor_reads_the_template_and_sends_nothing() -> None:
    async with a_notify_office() as office:
        assert "can be filled in" in await check(office.account())
        for subject, text, kind, words in (
            ("((subject))", "Hello", "email", "lacks ((body))"),
            ("News", "((body))", "email", "lacks ((subject))"),
            ("((subject))", "((body)) ((name))", "email", "asks for ((name))"),
            ("((subject))", "((body))", "sms", "not one for e-mail"),
        ):
            office.subject, office.body, office.kind = subject, text, kind
            with pytest.raises(DeliveryFailed) as caught:
                await check(office.account())
            assert words in caught.value.reason
        with pytest.raises(DeliveryFailed, match="does not have the template"):
            await check(replace(office.account(), template=SERVICE))
    assert office.mails == []


def test_a_paragraph_is_one_line_again() -> None:
    sentence = (
        "Somebody gave this address, to get the weekly digest by mail: where people differed."
    )
    lines = [
        "The week",
        *textwrap.wrap(sentence, 72),
        "",
        *textwrap.wrap(f"- {sentence}", 72, subsequent_indent="  "),
        "- Another",
        "",
        *textwrap.wrap(sentence, 72, initial_indent="> ", subsequent_indent="> "),
        "",
        "Read the whole digest:",
        "https://challenger.example/" + "x" * 60,
    ]
    assert body(replace(ENVELOPE, text="\n".join(lines))).splitlines() == [
        "The week",
        sentence,
        "",
        f"- {sentence}",
        "- Another",
        "",
        f"^ {sentence}",
        "",
        "Read the whole digest: https://challenger.example/" + "x" * 60,
    ]


def test_no_words_of_a_member_become_a_link_under_another_name_or_a_gap_to_fill() -> None:
    hostile = "[Your council](https://evil.example) ((way_out)) [a]: https://evil.example"
    made = body(replace(ENVELOPE, text=hostile))
    assert "](" not in made
    assert "((" not in made
    assert "]:" not in made


async def test_it_takes_nothing_but_mail_that_its_key_opens() -> None:
    nobody = NotifyOffice(url="http://127.0.0.1:1").account()
    where = MessageRef(ChannelRef(CommunityRef("mail", "x"), "x"), "x")
    with pytest.raises(DeliveryFailed, match="nothing but mail"):
        await NotifyPlatform(nobody, SEAL).deliver(Withdraw(message=where))
    with pytest.raises(DeliveryFailed, match="No secret key"):
        await NotifyPlatform(nobody, Seal(["another key that is long enough"])).deliver(MAIL)
