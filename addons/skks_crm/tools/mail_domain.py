"""Domains of e-mail addresses: one spelling of each, and what lies under it."""

import re

# Anybody can open a mailbox there, so the domain says nothing about the sender.
PUBLIC_PROVIDERS = frozenset(
    """
    10g.pl aol.com autograf.pl buziaczek.pl fastmail.com free.fr gazeta.pl gmail.com
    gmx.at gmx.com gmx.de gmx.net go2.pl googlemail.com hotmail.com hub.pl icloud.com
    int.pl interia.com interia.eu interia.pl intmail.pl live.com mac.com mail.com
    mail.de me.com msn.com o2.pl onet.com.pl onet.eu onet.pl op.pl opoczta.pl
    outlook.com pisz.to pm.me poczta.fm poczta.interia.pl poczta.onet.pl poczta.pl
    poczta.wp.pl prokonto.pl proton.me protonmail.ch protonmail.com seznam.cz spoko.pl
    t-online.de tenbit.pl tlen.pl tutamail.com tutanota.com ukr.net vip.interia.pl
    vip.onet.pl vp.pl web.de wp.eu wp.pl yahoo.com yahoo.co.uk yahoo.de yahoo.pl
    ymail.com zoho.com
    """.split()
)
# Registries sell names directly below these: nobody sends from them.
REGISTRY_SUFFIXES = frozenset(
    """
    ac.uk biz.pl co.uk com.de com.pl com.ua edu.pl gov.pl info.pl mil.pl net.pl
    org.pl org.uk waw.pl
    """.split()
)
_SEPARATORS = re.compile(r"[\s,;]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def split_domains(text):
    """Return the entries of a list written with commas, semicolons or lines."""
    return [entry for entry in _SEPARATORS.split(text or "") if entry]


def normalize_domain(text):
    """Return the one spelling of a domain, or ``None`` if it is none.

    Lower case, letters of the language instead of Punycode. Forgives what people
    paste: a whole address of a web page or of a mailbox, a trailing dot.
    """
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", (text or "").strip().lower())
    host = re.split(r"[/?#:]", host.rpartition("@")[2])[0]
    host = host.rstrip(".").removeprefix("www.")
    try:
        ascii_host = host.encode("idna").decode("ascii")
        host = ascii_host.encode("ascii").decode("idna")
    except UnicodeError:
        return None
    labels = ascii_host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or len(ascii_host) > 253:
        return None
    return host if all(map(_LABEL.fullmatch, labels)) else None


def covering_domains(domain):
    """Return the domain and the domains above it, the most particular one first.

    >>> covering_domains("news.kurier.example")
    ['news.kurier.example', 'kurier.example']
    """
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def address_spellings(address):
    """Return the normalized addresses under which the same mailbox may be kept.

    The first one is the address as it came; then without a ``+tag``, each with
    the domain in letters and in Punycode.

    :param str address: one bare address in lower case, e.g. from ``email_normalize``
    """
    local, _at, host = address.rpartition("@")
    locals_ = [local]
    untagged = local.partition("+")[0]
    if untagged and untagged != local:
        locals_.append(untagged)
    hosts = [host]
    domain = normalize_domain(host)
    if domain and host.removeprefix("www.") == host:
        hosts += [domain, domain.encode("idna").decode("ascii")]
    spellings = [f"{name}@{spelling}" for name in locals_ for spelling in hosts]
    return list(dict.fromkeys(spellings))


def plain_address(address):
    """Return an address as it is compared: no ``+tag``, the domain in letters.

    >>> plain_address("jan+prasa@kurier.example")
    'jan@kurier.example'
    """
    local, _at, host = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{normalize_domain(host) or host}"
