"""How far an IMAP mailbox was read, by the numbers that its server gives to letters.

A server numbers letters upwards and never gives a number twice while UIDVALIDITY
stays the same (RFC 3501, 2.3.1.1). What people do to flags plays no part.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Self

# The names of RFC 3501, whatever the language of the machine.
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass
class Position:
    """All letters up to ``last_uid`` were looked at; ``failed`` could not be kept."""

    uidvalidity: int = 0
    last_uid: int = 0
    failed: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, values: dict | None, uidvalidity: int) -> Self:
        """The stored position; the start again if the mailbox was renumbered."""
        position = cls(**(values or {}))
        if position.uidvalidity == uidvalidity:
            return position
        return cls(uidvalidity=uidvalidity)

    def stored(self) -> dict:
        return asdict(self)

    def criteria(self, since: date | None) -> str:
        """Search criteria of the letters that came after the last one."""
        wanted = f"UID {self.last_uid + 1}:*"
        return f"{wanted} SINCE {imap_date(since)}" if since else wanted

    def waiting(self, found: list[int]) -> list[int]:
        """Numbers to take: new ones as they came, then those that failed before.

        ``n:*`` finds the last letter even if its number is below n.
        """
        return sorted(uid for uid in found if uid > self.last_uid) + self.failed

    def done(self, uid: int) -> None:
        """It was kept, or somebody moved it away; either way it is not asked again."""
        self.last_uid = max(self.last_uid, uid)
        self.failed = [other for other in self.failed if other != uid]

    def missed(self, uid: int) -> None:
        """It could not be kept now; it is tried again after the new ones."""
        self.done(uid)
        self.failed.append(uid)


def imap_date(day: date) -> str:
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def fetched_letter(data: list, uid: int) -> bytes | None:
    """The letter in what ``imaplib`` returns for ``UID FETCH``; None if it is gone.

    Between the parts may stand news of other letters.
    """
    for part in data or []:
        if isinstance(part, tuple) and f"UID {uid} ".encode() in part[0] + b" ":
            return part[1]
    return None
