import unittest
from datetime import date

from odoo.addons.skks_base.tools.mailbox import Position, fetched_letter, imap_date


class TestPosition(unittest.TestCase):
    def test_only_what_came_after(self):
        position = Position(7, last_uid=12)
        self.assertEqual(position.criteria(None), "UID 13:*")
        self.assertEqual(position.waiting([12]), [], "n:* finds the last one always")
        self.assertEqual(position.waiting([15, 13]), [13, 15])

    def test_since(self):
        self.assertEqual(imap_date(date(2026, 2, 3)), "3-Feb-2026")
        self.assertEqual(
            Position(7).criteria(date(2026, 11, 20)), "UID 1:* SINCE 20-Nov-2026"
        )

    def test_failed_come_last_and_again(self):
        position = Position(7)
        position.done(1)
        position.missed(2)
        position.done(3)
        self.assertEqual(position.last_uid, 3)
        self.assertEqual(position.waiting([4]), [4, 2])
        position.missed(2)
        self.assertEqual(position.failed, [2], "counted once")
        position.done(2)
        self.assertEqual((position.last_uid, position.failed), (3, []))

    def test_stored_and_renumbered(self):
        position = Position(4_000_000_000, last_uid=5, failed=[2])
        self.assertEqual(Position.of(position.stored(), 4_000_000_000), position)
        self.assertEqual(Position.of(position.stored(), 8), Position(8))
        self.assertEqual(Position.of(None, 8), Position(8))

    def test_answer_of_the_server(self):
        data = [b"2 (FLAGS (\\Seen) UID 2)", (b"1 (UID 101 BODY[] {3}", b"raw"), b")"]
        self.assertEqual(fetched_letter(data, 101), b"raw")
        self.assertIsNone(fetched_letter(data, 10))
        self.assertIsNone(fetched_letter([None], 101))
