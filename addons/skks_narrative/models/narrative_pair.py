from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# Room for the second id beside the first one in the id of a pair.
_APART = 10**8
# So many words two positions have in common before anybody is asked to compare them.
_WORDS = 2
# A word that stands in more positions than these, and in more than this share of them,
# tells nothing about what a position is on; nor does one in more than so many.
_OFTEN, _SHARE, _TOO_OFTEN = 20, 0.05, 50
# Nor do these, in whatever town.
_SAYS_NOTHING = ("być", "mieć", "miasto", "miejski", "móc", "nowy", "rok", "zostać")


class NarrativePair(models.Model):
    """Two accepted positions on one subject that hold at the same time.

    A topic in common is not enough: under *Finances* stand the price of water and the
    debt of the town. They also have two words in common, in whatever Polish form, of
    which one stands in the title, the keywords or the tags of both; the other one may
    stand in a thesis or a key message. Names of topics do not count.

    Whether they contradict each other only a person can say; this puts them side by
    side. What was found to be no contradiction stays so until one of the two has a
    new version. The rows are made of the positions, none is kept.
    """

    _name = "skks.narrative.pair"
    _description = "Possible Contradiction"
    _auto = False
    _order = "words_in_common desc, id"
    _rec_name = "topic_id"
    _depends = {
        "skks.narrative": [
            *("active", "company_id", "topic_ids", "current_version_id"),
            *("withdrawn_at", "valid_from", "valid_to", "pl_tsv"),
        ],
        "skks.narrative.pair.check": ["first_version_id", "second_version_id"],
    }
    _reason_actions = ("action_no_contradiction",)

    topic_id = fields.Many2one("skks.topic", "Topic", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    first_id = fields.Many2one("skks.narrative", "Position", readonly=True)
    second_id = fields.Many2one("skks.narrative", "Other position", readonly=True)
    first_version_id = fields.Many2one("skks.narrative.version", readonly=True)
    second_version_id = fields.Many2one("skks.narrative.version", readonly=True)
    words_in_common = fields.Integer("Words in common", readonly=True, aggregator=None)
    check_id = fields.Many2one("skks.narrative.pair.check", "Check", readonly=True)
    check_reason = fields.Text("Why it is none", related="check_id.reason")
    first_thesis = fields.Text("Thesis", related="first_version_id.thesis")
    second_thesis = fields.Text("Other thesis", related="second_version_id.thesis")
    first_body = fields.Html("Quotable text", related="first_version_id.body")
    second_body = fields.Html("Other quotable text", related="second_version_id.body")
    first_freshness = fields.Selection(related="first_id.freshness")
    second_freshness = fields.Selection(
        string="Other freshness", related="second_id.freshness"
    )
    first_expert_id = fields.Many2one(related="first_id.expert_id")
    second_expert_id = fields.Many2one(
        string="Other expert", related="second_id.expert_id"
    )
    first_valid_to = fields.Date("Valid to", related="first_id.valid_to")
    second_valid_to = fields.Date("Other valid to", related="second_id.valid_to")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id::bigint * %(apart)s + b.id AS id,
                   alike.topic_id,
                   alike.words_in_common,
                   a.company_id AS company_id,
                   a.id AS first_id,
                   b.id AS second_id,
                   a.current_version_id AS first_version_id,
                   b.current_version_id AS second_version_id,
                   (SELECT max(c.id)
                      FROM skks_narrative_pair_check c
                     WHERE c.first_version_id = a.current_version_id
                       AND c.second_version_id = b.current_version_id) AS check_id
              FROM (%(alike)s) alike
              JOIN skks_narrative a ON a.id = alike.first_id
              JOIN skks_narrative b ON b.id = alike.second_id
             WHERE COALESCE(a.valid_from, '-infinity')
                   <= COALESCE(b.valid_to, 'infinity')
               AND COALESCE(b.valid_from, '-infinity')
                   <= COALESCE(a.valid_to, 'infinity')
            """,
            apart=_APART,
            alike=self._alike(),
        )

    @api.model
    def _alike(self):
        """Two positions of one company on one topic, alike by their words.

        A word may have several lemmas, and stand in a position several times: what is
        counted are the places where a lemma stands first, in the position with fewer.
        Only those with a subject in common are compared word by word: of 20,000
        positions every two would take half a minute.
        """
        return SQL(
            """
              WITH word AS MATERIALIZED (%(words)s),
                   telling AS (
                     SELECT lexeme
                       FROM word
                   GROUP BY lexeme
                     HAVING count(DISTINCT id) BETWEEN 2 AND GREATEST(%(often)s, LEAST(
                            %(most)s, %(share)s * (SELECT count(DISTINCT id) FROM word)
                            ))
                   ),
                   told AS MATERIALIZED (
                     SELECT word.* FROM word JOIN telling USING (lexeme)
                   ),
                   likely AS MATERIALIZED (
                     SELECT DISTINCT a.id AS first_id, b.id AS second_id
                       FROM told a
                       JOIN told b ON b.lexeme = a.lexeme
                                  AND b.topic_id = a.topic_id
                                  AND b.company_id = a.company_id
                                  AND b.id > a.id
                      WHERE a.names_subject AND b.names_subject
                   )
            SELECT first_id,
                   second_id,
                   min(a.topic_id) AS topic_id,
                   LEAST(count(DISTINCT a.place), count(DISTINCT b.place))
                       AS words_in_common
              FROM likely
              JOIN told a ON a.id = first_id
              JOIN told b ON b.id = second_id
                         AND b.lexeme = a.lexeme
                         AND b.topic_id = a.topic_id
          GROUP BY first_id, second_id
            HAVING LEAST(count(DISTINCT a.place), count(DISTINCT b.place)) >= %(least)s
            """,
            words=self._own_words(),
            often=_OFTEN,
            share=_SHARE,
            most=_TOO_OFTEN,
            least=_WORDS,
        )

    @api.model
    def _own_words(self):
        """The lemmas of every position that holds, for each of its topics.

        The first place of a lemma in the index has its highest weight: A and B are
        title, keywords and tags, C thesis and key messages; see ``narrative_search``.
        """
        topics = self.env["skks.narrative"]._fields["topic_ids"]
        return SQL(
            """
            SELECT n.id, n.company_id, rel.%(topic)s AS topic_id,
                   found.lexeme COLLATE "C" AS lexeme,
                   found.positions[1] AS place, found.weights[1] < 'C' AS names_subject
              FROM skks_narrative n
              JOIN %(rel)s rel ON rel.%(narrative)s = n.id,
                   unnest(ts_filter(n.pl_tsv, '{a,b,c}')) found
             WHERE %(holds)s
               AND found.lexeme NOT LIKE '=%%'
               AND found.lexeme <> ALL(%(says_nothing)s)
            """,
            rel=SQL.identifier(topics.relation),
            narrative=SQL.identifier(topics.column1),
            topic=SQL.identifier(topics.column2),
            holds=self._holds("n"),
            says_nothing=list(_SAYS_NOTHING),
        )

    @api.model
    def _holds(self, alias):
        """The position is accepted and neither withdrawn nor over."""
        return SQL(
            "%(alias)s.active AND %(alias)s.current_version_id IS NOT NULL"
            " AND %(alias)s.withdrawn_at IS NULL"
            " AND COALESCE(%(alias)s.valid_to, 'infinity') >= %(today)s",
            alias=SQL.identifier(alias),
            today=self.env["skks.narrative"]._today(),
        )

    def action_no_contradiction(self, reason=None):
        """Put down that the two say nothing against each other, and why."""
        if not self.env.user.has_group("skks_base.group_manager"):
            raise AccessError(
                self.env._("Only the head of the press office decides on this.")
            )
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Type the reason, in a sentence or two."))
        self.check_access("read")
        checks = self.env["skks.narrative.pair.check"]
        checks._append(
            [
                {
                    "first_version_id": pair.first_version_id.id,
                    "second_version_id": pair.second_version_id.id,
                    "user_id": self.env.uid,
                    "checked_at": fields.Datetime.now(),
                    "reason": reason,
                }
                for pair in self
                if not pair.check_id
            ]
        )
        self.invalidate_model()
        return True


class NarrativePairCheck(models.Model):
    """Who found that two versions do not contradict each other, and why."""

    _name = "skks.narrative.pair.check"
    _description = "Check of a Possible Contradiction"
    _inherit = ["skks.append.only.mixin"]
    _order = "id desc"
    _rec_name = "reason"

    first_version_id = fields.Many2one(
        "skks.narrative.version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    second_version_id = fields.Many2one(
        "skks.narrative.version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="restrict"
    )
    checked_at = fields.Datetime("When", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
