"""E-mail against a real server, and against one that breaks off at every step."""

import asyncio
import ssl
from typing import Any

import pytest

from tests.checks.servers import free_port
from tests.updates.senders.smtp import CLOSES, GOOD, HANGS, Mailbox, scripted, serving_mail
from tests.updates.senders.ways import MESSAGE, SECRET, message, sent, way
from warroom.errors import BadInput
from warroom.updates.sending import Answer, Message

KEYS: dict[str, Any] = {
    "kind": "email",
    "host": "127.0.0.1",
    "security": "plain",
    "from": "Shop status <status@shop.example>",
    "to": ["anna@shop.example", "Bo B. <bo@shop.example>"],
}


def mailed(box: Mailbox, *messages: Message, server: dict[str, Any] | None = None, **options: Any) -> list[Answer]:
    async def run() -> list[Answer]:
        async with serving_mail(box, **(server or {})) as port:
            built = way({"TOKEN": SECRET}, **{**KEYS, "port": port, **options})
            return [await built.send(one) for one in messages or (MESSAGE,)]

    return asyncio.run(run())


def against(*answers: str, **options: Any) -> Answer:
    async def run() -> Answer:
        async with scripted(answers) as port:
            return await way({"TOKEN": SECRET}, **{**KEYS, "port": port, "to": ["bo@shop.example"], **options}).send(
                MESSAGE
            )

    return asyncio.run(run())


def test_a_mail_arrives_with_its_words_and_headers() -> None:
    box = Mailbox()
    (answer,) = mailed(box)
    assert (answer.outcome, answer.why) == ("sent", "")
    (mail,) = box.mails()
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == MESSAGE.text
    assert mail["Subject"] == "Checkout is failing"
    assert mail["From"] == "Shop status <status@shop.example>"
    assert mail["To"] == 'anna@shop.example, "Bo B." <bo@shop.example>'
    assert mail["Message-ID"] == answer.ref
    assert mail["Date"]
    (envelope,) = box.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("status@shop.example", ["anna@shop.example", "bo@shop.example"])


def test_the_same_update_has_the_same_id_and_later_ones_answer_the_first() -> None:
    box = Mailbox()
    first, again = mailed(box, MESSAGE, MESSAGE)
    assert first.ref == again.ref
    box = Mailbox()
    (later,) = mailed(box, message(key="other", ref=first.ref, first=False))
    (mail,) = box.mails()
    assert mail["In-Reply-To"] == mail["References"] == first.ref == later.ref
    assert mail["Message-ID"] != first.ref


def test_customers_do_not_see_each_other() -> None:
    box = Mailbox()
    mailed(box, to=[], bcc=["c1@customer.example", "c2@customer.example"])
    assert box.taken[0].rcpt_tos == ["c1@customer.example", "c2@customer.example"]
    assert b"customer.example" not in (box.taken[0].original_content or b"")
    assert box.mails()[0]["To"] == "undisclosed-recipients:;"


@pytest.mark.parametrize("ref", ["<a@b>\r\nBcc: evil@example.com", "x" * 500, "<a b@c>", "é"])
def test_no_words_become_a_header(ref: str) -> None:
    box = Mailbox()
    evil = "Checkout\r\nBcc: evil@example.com\r\n\r\n.\r\nRCPT TO:<evil@example.com>\x00\x1b[2J"
    (answer,) = mailed(box, message(subject=evil, title=evil, text=f"{evil}\r\n.\r\nQUIT\r\n", ref=ref))
    assert answer.outcome == "sent"
    (mail,) = box.mails()
    assert mail["Bcc"] is None
    assert mail["In-Reply-To"] is None
    assert len(box.taken[0].rcpt_tos) == 2
    assert mail["Subject"].startswith("Checkout Bcc: evil@example.com . RCPT")


@pytest.mark.filterwarnings("ignore:Session.login_data", "ignore:Requiring AUTH")  # both of the server itself
@pytest.mark.usefixtures("believed")
def test_the_way_is_secured_and_the_password_goes_over_it_alone(tls: ssl.SSLContext) -> None:
    login = {"username": "status", "password": "${TOKEN}"}
    for security, server in (("starttls", {"starttls": tls}), ("tls", {"tls": tls})):
        box = Mailbox()
        (answer,) = mailed(box, server={**server, "password": SECRET}, security=security, **login)
        assert (answer.outcome, answer.why) == ("sent", "")
        assert box.secured
        assert box.logins == [("status", SECRET)]


def test_a_certificate_nobody_vouches_for_ends_it_before_a_word(tls: ssl.SSLContext) -> None:
    for security, server in (("starttls", {"starttls": tls}), ("tls", {"tls": tls})):
        box = Mailbox()
        (answer,) = mailed(box, server=server, security=security)
        assert (answer.outcome, box.taken) == ("later", [])
        assert "certificate" in answer.why


