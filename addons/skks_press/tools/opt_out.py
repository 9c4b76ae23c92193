"""Short letters that ask for no more mailings."""

import re

from odoo.addons.skks_base.tools import mail_text

_WORDS = 15
_ASKS = re.compile(
    r"\A(?:dzien dobry|witam|szanowni panstwo)?[\s,.!]*"
    r"(?:bardzo )?(?:prosz\w+|prosim\w+)?\s*(?:o )?(?:mnie |nas )?"
    r"(?:wypis\w*|usun\w*|rezygn\w+|unsubscribe|remove)\b"
)
_POLISH = str.maketrans("ąćęłńóśźż", "acelnoszz")


def opts_out(subject: str, text: str) -> bool:
    """Tell whether a letter wants nothing but to get no more mailings.

    “wypisz” alone is enough, in the text or, where that is empty, at the beginning
    of the subject: so write the mail programs that offer a button for it. A question
    mark makes a letter one that a person has to read.

    :param str text: the letter as plain text; quotations are ignored
    """
    own = mail_text.reply_text(text or "").strip() or (subject or "").strip()
    plain = own.lower().translate(_POLISH)
    if "?" in plain or len(re.findall(r"\w+", plain)) > _WORDS:
        return False
    return bool(_ASKS.match(plain))
