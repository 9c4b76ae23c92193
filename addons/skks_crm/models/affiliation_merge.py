from datetime import date

from odoo import models


class Affiliation(models.Model):
    """What two cards said of one workplace, said once."""

    _inherit = "skks.affiliation"

    def _skks_join_doubles(self):
        """Join periods at one outlet that overlap, and keep one main workplace.

        For after a merge, when the lines of two cards are those of one.
        """
        for lines in self.grouped(
            lambda one: (one.journalist_id, one.outlet_id)
        ).values():
            for group in lines._skks_overlapping():
                group[0]._skks_absorb(group[1:])
        for lines in self.exists().grouped("journalist_id").values():
            lines._skks_keep_one_main()

    def _skks_overlapping(self):
        """Groups of lines of which each overlaps one before it, the earliest first."""
        groups, end = [], date.min
        for line in self.sorted(lambda one: (one.date_from or date.min, one.id)):
            if groups and (line.date_from or date.min) <= end:
                groups[-1] |= line
            else:
                groups.append(line)
            end = max(end, line.date_to or date.max)
        return groups

    def _skks_absorb(self, others):
        """Take over what the other lines know, and drop them."""
        if not others:
            return
        lines = self | others
        ends, main = lines.mapped("date_to"), any(lines.mapped("is_main"))
        values = {"date_to": max(ends) if all(ends) else False, "is_main": False}
        for name in ("job_title", "beats"):
            known = filter(None, (line[name] for line in lines))
            values[name] = ", ".join(dict.fromkeys(known)) or False
        others.unlink()
        self.write(values)
        if main:
            self._skks_claim_main()  # unless another one stands beside it

    def _skks_claim_main(self):
        beside = self.search([("journalist_id", "=", self.journalist_id.id)]) - self
        if not any(one.is_main and one._overlaps(self) for one in beside):
            self.is_main = True

    def _skks_keep_one_main(self):
        """Of several main workplaces at one time the latest one stays the main one."""
        kept = self.browse()
        for line in self.filtered("is_main").sorted(
            lambda one: (one.date_from or date.min, one.id), reverse=True
        ):
            if any(line._overlaps(other) for other in kept):
                line.is_main = False
            else:
                kept |= line
