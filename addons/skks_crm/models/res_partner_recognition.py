from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.mail_domain import (
    address_spellings,
    covering_domains,
    normalize_domain,
    plain_address,
    split_domains,
)


class ResPartner(models.Model):
    """Who writes: a journalist and an outlet, told by the address of the sender."""

    _inherit = "res.partner"

    @api.model
    def _skks_recognise_sender(self, email_from):
        """Tell which journalist and which outlet an address belongs to.

        A person is known by the address, with or without a ``+tag``; an outlet by
        its own address, one of its desks' or by the domain, the most particular one
        first. The outlet
        of a known person is the one of the address if the person works there now,
        else the main workplace. Archived contacts do not count; an address of our
        own staff is unknown.

        :param str email_from: header or address, e.g. ``"Jan" <jan@kurier.example>``
        :return: ``(journalist, outlet, status)``: two recordsets of at most one
            contact, and ``"journalist"`` (person known), ``"outlet"`` (only the
            outlet known) or ``"unknown"``
        """
        nothing = self.browse()
        address = email_normalize(email_from or "", strict=False)
        if not address:
            return nothing, nothing, "unknown"
        spellings = address_spellings(address)
        candidates = self._skks_sender_candidates(spellings)
        persons = candidates.filtered(
            lambda p: not set(spellings).isdisjoint(p._skks_addresses())
        )
        if not all(persons.mapped("partner_share")):
            return nothing, nothing, "unknown"
        outlets = candidates._skks_rank_outlets(spellings)
        journalists = persons.filtered(lambda p: p.skks_kind == "journalist")
        if journalists:
            journalist, outlet = journalists._skks_choose_journalist(outlets, spellings)
            return self.browse(journalist.id), self.browse(outlet.id), "journalist"
        if outlets:
            return nothing, self.browse(outlets[0].id), "outlet"
        return nothing, nothing, "unknown"

    @api.model
    def _skks_sender_candidates(self, spellings):
        """Return all active contacts that one of the addresses may mean (1 query)."""
        domains = covering_domains(normalize_domain(spellings[0]) or "")
        of_outlet = Domain.OR(Domain("outlet_domains", "ilike", d) for d in domains)
        of_outlet |= Domain.OR(Domain("desk_emails", "ilike", s) for s in spellings)
        plain = [plain_address(one) for one in spellings]
        by_key = Domain("kind", "=", "email") & Domain("value", "in", plain)
        return (
            self.sudo()
            .with_context(active_test=True)
            .search_fetch(
                Domain("email_normalized", "in", spellings)
                | Domain("contact_key_ids", "any", by_key)
                | (Domain("skks_kind", "=", "outlet") & of_outlet),
                [
                    "desk_emails",
                    "email_normalized",
                    "other_emails",
                    "outlet_domains",
                    "partner_share",
                    "skks_kind",
                ],
                order="id",
            )
        )

    def _skks_rank_outlets(self, spellings):
        """Return the outlets among these contacts that own the address, best first."""
        domains = covering_domains(normalize_domain(spellings[0]) or "")
        ranks = {}
        for outlet in self.filtered(lambda p: p.skks_kind == "outlet"):
            own = split_domains(outlet.outlet_domains)
            if not set(spellings).isdisjoint(
                [outlet.email_normalized, *outlet._skks_further_emails()]
            ):
                ranks[outlet] = -1
            elif matching := [rank for rank, d in enumerate(domains) if d in own]:
                ranks[outlet] = matching[0]
        return self.browse().concat(*sorted(ranks, key=lambda o: (ranks[o], o.id)))

    def _skks_choose_journalist(self, outlets, spellings):
        """Return who of these namesakes of an address writes, and for which outlet.

        :param outlets: outlets that own the address, best first
        :param spellings: the address, the way it came first
        """
        affiliations = (
            self.env["skks.affiliation"]
            .sudo()
            .search_fetch(
                [
                    ("journalist_id", "in", self.ids),
                    ("outlet_id.active", "=", True),
                    ("is_current", "=", True),
                ],
                ["journalist_id", "outlet_id", "is_main"],
            )
        )
        current = {
            journalist: affiliations.filtered(
                lambda line, journalist=journalist: line.journalist_id == journalist
            )
            for journalist in self
        }

        def preference(journalist):
            lines = current[journalist]
            known = set(journalist._skks_addresses()).intersection(spellings)
            return (
                min(map(spellings.index, known)),
                not lines.outlet_id & outlets,
                not any(lines.mapped("is_main")),
                not lines,
                journalist.id,
            )

        journalist = min(self, key=preference)
        outlet = current[journalist]._choose_outlet(outlets) or outlets[:1]
        return journalist, outlet
