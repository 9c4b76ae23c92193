"""How many queries the daily work takes; a number that grows is a finding.

The numbers are measured ones. Whoever lowers one writes it here; whoever has to
raise one says why in the commit. A test sends letters at once, on its own cursor;
in production that part happens after the commit and keeps nobody waiting.
"""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.tests import tagged, warmup

from . import common


class QueryCase(common.PressCase):
    """Cases enough for a page of a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiries = cls._inquiries(80)

    @classmethod
    def _inquiries(cls, count):
        return cls.env["skks.inquiry"].with_user(cls.officer).create(cls._values(count))

    @classmethod
    def _values(cls, count):
        return [
            {
                "name": f"Remont {number}",
                "journalist_id": cls.journalist.id,
                "outlet_id": cls.outlet.id,
                "coordinator_id": cls.officer.id,
                "topic_id": cls.topic.id,
            }
            for number in range(count)
        ]

    def _specification(self, model, view=None):
        """What the web client asks for to draw the list."""
        arch = model.get_view(view and self.env.ref(view).id, "list")["arch"]
        spec = {}
        for node in etree.fromstring(arch).iterfind("field"):
            field = model._fields[node.get("name")]
            shown = {"fields": {"display_name": {}}} if field.relational else {}
            spec[field.name] = shown
        return spec

    def _prepare_contributions(self, count):
        return [
            {
                "inquiry_id": inquiry.id,
                "entity_id": self.wdt.id,
                "representative_id": self.wdt_person.id,
                "request": "<p>Ile kilometrów?</p>",
            }
            for inquiry in self.inquiries[:count]
        ]


@tagged("post_install", "-at_install")
class TestListCounts(QueryCase):
    def _list(self, name, user, limit, domain=()):
        model = self.env[name].with_user(user)
        model.web_search_read(list(domain), self._spec, limit=limit)

    @warmup
    def test_list_of_inquiries(self):
        self._spec = self._specification(self.env["skks.inquiry"])
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(11):
                self._list("skks.inquiry", self.officer, limit)

    @warmup
    def test_desk(self):
        self._spec = self._specification(self.env["skks.desk"])
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(5):
                self._list("skks.desk", self.officer, limit)

    @warmup
    def test_on_whom_we_wait(self):
        """M0.1: what the entities owe to many inquiries is read together."""
        self._spec = self._specification(self.env["skks.desk"])
        people = (self.wdt_person, self.mpwik_person, self.sp5_person)
        values = self._prepare_contributions(40)
        for number, one in enumerate(values):
            person = people[number % len(people)]
            one |= {"entity_id": person.entity_id.id, "representative_id": person.id}
        self.env["skks.contribution"].with_user(self.officer).create(values)
        cases = [("waiting_for", "=", "entity"), ("res_model", "=", "skks.inquiry")]
        self._list("skks.desk", self.head, 1, cases)
        for limit in (1, 39):
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                self._list("skks.desk", self.head, limit, cases)

    @warmup
    def test_briefing(self):
        """M0.4: the briefing names a few cases and counts the others."""
        self._inquiries(4)
        briefing = self.env["skks.briefing"].with_user(self.officer)
        with freeze_time(fields.Datetime.now() + timedelta(days=60)):
            for _more in range(2):
                self._inquiries(20)
                self.env.flush_all()
                self.env.invalidate_all()
                with self.assertQueryCount(47):
                    self.assertTrue(briefing.new({"kind": "daily"}).content)

    @warmup
    def test_briefing_by_mail(self):
        """M0.4: the letter puts the briefing together once, for text and subject."""
        letters = self.env["skks.briefing"].sudo()
        with freeze_time(fields.Datetime.now() + timedelta(days=60)):
            for _more in range(2):
                self._inquiries(20)
                self.env.flush_all()
                self.env.invalidate_all()
                with self.assertQueryCount(52):
                    letters._send_to(self.officer)

    @warmup
    def test_lines_of_documents(self):
        """Access to what hangs on 80 cases is one question, not 80."""
        for count in (20, 80):
            ids = self.inquiries[:count].sudo().clock_ids.ids
            clocks = self.env["skks.clock"].with_user(self.officer).browse(ids)
            self.env.invalidate_all()
            with self.assertQueryCount(2):
                self.assertEqual(clocks._filtered_access("read"), clocks)


@tagged("post_install", "-at_install")
class TestWorkCounts(QueryCase):
    @warmup
    def test_create_one_inquiry(self):
        # 5 are the number, 9 the clocks: policies, hours, head of the office, journal;
        # 2 the search: the name of the topic, and the lexicon
        with self.assertQueryCount(31):
            self._inquiries(1)

    @warmup
    def test_create_twenty_inquiries(self):
        # only the numbers grow: core's sequence takes 2 for each
        with self.assertQueryCount(69):
            self._inquiries(20)

    @warmup
    def test_create_twenty_contributions(self):
        contributions = self.env["skks.contribution"].with_user(self.officer)
        # Each has a message of its own (14) and a letter (18): core posts, sends and
        # deletes them one by one, and forgets its whole cache at each deletion.
        # Who leads and which term holds for several entities take 2 for all.
        with self.assertQueryCount(695):
            contributions.create(self._prepare_contributions(20))

    @warmup
    def test_write_under_the_guard(self):
        """The guard adds nothing to a write; core's own is the measure."""
        plain, guarded = self.inquiries[:20], self.inquiries[20:40]
        partners = self.env["res.partner"].create([{"name": str(n)} for n in range(20)])
        self.env.flush_all()
        self.env.invalidate_all()
        # One, then two, are asked by core's tracking before the commit.
        with self.assertQueryCount(5):
            partners.write({"comment": "x"})
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            plain.write({"phone": "00 200"})
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            guarded.sudo()._guarded_write({"is_unrealistic": True})

    @warmup
    def test_letter_in(self):
        """All of it: the letter kept, the inquiry with its clocks, the answer."""
        letter = self._letter(
            "Remont", "Ile kilometrów?", sender="Anna Kos <anna@tygodnik.example>"
        ).as_bytes()
        gateway = self.env["mail.thread"].sudo()
        self.env.invalidate_all()
        # the kept letter and its outcome 12, core's gateway 35, the inquiry with its
        # clocks 20, the lexicon 1, the acknowledgement with its sending 19
        with self.assertQueryCount(91):
            inquiry_id = gateway.message_process(False, letter)
        inquiry = self.env["skks.inquiry"].browse(inquiry_id)
        self.assertEqual(inquiry.name, "Remont")
        self.assertTrue(inquiry.acknowledged_at)

    @warmup
    def test_acknowledgement(self):
        self.env.invalidate_all()
        with self.assertQueryCount(29):
            self.inquiries[0]._acknowledge()

    @warmup
    def test_keeping_a_letter(self):
        letter = self._letter("Remont", "Ile kilometrów?").as_bytes()
        rows = self.env["skks.mail.quarantine"].sudo()
        with self.assertQueryCount(3):
            rows._keep(letter, {})

    def _answer(self):
        inquiry = self.inquiries[0]
        inquiry.action_confirm()
        contribution = self._contribution(inquiry, self.wdt_person)
        own = contribution.with_user(self.roads)
        own.body = "<p>12 km.</p>"
        own.action_deliver()
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        answer.action_submit()
        return answer

    @warmup
    def test_approve(self):
        answer = self._answer()
        self.env.flush_all()
        self.env.invalidate_all()
        # 46 of them are core's notice to the next decider and its sending
        with self.assertQueryCount(108):
            answer.with_user(self.roads).action_approve()
        self.env.invalidate_all()
        with self.assertQueryCount(46):
            answer.with_user(self.head).action_approve()

    @warmup
    def test_send(self):
        answer = self._answer()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.head).action_approve()
        self.env.flush_all()
        self.env.invalidate_all()
        # the wall asks anew at each of its gates; that is not to be saved; 1 asks who
        # is told for information; 21 look up where the time went, once for all reports
        with self.assertQueryCount(87):
            answer.action_send()
