"""Topics and languages that the words of a list mean."""

from collections import defaultdict

from odoo.fields import Domain

from ..tools.media_sheet import LANGUAGES, by_words, heading_key, known_words
from ..tools.words import split_words


class Words:
    """What is known of the words in a list; read at once."""

    def __init__(self, env, company):
        self.env = env
        self.known = {
            "topic_ids": self._read_topics(company),
            "language_ids": self._read_languages(),
        }

    def find(self, fname, text):
        """Return the records that a cell names, and the words that name none."""
        ids, unknown = known_words(text, self.known[fname])
        return self.env[self.env["res.partner"]._fields[fname].comodel_name].browse(
            ids
        ), unknown

    def _read_topics(self, company):
        """``{word: id}`` by name, full name, code and keyword, where these tell one."""
        owners = defaultdict(set)
        topics = self.env["skks.topic"].search(Domain("company_id", "=", company.id))
        named = defaultdict(set)
        for topic in topics:
            for word in (topic.name, topic.complete_name, topic.code or ""):
                named[heading_key(word)].add(topic.id)
            for word in split_words(topic.keywords):
                owners[heading_key(word)].add(topic.id)
        return {
            word: ids.copy().pop()
            for word, ids in (owners | named).items()
            if word and len(ids) == 1
        }

    def _read_languages(self):
        """``{word: id}``; of several kinds of a language the installed one."""
        langs = self.env["res.lang"].with_context(active_test=False)
        found = {}
        for lang in langs.search(Domain("iso_code", "in", list(LANGUAGES))):
            if lang.iso_code not in found or lang.active:
                found[lang.iso_code] = lang.id
        return {
            word: found[code]
            for word, code in by_words(LANGUAGES).items()
            if code in found
        }
