from odoo import models
from odoo.exceptions import UserError


class CrossingMixin(models.AbstractModel):
    """A case that came to the wrong office goes on as one of the other kind.

    What was received stays received: the other case has the same sender and counts
    from the same moment. This one is no case any more, and in no figures. Sent back,
    the first one goes on, so that nobody is told twice that a letter is here.
    """

    _name = "skks.crossing.mixin"
    _description = "Crossing between Press Office and Reports"

    def _crossed(self):
        """The case on the other side, if there is one (superuser)."""
        raise NotImplementedError

    def _crossing_make(self):
        """Register the case on the other side and link the two (superuser)."""
        raise NotImplementedError

    def _cross(self):
        """Go on on the other side.

        :return: the case there (superuser: its office is perhaps another one)
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != self._state_initial:
            raise UserError(
                self.env._(
                    "Work on “%s” has begun. Decide in the case itself what becomes"
                    " of it.",
                    self.display_name,
                )
            )
        other = self._crossed()
        if other:
            other._letter_restore()
        else:
            other = self._crossing_make()
        automatic = self._crossing_letters(other)
        self._letter_drop(self.env._("Sent to: %s", other.display_name))
        if not other.acknowledged_at and not automatic:
            # whoever sends it there does not follow it because of that
            other.with_context(mail_post_autofollow_author_skip=True)._acknowledge()
        return other

    def _crossing_letters(self, other):
        """Take the letters along, so that answers to them come to the right case.

        :return: whether a machine has written any of them
        """
        letters = self.env["skks.mail.quarantine"]
        letters._move_messages(self, other)
        moved = letters._letters_of(self)
        for letter in moved:
            started = letter.state == "case"
            letter._move_to(other, letter.state)
            if started:
                letter._handle("letter.send", "case")
        return any(moved.mapped("automatic"))

    def _crossing_values(self):
        """What both kinds of cases have."""
        case = self.sudo()
        values = {
            "name": case.name,
            "description": case.description,
            "received_at": case.received_at,
            "company_id": case.company_id.id,
            "topic_id": case.topic_id.id,
            "tag_ids": [(6, 0, case.tag_ids.ids)],
            "contact_name": case.contact_name,
            "email_from": case.email_from,
            "phone": case.phone,
        }
        if case.confidential:  # whoever could read it can read it there
            values |= {"confidential": True, "coordinator_id": case.coordinator_id.id}
        return values

    def _crossing_create(self, model, values):
        """A new case there, which whoever sends it there does not follow."""
        there = self.env[model].sudo().with_context(mail_create_nosubscribe=True)
        created = there.create(self._crossing_values() | values)
        return created.with_env(there.env(context=self.env.context))
