from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from odoo.addons.skks_base.tools.contact_traces import ContactTraces

from ..tools.contact_keys import same_person, split_emails
from ..tools.mail_domain import address_spellings


class Erasure(models.AbstractModel):
    """A journalist is found by every address, and no longer compared with anybody.

    Materials are of the outlet and stay in the archive (art. 17(3)(d) GDPR); who made
    them is said no more, in the journal neither.
    """

    _inherit = "skks.erasure"

    @api.model
    def _erase_person(self, documents, reason, rule=None, batch=None, said=None):
        if isinstance(documents, models.BaseModel):
            documents = [documents]
        service = self.sudo().with_context(active_test=False)
        journalists = [
            one
            for records in documents
            if records._name == "res.partner"
            for one in records.with_env(service.env)
            if one.skks_kind == "journalist"
        ]
        made = [
            (one.name, service._materials_of(one), service._materials_once_of(one))
            for one in journalists
        ]
        result = super()._erase_person(documents, reason, rule, batch, said)
        for name, materials, in_journal in made:
            traces = ContactTraces(names=[name])
            service._take_out_of_materials(materials, name, traces)
            books = [materials | in_journal]
            service._anonymise_evidence(books, traces, reason.strip())
        return result

    @api.model
    def _materials_of(self, contact):
        """Materials that name a journalist as who made them, linked or only written."""
        outlets = contact.affiliation_ids.outlet_id
        found = self.env["skks.material"].search(
            Domain("journalist_id", "=", contact.id)
            | (Domain("outlet_id", "in", outlets.ids) & Domain("author", "!=", False))
        )
        return found.filtered(
            lambda one: (
                one.journalist_id.id == contact.id
                or same_person(one.author, contact.name) == "same"
            )
        )

    @api.model
    def _materials_once_of(self, contact):
        """Materials, gone meanwhile or not, that the journal says were theirs."""
        line = f"journalist_id: {contact.name}"
        entries = self.env["skks.journal.entry"].search(
            Domain("res_model", "=", "skks.material")
            & (Domain("old_value", "ilike", line) | Domain("new_value", "ilike", line))
        )
        return self.env["skks.material"].browse(set(entries.mapped("res_id")))

    @api.model
    def _take_out_of_materials(self, materials, person, traces):
        """The title and the words of the publication itself are of the outlet."""
        for material in materials:
            changes = {
                name: self._without(material[name], traces, names=True)
                for name in ("author", "note")
                if material[name]
            }
            if same_person(material.author, person) == "same":
                changes["author"] = self.env._("(erased)")
            if changes:
                self._update_row(materials, material.id, changes)
        self.env.invalidate_all()
        self._forget_words([materials] if materials else [])

    @api.model
    def _find_contacts(self, address):
        found = super()._find_contacts(address)
        others = self.env["res.partner"].search(
            Domain("skks_kind", "=", "journalist")
            & Domain.OR(
                Domain("other_emails", "ilike", one)
                for one in address_spellings(address)
            )
        )
        return found | others.filtered(
            lambda one: (
                email_normalize(address)
                in map(email_normalize, split_emails(one.other_emails))
            )
        )

    @api.model
    def _erase_evidence(self, records, reason):
        """What the books say under numbers of cards merged into these goes too."""
        merged = [
            self._merged_into(one) for one in records if one._name == "res.partner"
        ]
        return super()._erase_evidence([*records, *merged], reason)

    @api.model
    def _merged_into(self, contacts):
        """The cards, gone meanwhile, that became one of these."""
        found = new = contacts
        while new:
            entries = self.env["skks.journal.entry"].search(
                [
                    ("act", "=", "contact.merge"),
                    ("res_model", "=", contacts._name),
                    ("res_id", "in", new.ids),
                ]
            )
            numbers = ",".join(filter(None, entries.mapped("old_value"))).split(",")
            new = contacts.browse({int(one) for one in numbers if one.strip()}) - found
            found |= new
        return found - contacts

    @api.model
    def _empty(self, records):
        """Keys and pairs say nothing without the contact."""
        if records._name in ("skks.contact.key", "skks.contact.pair"):
            return self._delete(records)
        return super()._empty(records)
