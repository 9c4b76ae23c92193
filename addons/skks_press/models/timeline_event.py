from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.skks_crm.models.timeline_event import CARD, NOON, TimelineBranch

from .answer_kind import FINAL

INQUIRY = "skks.inquiry"
LOOKS = {
    "inquiry": ("fa-question-circle", "press"),
    "answer": ("fa-reply", "out"),
    "release": ("fa-bullhorn", "out"),
    "coverage": ("fa-newspaper-o", "text"),
    "order": ("fa-share-square-o", "work"),
    "correction": ("fa-gavel", "press"),
}
OF_THE_INQUIRY = SQL("JOIN skks_inquiry inquiry ON inquiry.id = src.inquiry_id")


class TimelineEvent(models.Model):
    """What the press office does with an outlet or a journalist.

    A document without an outlet of its own stands where its inquiry does.
    """

    _inherit = "skks.timeline.event"

    kind = fields.Selection(
        selection_add=[
            ("inquiry", "Inquiry"),
            ("answer", "Answer"),
            ("release", "Release"),
            ("coverage", "Publication"),
            ("order", "Order"),
            ("correction", "Correction"),
        ]
    )

    @api.model
    def _timeline_looks(self):
        return super()._timeline_looks() | LOOKS

    @api.model
    def _timeline_selects(self):
        return [
            *super()._timeline_selects(),
            self._select_calendar(),
            self._select_inquiries(),
            self._select_answers(),
            self._select_releases(),
            self._select_coverage(),
            self._select_orders(),
            self._select_corrections(),
            self._select_meetings(),
            self._select_spoken_answers(),
            self._select_case_letters(),
        ]

    @api.model
    def _select_calendar(self):
        """Meetings and calls that stand in the calendar on a card, if not private."""
        events = self.env["calendar.event"]
        return TimelineBranch(
            4,
            events._name,
            SQL(
                "calendar_event src LEFT JOIN res_users owner ON owner.id = src.user_id"
            ),
            {
                "date": SQL(
                    "CASE WHEN src.allday THEN src.start_date + %s ELSE src.start END",
                    NOON,
                ),
                "all_day": SQL("COALESCE(src.allday, FALSE)"),
                "kind": SQL("'meeting'"),
                "partner_id": SQL("src.res_id"),
                "title": SQL("src.name"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.name, src.location, %s)",
                    self._plain(SQL("src.description")),
                ),
            },
            where=SQL("src.res_model = %s", CARD),
            domain=Domain(events._get_default_privacy_domain()),
            text=(events._name, "description"),
            flushed=("res.users",),
        )

    @api.model
    def _select_inquiries(self):
        return TimelineBranch(
            5,
            INQUIRY,
            SQL("skks_inquiry src"),
            {
                "date": SQL("src.received_at"),
                "kind": SQL("'inquiry'"),
                "partner_id": SQL("src.journalist_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": self._titled("src"),
                "author_id": SQL("src.journalist_id"),
                "author_name": SQL("src.contact_name"),
                "words": SQL(
                    "concat_ws(' ', src.number, src.name, src.contact_name, %s)",
                    self._plain(SQL("src.description")),
                ),
            },
            domain=Domain("state", "!=", "not_a_case"),
            text=(INQUIRY, "description"),
        )

    @api.model
    def _select_answers(self):
        """Letters that were accepted and sent; not every one of them answers."""
        return TimelineBranch(
            6,
            "skks.answer",
            SQL(
                "skks_answer src %s"
                " LEFT JOIN skks_answer_kind letter ON letter.id = src.kind_id"
                " LEFT JOIN res_users owner ON owner.id = src.coordinator_id",
                OF_THE_INQUIRY,
            ),
            {
                "date": SQL("src.sent_at"),
                "kind": SQL(
                    "CASE WHEN COALESCE(letter.effect, 'answer') = ANY(%s)"
                    " THEN 'answer' ELSE 'letter_out' END",
                    list(FINAL),
                ),
                "partner_id": SQL("inquiry.journalist_id"),
                "outlet_id": SQL("inquiry.outlet_id"),
                "title": self._titled("src"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.number, src.name, %s)",
                    self._plain(SQL("src.body")),
                ),
            },
            where=SQL("src.sent_at IS NOT NULL"),
            text=("skks.answer", "body"),
            flushed=(INQUIRY, "skks.answer.kind", "res.users"),
        )

    @api.model
    def _select_releases(self):
        """A release that the mail server of this very contact has taken."""
        return TimelineBranch(
            7,
            "skks.release",
            SQL(
                "skks_release_recipient src"
                " JOIN skks_release release ON release.id = src.release_id"
                " LEFT JOIN res_users owner ON owner.id = release.coordinator_id"
            ),
            {
                "date": SQL("src.state_at"),
                "kind": SQL("'release'"),
                "partner_id": SQL("src.partner_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": self._titled("release"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', release.number, release.name, release.lead, %s)",
                    self._plain(SQL("release.body")),
                ),
            },
            document=SQL("src.release_id"),
            where=SQL("src.state = 'sent'"),
            text=("skks.release.recipient", "release_id.lead", "release_id.body"),
            flushed=("skks.release.recipient", "res.users"),
        )

    @api.model
    def _select_coverage(self):
        return TimelineBranch(
            8,
            "skks.coverage",
            SQL("skks_coverage src"),
            {
                "date": SQL("src.date + %s", NOON),
                "all_day": SQL("TRUE"),
                "kind": SQL("'coverage'"),
                "partner_id": SQL("src.journalist_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": SQL("src.name"),
                "author_id": SQL("src.journalist_id"),
                "words": SQL("concat_ws(' ', src.name, src.excerpt)"),
            },
            text=("skks.coverage", "excerpt"),
        )

    @api.model
    def _select_orders(self):
        """Orders; the journalist is told by an inquiry that the reader may read."""
        inquiries = self.env[INQUIRY]._search(Domain.TRUE, active_test=False)
        return TimelineBranch(
            9,
            "skks.order",
            SQL(
                "skks_order src"
                " LEFT JOIN skks_inquiry inquiry ON inquiry.id = src.inquiry_id"
                " AND inquiry.id IN %s"
                " LEFT JOIN res_users owner ON owner.id = src.coordinator_id",
                inquiries.subselect(),
            ),
            {
                "date": SQL("src.received_at"),
                "kind": SQL("'order'"),
                "partner_id": SQL("inquiry.journalist_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": self._titled("src"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.number, src.name, src.quote, %s)",
                    self._plain(SQL("src.description")),
                ),
            },
            where=SQL("src.outlet_id IS NOT NULL"),
            text=("skks.order", "description", "quote"),
            flushed=(INQUIRY, "res.users"),
        )

    @api.model
    def _select_corrections(self):
        """A demand for correction stands on the day on which it left."""
        return TimelineBranch(
            10,
            "skks.correction",
            SQL(
                "skks_correction src"
                " LEFT JOIN res_users owner ON owner.id = src.coordinator_id"
            ),
            {
                "date": SQL(
                    "COALESCE(src.sent_at, src.posted_on + %s, src.received_at)", NOON
                ),
                "all_day": SQL("src.sent_at IS NULL AND src.posted_on IS NOT NULL"),
                "kind": SQL("'correction'"),
                "outlet_id": SQL("src.outlet_id"),
                "title": self._titled("src"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.number, src.name, src.quote, src.true_fact)"
                ),
            },
            where=SQL("src.outlet_id IS NOT NULL"),
            text=("skks.correction", "true_fact", "quote"),
            flushed=("res.users",),
        )

    @api.model
    def _select_meetings(self):
        """Recordings, interviews and conferences that were agreed or took place."""
        return TimelineBranch(
            11,
            "skks.meeting",
            SQL(
                "skks_meeting src %s"
                " LEFT JOIN res_users owner ON owner.id = src.spokesperson_id",
                OF_THE_INQUIRY,
            ),
            {
                "date": SQL("src.start"),
                "kind": SQL("'meeting'"),
                "partner_id": SQL("inquiry.journalist_id"),
                "outlet_id": SQL("inquiry.outlet_id"),
                "title": self._titled("src"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.number, src.name, src.place, src.gist)"
                ),
            },
            domain=Domain("state", "in", ("confirmed", "done")),
            text=("skks.meeting", "gist", "place"),
            flushed=(INQUIRY, "res.users"),
        )

    @api.model
    def _select_spoken_answers(self):
        """Answers on the phone, at a recording or by a link: no letter tells of it."""
        return TimelineBranch(
            13,
            INQUIRY,
            SQL(
                "skks_inquiry src"
                " LEFT JOIN res_users owner ON owner.id = src.oral_answer_by_id"
            ),
            {
                "date": SQL("src.answered_at"),
                "kind": SQL("'answer'"),
                "partner_id": SQL("src.journalist_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": self._titled("src"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.number, src.name, src.oral_answer_gist)"
                ),
            },
            where=SQL(
                "src.answered_at IS NOT NULL AND NOT EXISTS (SELECT FROM skks_answer"
                " WHERE skks_answer.inquiry_id = src.id"
                " AND skks_answer.sent_at IS NOT NULL)"
            ),
            text=(INQUIRY, "oral_answer_gist", "resolution_id.name"),
            flushed=("skks.answer", "res.users"),
        )

    @api.model
    def _select_case_letters(self):
        """Letters of an inquiry that are no inquiry and no answer.

        What came in from outside after the first letter, and what went out with a
        permit; the talk of the staff on the case is no part of the exchange.
        """
        return TimelineBranch(
            14,
            INQUIRY,
            SQL(
                "mail_message src"
                " JOIN skks_inquiry inquiry ON inquiry.id = src.res_id"
                " LEFT JOIN res_partner writer ON writer.id = src.author_id"
            ),
            {
                "date": SQL("src.date"),
                "kind": SQL(
                    "CASE src.message_type WHEN 'email' THEN 'letter_in'"
                    " ELSE 'letter_out' END"
                ),
                "partner_id": SQL("inquiry.journalist_id"),
                "outlet_id": SQL("inquiry.outlet_id"),
                "title": self._numbered(
                    SQL("inquiry.number"),
                    SQL("COALESCE(NULLIF(src.subject, ''), inquiry.name)"),
                ),
                "author_id": SQL("src.author_id"),
                "author_name": SQL("src.email_from"),
                "words": SQL(
                    "concat_ws(' ', inquiry.number, src.subject, %s)",
                    self._plain(SQL("src.body")),
                ),
            },
            document=SQL("src.res_id"),
            where=SQL(
                "src.model = %s AND (%s OR %s)",
                INQUIRY,
                self._letter_came_in(),
                self._letter_went_out(),
            ),
            domain=Domain("state", "!=", "not_a_case"),
            text=("mail.message", "body"),
            flushed=("mail.message", "skks.answer", "skks.gate.permit", CARD),
        )

    @api.model
    def _letter_came_in(self):
        """SQL: a letter from outside, but not the one that began the inquiry."""
        return SQL(
            "src.message_type = 'email' AND COALESCE(writer.partner_share, TRUE)"
            " AND (inquiry.channel <> 'email' OR src.id > (SELECT min(first.id)"
            " FROM mail_message first WHERE first.model = %s"
            " AND first.res_id = inquiry.id AND first.message_type = 'email'))",
            INQUIRY,
        )

    @api.model
    def _letter_went_out(self):
        """SQL: a letter that was let out, but not one that stands as an answer."""
        return SQL(
            "src.message_type <> 'email' AND EXISTS (SELECT FROM skks_gate_permit"
            " WHERE skks_gate_permit.mail_message_id = src.id)"
            " AND NOT EXISTS (SELECT FROM skks_answer"
            " WHERE skks_answer.inquiry_id = inquiry.id"
            " AND skks_answer.sent_message_id = src.id)"
        )

    @api.model
    def _titled(self, alias):
        """SQL of number and subject; many a subject names the number itself."""
        number, name = SQL.identifier(alias, "number"), SQL.identifier(alias, "name")
        return self._numbered(number, name)

    @api.model
    def _numbered(self, number, subject):
        return SQL(
            "CASE WHEN strpos(%(subject)s, %(number)s) > 0 THEN %(subject)s"
            " ELSE concat_ws(' · ', %(number)s, %(subject)s) END",
            number=number,
            subject=subject,
        )
