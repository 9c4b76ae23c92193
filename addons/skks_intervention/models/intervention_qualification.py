from odoo import api, fields, models

# What a report needs before it may be examined -> field of the report that has it.
NEEDED = {
    "needs_name": "contact_name",
    "needs_address": "postal_address",
    "needs_email": "email_from",
}
LEGAL = [("kind", "=", "legal")]


def texts_for(*purposes):
    """Domain of the prescribed texts for these purposes."""
    return [("purpose", "in", purposes)]


class InterventionQualification(models.Model):
    """What a report is in law, whatever its sender called it.

    Content decides (Code of Administrative Procedure, art. 222). The qualification
    says which statutory term runs from the receipt, what the submitter has to give,
    and whether the report stands in a register.
    """

    _name = "skks.intervention.qualification"
    _description = "Qualification of Reports"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _journaled_as = "intervention.qualification"
    _journaled_fields = (
        "name",
        "code",
        "active",
        "policy_id",
        "forward_policy_id",
        "call_policy_id",
        "member_policy_id",
        "extension_months",
        "extension_basis",
        "forward_basis",
        *NEEDED,
        "anonymous_unexamined",
        "register",
        "jrwa",
        "is_separate_channel",
        "guidance",
        "grounds",
        "instruction_id",
        "extension_letter_id",
        "call_letter_id",
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short symbol used in statistics.")
    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    # terms
    policy_id = fields.Many2one(
        "skks.clock.policy",
        "Statutory term",
        domain=LEGAL,
        help="Runs from the receipt. Left empty, the long stop of all reports.",
    )
    forward_policy_id = fields.Many2one(
        "skks.clock.policy",
        "To be forwarded within",
        domain=LEGAL,
        help="From the receipt, where another body is in charge.",
    )
    call_policy_id = fields.Many2one(
        "skks.clock.policy",
        "To be completed within",
        domain=LEGAL,
        help="Runs once the submitter has received the call to complete.",
    )
    member_policy_id = fields.Many2one(
        "skks.clock.policy",
        "To tell a councillor or MP within",
        domain=LEGAL,
        help="They learn of the result, or of how the matter stands.",
    )
    extension_months = fields.Integer(
        "Longest, in months",
        help="No extension goes beyond so many months from the receipt; 0 for no"
        " limit.",
    )
    extension_basis = fields.Char("Basis of an extension", translate=True)
    forward_basis = fields.Char("Basis of forwarding", translate=True)
    # what the submitter has to give
    needs_name = fields.Boolean("First name and surname")
    needs_address = fields.Boolean("Postal address")
    needs_email = fields.Boolean("E-mail")
    anonymous_unexamined = fields.Boolean(
        "Anonymous ones are left unexamined",
        help="Without name and address it need not be examined.",
    )
    # what the submitter is told
    grounds = fields.Selection(
        [
            ("negative", "Facts, law and the instruction, if it refuses"),
            ("always", "Its reasons, always"),
            ("decision", "Nothing: a refusal is a decision, not a letter"),
        ],
        "What the answer gives",
        help="Without it the answer is neither passed on nor accepted nor sent.",
    )
    instruction_id = fields.Many2one(
        "skks.intervention.letter",
        "Instruction",
        domain=texts_for("instruction", "instruction_motion"),
        ondelete="restrict",
    )
    extension_letter_id = fields.Many2one(
        "skks.intervention.letter",
        "Notice of a new date",
        domain=texts_for("extension", "extension_motion", "extension_plain"),
        ondelete="restrict",
        help="What the submitter may do against it differs from kind to kind.",
    )
    call_letter_id = fields.Many2one(
        "skks.intervention.letter",
        "Call to complete",
        domain=texts_for("call", "call_petition", "call_application"),
        ondelete="restrict",
    )
    # office
    register = fields.Selection(
        [("complaints", "Complaints and motions"), ("petitions", "Petitions")],
        help="Reports of this kind stand in the register.",
    )
    jrwa = fields.Char("File plan symbol", help="Symbol of the uniform file plan.")
    is_separate_channel = fields.Boolean(
        "Has a channel of its own",
        help="Such a report becomes confidential at once and is handled elsewhere.",
    )
    guidance = fields.Text(
        translate=True, help="What whoever sorts the reports should know and do."
    )

    is_complaint = fields.Boolean(
        compute="_compute_is_complaint", export_string_translation=False
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "Another qualification has this code."
    )

    @api.depends("code")
    def _compute_is_complaint(self):
        """Whether the rules for complaints alone hold (Code of Administrative
        Procedure, art. 229, 232 and 239)."""
        complaint = self.env.ref(
            "skks_intervention.qualification_complaint", raise_if_not_found=False
        )
        for kind in self:
            kind.is_complaint = kind._origin == complaint

    def _missing_in(self, case):
        """Names of what the law demands and ``case`` (superuser) has not got."""
        return [
            self._fields[flag]._description_string(self.env)
            for flag, fname in NEEDED.items()
            if self.sudo()[flag] and not (case[fname] or "").strip()
        ]
