"""What becomes known about one letter while the gateway works on it."""

from dataclasses import dataclass, field
from datetime import datetime

from .mail_text import Automatic


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
