"""Where the time of an answer went: stages of a case, from what was recorded of it."""

from itertools import pairwise
from typing import NamedTuple

# In the order in which an answer passes them.
STAGES = ("taken", "entities", "drafting", "substantive", "office", "sending")
PASSED_ON = "submit"
ACCEPTED = ("accept", "emergency")


class Span(NamedTuple):
    """A time that belongs to a stage."""

    stage: str
    start: object
    stop: object


def owed_spans(asked, delivered, end):
    """Times in which one entity owed: from each request to the next delivery.

    :param asked: moments at which it was asked, or its words were returned
    :param delivered: moments at which it delivered, or ceased to owe
    :param end: when the case was answered, for what was never delivered
    """
    delivered = sorted(delivered)
    return [
        Span("entities", start, next((one for one in delivered if one >= start), end))
        for start in sorted(asked)
    ]


def acceptance_spans(decisions, end):
    """Times in which a text lay with those who accept it, or waited to be sent.

    :param decisions: ``[(moment, decision, stage)]`` as sign-off lines have them, in
        the order of time; the stage is where the text lay until then
    :param end: when the text left
    """
    spans, since = [], None
    for moment, decision, stage in decisions:
        if since is not None:
            spans.append(Span(stage or "sending", since, moment))
        if decision == PASSED_ON or (since is not None and decision in ACCEPTED):
            since = moment
        elif decision != "write":
            since = None
    if since is not None:
        spans.append(Span("sending", since, end))
    return spans


def partition(received, taken, owed, accepted, end):
    """Give each moment from the receipt to the answer to exactly one stage.

    Until somebody takes the case it lies; then acceptance counts before what is
    still owed by entities, and what is nobody's else is drafting.

    :param owed, accepted: lists of :class:`Span`, in any order
    :return: list of :class:`Span` without gaps, from ``received`` to ``end``
    """
    spans = [Span("taken", received, taken), *accepted, *owed]
    cuts = {received, end}
    for span in spans:
        cuts |= {min(max(moment, received), end) for moment in span[1:]}
    return [
        Span(_stage_of(start, stop, spans), start, stop)
        for start, stop in pairwise(sorted(cuts))
    ]


def _stage_of(start, stop, spans):
    return next(
        (span.stage for span in spans if span.start <= start and stop <= span.stop),
        "drafting",
    )
