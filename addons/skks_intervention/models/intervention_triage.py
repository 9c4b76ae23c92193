from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_datetime, html2plaintext

# Categories, units or people that are offered at once.
OFFERED = 24
SORTERS = "skks_base.group_officer,skks_base.group_dispatcher"


class Intervention(models.Model):
    """Sorting of what no rule has sent anywhere: a list, a pane and keys."""

    _inherit = "skks.intervention"

    _reason_actions = ("action_not_a_case",)

    def _check_sorts(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_groups(SORTERS)):
            raise AccessError(
                self.env._("Only the press office and the dispatcher sort reports.")
            )

    # ------------------------------------------------------------------
    # The reading pane
    # ------------------------------------------------------------------

    @api.readonly
    def triage_report(self):
        """All that the reading pane shows of one report."""
        self.ensure_one()
        self._check_sorts()
        labels = dict(self._fields["channel"]._description_selection(self.env))
        return {
            "id": self.id,
            "subject": self.name,
            "number": self.number,
            "received": self._triage_moment(self.received_at),
            "promised": self._triage_moment(self.promised_at),
            "channel": labels[self.channel],
            "category": self.category_id.display_name,
            "where": self._triage_place(),
            "submitter": ", ".join(
                filter(None, (self.contact_name, self.email_from, self.phone))
            ),
            "text": html2plaintext(self.description or "").strip(),
            "files": self._triage_files(),
            "refused": self._triage_refusals(),
            "suggestion": self._triage_category(),
            "unit": self._triage_unit(),
            "case": {"model": self._name, "id": self.id, "name": self.number},
            "sorted": self.state != "new",
            "dropped": self.state == "not_a_case",
        }

    def _triage_moment(self, moment):
        tz = self.company_id._skks_tz().key
        return moment and format_datetime(
            self.env, moment, tz=tz, dt_format="EEEE, d MMMM y, HH:mm"
        )

    def _triage_place(self):
        """Address, street and district; a street that the address names once."""
        address, street = self.address or "", self.street_id.name or ""
        if street.casefold() in address.casefold():
            street = ""
        return ", ".join(filter(None, (address, street, self.district_id.name)))

    def _triage_refusals(self):
        """``[{"id", "name", "why"}]`` of the units that have said: not ours."""
        steps = self.sudo().route_ids.filtered(lambda step: step.kind == "not_ours")
        return [
            {"id": step.id, "name": step.corrects_id.entity_id.name, "why": step.why}
            for step in steps.sorted("id")
        ]

    def _triage_files(self):
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        return [{"id": file.id, "name": file.name} for file in files]

    def _triage_category(self):
        """The category that its words suggest, if nobody has chosen one."""
        category = self.suggested_category_id
        if not category:
            return False
        return {
            "id": category.id,
            "name": category.display_name,
            "why": self.suggestion_reason,
        }

    def _triage_unit(self):
        """The unit that the rules or the category would send it to, and why."""
        entity, user, why, _rule = self._route_proposed()
        if not entity:
            return False
        person = entity._skks_representative_of(user) if user else user
        return {
            "id": entity.id,
            "person": person.id,
            "name": ", ".join(filter(None, (entity.code, user.name))),
            "why": why,
        }

    # ------------------------------------------------------------------
    # What may be chosen
    # ------------------------------------------------------------------

    @api.readonly
    def triage_categories(self, term=""):
        """Categories whose name or code contains ``term``, the suggested one first."""
        self.ensure_one()
        self._check_sorts()
        domain = Domain("company_id", "=", self.company_id.id)
        if term := term.strip():
            domain &= Domain("name", "ilike", term) | Domain("code", "ilike", term)
        found = self.env["skks.intervention.category"].search(domain, limit=OFFERED)
        suggested = self.suggested_category_id & found
        return [
            {
                "id": category.id,
                "name": category.display_name,
                "note": self.suggestion_reason if category == suggested else "",
            }
            for category in suggested + (found - suggested)
        ]

    @api.readonly
    def triage_units(self, term=""):
        """Units, and people of units, that can take it; the proposed one first.

        A unit that has said “not ours” comes last, and it is said so.
        """
        self.ensure_one()
        self._check_sorts()
        refused = self._refused_by()
        proposed = self._triage_unit()
        rows = [
            {
                "id": f"{entity.id}",
                "entity": entity.id,
                "person": False,
                "name": f"{entity.code} · {entity.name}",
                "note": self._triage_note(entity, refused, proposed),
            }
            for entity in self._triage_entities(term.strip(), refused, proposed)
        ]
        return rows + self._triage_people(term.strip(), OFFERED - len(rows))

    def _triage_entities(self, term, refused, proposed):
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("has_nobody", "=", False)
        if term:
            domain &= Domain("name", "ilike", term) | Domain("code", "ilike", term)
        found = self.env["skks.entity"].search(domain, limit=OFFERED)
        first = proposed["id"] if proposed else 0
        return found.sorted(lambda one: (one in refused, one.id != first))

    def _triage_note(self, entity, refused, proposed):
        if entity in refused:
            return self.env._("has said that it is not theirs")
        return proposed["why"] if proposed and proposed["id"] == entity.id else ""

    def _triage_people(self, term, limit):
        """People are found by their names; without a name units are enough."""
        if not term or limit <= 0:
            return []
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("user_id.name", "ilike", term)
        people = self.env["skks.representative"].search(domain, limit=limit)
        return [
            {
                "id": f"{person.entity_id.id}-{person.id}",
                "entity": person.entity_id.id,
                "person": person.id,
                "name": f"{person.user_id.name}, {person.entity_id.code}",
                "note": person.job_title or "",
            }
            for person in people
        ]

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    def triage_send(self, entity_id, representative_id=False):
        """Send it to that unit, and to that person there if one is named.

        :return: True
        """
        self.ensure_one()
        self._check_sorts()
        person = self.env["skks.representative"].browse(representative_id or ())
        entity = self.env["skks.entity"].browse(entity_id)
        unit = self._triage_unit()
        why = unit["why"] if unit and unit["id"] == entity.id else ""
        return self._send_to(entity.exists(), person.exists(), why)

    def triage_categorise(self, category_id):
        """It is about that.

        :return: True
        """
        self.check_access("write")
        category = self.env["skks.intervention.category"].browse(category_id).exists()
        category.check_access("read")
        return self.write({"category_id": category.id})

    def action_not_a_case(self, reason):
        """It is no report: nothing is owed."""
        self.check_access("write")
        self._letter_drop(reason)
        return True

    def action_undo_not_a_case(self):
        """It is a report after all, and everything runs from the receipt again."""
        self.check_access("write")
        self.filtered(lambda case: case.state == "not_a_case")._letter_restore()
        return True

    def _letter_restore(self):
        result = super()._letter_restore()
        self._start_clocks()
        return result
