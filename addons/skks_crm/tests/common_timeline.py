from datetime import datetime

from .common import CrmCommon


class TimelineCommon(CrmCommon):
    """Helpers that put things on a timeline and read it as an officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.write({"tz": "Europe/Warsaw", "lang": "en_US"})
        cls.anna = cls.make_journalist("Anna", cls.kurier, email="anna@kurier.test")
        cls.jan = cls.make_journalist("Jan", cls.kurier)

    @classmethod
    def make_message(cls, card, at, body="<p>x</p>", kind="note", **vals):
        """A letter or a note on a card, at a moment in UTC."""
        types = {
            "note": ("comment", "mail.mt_note"),
            "letter_in": ("email", "mail.mt_comment"),
            "letter_out": ("comment", "mail.mt_comment"),
        }
        message_type, subtype = types[kind]
        author = card if kind == "letter_in" else cls.officer.partner_id
        return cls.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": card.id,
                "message_type": message_type,
                "subtype_id": cls.env.ref(subtype).id,
                "author_id": author.id,
                "date": at,
                "body": body,
            }
            | vals
        )

    @classmethod
    def make_done(cls, card, day, activity="mail.mail_activity_data_todo", **vals):
        """Something that was done on a card on that day."""
        activity = cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "res_id": card.id,
                "activity_type_id": cls.env.ref(activity).id,
                "user_id": cls.officer.id,
                "date_deadline": day,
            }
            | vals
        )
        activity.action_archive()
        activity.date_done = day
        return activity

    def events(self, user=None):
        return self.env["skks.timeline.event"].with_user(user or self.officer)

    def page(self, card, user=None, cursor=None, newer=False, **filters):
        """The events of a page as the screen gets them."""
        page = self.events(user).timeline_page(card.id, filters, cursor, newer)
        return page["events"]

    def texts(self, card, **options):
        return [event["text"] or event["title"] for event in self.page(card, **options)]


def at(day, hour=10, minute=0, second=0):
    """A moment in UTC of November 2026."""
    return datetime(2026, 11, day, hour, minute, second)
