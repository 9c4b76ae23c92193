"""`odoo skks_journal -d DATABASE`: is the journal what it was?"""

import argparse
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class SkksJournal(Command):
    """Verify the hash chain over the journal, the sign-offs and the permits.

    Exits with 0 if nothing was changed, added or removed, else with 1 and names what
    was, the first row first.
    """

    name = "skks_journal"

    def run(self, args):
        """Verify the database named by -d and print the verdict."""
        parser = argparse.ArgumentParser(prog=self.prog, description=self.__doc__)
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config", help="file with Odoo's settings")
        parser.add_argument(
            "--expect", metavar="HASH", help="of a seal, from the auditors' letters"
        )
        options = parser.parse_args(args)
        settings = ["-c", options.config] if options.config else []
        config.parse_config([*settings, "--no-http"], setup_logging=True)
        with Registry(options.database).cursor(readonly=True) as cr:
            seals = api.Environment(cr, SUPERUSER_ID, {})["skks.journal.seal"]
            verdict = seals._verify(options.expect)
            lines = [seals._verdict_title(verdict), *verdict.problems]
            lines += [] if verdict.problems else [seals._verdict_text(verdict)]
        lines.append(f"{verdict.seals} {verdict.last_hash}")
        sys.stdout.write("\n".join(lines) + "\n")
        sys.exit(bool(verdict.problems))
