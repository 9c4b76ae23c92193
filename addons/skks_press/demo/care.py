"""How the press office of the demo town looks after newsrooms and journalists.

Twelve months: every four weeks the rules begin with some contacts, most tasks are done
in time, some late, the last ones are still to do. A colleague wrote a few days ago.
"""

from odoo.addons.skks_base.demo.acting import Acting

CARETAKERS = {
    "prasa1": (
        "outlet_kurier",
        "outlet_tygodnik",
        "outlet_portal",
        "outlet_agencja",
        "outlet_dziennik",
        "journalist_kowalska",
        "journalist_sliwa",
        "journalist_zurek",
        "journalist_bednarz",
        "journalist_gesicki",
    ),
    "prasa2": (
        "outlet_radio",
        "outlet_tv",
        "outlet_tvkraj",
        "outlet_wiesci",
        "journalist_cichon",
        "journalist_debski",
        "journalist_krol",
        "journalist_ladna",
    ),
    "rzecznik": (
        "outlet_samorzad",
        "outlet_grenzbote",
        "journalist_vogel",
    ),
}
# (days from today on which the rule begins, rule, contact, days until it is done;
#  None: still to do)
CARE = (
    (-235, "data", "outlet_tygodnik", 6),
    (-235, "data", "journalist_bednarz", 4),
    (-215, "data", "outlet_radio", 5),
    (-195, "data", "outlet_tv", 14),
    (-195, "data", "journalist_zurek", 3),
    (-175, "keep", "outlet_grenzbote", 9),
    (-155, "data", "journalist_debski", 5),
    (-155, "data", "outlet_agencja", 16),
    (-135, "data", "outlet_portal", 2),
    (-115, "keep", "outlet_samorzad", 8),
    (-115, "data", "journalist_gesicki", 7),
    (-95, "data", "journalist_krol", 15),
    (-75, "data", "outlet_dziennik", 4),
    (-75, "data", "journalist_ladna", 6),
    (-55, "keep", "outlet_tvkraj", 9),
    (-35, "data", "journalist_nizio", 5),
    (-22, "data", "outlet_wiesci", None),
    (-14, "data", "journalist_pajak", 6),
    (-5, "new", "outlet_blog", None),
    (-3, "data", "journalist_rzepa", None),
    (-1, "keep", "outlet_grenzbote", None),
)
# (days from today, at, who, to whom, what)
LETTERS = (
    (
        -2,
        "10:15",
        "prasa1",
        "journalist_sliwa",
        "Zaproszenie na otwarcie tężni w piątek o 12:00.",
    ),
    (
        -1,
        "13:40",
        "prasa2",
        "outlet_radio",
        "Prezydent może być gościem porannej audycji.",
    ),
)


def care_stories(replay):
    """Every story, ready to be played."""
    office = Care(replay)
    return [
        office.caretakers(),
        *(office.care(*one) for one in CARE),
        *(office.letter(*one) for one in LETTERS),
    ]


class Care(Acting):
    """Verbs for the care of contacts."""

    def contact(self, name):
        return self.env.ref(f"skks_crm.{name}_demo")

    def caretakers(self):
        """The head of the office says who looks after whom."""
        yield -236, "10:00"
        for login, contacts in CARETAKERS.items():
            for contact in contacts:
                card = self.by("rzecznik", self.contact(contact))
                card.caretaker_id = self.replay.user(login)

    def care(self, day, rule, contact, takes):
        """The rule begins with a contact, as it does at night; somebody does it."""
        yield day, "07:45"
        rule = self.env.ref(f"skks_crm.care_rule_{rule}")
        contact = self.contact(contact)
        run = rule._start(contact, rule._loads())
        if takes is None:
            return
        yield day + takes, "11:20"
        for task in run.activity_ids.filtered("active"):
            task.with_user(task.user_id).action_feedback()

    def letter(self, day, at, login, contact, text):
        """An officer writes from the contact's card."""
        yield day, at
        contact = self.contact(contact)
        self.by(login, contact).message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=contact.ids,
        )
