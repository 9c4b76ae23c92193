"""M3.1: what the press office does, on the timelines of outlets and journalists."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, MissingError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from . import common
from .test_release import ReleaseCase

MONDAY = datetime(2026, 11, 23, 9, 0)


class TimelineCase(common.PressCase):
    """An inquiry of a newsroom, and the timeline as the office reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_outlet = cls.env["res.partner"].create(
            {"name": "Radio", "is_company": True, "skks_kind": "outlet"}
        )
        cls.inquiry = cls._inquiry(description="<p>Ile kilometrów dróg?</p>")

    def events(self, user=None):
        return self.env["skks.timeline.event"].with_user(user or self.officer)

    def page(self, card=None, user=None, **filters):
        self.env.invalidate_all()
        card = card or self.outlet
        return self.events(user).timeline_page(card.id, filters)["events"]

    def kinds(self, card=None, user=None, **filters):
        return [event["kind"] for event in self.page(card, user, **filters)]

    def _sent(self, inquiry, **values):
        """An answer that SMTP has taken."""
        answer = self._drafted_answer(inquiry)
        answer.sudo().write(values)
        answer.sudo()._guarded_write({"sent_at": fields.Datetime.now()})
        return answer

    def _meeting(self, **values):
        meeting = (
            self.env["skks.meeting"]
            .with_user(self.officer)
            .create(
                {
                    "inquiry_id": self.inquiry.id,
                    "name": "Nagranie",
                    "kind": "recording",
                    "start": MONDAY + timedelta(days=1),
                    "stop": MONDAY + timedelta(days=1, hours=1),
                    "place": "Sala 12",
                    "spokesperson_id": self.secretary.id,
                }
                | values
            )
        )
        meeting.sudo()._guarded_write({"state": "confirmed"})
        return meeting

    def _event(self, **values):
        """A meeting in the calendar of an officer, on the card of the journalist."""
        return (
            self.env["calendar.event"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Kawa z redakcją",
                    "start": MONDAY,
                    "stop": MONDAY + timedelta(hours=1),
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.journalist.id,
                }
                | values
            )
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 09:00:00")
class TestTimeline(TimelineCase):
    """M3.1: inquiries and answers, coverage, orders, corrections, meetings."""

    def test_inquiry_stands_with_both(self):
        """M3.1: with the journalist and with the outlet, as frozen on receipt."""
        for card in (self.journalist, self.outlet):
            (event,) = self.page(card)
            self.assertEqual(event["kind"], "inquiry")
            self.assertEqual(
                event["title"], f"{self.inquiry.number} · Remont ul. Młyńskiej"
            )
            self.assertEqual(event["text"], "Ile kilometrów dróg?")
            self.assertEqual(event["author"], "Jan Nowak")
            self.assertEqual(
                (event["res_model"], event["res_id"]),
                ("skks.inquiry", self.inquiry.id),
            )

    def test_question_asked_for_another_outlet(self):
        """M3.1: who writes for two newsrooms is with the one they wrote for."""
        self._inquiry(outlet_id=self.other_outlet.id)
        self.assertEqual(len(self.page(self.journalist)), 2)
        self.assertEqual(len(self.page(self.outlet)), 1)
        self.assertEqual(len(self.page(self.other_outlet)), 1)

    def test_what_is_no_case_is_no_event(self):
        """M3.1: an advertisement that came to the mailbox is not shown."""
        self.inquiry.action_not_a_case()
        self.assertEqual(self.kinds(), [])

    def test_answer_stands_where_it_was_sent(self):
        """M3.1: a draft is not shown, a letter that is no answer is a letter."""
        answer = self._drafted_answer(self.inquiry)
        self.assertEqual(self.kinds(), ["inquiry"])
        answer.sudo()._guarded_write({"sent_at": fields.Datetime.now()})
        self.assertEqual(self.kinds(kinds=["answer"]), ["answer"])
        (event,) = self.page(self.journalist, kinds=["answer"])
        self.assertEqual(event["text"], "Odpowiedź.")
        self.assertEqual(event["author"], self.officer.name)
        asking = self.env["skks.answer.kind"].search(
            [("effect", "=", "clarification")], limit=1
        )
        self._sent(self._inquiry(), kind_id=asking.id)
        self.assertEqual(self.kinds(kinds=["letter_out"]), ["letter_out"])

    def test_spoken_answer(self):
        """M3.1: what was said on the phone is an answer, too."""
        resolution = self.env["skks.resolution"].search(
            [("is_oral", "=", True)], limit=1
        )
        self.inquiry._answer_without_letter(
            resolution, self.officer, fields.Datetime.now(), "Dwanaście kilometrów"
        )
        (event,) = self.page(kinds=["answer"])
        self.assertEqual(event["text"], "Dwanaście kilometrów")
        self._sent(self._inquiry())
        self.assertEqual(len(self.page(kinds=["answer"])), 2)

    def test_letters_of_a_case(self):
        """M3.1: what came after the first letter, and what went out; no staff talk."""
        letter = self._letter("Pytanie", "Ile to kosztowało?")
        inquiry_id = self.env["mail.thread"].message_process(None, letter.as_bytes())
        inquiry = self.env["skks.inquiry"].browse(inquiry_id)
        self.assertEqual(self.kinds(kinds=["letter_in"]), [])
        self._post(inquiry, "Jeszcze jedno", author_id=self.journalist.id)
        self._post(inquiry, "Zajmę się tym", author_id=self.roads.partner_id.id)
        inquiry.message_post(body="Notatka", author_id=self.officer.partner_id.id)
        (event,) = self.page(kinds=["letter_in"])
        self.assertEqual((event["kind"], event["text"]), ("letter_in", "Jeszcze jedno"))
        self.assertEqual(event["author"], "Jan Nowak")
        self.assertIn(inquiry.number, event["title"])

    def test_letter_that_was_let_out(self):
        """M3.1: an acknowledgement stands as a letter, an answer only once."""
        letter = self._letter("Pytanie", "Ile to kosztowało?")
        inquiry_id = self.env["mail.thread"].message_process(None, letter.as_bytes())
        inquiry = self.env["skks.inquiry"].browse(inquiry_id).with_user(self.officer)
        inquiry.action_take()
        self.assertEqual(self.kinds(kinds=["letter_out"]), ["letter_out"])
        (event,) = self.page(kinds=["letter_out"])
        permitted = self.env["skks.gate.permit"].search(
            [("res_model", "=", inquiry._name), ("res_id", "=", inquiry.id)]
        )
        self.assertEqual(event["id"] // 16, permitted.mail_message_id.id)
        answer = self._sent(inquiry)
        answer.sudo()._guarded_write({"sent_message_id": permitted.mail_message_id.id})
        self.assertEqual(self.kinds(kinds=["letter_out"]), [])
        self.assertEqual(self.kinds(kinds=["answer"]), ["answer"])

    def _post(self, inquiry, text, **values):
        return inquiry.sudo().message_post(
            body=text, message_type="email", subtype_xmlid="mail.mt_comment", **values
        )

    def test_publication(self):
        """M3.1: what was published, with its author and its newsroom."""
        self.env["skks.coverage"].with_user(self.officer).create(
            {
                "name": "Tężnia otwarta",
                "outlet_id": self.outlet.id,
                "journalist_id": self.journalist.id,
                "date": "2026-11-20",
                "excerpt": "Kolejka od rana",
            }
        )
        for card in (self.outlet, self.journalist):
            (event,) = self.page(card, kinds=["coverage"])
            self.assertEqual(event["day"], "2026-11-20")
            self.assertEqual(event["hour"], "")
            self.assertEqual(event["text"], "Kolejka od rana")

    def test_order_about_the_outlet(self):
        """M3.1: what the office passed on to entities about it."""
        order = self.env["skks.order"].browse(
            self.inquiry.action_make_order()["res_id"]
        )
        (event,) = self.page(kinds=["order"])
        self.assertEqual(event["res_id"], order.id)
        self.assertEqual(self.kinds(self.other_outlet), [])
        self.assertEqual(self.kinds(self.journalist, kinds=["order"]), ["order"])

    def test_correction_stands_on_the_day_it_left(self):
        """M3.1: a demand for correction, before and after it was posted."""
        letter = (
            self.env["skks.correction"]
            .with_user(self.officer)
            .create(
                {
                    "name": "12, a nie 21 km",
                    "outlet_id": self.outlet.id,
                    "published_on": "2026-11-18",
                    "true_fact": "21 km",
                }
            )
        )
        (event,) = self.page(kinds=["correction"])
        self.assertEqual(event["day"], "2026-11-23")
        self.assertEqual(event["text"], "21 km")
        letter.sudo().write({"received_at": "2026-11-19 08:00:00"})
        letter.sudo()._guarded_write({"posted_on": "2026-11-20"})
        (event,) = self.page(kinds=["correction"])
        self.assertEqual((event["day"], event["hour"]), ("2026-11-20", ""))

    def test_meetings(self):
        """M3.1: recordings of the office, and what stands in the calendar."""
        meeting = self._meeting()
        event = self._event()
        found = self.page(self.journalist, kinds=["meeting"])
        self.assertEqual(
            [(one["res_model"], one["res_id"]) for one in found],
            [("skks.meeting", meeting.id), ("calendar.event", event.id)],
        )
        self.assertEqual(found[0]["text"], "Sala 12")
        meeting.sudo()._guarded_write({"state": "cancelled"})
        self.assertEqual(len(self.page(self.journalist, kinds=["meeting"])), 1)

    def test_polish_words(self):
        """M3.1: the word is found in another form, in documents that know Polish."""
        self.assertEqual(self.kinds(words="kilometr droga"), ["inquiry"])
        self.assertEqual(self.kinds(words="kilometr autostrada"), [])

    def test_every_kind_has_its_look_and_its_number(self):
        """M3.1: kinds of this addon have a word, an icon, a colour and a branch."""
        events = self.events()
        kinds = dict(events._fields["kind"]._description_selection(events.env))
        self.assertEqual(kinds.keys(), events._timeline_looks().keys())
        numbers = [branch.number for branch in events._timeline_selects()]
        self.assertEqual(len(numbers), len(set(numbers)))
        self.assertLess(max(numbers), 16)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 09:00:00")
class TestTimelineRelease(ReleaseCase):
    """M3.1, M5.3: a release stands with those whose mail server took it."""

    def test_release_stands_with_who_got_it(self):
        self.accept()
        events = self.env["skks.timeline.event"].with_user(self.officer)

        def found(card):
            self.env.invalidate_all()
            page = events.timeline_page(card.id, {"kinds": ["release"]})
            return [event["res_id"] for event in page["events"]]

        self.assertEqual(found(self.journalist), [])
        self.send()
        self.assertEqual(found(self.journalist), self.release.ids)
        outlet = self.row(self.journalist).outlet_id
        self.assertIn(self.release.id, found(outlet))
        self.assertEqual(self.row(self.journalist)._move("bounced"), None)
        self.assertEqual(found(self.journalist), [])

    def test_release_to_several_is_printed_once(self):
        """M3.1: one line on the paper, as on the screen, with all who got it."""
        outlet = self.journalist.affiliation_ids.outlet_id[:1]
        self.env["skks.affiliation"].create(
            {"journalist_id": self.journalist2.id, "outlet_id": outlet.id}
        )
        self.accept()
        self.send()
        events = self.env["skks.timeline.event"].with_user(self.officer)
        days, _is_cut = events._to_print(outlet, {"kinds": ["release"]})
        [[_day, [row]]] = days
        people = self.journalist + self.journalist2
        self.assertLessEqual(set(people.mapped("name")), set(row["who"]))


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 09:00:00")
class TestTimelineAccess(TimelineCase):
    """M3.1, M4.3: access is the document's, in lists and in counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = new_test_user(cls.env, "gil", groups="base.group_user")
        cls.env.ref("base.group_allow_export").user_ids += cls.officer2 | cls.roads
        letter = cls._letter("Tajne pytanie", "Tajne")
        inquiry_id = cls.env["mail.thread"].message_process(None, letter.as_bytes())
        cls.secret = cls.env["skks.inquiry"].browse(inquiry_id)
        cls.secret.with_user(cls.officer).action_take()
        cls.secret.sudo().message_post(
            body="Tajny list",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=cls.journalist.id,
        )
        cls._contribution(cls.secret, cls.wdt_person)
        cls.secret.with_user(cls.officer).action_make_order()

    def setUp(self):
        super().setUp()
        self._sent(self.secret.with_user(self.officer), name="Tajna odpowiedź")
        self._meeting(inquiry_id=self.secret.id, name="Tajne nagranie")

    def _secret_kinds(self, user):
        events = self.events(user)
        groups = events._read_group(
            [("outlet_id", "=", self.outlet.id), ("words", "ilike", "tajn")],
            ["kind"],
            ["__count"],
        )
        return dict(groups)

    def test_confidential_case_is_hidden_from_another_officer(self):
        """M3.1: the inquiry, its letters, answers, orders and meetings."""
        shown = self._secret_kinds(self.officer2)
        self.assertEqual(
            shown,
            {
                "inquiry": 1,
                "letter_in": 1,
                "letter_out": 1,
                "answer": 1,
                "order": 1,
                "meeting": 1,
            },
        )
        self.secret.with_user(self.officer).confidential = True
        self.env["skks.order"].search(
            [("inquiry_id", "=", self.secret.id)]
        ).sudo().confidential = True
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._secret_kinds(self.officer2), {})
        for user in (self.officer, self.head, self.auditor):
            self.assertEqual(self._secret_kinds(user), shown)

    def test_no_way_of_reading_tells_of_it(self):
        """M3.1: search, count, groups, export, names, pages, texts and paper."""
        events = self.events(self.officer2)
        rows = events.search(
            [("outlet_id", "=", self.outlet.id), ("title", "ilike", "tajn")]
        )
        self.assertTrue(rows)
        self.secret.with_user(self.officer).confidential = True
        self.env.flush_all()
        self.env.invalidate_all()
        # an order that stays open to all names nobody of the case
        self.assertNotIn("order", self.kinds(self.journalist, self.officer2))
        orders = self.env["skks.order"].search([("inquiry_id", "=", self.secret.id)])
        orders.sudo().confidential = True
        self.env.flush_all()
        self.env.invalidate_all()
        hidden = [("id", "in", rows.ids)]
        self.assertEqual(events.search(hidden).ids, [])
        self.assertEqual(events.search_count(hidden), 0)
        self.assertEqual(events.search_read(hidden, ["title"]), [])
        self.assertEqual(events._read_group(hidden, ["kind"], ["__count"]), [])
        self.assertEqual(events.formatted_read_group(hidden, ["kind"], []), [])
        self.assertEqual(events.web_search_read(hidden, {"title": {}})["length"], 0)
        self.assertEqual(events.name_search("tajn"), [])
        self.assertEqual(rows.with_user(self.officer2).read(["title"]), [])
        with self.assertRaises(MissingError):
            rows.with_user(self.officer2).export_data(["title"])
        for row_id in rows.ids:
            self.assertEqual(events.timeline_text(row_id), "")
        self.assertEqual(self.kinds(user=self.officer2), ["inquiry"])
        self.assertEqual(self.kinds(user=self.officer2, words="tajne"), [])
        head = events.timeline_head(self.outlet.id)
        self.assertEqual(
            [(kind["value"], kind["count"]) for kind in head["kinds"]], [("inquiry", 1)]
        )
        days, _is_cut = events._to_print(self.outlet, {})
        self.assertEqual([len(rows) for _day, rows in days], [1])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_part_in_a_case_opens_no_timeline(self):
        """M3.1: who delivers to a case sees the case, not the newsroom's history."""
        for user in (
            self.roads,
            self.school,
            self.secretary,
            self.dispatcher,
            self.plain,
        ):
            events = self.events(user)
            for read in (
                lambda: events.search([]),  # noqa: B023
                lambda: events.search_count([]),  # noqa: B023
                lambda: events._read_group([], ["kind"], ["__count"]),  # noqa: B023
                lambda: events.name_search("Tajne"),  # noqa: B023
                lambda: events.timeline_page(self.outlet.id),  # noqa: B023
                lambda: events.timeline_head(self.journalist.id),  # noqa: B023
            ):
                with self.assertRaises(AccessError):
                    read()

    def test_private_event_of_a_colleague(self):
        """M3.1: a private entry of the calendar is nobody else's to read."""
        event = self._event(privacy="private", name="Tajne spotkanie")
        self.assertEqual(self.kinds(self.journalist, words="spotkanie"), ["meeting"])
        self.assertEqual(
            self.kinds(self.journalist, self.officer2, words="spotkanie"), []
        )
        event.privacy = "public"
        self.assertEqual(
            self.kinds(self.journalist, self.officer2, words="spotkanie"), ["meeting"]
        )
