"""M7.2: what is tried at an open door, as a standing list."""

import base64
import io
import json
from unittest.mock import patch

import altcha
from PIL import Image

from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.skks_intervention.tools import upload
from odoo.addons.skks_intervention.tools.visitor import network_of

from .common_form import FormCase, picture

HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@tagged("post_install", "-at_install")
class TestFormAttacks(FormCase):
    def test_unknown_field(self):
        for name in ("state", "entity_id", "number", "company_id", "received_at"):
            with self.subTest(name):
                self.assertRefused(self.send(self.values() | {name: "x"}), name)

    def test_field_sent_twice(self):
        self.assertRefused(self.send(self.values(name=["a", "b"])))

    def test_file_in_the_place_of_a_text(self):
        _answer, hidden = self.page()
        answer = self.url_open(
            "/interwencje",
            data=self.values(description=None) | hidden,
            files=[("description", ("a.txt", b"text"))],
        )
        self.assertRefused(answer)

    def test_too_long(self):
        for name, length in (("description", 3001), ("name", 121), ("phone", 41)):
            with self.subTest(name):
                answer = self.send(self.values(**{name: "1" * length}))
                self.assertRefused(answer, str(length))
        self.assertTaken(self.send(self.values(description="ż" * 3000)))

    def test_lines_are_counted_once(self):
        """A browser sends two characters for the end of a line; a person typed one."""
        self.assertTaken(self.send(self.values(description="a\r\n" * 1499 + "ab")))

    def test_control_characters(self):
        report = self.assertTaken(
            self.send(self.values(name="Dziu\x00ra\r\nBcc: x@y.example\u202e"))
        )
        self.assertEqual(report.name, "Dziu ra Bcc: x@y.example")

    def test_address_of_several(self):
        for address in (
            "a@b.example, c@d.example",
            "a@b.example\nBcc: c@d.example",
            '"x" <a@b.example>',
        ):
            with self.subTest(address):
                self.assertRefused(self.send(self.values(email_from=address)))

    def test_category_that_is_not_offered(self):
        _answer, hidden = self.page()
        self.category.on_form = False
        for category in ("DRO", str(self.category.id), "NIC"):
            self.assertRefused(self.send(self.values(category=category), hidden=hidden))

    # Files --------------------------------------------------------------------

    def test_too_many_files(self):
        self.assertRefused(self.send(files=[("a.jpg", picture())] * 6))

    def test_too_large_a_file(self):
        with patch.object(upload, "MAX_BYTES", 500):
            self.assertRefused(self.send(files=[("a.jpg", picture(size=(400, 400)))]))

    def test_content_decides(self):
        """A document that is called a picture is none; a picture is what it is."""
        for name, content in (
            ("umowa.jpg", WORD),
            ("a.jpg", b"<html><script>alert(1)</script></html>"),
            ("a.pdf", b"MZ\x90\x00"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
            ("a.jpg", picture()[:200]),
            ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</JS(x)>>")),
            ("pusty.jpg", b""),
        ):
            with self.subTest(name):
                self.assertRefused(self.send(files=[(name, content)]), name)

    def test_good_files(self):
        files = [
            ("a.jpg", picture()),
            ("b.png.exe", picture("PNG")),
            ("../../c.webp", picture("WEBP")),
            ("d.gif", picture("GIF")),
            ("e.PDF", PDF),
        ]
        report = self.assertTaken(self.send(files=files))
        kept = report.message_line_ids.attachment_ids.sorted("id")
        self.assertEqual(
            kept.mapped("name"), ["a.jpg", "b_png.jpg", "c.jpg", "d.jpg", "e.pdf"]
        )
        self.assertEqual(set(kept.mapped("public")), {False})
        self.assertEqual(kept[0].mimetype, "image/jpeg")

    def test_place_of_the_photo_is_gone(self):
        """EXIF, and the place in it, does not enter the town hall."""
        exif = Image.Exif()
        exif[0x010F] = "Aparat"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 14.0, 0.0)})
        content = picture(exif=exif, comment=b"sekret")
        self.assertIn(b"Aparat", content)
        kept = upload.clean("a.jpg", content)
        self.assertFalse(dict(Image.open(io.BytesIO(kept.content)).getexif()))
        for trace in (b"Exif", b"Aparat", b"sekret"):
            self.assertNotIn(trace, kept.content)

    def test_code_behind_a_picture(self):
        content = picture() + b"<?php system($_GET['c']);?><script>alert(1)</script>"
        kept = upload.clean("a.php.jpg", content)
        self.assertNotIn(b"php", kept.content)

    def test_bomb(self):
        """A small file that would be an enormous picture."""
        buffer = io.BytesIO()
        Image.new("1", (20000, 20000)).save(buffer, "PNG")
        self.assertLess(len(buffer.getvalue()), upload.MAX_BYTES)
        with self.assertRaises(upload.RefusedFileError):
            upload.clean("a.png", buffer.getvalue())

    def test_stranger_does_not_open_the_photo(self):
        report = self.assertTaken(self.send(files=[("a.jpg", picture())]))
        file = report.message_line_ids.attachment_ids
        answer = self.url_open(f"/web/content/{file.id}")
        self.assertEqual(answer.status_code, 404)

    # How often ----------------------------------------------------------------

    def test_one_too_many(self):
        """The 61st report of an hour is refused, with what was typed."""
        self.assertEqual(self.company.skks_reports_per_visitor, 60)
        self.company.skks_reports_per_visitor = 3
        bad = self.values(name="")
        for _try in range(3):
            self.assertRefused(self.send(bad))
        tree = self.assertRefused(self.send(), self.company.phone, status=429)
        self.assertEqual(tree.get_element_by_id("skks_name").value, "Dziura w jezdni")

    def test_all_together(self):
        self.company.skks_reports_per_hour = 2
        bad = self.values(name="")
        for _try in range(2):
            self.assertRefused(self.send(bad))
        self.assertRefused(self.send(), status=429)

    def test_invented_address_does_not_help(self):
        """Without a proxy nobody is believed; behind one, only what it adds."""
        self.company.skks_reports_per_visitor = 2
        bad = self.values(name="")
        for number in range(2):
            headers = {"X-Forwarded-For": f"198.51.100.{number}"}
            self.assertRefused(self.send(bad, headers=headers))
        headers = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Host": "x.example"}
        self.assertRefused(self.send(headers=headers), status=429)
        with patch.dict(config.options, {"proxy_mode": True}):
            host = self.base_url().partition("//")[2]
            for number in range(2):
                headers = {
                    "X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7",
                    "X-Forwarded-Host": host,
                }
                self.assertRefused(self.send(bad, headers=headers))
            self.assertRefused(self.send(headers=headers), status=429)

    def test_forms_of_an_address(self):
        same = (
            ("203.0.113.7", "203.0.113.7:4711"),
            ("203.0.113.7", "::ffff:203.0.113.7"),
            ("2001:db8:1:2::1", "[2001:db8:1:2:ffff::9]:443"),
            ("fe80::1%eth0", "fe80::2"),
            ("", None),
        )
        for one, other in same:
            self.assertEqual(network_of(one), network_of(other), (one, other))
        self.assertNotEqual(
            network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1")
        )

    # Who sends ----------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_without_the_token_of_the_session(self):
        _answer, hidden = self.page()
        for token in (None, "", "x", "0" * 40 + "o9999999999"):
            sent = {"stamp": hidden["stamp"]}
            if token is not None:
                sent["csrf_token"] = token
            self.assertEqual(self.send(hidden=sent).status_code, 400)
        self.assertFalse(self.new_reports())

    def test_without_a_stamp(self):
        _answer, hidden = self.page()
        self.assertRefused(self.send(hidden={"csrf_token": hidden["csrf_token"]}))
        forged = hidden["stamp"][:-1] + ("0" if hidden["stamp"][-1] != "0" else "1")
        self.assertRefused(self.send(hidden=hidden | {"stamp": forged}))

    def _solved(self, hidden, **changed):
        """What a browser sends after it has computed; ``changed``: what it forged."""
        asked = self.env["skks.intervention.intake"]._proof_challenge(hidden["stamp"])
        asked["parameters"] |= changed
        solution = altcha.solve_challenge(altcha.Challenge.from_dict(asked))
        payload = {"challenge": asked, "solution": solution.to_dict()}
        return {"proof": base64.b64encode(json.dumps(payload).encode()).decode()}

    def test_proof_of_work(self):
        """Row 15: computed for this page, once; nobody has to read or click."""
        self.company.skks_reports_proof = True
        _answer, hidden = self.page()
        tree = self.assertRefused(self.send(hidden=hidden), self.company.phone)
        self.assertTrue(tree.xpath("//input[@name='proof']/@data-challenge"))
        _answer, other = self.page()
        page = {"page": hidden["stamp"].split(".")[1]}
        unsolved = {"challenge": {"parameters": {}}, "solution": {"counter": 1}}
        for wrong in (
            {"proof": "x"},
            {"proof": base64.b64encode(b"[]").decode()},
            {"proof": base64.b64encode(json.dumps(unsolved).encode()).decode()},
            self._solved(other),
            self._solved(other, data=page),
            self._solved(hidden, keyPrefix="", cost=1),
        ):
            self.assertRefused(self.send(hidden=hidden | wrong))
        self.assertTaken(self.send(hidden=hidden | self._solved(hidden)))

    def test_proof_of_a_form_of_the_builder(self):
        """A page that an editor made knows no challenge: its script fetches one."""
        path = "/interwencje/sprawdzenie"
        self.assertEqual(self.url_open(path).json(), {}, "not asked for")
        self.company.skks_reports_proof = True
        _answer, hidden = self.page()
        values = self.values(
            category=None, street=None, homepage=None, occurred_at=None
        ) | {
            "csrf_token": hidden["csrf_token"],
            "category_id": str(self.category.id),
        }
        asked = self.url_open(path).json()
        solved = {"stamp": asked["stamp"]} | self._solved(asked)
        for sent in ({}, {"stamp": asked["stamp"]}, {"proof": solved["proof"]}):
            answer = self.url_open(
                "/website/form/skks.intervention", data=values | sent
            ).json()
            self.assertIn(self.company.phone, answer["error"])
        self.assertFalse(self.new_reports())
        for _time in range(2):
            answer = self.url_open(
                "/website/form/skks.intervention", data=values | solved
            ).json()
            self.assertEqual(answer, {"id": True})
        self.assertEqual(len(self.new_reports()), 1, "pressed twice, sent once")

    def test_trap(self):
        tree = self.assertRefused(self.send(self.values(homepage="http://x.example")))
        self.assertEqual(tree.xpath("//*[@data-shown]/@data-shown"), ["1"])

    def test_a_look_changes_nothing(self):
        query = "&".join(f"{name}={value}" for name, value in self.values().items())
        for path in (
            f"/interwencje?{query}",
            f"/interwencje/dziekujemy?{query}",
            f"/interwencje/osadzony?{query}",
            f"/website/form/skks.intervention?{query}",
        ):
            self.url_open(path)
        self.assertFalse(self.new_reports())

    # What comes out -----------------------------------------------------------

    def test_markup_is_text(self):
        """Whatever a stranger types is shown as it was typed, everywhere."""
        typed = dict.fromkeys(
            ("name", "description", "address", "street", "contact_name"), HTML
        )
        answer = self.send(self.values(**typed, email_from="", phone=HTML[:40]))
        self.assertNotIn(HTML, answer.text)
        self.assertNotIn("<script>alert(1)", answer.text)
        report = self.assertTaken(self.send(self.values(**typed)))
        self.assertIn("&lt;script&gt;", report.description)
        for line in report.message_line_ids:
            self.assertNotIn("<script", line.body)
            self.assertNotIn("<img", line.body)
        for letter in self.env["mail.mail"].sudo().search([]):
            self.assertNotIn("<script", letter.body_html or "")

    def test_markup_in_the_address_of_the_page(self):
        answer = self.url_open(f"/interwencje?category={HTML}&embed={HTML}")
        self.assertNotIn("<script>alert(1)", answer.text)
