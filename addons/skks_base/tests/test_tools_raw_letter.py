import base64
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import raw_letter


@tagged("post_install", "-at_install")
class TestRawLetter(BaseCase):
    def test_summary(self):
        raw = (
            "Received: from a by mx.town.example; Fri, 20 Nov 2026 18:40:00 +0100\r\n"
            "Received: from b by c; Mon, 1 Jan 2001 00:00:00 +0000\r\n"
            "From: =?utf-8?q?Anna_=C5=BB?= <anna@gazeta.example>\r\n"
            "To: prasa@zarnoleka.example\r\nCc: b@gazeta.example\r\n"
            "Message-Id:  <1@gazeta.example>\r\nSubject: Zażółć\r\n\r\nTekst"
        ).encode()
        got = raw_letter.summary(raw)
        self.assertEqual(got.email_from, "Anna Ż <anna@gazeta.example>")
        self.assertEqual(got.email_to, "prasa@zarnoleka.example, b@gazeta.example")
        self.assertEqual(got.subject, "Zażółć")
        self.assertEqual(got.message_id, "<1@gazeta.example>")
        self.assertEqual(got.received_at, datetime(2026, 11, 20, 17, 40))
        self.assertIsNone(got.automatic)

    def test_unknown_and_undeclared_charsets(self):
        word = base64.b64encode("中文".encode("gb2312")).decode()
        raw = f"Subject: =?iso-gb2312?B?{word}?=\r\n\r\n".encode()
        self.assertEqual(raw_letter.summary(raw).subject, "中文")
        raw = "Subject: Zażółć gęślą jaźń\r\n\r\n".encode("cp1250")
        self.assertEqual(raw_letter.summary(raw).subject, "Zażółć gęślą jaźń")
        self.assertIn("Zażółć".encode(), raw_letter.readable(raw))

    def test_known_charsets(self):
        raw = b'Content-Type: text/plain; charset="iso-gb2312"\r\n\r\nx'
        self.assertIn(b'charset="gb2312"', raw_letter.with_known_charsets(raw))
        raw = b"Content-Type: text/plain; charset=klingon\r\n\r\nx"
        self.assertIn(b"charset=utf-8", raw_letter.with_known_charsets(raw))
        raw = b"Content-Type: text/plain; charset=iso-8859-2\r\n\r\nx"
        self.assertEqual(raw_letter.with_known_charsets(raw), raw)

    def test_message_id(self):
        raw = b"Subject: x\r\n\r\ny"
        synthetic = raw_letter.summary(raw).message_id
        self.assertEqual(
            raw_letter.summary(raw_letter.readable(raw)).message_id, synthetic
        )
        self.assertNotEqual(raw_letter.summary(raw + b" ").message_id, synthetic)
        raw = b"Subject: x\r\nMESSAGE-ID: <a@b>\r\n\r\nMessage-Id: quoted"
        own = raw_letter.with_own_id(raw)
        self.assertNotEqual(raw_letter.summary(own).message_id, "<a@b>")
        self.assertTrue(own.endswith(b"Message-Id: quoted"))

    def test_text(self):
        raw = b"Subject: x\r\n\r\nZa\xbf\xf3\xb3\xe6"
        self.assertEqual(raw_letter.text(raw), "Zażółć")
        raw = (
            b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
            b"Content-Type: text/html; charset=iso-gb2312\r\n\r\n<p>A<br>\xce\xca</p>"
            b'\r\n--B\r\nContent-Disposition: attachment; filename="plan.pdf"'
            b"\r\n\r\nx\r\n--B--\r\n"
        )
        self.assertEqual(raw_letter.text(raw), "A\n问\n[plan.pdf]")

    def test_delivery_reports(self):
        head = b"Content-Type: multipart/report; report-type=%s; boundary=b\r\n\r\n"
        failed = head % b"delivery-status" + b"Action: failed\r\n"
        delayed = head % b"delivery-status" + b"Action: delayed\r\n"
        read = head % b"disposition-notification" + b"--b--"
        self.assertFalse(raw_letter.is_mere_report(failed))
        self.assertTrue(raw_letter.is_mere_report(delayed))
        self.assertTrue(raw_letter.is_mere_report(read))
        self.assertEqual(raw_letter.summary(failed).automatic, "bounce")
        self.assertEqual(raw_letter.summary(delayed).automatic, "auto_reply")

    @settings(max_examples=300, deadline=None)
    @given(
        st.one_of(
            st.binary(max_size=300),
            st.lists(
                st.tuples(
                    st.sampled_from(
                        [
                            "From",
                            "To",
                            "Subject",
                            "Message-Id",
                            "Received",
                            "Content-Type",
                        ]
                    ),
                    st.binary(max_size=60),
                )
            ).map(lambda hs: b"".join(n.encode() + b": " + v + b"\r\n" for n, v in hs)),
        )
    )
    def test_no_bytes_are_refused(self, raw):
        got = raw_letter.summary(raw)
        body = raw_letter.text(raw)
        for text in (got.message_id, got.email_from, got.email_to, got.subject, body):
            text.encode()
            self.assertNotIn("\0", text)
        raw_letter.readable(raw)
        raw_letter.with_known_charsets(raw)
        raw_letter.with_own_id(raw)
        raw_letter.is_mere_report(raw)
