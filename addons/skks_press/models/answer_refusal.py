from odoo import fields, models
from odoo.exceptions import UserError

# Grounds for which the refusal names the fragments (press law, art. 33(3)).
WITH_FRAGMENTS = ("not_factual", "unlawful", "judged")


class Answer(models.Model):
    """Two refusals that the press law wants in writing.

    Art. 4(3): on the demand of the editor-in-chief a refusal of information is
    stated in writing within three days and names who refuses, when, to whom, what
    and why. Art. 33: who publishes press refuses a correction only on the grounds of
    the law, in writing and with the reason.
    """

    _inherit = "skks.answer"

    refusing_name = fields.Char(
        "Who refuses", help="The body, the unit or the person (art. 4(3))."
    )
    refused_on = fields.Date("Refused on")
    refused_information = fields.Text("Information refused")
    refusal_ground = fields.Selection(
        [
            ("not_factual", "It is not factual or not to the point – art. 33(1)(1)"),
            ("late", "It came late or is not signed – art. 33(1)(2)"),
            ("form", "It does not meet article 31a(4)–(7) – art. 33(1)(3)"),
            ("unlawful", "Its content is punishable – art. 33(1)(4)"),
            ("judged", "It contradicts a final judgment – art. 33(1)(5)"),
            ("corrected", "The news has been corrected – art. 33(2)(1)"),
            ("not_concerned", "The news does not concern the sender – art. 33(2)(2)"),
            ("indecent", "It uses offensive words – art. 33(2)(3)"),
        ],
        "Ground of the refusal",
    )
    refused_fragments = fields.Text(
        "Fragments concerned", help="What cannot be published, word for word."
    )

    def _letter_check_written_refusal(self):
        if not self.inquiry_id.sudo().outlet_id:
            raise UserError(
                self.env._("Enter in the inquiry the newsroom whose editor demands it.")
            )
        if self.refused_on > self.company_id._skks_today():
            raise UserError(self.env._("The date of the refusal is in the future."))

    def _letter_check_correction_refusal(self):
        if self.refusal_ground in WITH_FRAGMENTS and not self.refused_fragments:
            raise UserError(
                self.env._(
                    "On this ground the refusal names the fragments that cannot be"
                    " published (press law, article 33(3)). Enter them."
                )
            )

    def _letter_check_answer(self):
        """A promise to publish publishes nothing, so it stops no term."""
        if self.inquiry_id._is_to_publish():
            raise UserError(
                self.env._(
                    "A correction in our own media is published or refused on a ground"
                    " of the law; an answer ends nothing. Write a holding reply to say"
                    " that it will be published."
                )
            )
