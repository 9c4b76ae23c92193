"""Tell the kinds and outcomes of before what the law wants in an answer."""

from odoo import SUPERUSER_ID, api

# qualification -> (what the answer gives, instruction, notice of a new date, call)
KINDS = {
    "complaint": ("negative", "instruction", "extension", "call"),
    "motion": ("negative", "instruction_motion", "extension_motion", "call"),
    "petition": ("always", None, "extension_plain", "call_petition"),
    "information": ("decision", None, "extension_plain", None),
    "application": ("decision", None, "extension", "call_application"),
    "accessibility_digital": (None, None, "extension_plain", None),
    "accessibility_other": (None, None, "extension_plain", None),
}
NEGATIVE = ("refused", "not_confirmed")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})

    def found(name):
        return env.ref(f"skks_intervention.{name}", raise_if_not_found=False)

    def letter(name):
        record = name and found(f"letter_{name}")
        return record.id if record else False

    for name, (grounds, instruction, extension, call) in KINDS.items():
        if kind := found(f"qualification_{name}"):
            kind.write(
                {
                    "grounds": grounds,
                    "instruction_id": letter(instruction),
                    "extension_letter_id": letter(extension),
                    "call_letter_id": letter(call),
                }
            )
    for name in NEGATIVE:
        if outcome := found(f"outcome_{name}"):
            outcome.is_negative = True
