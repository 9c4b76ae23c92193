"""Secrets that outsiders carry: links, and codes that can be read over the phone.

The database keeps hashes only. A link has 256 random bits, so a plain hash is
enough; a code of 8 characters could be guessed from one, so its hash is made slow
on purpose and every code has a salt of its own.
"""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
CODE_LENGTH = 8
# Without what is mistaken for something else: 0 O, 1 I L, 2 Z, 5 S, 8 B.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
# Some 10 ms and 4 MiB a try.
SCRYPT = {"n": 2**12, "r": 8, "p": 1}


def new_token() -> str:
    """Return a random token, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token (hex)."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    """Return 8 random characters (37 bits) that are hard to mishear or misread."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_salt() -> str:
    """Return the salt of one code (hex)."""
    return secrets.token_hex(16)


def code_hash(code: str, salt: str) -> str:
    """Return the slow hash of a code as it is typed: any case, spaces and hyphens."""
    typed = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.scrypt(typed.encode(), salt=bytes.fromhex(salt), **SCRYPT).hex()


def same(one: str, other: str) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(one, other)
