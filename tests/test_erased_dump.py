"""AS9, second half: a dump of the database, and its files, after a citizen is erased.

``erased_work.py`` tells the story. Here only what an outsider with a copy of the
database would see is looked at: the text of ``pg_dump`` and the folder of files.
"""

import base64
import itertools
import os
import quopri
import re
import subprocess
from email.header import Header
from pathlib import Path

import pytest

from odoo.addons.skks_base.tests.common_smtp import SmtpSink

from . import erased_work
from .common import ROOT, Running, database, postgres

NAME = "skks_test_erased"
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from tests import erased_work
"""
WORDS = (
    *(erased_work.SURNAME, erased_work.NAME, erased_work.ADDRESS, erased_work.STREET),
    *(erased_work.WORD, erased_work.FILE_WORD),
    *(erased_work.PHONE, erased_work.PHONE.replace(" ", "")),
    erased_work.PHONE.replace(" ", "-"),
)
# What a line is broken by: in a letter, and in a letter within a dump.
BREAKS = re.compile(rb"=?(?:\\+r)?\\+n|=?\r?\n")

pytestmark = pytest.mark.slow


def _written(word):
    """All ways in which a word may stand in a dump or a letter, as bytes."""
    found = set()
    for text in {word, word.lower(), word.upper(), word.capitalize()}:
        for charset in ("utf-8", "iso-8859-2", "utf-16-le"):
            raw = text.encode(charset)
            found.add(raw)
            found.add(raw.hex().encode())
            found.add(quopri.encodestring(raw, header=False).replace(b"=\n", b""))
            found.add(quopri.encodestring(raw, header=True).replace(b"=\n", b""))
            found.update(_in_base64(raw))
        found.add(text.encode("unicode-escape"))
        found.add(text.encode("ascii", "xmlcharrefreplace"))
        found.add(str(Header(text, "utf-8")).encode())
    return {one for one in found if len(one) >= 8}


def _in_base64(raw):
    """The middle of a word in base64, at each of three places where it may begin."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        first = -(-shift * 8 // 6) if shift else 0
        last = (shift + len(raw)) * 8 // 6
        yield encoded[first:last]


def _found(content):
    """Words of the citizen in ``content`` (bytes), and how they stand there."""
    flat = BREAKS.sub(b"", content.replace(b"\\\\u", b"\\u"))
    return {
        (word, form)
        for word in WORDS
        for form in _written(word)
        if form in content or form in flat
    }


class Place:
    """A database as whoever gets a copy of it sees it."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder

    def dump(self):
        """The dump in plain text, as bytes."""
        path = self.folder / "dump.sql"
        subprocess.run(
            ["pg_dump", "--no-owner", f"--file={path}", NAME],
            env=postgres.client_env(self.server),
            check=True,
        )
        return path.read_bytes()

    def in_dump(self):
        """``{table: forms}`` of what is found, so that a failure says where."""
        dump = self.dump()
        assert b"skks_intervention" in dump
        parts = re.split(rb"^COPY public\.", dump, flags=re.MULTILINE)
        found = {}
        for part in parts:
            if forms := _found(part):
                found[part.split(b" ", 1)[0][:60].decode(errors="replace")] = forms
        return found

    def in_files(self):
        """The same for every file of the filestore."""
        folders = os.walk(database.filestore(NAME))
        paths = itertools.chain(
            *([Path(top, one) for one in names] for top, _more, names in folders)
        )
        found = {path.name: _found(path.read_bytes()) for path in paths}
        return {name: forms for name, forms in found.items() if forms}


@pytest.fixture
def server():
    server = Running()
    database.drop(server, NAME)
    database.clone(server, server.template(), NAME)
    yield server
    database.drop(server, NAME)


@pytest.fixture
def sink():
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


def test_nothing_of_the_citizen_is_left(server, sink, tmp_path):
    place = Place(server, tmp_path)
    head = SCRIPT.format(root=str(ROOT))
    env = {"SKKS_TEST_SMTP_PORT": str(sink.port)}
    said = server.shell(
        NAME, f"{head}print('NUMBER', erased_work.tell(env))\nenv.cr.commit()", **env
    )
    number = re.search(r"NUMBER (ZI/\S+)", said)[1]
    told = {address for letter in sink.letters for address in letter.rcpt_tos}
    assert erased_work.ADDRESS in told, "the citizen was written to"

    # what is looked for is found while it is there: in plain words and encoded
    before = place.in_dump()
    for table in (
        *("skks_intervention", "skks_intervention_message", "skks_mail_quarantine"),
        *("mail_message", "mail_mail", "skks_journal_payload", "skks_gate_permit"),
    ):
        assert table in before, sorted(before)
    assert {word for forms in before.values() for word, _form in forms} >= {
        *(erased_work.SURNAME, erased_work.ADDRESS, erased_work.PHONE),
        *(erased_work.WORD, erased_work.STREET),
    }
    files = place.in_files()
    assert any(b"=C5=" in form for forms in files.values() for _word, form in forms)
    in_base64 = set(_in_base64(erased_work.FILE_WORD.encode()))
    assert any(form in in_base64 for forms in files.values() for _word, form in forms)

    server.shell(
        NAME, f"{head}erased_work.erase(env, {number!r})\nenv.cr.commit()", **env
    )
    assert place.in_dump() == {}
    assert place.in_files() == {}
    server.shell(
        NAME,
        "verdict = env['skks.journal.seal']._verify()\n"
        "assert not verdict.problems, verdict.problems\n"
        f"assert env['skks.tombstone'].search([('number', '=', {number!r})])",
    )
