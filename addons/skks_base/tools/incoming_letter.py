"""What becomes known about one letter while the gateway works on it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .mail_text import Automatic


class Asked(NamedTuple):
    """What an officer wants to be done with a letter that is here already."""

    act: str
    """Name of the act for the journal."""
    uid: int
    states: tuple[str, ...]
    """States of the letter in which it may be done."""
    target: tuple[str, int] | None = None
    """(model, id) where the letter goes whatever its headers say; id 0: a new one."""


@dataclass(eq=False)
class IncomingLetter:
    """State of one run of the gateway, handed down in the context.

    A remote client sends plain values in a context, never an object: what is asked
    of the gateway through this one was asked by our own code.
    """

    received_at: datetime
    """When our own server took the letter; naive UTC."""
    automatic: Automatic | None = None
    asked_for: bool = False
    """An officer wants the letter: no guard against loops and automatic mail."""

    forwarded: bool = False
    """A colleague passes on what somebody else wrote."""
    target: tuple[str, int] | None = None
    """(model, id) that an officer has chosen; id 0 for a new record."""

    created: list[tuple[str, int]] = field(default_factory=list)
    """(model, id) of records that the letter started."""
    joined: list[tuple[str, int]] = field(default_factory=list)
    """(model, id) of records that were there before."""
    returned: tuple[str, int] | None = None
    """(model, id) of the record whose letter came back, (``""``, 0) if unknown."""
    held_back: bool = False
    """It would have started a record, but is automatic."""
    refusal: str | None = None
    """Code of the problem for which the gateway refused it without an error."""
    refusal_detail: str = ""

    def refuse(self, problem, detail=""):
        """Note why the letter was refused; the last word is the most telling."""
        self.refusal, self.refusal_detail = problem, detail
