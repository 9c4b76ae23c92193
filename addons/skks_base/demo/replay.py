"""What the people of the demo town did before today, done again by themselves.

The history of the demo is not written into the database: each step is the real
action, called as the user who took it, at the moment at which it was taken. Two
things are lent to it while it lasts: a past "now" and a mail server that keeps no
letter. Moments are offsets in working days from "today", the last working day
that has begun, so that a demo looks the same whenever it is loaded.
"""

import heapq
import smtplib
import sys
import threading
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields

from ..tools.moments import naive_utc
from ..tools.working_time import local_instant
from .catcher import catching

MORNING = "07:45"
DOMAIN = "zarnoleka.example"


class _AnyDatetime(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, datetime)


def _clock(replay):
    """A ``datetime`` whose ``now`` is the replay's, for this thread only."""
    thread = threading.get_ident()

    class ReplayedDatetime(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz=None):
            if tz or not replay.now or threading.get_ident() != thread:
                return datetime.now(tz)
            return replay.now

    return ReplayedDatetime


class Replay:
    """One run through the past; see :meth:`running`."""

    def __init__(self, env, module):
        """
        :param env: of the superuser, of the hook that loads the demo
        :param str module: whose external ids the records get
        """
        self.env = env(context={"lang": "pl_PL", "tz": "Europe/Warsaw"})
        self.module = module
        self.hours = env.company._skks_working_time()
        self.zone = env.company._skks_tz()
        self.now = None
        self.today = self._last_begun_day()

    def _last_begun_day(self):
        now = datetime.now(UTC).astimezone(self.zone)
        day = now.date()
        begun = now.time() >= time.fromisoformat(MORNING)
        if not begun:
            day -= timedelta(days=1)
        return self.hours.previous_working_day(day)

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def moment(self, days, at=MORNING):
        """The local time ``at`` of the day ``days`` working days from today.

        :param int days: negative for the past
        :return: naive UTC datetime
        """
        day, step = self.today, timedelta(days=1 if days > 0 else -1)
        for _turn in range(abs(days)):
            day += step
            while not self.hours.is_working_day(day):
                day += step
        return naive_utc(local_instant(day, time.fromisoformat(at), self.zone))

    @contextmanager
    def at(self, days, at=MORNING):
        """Do what is in the block at that moment, and finish it there."""
        self.now = self.env.cr._now = self.moment(days, at)
        yield
        self._finish()

    def play(self, *stories):
        """Play stories that overlap in time, step by step in the order of time.

        :param stories: generators; each yields the moment of its next step as
            ``(days, at)`` and does that step when it is resumed
        """
        steps = [(next(story), story) for story in stories]
        queue = [
            (self.moment(*when), number, when, story)
            for number, (when, story) in enumerate(steps)
        ]
        heapq.heapify(queue)
        while queue:
            _moment, number, when, story = heapq.heappop(queue)
            with self.at(*when):
                following = next(story, None)
            if following:
                step = (self.moment(*following), number, following, story)
                heapq.heappush(queue, step)

    def tell_whose_time_is_over(self):
        """Warn of terms as the hourly job does: this morning, after all that."""
        with self.at(0):
            due = [("next_notice_at", "<=", self.now)]
            self.env["skks.clock"].search(due)._skks_notify_safely(self.now)

    def _finish(self):
        """Let everything that follows from a step happen at its moment."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        mails = self.env["mail.mail"].search([("state", "=", "outgoing")])
        if mails:
            mails.send()
        self.env.flush_all()

    @contextmanager
    def running(self):
        """Lend a past "now" and a mail server to what happens in the block."""
        with ExitStack() as stack:
            host, port = stack.enter_context(catching())
            for target, name, value in self._patches(host, port):
                stack.enter_context(patch.object(target, name, value))
            try:
                yield self
                self._finish()
            finally:
                self.now = self.env.cr._now = None

    def _patches(self, host, port):
        """What is different while the past is played: (where, name, what)."""
        env = self.env

        def connect(self, *args, smtp_from=None, **kwargs):
            session = smtplib.SMTP(host, port, timeout=10)
            session.from_filter, session.smtp_from = DOMAIN, smtp_from
            return session

        @contextmanager
        def own_transaction(self):
            # There is one transaction while a module is being installed.
            yield self.env(user=SUPERUSER_ID)

        servers = env.registry["ir.mail_server"]
        return (
            (sys.modules[fields.Datetime.__module__], "datetime", _clock(self)),
            (servers, "_connect__", connect),
            (servers, "_disable_send", lambda self: False),
            (env.registry["mail.mail"], "send_after_commit", lambda mails: None),
            (
                env.registry["skks.mail.quarantine"],
                "_own_transaction",
                own_transaction,
            ),
        )

    # ------------------------------------------------------------------
    # Who and what
    # ------------------------------------------------------------------

    def user(self, login):
        """The user of that login."""
        return self.env.ref(f"skks_base.user_{login.replace('.', '_')}_demo")

    def ref(self, name):
        """A record by its external id; the module's own without a prefix."""
        return self.env.ref(name if "." in name else f"{self.module}.{name}")

    def by(self, login, records):
        """``records`` in the hands of that user, with nobody else's rights."""
        return records.with_user(self.user(login))

    def name(self, name, record):
        """Give a record an external id, as if a data file had made it."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"{self.module}.{name}_demo",
                    "record": record,
                    "noupdate": True,
                }
            ]
        )
        return record

    def letter(self, sender, subject, text, **headers):
        """Let a letter arrive now, through the gateway; return what it became.

        :param str text: of the letter; with ``raw`` in ``headers``, the bytes of
            the whole content instead
        :param headers: more headers, ``_`` for ``-``
        """
        letter = EmailMessage()
        letter["Received"] = (
            f"from mx.example (mx.example [192.0.2.1]) by mail.{DOMAIN} (Postfix)"
            f" with ESMTP id DEMO; {format_datetime(self.now.replace(tzinfo=UTC))}"
        )
        letter["From"] = sender
        letter["To"] = headers.pop("to", f"prasa@{DOMAIN}")
        letter["Subject"] = subject
        letter["Date"] = format_datetime(self.now.replace(tzinfo=UTC))
        stamp = self.now.strftime("%Y%m%d%H%M%S")
        letter["Message-ID"] = f"<{stamp}.demo@{sender.rpartition('@')[2].strip('>')}>"
        for name, value in headers.items():
            letter[name.replace("_", "-")] = value
        letter.set_content(text)
        return self.deliver(letter.as_bytes())

    def deliver(self, raw):
        """Give the bytes of a letter to the gateway.

        :return: ``skks.mail.quarantine`` record of it
        """
        self.env["mail.thread"].message_process(None, raw)
        return self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)


def is_wanted(env, module):
    """Whether the demo data of that add-on is being loaded."""
    return env.ref(f"base.module_{module}").demo


def load_stories(env, module, tell):
    """Play what happened in the part of the town that an add-on is about.

    Nothing is done unless its demo data is being loaded.

    :param tell: function of the :class:`Replay`; it returns the stories
    """
    if not is_wanted(env, module):
        return
    set_strangers_aside(env)
    replay = Replay(env, module)
    with replay.running():
        replay.play(*tell(replay))
        replay.tell_whose_time_is_over()


def set_strangers_aside(env):
    """Archive the people and meetings of core's own demo data: no one lives here.

    Meetings that are still to come had invitations: nobody is to get them either.
    """
    for model, modules in (
        ("res.users", ("base",)),
        ("res.partner", ("base",)),
        ("discuss.channel", ("mail",)),
        ("calendar.event", ("calendar",)),
    ):
        if model in env:
            _archive_strangers(env[model], modules)


def _archive_strangers(records, modules):
    known = records.env["ir.model.data"].search(
        [
            ("model", "=", records._name),
            ("module", "in", modules),
            "|",
            ("name", "like", "demo"),
            "|",
            ("name", "=like", "res_partner_%"),
            ("model", "=", "calendar.event"),
        ]
    )
    strangers = records.browse(known.mapped("res_id")).exists()
    letters = [("model", "=", records._name), ("res_id", "in", strangers.ids)]
    records.env["mail.mail"].search(letters).unlink()
    strangers.filtered("active").active = False


def absent_this_week(replay):
    """From Monday to Friday of the week of today, as naive UTC datetimes."""
    monday = replay.today - timedelta(days=replay.today.weekday())
    start, end = (
        local_instant(monday + timedelta(days=days), at, replay.zone)
        for days, at in ((0, time.min), (4, time(23, 59, 59)))
    )
    return naive_utc(start), naive_utc(end)
