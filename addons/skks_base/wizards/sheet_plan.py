"""What the plans of an import share, whatever the spreadsheet is about."""

from ..tools.sheet import plain


class PlannedRow:
    """A row of the file and what is to be done with it.

    A kind of row says whether something new or something changed comes of it.
    """

    def __init__(self, number):
        self.number = number
        self.errors = []

    @property
    def is_new(self):
        """Whether a record is to be made."""
        raise NotImplementedError

    @property
    def is_changed(self):
        """Whether a known record is to be written."""
        raise NotImplementedError

    @property
    def result(self):
        """What the preview says of the row."""
        if self.errors:
            return "error"
        if self.is_new:
            return "new"
        return "changed" if self.is_changed else "unchanged"

    def refuse(self, env, heading, sentence):
        """Say what is wrong with a cell, under the heading that the file has."""
        self.errors.append(
            env._(
                "Column “%(column)s”: %(sentence)s", column=heading, sentence=sentence
            )
        )


def selection_words(env, model, fname, words):
    """Return ``{compared word: value}``: the labels of a selection, and ``words``."""
    found = dict(words)
    for lang in {env.lang, "en_US", "pl_PL"}:
        field = env[model]._fields[fname]
        told = env(context=env.context | {"lang": lang})
        for value, label in field._description_selection(told):
            found |= {plain(label): value, plain(value): value}
    return found
