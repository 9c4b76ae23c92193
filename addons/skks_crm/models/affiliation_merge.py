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
            kept = self.browse()
            for line in lines.sorted(lambda one: (one.date_from or date.min, one.id)):
                if kept and kept._overlaps(line):
                    kept._skks_absorb(line)
                else:
                    kept = line
        for lines in self.exists().grouped("journalist_id").values():
            lines._skks_keep_one_main()

    def _skks_absorb(self, other):
        """Take over what the other line knows, and drop it."""
        ends = (self.date_to, other.date_to)
        values = {
            "date_to": max(ends) if all(ends) else False,
            "is_main": self.is_main or other.is_main,
        }
        for name in ("job_title", "beats"):
            known = [one for one in (self[name], other[name]) if one]
            values[name] = ", ".join(dict.fromkeys(known)) or False
        other.unlink()
        self.is_main = False  # set again once nothing stands beside it
        self.write({**values, "is_main": False})
        if values["is_main"]:
            self._skks_claim_main()

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
