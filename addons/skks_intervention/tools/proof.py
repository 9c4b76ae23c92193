"""A proof of work: the visitor's computer finds a number, which costs a moment.

Challenges are those of ALTCHA, version 2, made and judged by its own library
(https://github.com/altcha-org/altcha-lib-py, MIT). Nobody outside is asked. The
widget of the same project is left out: it shows a box to tick and a link to its
vendor, while here nothing has to be looked at, heard or clicked, so that no visitor is
shut out. Each challenge is for one page, which brings one report at most.
"""

import secrets

import altcha

ALGORITHM = "PBKDF2/SHA-256"
# Rounds of one try: half a millisecond of a server.
COST = 1000
# On average half of the tries are needed: about a second of a telephone.
TRIES = 1500


def challenge(secret: str, page: str) -> dict:
    """Return what the browser has to solve for a page."""
    return altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=secrets.randbelow(TRIES),
        data={"page": page},
        hmac_secret=secret,
    ).to_dict()


def is_solved(secret: str, page: str, payload: str) -> bool:
    """Tell whether ``payload`` (base64 of JSON) solves a challenge for the page."""
    if not altcha.verify_solution(payload, secret).verified:
        return False
    solved = altcha.Payload.from_base64(payload).challenge.parameters
    return solved.data == {"page": page}
