import json

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from .common import InterventionCommon

SURNAME = "Brzęczyszczykiewicz"
ADDRESS = "brzeczyszczykiewicz@poczta.example"
PHONE = "601 234 567"
SENDER = f"Jan {SURNAME} <{ADDRESS}>"
SECRETS = (SURNAME.lower(), ADDRESS, PHONE, PHONE.replace(" ", ""))


class PrivacyCommon(RpcMixin, InterventionCommon):
    """Reports of somebody whose name is like no other word in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("wojcik", "admin", name="Adam Wójcik")
        # whoever may export at all
        cls.env.ref("base.group_allow_export").user_ids += cls.roads | cls.secretary

    def _by_letter(self):
        """A report by e-mail with everything that a letter may give away."""
        letter = self._letter(
            f"Dziura w jezdni – {SURNAME}",
            f"Dziura przy Lipowej 12.\nMój numer: tel. {PHONE}, proszę dzwonić.\n\n"
            f"Pozdrawiam\nJan {SURNAME}\n{PHONE}\n",
            sender=SENDER,
            Cc=f"Zona {SURNAME} <zona.{ADDRESS}>",
        )
        letter.add_attachment(
            f"BEGIN:VCARD\nFN:{SURNAME}\nTEL:{PHONE}\nEND:VCARD".encode(),
            maintype="text",
            subtype="vcard",
            filename="wizytowka.vcf",
        )
        self.deliver(letter.as_bytes())
        case = self.env["skks.intervention"].search([], order="id desc", limit=1)
        self.assertEqual(case.sudo().email_from, ADDRESS)
        case.with_user(self.dispatcher).write({"category_id": self.category.id})
        if not case.entity_id:
            case.sudo()._route_to(self.wdt, self.env["res.users"], "test")
        return case

    def _by_phone(self, **values):
        return self._report(
            **{
                "contact_name": f"Jan {SURNAME}",
                "email_from": False,
                "phone": PHONE,
                "channel": "phone",
            }
            | values
        )

    def assertNoContact(self, data):
        text = json.dumps(data, default=str, ensure_ascii=False).lower()
        for secret in SECRETS:
            self.assertNotIn(secret, text)
