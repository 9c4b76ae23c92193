"""A proof of work: the visitor's computer finds a number, which costs a moment.

It is the challenge of ALTCHA (https://altcha.org, version 1): nobody outside is
asked, nothing is looked at, heard or clicked, so no visitor is shut out by it. Each
challenge is for one page, which brings one report at most.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets

ALGORITHM = "SHA-256"
# On average half of it is tried: about a second of a telephone.
MAX_NUMBER = 50_000


def challenge(secret: str, page: str) -> dict:
    """Return what the browser has to solve for a page."""
    salt = f"{page}?{secrets.token_hex(8)}"
    wanted = _hash(salt, secrets.randbelow(MAX_NUMBER + 1))
    return {
        "algorithm": ALGORITHM,
        "challenge": wanted,
        "maxnumber": MAX_NUMBER,
        "salt": salt,
        "signature": _sign(secret, wanted),
    }


def is_solved(secret: str, page: str, payload: str) -> bool:
    """Tell whether ``payload`` (base64 of JSON) solves a challenge for the page."""
    try:
        sent = json.loads(base64.b64decode(payload, validate=True))
        salt, wanted = str(sent["salt"]), str(sent["challenge"])
        number, signature = int(sent["number"]), str(sent["signature"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        return False
    return (
        sent.get("algorithm") == ALGORITHM
        and salt.partition("?")[0] == page
        and hmac.compare_digest(_hash(salt, number).encode(), wanted.encode())
        and hmac.compare_digest(_sign(secret, wanted).encode(), signature.encode())
    )


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _sign(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