def test_a_server_without_starttls_gets_nothing() -> None:
    box = Mailbox()
    (answer,) = mailed(box, security="starttls")
    assert (answer.outcome, box.taken) == ("refused", [])
    assert "does not offer STARTTLS" in answer.why


@pytest.mark.usefixtures("believed")
def test_a_wrong_password_is_refused_and_not_said(tls: ssl.SSLContext) -> None:
    box = Mailbox()
    login = {"username": "status", "password": "${TOKEN}"}
    (answer,) = mailed(box, server={"starttls": tls, "password": "other"}, security="starttls", **login)
    assert (answer.outcome, box.taken) == ("refused", [])
    assert "535" in answer.why


def test_a_recipient_who_is_refused_is_named_and_the_others_get_it() -> None:
    box = Mailbox({"bo@shop.example": "550 no such person"})
    (answer,) = mailed(box)
    assert answer.outcome == "sent"
    assert answer.why == "it did not go to 1 of 2: bo@shop.example: 550 `no such person`"
    assert box.taken[0].rcpt_tos == ["anna@shop.example"]


@pytest.mark.parametrize(
    ("refuses", "outcome"),
    [
        ({"anna@shop.example": "550 no", "bo@shop.example": "550 no"}, "refused"),
        ({"anna@shop.example": "451 greylisted", "bo@shop.example": "451 greylisted"}, "later"),
        ({"anna@shop.example": "451 greylisted", "bo@shop.example": "550 no"}, "refused"),
    ],
)
def test_where_nobody_is_taken_nothing_is_sent(refuses: dict[str, str], outcome: str) -> None:
    box = Mailbox(refuses)
    (answer,) = mailed(box)
    assert (answer.outcome, box.taken) == (outcome, [])


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("421 busy",), "later"),
        (("554 go away",), "refused"),
        ((HANGS,), "later"),
        ((CLOSES,), "later"),
        (("hello?",), "later"),
        ((GOOD[0], "502 no", "502 no"), "refused"),
        ((*GOOD[:1], HANGS), "later"),
        ((*GOOD[:2], "450 wait"), "later"),
        ((*GOOD[:2], "550 not you"), "refused"),
        ((*GOOD[:2], CLOSES), "later"),
        ((*GOOD[:3], "450 wait"), "later"),
        ((*GOOD[:3], "550 no such person"), "refused"),
        ((*GOOD[:3], "421 closing", CLOSES), "later"),
        ((*GOOD[:3], HANGS), "later"),
        ((*GOOD[:4], "451 not now"), "later"),
        ((*GOOD[:4], "554 no"), "refused"),
        ((*GOOD[:5], "451 not now"), "later"),
        ((*GOOD[:5], "552 too large"), "refused"),
        ((*GOOD[:5], "?"), "unknown"),
        ((*GOOD[:5], HANGS), "unknown"),
        ((*GOOD[:5], CLOSES), "unknown"),
        (GOOD, "sent"),
        ((*GOOD, HANGS), "sent"),
        ((*GOOD, CLOSES), "sent"),
    ],
)
def test_every_end_is_told_apart(answers: tuple[str, ...], outcome: str) -> None:
    answer = against(*answers, timeout=1)
    assert answer.outcome == outcome, answer.why


def test_without_a_server_it_is_later() -> None:
    answer = sent(way(**{**KEYS, "port": free_port()}))
    assert (answer.outcome, "connection refused" in answer.why) == ("later", True)


def test_a_server_that_says_the_password_back_is_masked() -> None:
    from base64 import b64encode

    pair = b64encode(f"\0status\0{SECRET}".encode()).decode()
    for said in (SECRET, pair, b64encode(SECRET.encode()).decode()):
        answer = against(
            GOOD[0], "250-hello\r\n250 AUTH PLAIN", f"535 wrong: {said}", username="status", password="${TOKEN}"
        )
        assert answer.outcome == "refused"
        assert said[:12] not in answer.why


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"host": "mail.example.com"}, "`security`: plain sends"),
        ({"host": "169.254.169.254", "security": "tls"}, "metadata address"),
        ({"from": "Shop\r\nBcc: e@example.com <a@example.com>"}, "is no address"),
        ({"to": ["bo@shop.example\r\nDATA"]}, "is no address"),
        ({"to": []}, "`to` is missing"),
        ({"username": "status"}, "go together"),
        ({"username": "status", "password": "sesame"}, "`password` is a secret"),
        ({"port": 70000}, "`port` is a number"),
    ],
)
def test_what_cannot_be_used_is_told(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=r"senders\.ops") as told:
        way(**{**KEYS, **options})
    assert said in str(told.value)
