import re

from odoo import api, fields, models

from ..tools.moments import local

MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b")
# What an entry about a stopped clock says: “Answer: 10 working days: met 2026-…”.
CLOCK_RESULT = re.compile(rf"\b(met|missed|canceled)(?= {MOMENT.pattern})")

# First words of our own acts -> what kind of act it is.
KINDS = {
    "signoff": "signoff",
    "outgoing": "letter",
    "mail": "letter",
    "wall": "letter",
    "clock": "clock",
    "clock.policy": "setting",
    "case": "case",
    "letter": "case",
    "desk": "case",
    "emergency": "signoff",
    "mailbox": "letter",
    "mail.server": "setting",
    "audit": "oversight",
    "journal": "oversight",
    "evidence": "oversight",
    "person": "oversight",
    "retention.failed": "oversight",
    "retention.look": "oversight",
    "handover": "setting",
    "people": "setting",
    "setup": "setting",
    "user": "setting",
}


class JournalAct(models.AbstractModel):
    """What the short names of acts mean, in the reader's language.

    An addon adds its own acts to :meth:`_names_of_cases` or :meth:`_subjects`, and
    to :meth:`_kinds`; a name that nobody explains is shown as it is.
    """

    _name = "skks.journal.act"
    _description = "Acts of the Journal"

    @api.model
    def _names(self):
        """``{act: name}`` of the acts of cases, letters and oversight."""
        return (
            self._names_of_cases()
            | self._names_of_clocks()
            | self._names_of_letters()
            | self._names_of_oversight()
            | self._names_of_people()
        )

    def _names_of_cases(self):
        return {
            "case.state": self.env._("State of a case"),
            "case.confidential": self.env._("Case made confidential or open"),
            "case.hold": self.env._("Legal hold set"),
            "case.received_at": self.env._("Date of receipt changed"),
            "case.release_hold": self.env._("Legal hold released"),
            "desk.nudge": self.env._("Reminder sent"),
            "desk.superior": self.env._("Superior told"),
            "desk.reassign": self.env._("Given to another person"),
            "emergency.confirmed": self.env._("Emergency release confirmed"),
            "emergency.objected": self.env._("Objection to an emergency release"),
            "letter.dismiss": self.env._("Letter: not a case"),
            "letter.join": self.env._("Letter: joined to a case"),
            "letter.send": self.env._("Letter: sent on"),
            "letter.take": self.env._("Letter: taken"),
            "letter.make_case": self.env._("Letter: made a case"),
            "letter.retry": self.env._("Letter: processed again"),
            "letter.undo_dismiss": self.env._("Letter: “not a case” undone"),
            "signoff.write": self.env._("Text written or changed"),
            "signoff.submit": self.env._("Passed on for acceptance"),
            "signoff.accept": self.env._("Accepted"),
            "signoff.return": self.env._("Returned with a reason"),
            "signoff.emergency": self.env._("Released in an emergency"),
            "signoff.void": self.env._("Acceptance void: the content changed"),
            "message.note": self.env._("Note or message written"),
            "message.letter": self.env._("Letter written"),
            "message.task": self.env._("Task done"),
            "message.change": self.env._("Field changed"),
        }

    def _names_of_clocks(self):
        return {
            "clock.assign": self.env._("Time limit: another person owes"),
            "clock.breach": self.env._("Time limit missed"),
            "clock.cancel": self.env._("Time limit canceled"),
            "clock.explain": self.env._("Reason why a time limit was missed"),
            "clock.extend": self.env._("Time limit extended"),
            "clock.pause": self.env._("Time limit paused"),
            "clock.recompute": self.env._("Time limit counted anew"),
            "clock.reopen": self.env._("Time limit runs again"),
            "clock.retract": self.env._("Extension of a time limit taken back"),
            "clock.restart": self.env._("Time limit started anew"),
            "clock.resume": self.env._("Pause of a time limit ended"),
            "clock.start": self.env._("Time limit started"),
            "clock.stop": self.env._("Time limit stopped"),
        }

    def _names_of_letters(self):
        return {
            "outgoing.release": self.env._("Sending ordered"),
            "permit.answer": self.env._("Answer released"),
            "permit.acknowledgement": self.env._("Acknowledgement released"),
            "permit.ask": self.env._("Question to the sender released"),
            "permit.mailing": self.env._("Mailing released"),
            "mail.accepted": self.env._("Letter accepted by the mail server"),
            "mail.failed": self.env._("Letter not delivered"),
            "mail.bounced": self.env._("Letter returned"),
            "mailbox.reached": self.env._("Mailbox reached again"),
            "mailbox.renumbered": self.env._("Mailbox renumbered by its server"),
            "mailbox.unreachable": self.env._("Mailbox not reached"),
            "wall.stopped": self.env._("Letter stopped: not accepted"),
            "wall.stopped_post": self.env._("Letter on paper stopped: not accepted"),
            "wall.stopped_sms": self.env._("Text message stopped: not accepted"),
        }

    def _names_of_oversight(self):
        return {
            "audit.open": self.env._("Audit of an employee opened"),
            "audit.print": self.env._("Audit of an employee printed"),
            "journal.verify": self.env._("Seals of the journal verified"),
            "evidence.erase": self.env._("Content of evidence erased"),
            "person.anonymise": self.env._("Contact data erased"),
            "person.erase": self.env._("Personal data erased"),
            "person.search": self.env._("Personal data looked up, to be erased"),
            "retention.failed": self.env._("Retention: a case could not go"),
            "retention.look": self.env._("Retention: looked at what would go"),
            "user.login": self.env._("Logged in"),
        }

    def _names_of_people(self):
        return {
            "entity.confirm": self.env._("List of representatives confirmed"),
            "entity.correction": self.env._("Correction of the list asked for"),
            "handover": self.env._("Work handed over"),
            "people.import": self.env._("Entities and people imported"),
            "setup.change": self.env._("Set-up of the office: changed"),
            "setup.finish": self.env._("Set-up of the office finished"),
            "user.groups": self.env._("Roles changed"),
            "user.absence": self.env._("Absence or stand-in changed"),
            "user.archive": self.env._("Account archived"),
        }

    @api.model
    def _subjects(self):
        """``{first words: what it is about}`` of settings; see the journaled mixin."""
        return {
            "access": self.env._("Access right"),
            "alias": self.env._("Mail alias"),
            "alias.domain": self.env._("E-mail domain"),
            "calendar": self.env._("Opening hours"),
            "calendar.closure": self.env._("Day without work"),
            "calendar.hours": self.env._("Hours of a day"),
            "clock.policy": self.env._("Kind of time limit"),
            "company": self.env._("Set-up of the office"),
            "cron": self.env._("Scheduled action"),
            "duty": self.env._("Duty"),
            "entity": self.env._("Entity"),
            "missed.reason": self.env._("Reason for a missed term"),
            "synonym": self.env._("Words of the same meaning"),
            "fetchmail": self.env._("Incoming mail server"),
            "mail.server": self.env._("Outgoing mail server"),
            "parameter": self.env._("System parameter"),
            "representative": self.env._("Representative"),
            "retention": self.env._("Rule of retention"),
            "rule": self.env._("Record rule"),
            "server.action": self.env._("Server action"),
            "topic": self.env._("Topic"),
            "user": self.env._("Account"),
        }

    @api.model
    def _verbs(self):
        return {
            "create": self.env._("added"),
            "change": self.env._("changed"),
            "archive": self.env._("archived"),
            "unarchive": self.env._("restored"),
            "delete": self.env._("deleted"),
        }

    @api.model
    def _name_of(self, act):
        """Readable name of ``act``; itself where nobody explains it."""
        names = self._names()
        if act in names:
            return names[act]
        subject, _dot, verb = (act or "").rpartition(".")
        subjects, verbs = self._subjects(), self._verbs()
        if subject in subjects and verb in verbs:
            return f"{subjects[subject]}: {verbs[verb]}"
        return act

    @api.model
    def _kinds(self):
        """``{first words of acts: kind}``, see ``skks.audit.line``; the longest count.

        Acts of :meth:`_subjects` are settings unless it is said otherwise here, and
        what nobody names is listed among the other acts.
        """
        return KINDS

    @api.model
    def _prefixes(self):
        """``[(first words, kind)]``, the more exact ones first."""
        kinds = dict.fromkeys(self._subjects(), "setting") | self._kinds()
        return sorted(kinds.items(), key=lambda item: -len(item[0]))

    @api.model
    def _readable(self, model, text):
        """``text`` of an entry with labels in place of the names of fields."""
        if not text or model not in self.env:
            return text or ""
        if model == "res.users":
            text = self.env["res.groups"]._skks_readable(text)
        known = dict(self.env[model]._fields)
        if model == "res.company":  # the set-up writes through to more than one model
            known = {**self.env["skks.setup"]._fields, **known}
        lines = [self._readable_line(known, line) for line in text.split("\n")]
        text = CLOCK_RESULT.sub(self._clock_result, "\n".join(lines))
        return MOMENT.sub(self._local_moment, text)

    def _clock_result(self, match):
        """How a clock was stopped, in words: the journal keeps a code."""
        field = self.env["skks.clock"]._fields["result"]
        labels = dict(field._description_selection(self.env))
        return labels.get(match[1], self.env._("Canceled"))

    def _local_moment(self, match):
        """A moment as the database has it, in the town's time."""
        tz = self.env.company._skks_tz()
        moment = fields.Datetime.to_datetime(match[0])
        return local(moment, tz).strftime("%d.%m.%Y %H:%M")

    def _readable_line(self, known, line):
        fname, colon, value = line.partition(": ")
        if not colon:
            return self._readable_state(known, line)
        field = known.get(fname)
        if not field:
            return line
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            value = labels.get(value, value)
        if field.type == "boolean":
            value = self.env._("yes") if value == "True" else self.env._("no")
        label = field._description_string(self.env)
        return f"{label}: {value or '–'}"

    def _readable_state(self, known, value):
        """A bare value is a state of the document or of its acceptance."""
        for fname in ("state", "signoff_state"):
            if (field := known.get(fname)) and field.type == "selection":
                labels = dict(field._description_selection(self.env))
                if value in labels:
                    return labels[value]
        return value
