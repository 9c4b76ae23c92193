"""Inquiries and answers are found by their words, by whom they may be read (M6.2)."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from . import common


class SearchCase(common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiry = cls._inquiry(
            name="Zawalona kładka",
            description="<p>Kto odpowiada za <b>barierki</b>?</p>",
            question_ids=[Command.create({"text": "Kiedy przegląd techniczny?"})],
        )

    def _found(self, query, user, name="skks.inquiry"):
        return self.env[name].with_user(user).search([("search_text", "ilike", query)])


@tagged("post_install", "-at_install")
class TestSearch(SearchCase):
    def test_subject_letter_questions_topic_and_number(self):
        """M6.2: whoever reads the case finds it by any form of its words."""
        self._contribution(self.inquiry, self.wdt_person)
        number = self.inquiry.number
        topic = self.topic.name.split()[0]
        for query in ("kładce", "kladki", "barierkami", "przeglądy", number, topic):
            for user in (self.officer, self.roads):
                with self.subTest(query=query, user=user.login):
                    self.assertIn(self.inquiry, self._found(query, user))

    def test_whoever_has_no_part_learns_nothing(self):
        """M4.3, M6.2: no hit, no count, no suggestion, no choice."""
        self._contribution(self.inquiry, self.wdt_person)
        cases = self.env["skks.inquiry"].with_user(self.school)
        for query in ("kładka", "barierkami", "barireki", "przegląd"):
            with self.subTest(query=query):
                domain = [("search_text", "ilike", query)]
                self.assertFalse(cases.search(domain))
                self.assertEqual(cases.search_count(domain), 0)
                self.assertEqual(cases.name_search(query), [])
                self.assertFalse(cases._polish_search_note(query))

    def test_a_confidential_case_is_not_found(self):
        self.inquiry.confidential = True
        self.assertFalse(self._found("kładka", self.officer2))
        note = self.env["skks.inquiry"].with_user(self.officer2)
        self.assertFalse(note._polish_search_note("kładak"))
        self.assertIn(self.inquiry, self._found("kładka", self.officer))

    def test_the_sender_is_not_searched_in(self):
        """Entities do not read addresses, so nobody finds by them."""
        self.inquiry.sudo().write(
            {"email_from": "zbigniew@wichura.example", "phone": "600700800"}
        )
        for query in ("wichura", "600700800"):
            self.assertFalse(self._found(query, self.officer))

    def test_every_reader_reads_what_is_searched_in(self):
        """M6.2: whoever accepts an answer reads the questions as well."""
        answer = self._drafted_answer(self.inquiry)
        answer.action_submit()
        approver = self.head
        self.assertIn(approver, answer.sudo().approver_ids)
        for user in (self.roads, self.school):
            answer.sudo()._guarded_write({"approver_ids": [Command.set(user.ids)]})
            inquiry = self.inquiry.with_user(user)
            self.assertTrue(inquiry.has_access("read"))
            self.assertEqual(len(inquiry.question_ids.mapped("text")), 1)

    def test_answers(self):
        answer = self._drafted_answer(self.inquiry)
        answer.body = "<p>Barierki wymienimy w <i>grudniu</i>.</p>"
        found = self._found("grudniowi", self.officer, "skks.answer")
        self.assertEqual(found, answer)
        self.assertFalse(self._found("grudniowi", self.roads, "skks.answer"))

    def test_similar_cases_have_words_in_common(self):
        """M0.3, M6.2: whatever the topic and the journalist."""
        other = self.env["skks.topic"].create({"name": "Basen"})
        stranger = self.journalist.copy({"email": "x@y.example"})
        values = {"topic_id": other.id, "journalist_id": stranger.id}
        oral = self.env.ref("skks_press.resolution_oral")
        alike = self._inquiry(name="Barierki na kładkach zawaliły się", **values)
        unlike = self._inquiry(name="Godziny pływalni", **values)
        hidden = self._inquiry(name="Kładka zawalona", coordinator_id=self.officer2.id)
        for inquiry in (alike, unlike, hidden):
            inquiry.with_user(self.officer2)._answer_without_letter(
                oral, self.officer2, inquiry.received_at, "Tak."
            )
        hidden.with_user(self.officer2).confidential = True
        own = self._inquiry(name="Kładka bez barierek")
        self.assertEqual(own._similar()[:1], alike)
        self.assertNotIn(unlike, own._similar())
        self.assertNotIn(hidden, own._similar())


@tagged("post_install", "-at_install")
class TestErased(SearchCase):
    def test_the_person_is_in_no_word_of_the_search(self):
        """AS9: lexicon, index and searches without a result keep nobody's name."""
        inquiry = self._inquiry(
            name="Skarga Zdzieszowickiego",
            description="<p>Dzwonił Zdzieszowicki, kładka.</p>",
            contact_name="Jan Zdzieszowicki",
        )
        self.env.flush_all()
        misses = self.env["skks.polish.miss"].sudo()
        misses._count(
            "zdzieszowickiemu", self.env["ir.model"]._get_id("skks.narrative")
        )
        self.assertIn(inquiry, self._found("zdzieszowickim", self.officer))
        with freeze_time("2026-11-30"):
            self.env["skks.erasure"]._erase_person(inquiry.sudo(), "art. 17 RODO")
        words = self.env["skks.polish.lexicon"].sudo()
        self.assertFalse(words.search([("form", "like", "zdzieszowick")]))
        self.assertTrue(words.search([("form", "=", "kładka")]))
        self.assertFalse(misses.search([("query", "like", "zdzieszowick")]))
        self.env.cr.execute(
            "SELECT count(*) FROM skks_inquiry WHERE pl_tsv::text LIKE '%zdzieszow%'"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_anonymised_cases_keep_their_other_words(self):
        inquiry = self._inquiry(
            name="Skarga na kładkę",
            description="<p>Jan Zdzieszowicki pyta o barierki.</p>",
            contact_name="Jan Zdzieszowicki",
        )
        self.env.flush_all()
        with patch.object(type(inquiry), "_contact_fields", ("contact_name",)):
            self.env["skks.erasure"]._anonymise(inquiry.sudo(), "retencja")
        words = self.env["skks.polish.lexicon"].sudo()
        self.assertFalse(words.search([("form", "like", "zdzieszowick")]))
        self.assertIn(inquiry, self._found("barierkami", self.officer))
