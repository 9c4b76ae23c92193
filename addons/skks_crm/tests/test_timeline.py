"""M3.1: the timeline of an outlet and of a journalist."""

import io
from datetime import date

from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, warmup
from odoo.tools import mute_logger

from ..models import timeline_event, timeline_reading
from .common_timeline import TimelineCommon, at

STRANGERS = (
    "base.group_user",
    "skks_base.group_representative",
    "skks_base.group_dispatcher",
    "skks_base.group_leadership",
    "skks_base.group_admin",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 09:00:00")
class TestTimeline(TimelineCommon):
    """M3.1: what happened, in its order, as somebody can read it."""

    def test_every_kind_of_row(self):
        """M3.1: letters in and out, notes, tasks, calls, meetings, workplaces."""
        self.make_message(self.anna, at(2), "<p>Pytam</p>", "letter_in", subject="List")
        self.make_message(self.anna, at(3), "<p>Odpisuję</p>", "letter_out")
        self.make_message(self.anna, at(4), "<p>Notatka</p>")
        self.make_done(self.anna, date(2026, 11, 5), summary="Zadanie")
        call = "mail.mail_activity_data_call"
        self.make_done(self.anna, date(2026, 11, 6), call, feedback="Dzwoniłem")
        meeting = "mail.mail_activity_data_meeting"
        self.make_done(self.anna, date(2026, 11, 7), meeting, note="<p>Kawa</p>")
        self.make_workplace(
            self.anna,
            self.radio,
            date_from=date(2026, 11, 8),
            date_to=date(2026, 11, 9),
            job_title="Reporterka",
        )
        events = self.page(self.anna)
        self.assertEqual(
            [(event["kind"], event["day"][-2:]) for event in events],
            [
                ("workplace_end", "09"),
                ("workplace", "08"),
                ("meeting", "07"),
                ("call", "06"),
                ("task", "05"),
                ("note", "04"),
                ("letter_out", "03"),
                ("letter_in", "02"),
            ],
        )
        self.assertEqual(
            [event["text"] for event in events],
            ["", "", "Kawa", "Dzwoniłem", "", "Notatka", "Odpisuję", "Pytam"],
        )
        self.assertEqual(events[-1]["title"], "List")
        self.assertEqual(events[-1]["author"], "Anna")
        self.assertEqual(events[2]["author"], self.officer.name)
        self.assertEqual(events[0]["outlet"], "Radio")
        self.assertEqual(events[-1]["url"], f"/odoo/journalists/{self.anna.id}")
        self.assertEqual({event["hour"] for event in events[:5]}, {""})
        self.assertTrue(all(event["label"] and event["icon"] for event in events))

    def test_every_kind_has_its_look(self):
        """M3.1: a kind without a word, an icon and a colour cannot be shown."""
        events = self.events()
        kinds = dict(events._fields["kind"]._description_selection(events.env))
        self.assertEqual(kinds.keys(), events._timeline_looks().keys())

    def test_numbers_of_branches_are_used_once(self):
        """M3.1: the number is part of the id, so two branches may not share one."""
        numbers = [branch.number for branch in self.events()._timeline_selects()]
        self.assertEqual(len(numbers), len(set(numbers)))
        self.assertLess(max(numbers), timeline_event.BRANCHES)

    def test_machine_notes_are_left_out(self):
        """M3.1: a tracked change of a card is no part of the exchange."""
        self.anna.with_user(self.officer).write({"phone": "00 1", "name": "Anna N."})
        self.anna.message_post(body="x", message_type="notification")
        self.assertEqual(self.page(self.anna), [])

    def test_letter_of_staff_by_mail_is_no_letter_in(self):
        """M3.1: a colleague who replies by mail to a note writes a note."""
        staff = self.officer.partner_id
        self.make_message(self.anna, at(2), kind="letter_in", author_id=staff.id)
        self.assertEqual(self.page(self.anna)[0]["kind"], "letter_out")
        self.make_message(
            self.anna,
            at(3),
            kind="letter_in",
            author_id=staff.id,
            subtype_id=self.env.ref("mail.mt_note").id,
        )
        self.assertEqual(self.page(self.anna)[0]["kind"], "note")

    def test_unknown_author_is_named_as_written(self):
        """M3.1: an address that belongs to no card."""
        self.make_message(
            self.anna, at(2), author_id=False, email_from='"Ktoś" <ktos@x.example>'
        )
        self.make_message(self.anna, at(3), author_id=False, email_from="b@x.example")
        authors = [event["author"] for event in self.page(self.anna)]
        self.assertEqual(authors, ["b@x.example", "Ktoś"])

    def test_files_of_letters(self):
        """M3.1: documents that came with a letter can be opened."""
        file = self.env["ir.attachment"].create(
            {
                "name": "plan.pdf",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.anna.id,
            }
        )
        self.make_message(self.anna, at(2), attachment_ids=[(4, file.id)])
        files = self.page(self.anna)[0]["files"]
        self.assertEqual(files, [{"id": file.id, "name": "plan.pdf"}])

    def test_long_text_is_cut_and_can_be_read_whole(self):
        """M3.1: the first lines, and all of them when somebody asks."""
        body = "<p>Pierwszy wiersz</p><p>" + "słowo " * 200 + "koniec</p>"
        self.make_message(self.anna, at(2), body)
        (event,) = self.page(self.anna)
        self.assertTrue(event["is_long"])
        self.assertLessEqual(len(event["text"]), timeline_reading.SHOWN)
        self.assertTrue(event["text"].endswith("…"))
        whole = self.events().timeline_text(event["id"])
        self.assertTrue(whole.endswith("koniec"))

    # -- of an outlet --------------------------------------------------------------

    def test_outlet_has_what_its_people_had_while_they_worked_there(self):
        """M3.1: people move, the history stays with the outlet."""
        place = self.anna.affiliation_ids
        place.write({"date_from": date(2026, 11, 3), "date_to": date(2026, 11, 5)})
        for day, body in ((2, "przed"), (3, "w"), (5, "ostatni"), (6, "po")):
            self.make_message(self.anna, at(day), body)
        self.make_message(self.kurier, at(4), "redakcja")
        self.make_message(self.jan, at(4, 12), "Jan")
        self.make_message(self.radio, at(4), "inna")
        texts = self.texts(self.kurier, kinds=["note"])
        self.assertEqual(texts, ["ostatni", "Jan", "redakcja", "w"])

    def test_nobody_from_elsewhere(self):
        """M3.1: an outlet without people shows its own card alone."""
        self.make_message(self.radio, at(2), "radio")
        self.make_message(self.anna, at(2), "Anna")
        self.assertEqual(self.texts(self.radio), ["radio"])

    def test_archived_contact_keeps_its_history(self):
        """M3.1: who left the base is still part of what was."""
        self.make_message(self.anna, at(2), "dawno")
        self.anna.active = False
        self.assertEqual(self.texts(self.anna), ["dawno"])
        self.assertEqual(self.texts(self.kurier), ["dawno"])

    # -- paging --------------------------------------------------------------------

    def _pages(self, card, newer=False, cursor=None):
        """Ids of all pages, and how many pages there were."""
        found, pages, more = [], 0, True
        while more:
            page = self.events().timeline_page(card.id, {}, cursor, newer)
            events, more = page["events"], page["more"]
            last = events[0 if newer else -1]
            cursor = {"date": last["date"], "id": last["id"]}
            ids = [event["id"] for event in events]
            found = ids + found if newer else found + ids
            pages += 1
        return found, pages

    def test_paging_without_gap_or_double_on_equal_dates(self):
        """M3.1: rows of one second, also of several kinds, are told apart."""
        size = timeline_reading.PAGE
        for _number in range(size + 5):
            self.make_message(self.anna, at(2))
        for _number in range(size):
            self.make_done(self.anna, date(2026, 11, 2))
        self.make_message(self.anna, at(1), "najstarszy")
        found, pages = self._pages(self.anna)
        self.assertEqual(pages, 3)
        self.assertEqual(len(found), 2 * size + 6)
        self.assertEqual(len(set(found)), len(found))
        everything = self.events().search(
            [("partner_id", "=", self.anna.id)], order="date desc, id desc"
        )
        self.assertEqual(found, everything.ids)
        oldest = {"date": "2026-11-01 00:00:00", "id": 0}
        back, _pages = self._pages(self.anna, newer=True, cursor=oldest)
        self.assertEqual(back, found)

    def test_fractions_of_a_second_do_not_break_a_page(self):
        """M3.1: a cursor has whole seconds, what other programs wrote has not."""
        messages = [self.make_message(self.anna, at(2)) for _n in range(50)]
        self.env.flush_all()
        for number, message in enumerate(messages):
            self.env.cr.execute(
                "UPDATE mail_message SET date = date + %s * interval '7 ms'"
                " WHERE id = %s",
                [number, message.id],
            )
        found, _pages = self._pages(self.anna)
        self.assertEqual(sorted(set(found)), sorted(found))
        self.assertEqual(len(found), 50)

    def test_what_comes_in_meanwhile_moves_no_page(self):
        """M3.1: somebody reads on while a letter arrives."""
        for number in range(45):
            self.make_message(self.anna, at(2, 10, number))
        first = self.page(self.anna)
        self.make_message(self.anna, at(26))
        cursor = {"date": first[-1]["date"], "id": first[-1]["id"]}
        rest = self.page(self.anna, cursor=cursor)
        self.assertEqual(len(rest), 5)
        self.assertFalse(
            {event["id"] for event in rest} & {event["id"] for event in first}
        )

    def test_jump_to_a_day(self):
        """M3.1: the page begins with that day; newer ones are still there."""
        for day in (2, 3, 4, 5):
            self.make_message(self.anna, at(day), str(day))
        self.assertEqual(
            self.texts(self.anna, cursor={"day": "2026-11-03"}), ["3", "2"]
        )
        later = self.texts(self.anna, cursor={"day": "2026-11-03"}, newer=True)
        self.assertEqual(later, ["5", "4"])

    # -- filters -------------------------------------------------------------------

    def test_filters(self):
        """M3.1: by kind, person, period and words."""
        self.make_message(self.anna, at(2), "<p>Remont mostu</p>", "letter_in")
        self.make_message(self.jan, at(3), "<p>Remont szkoły</p>")
        self.make_message(self.kurier, at(4), "<p>Nowy adres</p>", subject="Remont")
        kurier = self.kurier
        self.assertEqual(self.texts(kurier, kinds=["letter_in"]), ["Remont mostu"])
        both = self.texts(kurier, kinds=["letter_in", "note"])
        self.assertEqual(len(both), 3)
        self.assertEqual(self.texts(kurier, persons=[self.jan.id]), ["Remont szkoły"])
        self.assertEqual(
            self.texts(kurier, date_from="2026-11-03", date_to="2026-11-03"),
            ["Remont szkoły"],
        )
        self.assertEqual(len(self.texts(kurier, words="remont")), 3)
        self.assertEqual(self.texts(kurier, words="REMONT szkoły"), ["Remont szkoły"])
        self.assertEqual(self.texts(kurier, words="remont lotniska"), [])
        self.assertEqual(
            self.texts(kurier, words="remont", persons=[self.anna.id]),
            ["Remont mostu"],
        )

    def test_words_are_no_markup_and_no_pattern(self):
        """M3.1: what the reader does not see is not found."""
        self.make_message(self.anna, at(2), '<p style="color:red">100% pewne</p>')
        self.assertEqual(self.texts(self.anna, words="color"), [])
        self.assertEqual(self.texts(self.anna, words="100%"), ["100% pewne"])
        self.assertEqual(self.texts(self.anna, words="1%pewne"), [])

    def test_no_day(self):
        """M3.1: what is no day is told in a sentence, also by who sends it by hand."""
        for text in ("wczoraj", "0001-01-01", "9999-12-31", "2026-02-30"):
            for options in ({"date_from": text}, {"cursor": {"day": text}}):
                with self.assertRaisesRegex(UserError, "is not a day"):
                    self.page(self.anna, **options)

    def test_head_counts_what_can_be_chosen(self):
        """M3.1: kinds and persons with events, and how many."""
        self.make_message(self.anna, at(2), kind="letter_in")
        self.make_message(self.anna, at(3))
        self.make_message(self.kurier, at(4))
        head = self.events().timeline_head(self.kurier.id)
        self.assertEqual(head["today"], "2026-11-26")
        counts = {kind["value"]: kind["count"] for kind in head["kinds"]}
        self.assertEqual(counts, {"letter_in": 1, "note": 2})
        self.assertEqual(
            [(one["id"], one["count"]) for one in head["persons"]],
            [(self.kurier.id, 1), (self.anna.id, 2)],
        )
        self.assertEqual(self.events().timeline_head(self.anna.id)["persons"], [])

    # -- time ----------------------------------------------------------------------

    def test_day_is_the_readers_day(self):
        """M3.1: 23:30 UTC is half past midnight of the next day in Warsaw."""
        self.make_message(self.anna, at(2, 22, 59), "przed")
        self.make_message(self.anna, at(2, 23, 0), "po")
        events = self.page(self.anna)
        self.assertEqual(
            [(event["day"], event["hour"]) for event in events],
            [("2026-11-03", "00:00"), ("2026-11-02", "23:59")],
        )
        self.assertEqual(self.texts(self.anna, date_from="2026-11-03"), ["po"])
        self.assertEqual(self.texts(self.anna, date_to="2026-11-02"), ["przed"])
        self.assertEqual(self.texts(self.anna, cursor={"day": "2026-11-02"}), ["przed"])

    def test_day_without_an_hour_is_the_same_for_everybody(self):
        """M3.1: what has no hour does not move to another day."""
        self.make_done(self.anna, date(2026, 11, 2))
        for zone in ("Europe/Warsaw", "UTC", "America/New_York"):
            self.officer.tz = zone
            self.assertEqual(self.page(self.anna)[0]["day"], "2026-11-02")

    def test_reader_without_a_time_zone_reads_in_the_towns(self):
        """M3.1: nobody sees UTC who has not asked for it."""
        self.officer.tz = False
        self.make_message(self.anna, at(2, 23, 0))
        zone = self.env.company._skks_tz()
        expected = at(2, 23, 0).replace(tzinfo=zone).utcoffset()
        hour = self.page(self.anna)[0]["hour"]
        self.assertEqual(int(hour[:2]), (23 + expected.seconds // 3600) % 24)

    # -- costs ---------------------------------------------------------------------

    @warmup
    def test_queries_do_not_grow_with_the_rows(self):
        """M3.1: a page costs the same however much there is."""
        self._fill(2)
        few = self._queries()
        self._fill(60)
        self.assertEqual(self._queries(), few)
        self.assertLessEqual(few, 12)

    def _fill(self, count):
        """As many rows of each kind on every day, so that a page has them all."""
        for number in range(count):
            day = 2 + number % 20
            self.make_message(self.anna, at(day), f"<p>{number}</p>")
            self.make_message(self.kurier, at(day), kind="letter_out")
            self.make_done(self.jan, date(2026, 11, day))

    def _queries(self):
        """Queries of the second call: the first fills the caches."""
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.page(self.kurier)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestTimelineAccess(TimelineCommon):
    """M3.1: whoever may not read a document sees no row, not even in a count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strangers = [
            cls.make_user(group.split("_")[-1], f"{group},base.group_allow_export")
            for group in STRANGERS
        ]
        cls.make_message(cls.anna, at(2), "<p>Tajemnica</p>", subject="Tajemnica")
        cls.make_done(cls.kurier, date(2026, 11, 3), summary="Tajemnica")
        cls.rows = cls.env["skks.timeline.event"].search(
            [("partner_id", "in", (cls.anna | cls.kurier).ids)]
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_strangers_read_nothing(self):
        """M3.1: every way of reading, as everybody who is not of the office."""
        domain = [("title", "ilike", "Tajemnica")]
        for user in self.strangers:
            events = self.events(user)
            row = self.rows[0].with_user(user)
            for read in (
                lambda: events.search(domain),  # noqa: B023
                lambda: events.search_count(domain),  # noqa: B023
                lambda: events.search_read(domain, ["title"]),  # noqa: B023
                lambda: events.web_search_read(domain, {"title": {}}),  # noqa: B023
                lambda: events._read_group(domain, ["kind"], ["__count"]),  # noqa: B023
                lambda: events.formatted_read_group(domain, ["kind"], []),  # noqa: B023
                lambda: events.name_search("Tajemnica"),  # noqa: B023
                lambda: row.read(["title", "words"]),  # noqa: B023
                lambda: row.export_data(["title"]),  # noqa: B023
                lambda: events.timeline_head(self.anna.id),  # noqa: B023
                lambda: events.timeline_page(self.anna.id),  # noqa: B023
                lambda: events.timeline_print(self.anna.id),  # noqa: B023
                lambda: events.timeline_text(row.id),  # noqa: B023
                lambda: self.anna.with_user(user).action_skks_timeline(),  # noqa: B023
            ):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    read()

    def test_strangers_are_shown_no_button(self):
        """M3.1: a representative's form of a contact knows of no timeline."""
        view = self.env.ref("skks_crm.res_partner_outlet_view_form")
        for user, shown in ((self.strangers[1], False), (self.officer, True)):
            arch = self.env["res.partner"].with_user(user).get_view(view.id)["arch"]
            self.assertEqual("action_skks_timeline" in arch, shown)

    def test_context_opens_nothing(self):
        """M3.1: no key that a client can send shows what the rules hide."""
        cards = self.env["ir.model"]._get("res.partner")
        self.env["ir.rule"].create(
            {
                "name": "not these",
                "model_id": cards.id,
                "domain_force": [("id", "not in", (self.anna | self.kurier).ids)],
            }
        )
        for context in ({}, {"active_test": False}, {"bin_size": True}, {"tz": "UTC"}):
            events = self.events().with_context(**context)
            self.assertFalse(events.search([("id", "in", self.rows.ids)]))
            self.assertEqual(events.search_count([("id", "in", self.rows.ids)]), 0)
            self.assertEqual(
                events._read_group([("id", "in", self.rows.ids)], ["kind"]), []
            )
            self.assertEqual(events.name_search("Tajemnica"), [])
            self.assertEqual(events.timeline_text(self.rows[0].id), "")
            with self.assertRaises(AccessError):
                events.timeline_page(self.anna.id)
        row = self.rows[0].with_user(self.officer)
        self.env.invalidate_all()
        self.assertEqual(row.read(["title", "words"]), [])

    def test_hidden_card_is_left_out_of_an_outlet(self):
        """M3.1: who may not read one of its people sees the outlet without them."""
        cards = self.env["ir.model"]._get("res.partner")
        self.env["ir.rule"].create(
            {
                "name": "not her",
                "model_id": cards.id,
                "domain_force": [("id", "!=", self.anna.id)],
            }
        )
        self.env.invalidate_all()
        head = self.events().timeline_head(self.kurier.id)
        self.assertEqual(sum(kind["count"] for kind in head["kinds"]), 1)
        self.assertEqual(self.texts(self.kurier), ["Tajemnica"])
        self.assertEqual(self.page(self.kurier)[0]["kind"], "task")

    def test_message_is_as_visible_as_the_card(self):
        """M3.1: being told of a message opens no row of the timeline."""
        stranger = self.strangers[0]
        message = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", self.anna.id)]
        )
        message.partner_ids += stranger.partner_id
        with self.assertRaises(AccessError):
            self.page(self.anna, stranger)

    def test_auditor_reads(self):
        """M3.1: the auditor sees what the officer sees."""
        auditor = self.make_user("auditor3", "skks_base.group_auditor")
        self.assertEqual(len(self.page(self.anna, auditor)), 1)
        self.assertEqual(
            self.anna.with_user(auditor).action_skks_timeline()["context"]["active_id"],
            self.anna.id,
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_writes(self):
        """M3.1: a row is computed; nobody adds, changes or deletes one."""
        row = self.rows[0]
        for user in (self.officer, self.manager):
            events, own = self.events(user), row.with_user(user)
            for act in (
                lambda: events.create({"title": "x"}),  # noqa: B023
                lambda: own.write({"title": "x"}),  # noqa: B023
                lambda: own.unlink(),  # noqa: B023
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_only_media_have_a_timeline(self):
        """M3.1: what was written on the card of a colleague is not shown here."""
        with self.assertRaises(UserError):
            self.page(self.officer.partner_id)
        with self.assertRaises(UserError):
            self.events().timeline_head(0)
        self.make_message(self.officer.partner_id, at(2), subject="Służbowe")
        self.assertFalse(self.events().search([("title", "=", "Służbowe")]))


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 09:00:00")
class TestTimelinePrint(TimelineCommon):
    """M3.1: the chosen part of the timeline as a document."""

    def _html(self, card, user=None, **filters):
        report = self.env["ir.actions.report"].with_user(user or self.officer)
        report = report.with_context(lang="en_US")
        action = self.events(user).timeline_print(card.id, filters)
        self.assertEqual(action["report_name"], "skks_crm.report_timeline")
        found = report._render_qweb_html(action["report_name"], [], action["data"])
        return found[0].decode()

    def test_prints_what_was_chosen(self):
        """M3.1: the same filters as on the screen, and they are named."""
        self.make_message(self.anna, at(2), "<p>Remont mostu</p>")
        self.make_message(self.anna, at(3), "<p>Remont szkoły</p>")
        page = self._html(
            self.anna, words="remont", kinds=["note"], date_from="2026-11-03"
        )
        self.assertIn("Remont szkoły", page)
        self.assertNotIn("Remont mostu", page)
        self.assertIn("03.11.2026 – …", page)
        self.assertIn("Tuesday, 3 November 2026", page)

    def test_empty_and_cut(self):
        """M3.1: the paper says when there is nothing, and when there is more."""
        self.assertIn("Nothing was found", self._html(self.anna))
        for number in range(3):
            self.make_message(self.anna, at(2, 10, number), f"<p>wpis {number}</p>")
        self.patch(timeline_reading, "PRINTED", 2)
        page = self._html(self.anna)
        self.assertIn("The newest events only", page)
        self.assertNotIn("wpis 0", page)

    def test_pdf_is_tagged(self):
        """M3.1: a document that a screen reader reads, in the reader's language."""
        self.make_message(self.anna, at(2), "<p>Zażółć gęślą jaźń</p>")
        reports = self.env["ir.actions.report"].with_user(self.officer)
        reports = reports.with_context(force_report_rendering=True, lang="pl_PL")
        data = {"partner_id": self.anna.id}
        pdf, kind = reports._render_qweb_pdf("skks_crm.report_timeline", data=data)
        self.assertEqual(kind, "pdf")
        catalog = resolve1(PDFDocument(PDFParser(io.BytesIO(pdf))).catalog)
        self.assertIn("StructTreeRoot", catalog)
        self.assertIn(resolve1(catalog["Lang"]), (b"pl-PL", "pl-PL"))
        self.assertIn("Zażółć gęślą jaźń", extract_text(io.BytesIO(pdf)))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_stranger_prints_nothing(self):
        """M3.1: the address of the report opens nothing that the screen does not."""
        stranger = self.make_user("stranger", "skks_base.group_representative")
        report = self.env["ir.actions.report"].with_user(stranger)
        for docids, data in (([], {"partner_id": self.anna.id}), (self.anna.ids, None)):
            with self.assertRaises(AccessError):
                report._render_qweb_html("skks_crm.report_timeline", docids, data)

    def test_today_is_counted_in_the_readers_zone(self):
        """M3.1: "today" of the screen is the day at the reader's place."""
        self.assertEqual(
            self.events().timeline_head(self.anna.id)["today"],
            fields.Date.to_string(date(2026, 11, 26)),
        )
