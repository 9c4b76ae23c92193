"""The local mail server, over a real SMTP conversation."""

import importlib.util
import smtplib
import socket
import xmlrpc.client
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

SOURCE = Path(__file__).resolve().parents[1] / "setup/postbox.py"
LETTER = "From: jan@gazeta.example\r\nSubject: Pytanie\r\n\r\nKiedy? Żółw\r\n".encode()


def _load():
    spec = importlib.util.spec_from_file_location("postbox", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FakeOdoo:
    """Odoo's side of the gateway: remembers what came in, or fails as told."""

    def __init__(self):
        self.letters = []
        self.failure = None

    def aliases(self):
        return {"prasa@zarnoleka.example"}

    def deliver(self, raw):
        if self.failure:
            raise self.failure
        self.letters.append(raw)


@pytest.fixture
def odoo():
    return FakeOdoo()


@pytest.fixture
def send(odoo, tmp_path):
    """Send LETTER to addresses through a running postbox."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(_load().Postbox(odoo, tmp_path), "127.0.0.1", port)
    controller.start()

    def send(*recipients):
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            return client.sendmail("jan@gazeta.example", recipients, LETTER)

    yield send
    controller.stop()


def test_letter_to_an_alias_goes_to_odoo_unchanged(send, odoo, tmp_path):
    send("Prasa@zarnoleka.example")
    (raw,) = odoo.letters
    assert raw == b"Delivered-To: Prasa@zarnoleka.example\r\n" + LETTER
    assert not list(tmp_path.iterdir())


def test_letter_to_people_is_kept(send, odoo, tmp_path):
    send("anna@gazeta.example", "jan@radio.example")
    (path,) = tmp_path.glob("*.eml")
    head = b"X-Envelope-To: anna@gazeta.example, jan@radio.example\r\n"
    assert path.read_bytes() == head + LETTER
    assert not odoo.letters


def test_letter_to_both_goes_both_ways(send, odoo, tmp_path):
    send("prasa@zarnoleka.example", "anna@gazeta.example")
    assert len(odoo.letters) == len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (xmlrpc.client.Fault(1, "ValueError: No possible route"), 550),
        (ConnectionRefusedError(), 451),
    ],
)
def test_sender_learns_of_a_failure(send, odoo, tmp_path, failure, code):
    odoo.failure = failure
    with pytest.raises(smtplib.SMTPDataError) as caught:
        send("prasa@zarnoleka.example", "anna@gazeta.example")
    assert caught.value.smtp_code == code
    assert not list(tmp_path.iterdir()), "a letter that is sent again is kept once"


def test_aliases_are_known_while_odoo_is_down(tmp_path):
    password = tmp_path / "password"
    password.write_text("admin")
    odoo = _load().Odoo("http://127.0.0.1:9", "skks", password)
    assert "prasa@zarnoleka.example" in odoo.aliases()
