"""M0: what a screen says of a field is Polish: its label, its help, its choices."""

from odoo.tests import TransactionCase, tagged

# Polish words that are written as in English, and names of protocols and languages.
SAME = {
    *("E-mail", "Plan", "Link", "JSON.", "Message-Id"),
    *("IMAP", "POP", "SSL/TLS", "English (US)", "Polish / Język polski"),
}
# What nobody may read has no label either.
NO_ACCESS = {"pl_tsv"}


@tagged("post_install", "-at_install")
class TestPolishLabels(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        modules = cls.env["ir.module.module"].search(
            [("name", "=like", "skks%"), ("state", "=", "installed")]
        )
        modules._update_translations("pl_PL")

    def test_every_field_of_ours(self):
        """But for fields that no screen shows, which say so in their definition."""
        english = {
            f"{name}.{fname}: {words}"
            for name in self.env.registry
            for fname, words in self._english(name)
            if self.env[name]._fields[fname].export_string_translation
        }
        self.assertFalse(english, "\n".join(sorted(english)))

    def test_every_field_of_a_position(self):
        """Those also that one finds only when making a filter of one's own."""
        english = dict(self._english("skks.narrative"))
        self.assertFalse(english.keys() - NO_ACCESS)

    def _english(self, name):
        """``(field, words)`` of a model of ours that are the same in both languages."""
        model = self.env[name]
        attributes = ["string", "help", "selection"]
        english, polish = (
            model.with_context(lang=lang).fields_get(attributes=attributes)
            for lang in ("en_US", "pl_PL")
        )
        for fname, told in english.items():
            field = model._fields[fname]
            if not any(module.startswith("skks") for module in field._modules):
                continue
            for words, translated in zip(
                self._words(told), self._words(polish[fname]), strict=True
            ):
                if words and words == translated and words not in SAME:
                    yield fname, words

    def _words(self, told):
        labels = [label for _value, label in told.get("selection") or ()]
        words = [told["string"], told.get("help") or "", *labels]
        return [one if any(map(str.isalpha, one)) else "" for one in words]
