"""Many rows by SQL, from one row each that the product itself has made.

A pattern row has every column as the product fills it, so what is added to a model
later is in the copies too. Only the columns that make a mix are given anew.
"""

from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

PASSWORD = "bench"
DOMAIN = "town.example"
PRESS = f"prasa@{DOMAIN}"
OFFICERS = 5
ENTITIES = 20


class Town(NamedTuple):
    """The people of the town hall, as recordsets."""

    officers: object
    head: object
    leader: object
    people: object  # representatives, one an entity


def multiply(cr, table, row_id, count, **columns):
    """Insert ``count`` copies of a row; return the range of their ids.

    :param columns: SQL of the columns that differ; ``n`` counts from 0 and
        ``pattern`` is the copied row
    """
    cr.execute(
        SQL(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name = %s"
            " AND column_name <> 'id'",
            table,
        )
    )
    names = [name for (name,) in cr.fetchall()]
    if unknown := columns.keys() - set(names):
        raise ValueError(f"{table} has no columns {sorted(unknown)}")
    values = [columns.get(name) or SQL.identifier("pattern", name) for name in names]
    cr.execute(
        SQL(
            "WITH made AS (INSERT INTO %(table)s (%(names)s)"
            " SELECT %(values)s FROM %(table)s pattern"
            " CROSS JOIN generate_series(0, %(last)s) AS n"
            " WHERE pattern.id = %(row_id)s ORDER BY n RETURNING id)"
            " SELECT min(id), max(id) FROM made",
            table=SQL.identifier(table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(values),
            last=count - 1,
            row_id=row_id,
        )
    )
    first, last = cr.fetchone()
    if last - first + 1 != count:
        raise RuntimeError(f"somebody else writes into {table}")
    return range(first, last + 1)


def one_of(ids):
    """SQL: one of ``ids`` in turn."""
    return SQL("(%s::int[])[1 + mod(n, %s)]", list(ids), len(ids))


def analyze(cr, *tables):
    """Let the planner know what was loaded, as autovacuum would after a while."""
    for table in tables:
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


# -- the town hall -----------------------------------------------------------------


def town(env):
    """Officers, head, leadership, entities with a representative each; mail domain."""
    domain = env["mail.alias.domain"].create({"name": DOMAIN})
    env.company.alias_domain_id = domain
    env.ref("skks_press.mail_alias_inquiry").alias_domain_id = domain
    officers = env["res.users"].union(
        *(user(env, f"officer{n}", "officer") for n in range(OFFICERS))
    )
    head = user(env, "head", "manager")
    leader = user(env, "leader", "leadership")
    env.company.write({"skks_head_id": head.id, "skks_duty_user_id": officers[0].id})
    people = env["skks.representative"].union(
        *(_representative(env, n, leader) for n in range(ENTITIES))
    )
    return Town(officers, head, leader, people)


def user(env, login, role):
    """A user with one role of the suite, who may log in with ``PASSWORD``."""
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": login.title(),
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@{DOMAIN}",
                "tz": "Europe/Warsaw",
                "group_ids": [(6, 0, env.ref(f"skks_base.group_{role}").ids)],
            }
        )
    )


def _representative(env, number, head):
    entity = env["skks.entity"].create(
        {"name": f"Entity {number}", "code": f"B{number}", "head_id": head.id}
    )
    owner = user(env, f"person{number}", "representative")
    return env["skks.representative"].create(
        {"user_id": owner.id, "entity_id": entity.id}
    )


# -- cases -------------------------------------------------------------------------


class Cases(NamedTuple):
    """Ids of loaded inquiries and of the contributions to every second of them."""

    inquiries: range
    contributions: range


def cases(env, hall, count):
    """Open inquiries, half of them with a contribution that is owed; no clocks."""
    hall = Town(*(records.with_env(env) for records in hall))
    pattern = _pattern_inquiry(env, hall)
    owed = _pattern_contribution(env, hall, pattern)
    env.flush_all()
    cr = env.cr
    nobody = SQL(
        "CASE WHEN mod(n, 50) = 0 THEN NULL ELSE %s END", one_of(hall.officers.ids)
    )
    inquiries = multiply(
        cr,
        "skks_inquiry",
        pattern.id,
        count,
        number=SQL("'ZP/2026/' || 100000 + n"),
        name=SQL("'Remont ulicy nr ' || n"),
        coordinator_id=nobody,
        priority=SQL("mod(n, 4)::text"),
        state=SQL("CASE WHEN mod(n, 2) = 0 THEN 'in_progress' ELSE 'new' END"),
        waiting_for=SQL("CASE WHEN mod(n, 2) = 0 THEN 'entity' ELSE 'office' END"),
        received_at=SQL("pattern.received_at - mod(n, 500) * interval '1 minute'"),
        next_due_at=SQL("pattern.received_at + mod(n, 900) * interval '1 hour'"),
    )
    people = hall.people
    contributions = multiply(
        cr,
        "skks_contribution",
        owed.id,
        max(1, count // 2),
        inquiry_id=SQL("%s + n * 2", inquiries[0]),
        number=SQL("'ZP/2026/' || 100000 + n * 2"),
        name=SQL("'Remont ulicy nr ' || n * 2"),
        coordinator_id=one_of(hall.officers.ids),
        representative_id=one_of(people.ids),
        entity_id=one_of(people.entity_id.ids),
        user_id=one_of(people.user_id.ids),
        next_due_at=SQL("pattern.requested_at + mod(n, 900) * interval '1 hour'"),
    )
    analyze(cr, "skks_inquiry", "skks_contribution")
    env.invalidate_all()
    return Cases(inquiries, contributions)


def _pattern_inquiry(env, hall):
    return env["skks.inquiry"].create(
        {
            "name": "Remont ulicy",
            "email_from": "jan@gazeta.example",
            "contact_name": "Jan Nowak",
            "coordinator_id": hall.officers[0].id,
        }
    )


def _pattern_contribution(env, hall, inquiry):
    person = hall.people[0]
    return env["skks.contribution"].create(
        {
            "inquiry_id": inquiry.id,
            "entity_id": person.entity_id.id,
            "representative_id": person.id,
            "request": "<p>Ile kilometrów?</p>",
        }
    )


# -- answered cases ----------------------------------------------------------------

OUTLETS = 40


def outlets(env):
    """Newsrooms of four types."""
    types = env["skks.media.type"].search([], limit=4)
    return env["res.partner"].create(
        [
            {
                "name": f"Newsroom {number}",
                "is_company": True,
                "skks_kind": "outlet",
                "media_type_id": types[number % len(types)].id,
            }
            for number in range(OUTLETS)
        ]
    )


def answered(env, hall, newsrooms, count):
    """Answered inquiries of two years, each with what an entity delivered to it."""
    hall = Town(*(records.with_env(env) for records in hall))
    pattern = _pattern_inquiry(env, hall)
    part = _answer_pattern(env, hall, pattern)
    env.flush_all()
    cr, late = env.cr, SQL("CASE WHEN mod(n, 5) = 0 THEN 'missed' ELSE 'met' END")
    back = SQL("mod(n, 730) * interval '1 day'")
    inquiries = multiply(
        cr,
        "skks_inquiry",
        pattern.id,
        count,
        number=SQL("'ZP/2025/' || 100000 + n"),
        coordinator_id=one_of(hall.officers.ids),
        category_id=one_of(env["skks.inquiry.category"].search([]).ids),
        outlet_id=one_of(newsrooms.ids),
        received_at=SQL("pattern.received_at - %s", back),
        answered_at=SQL("pattern.answered_at - %s", back),
        answered_in_time=late,
    )
    first = inquiries[0]
    multiply(
        cr,
        "skks_inquiry_measure",
        pattern.measure_ids.id,
        count,
        inquiry_id=SQL("%s + n", first),
        answered_at=SQL("pattern.answered_at - %s", back),
        hours_total=SQL("mod(n, 97)"),
    )
    parts = multiply(
        cr,
        "skks_contribution",
        part.id,
        count,
        inquiry_id=SQL("%s + n", first),
        representative_id=one_of(hall.people.ids),
        entity_id=one_of(hall.people.entity_id.ids),
        user_id=one_of(hall.people.user_id.ids),
    )
    for clock, documents in (
        (pattern.clock_ids[:1], first),
        (part.clock_ids, parts[0]),
    ):
        multiply(
            cr,
            "skks_clock",
            clock.id,
            count,
            res_id=SQL("%s + n", documents),
            result=late,
            minutes_late=SQL("CASE WHEN mod(n, 5) = 0 THEN mod(n, 600) ELSE 0 END"),
        )
    analyze(
        *(cr, "skks_inquiry", "skks_inquiry_measure", "skks_contribution"),
        *("skks_clock",),
    )
    env.invalidate_all()


def _answer_pattern(env, hall, inquiry):
    """Let the pattern be answered on the phone; return what an entity delivered."""
    inquiry = inquiry.with_user(hall.officers[0])
    inquiry.action_confirm()
    part = _pattern_contribution(env, hall, inquiry)
    own = part.with_user(hall.people[0].user_id)
    own.body = "<p>12 km</p>"
    own.action_deliver()
    spoken = env["skks.resolution"].search([("is_oral", "=", True)], limit=1)
    now = fields.Datetime.now()
    inquiry._answer_without_letter(spoken, hall.officers[0], now, "12 km")
    return part


# -- clocks ------------------------------------------------------------------------


def clocks(env, model, documents, count, now, *, speaking):
    """Running clocks on ``documents`` in turn, of which ``speaking`` are to be told.

    Half of those are past their warning, half are over. Of the others one in ten is
    over and everybody knows, one in ten is paused, the rest ends in days.
    """
    pattern = env["skks.clock"].search([("res_model", "=", model)], order="id", limit=1)
    # 0 to be warned of, 1 over, 2 over and told, 3 paused, 4 silent
    others = SQL("CASE mod(n, 10) WHEN 0 THEN 2 WHEN 1 THEN 3 ELSE 4 END")
    kind = SQL("CASE WHEN n < %s THEN mod(n, 2) ELSE %s END", speaking, others)

    def after(**hours):
        """SQL: now plus so many hours, by kind; NULL for a kind without."""
        whens = [
            SQL("WHEN %s THEN %s::timestamp + %s * interval '1 hour'", key, now, value)
            for key, value in zip(range(5), hours.values(), strict=True)
            if value is not None
        ]
        return SQL("CASE %s %s END", kind, SQL(" ").join(whens))

    later = SQL("(24 + mod(n, 400))")
    document = SQL("%s + mod(n, %s)", documents[0], len(documents))
    warned = after(warn=-0.1, over=-5, told=-50, paused=24, silent=later)
    due = after(
        warn=3, over=-0.1, told=-24, paused=48, silent=SQL("(48 + mod(n, 400))")
    )
    told = after(warn=None, over=None, told=-24, paused=None, silent=None)
    made = multiply(
        env.cr,
        "skks_clock",
        pattern.id,
        count,
        res_id=document,
        due_at=due,
        safe_at=due,
        original_due_at=due,
        warn_at=warned,
        warned_at=after(warn=None, over=-5, told=-50, paused=None, silent=None),
        breached_at=told,
        escalated_at=told,
        paused_at=after(warn=None, over=None, told=None, paused=-1, silent=None),
        next_notice_at=after(
            warn=-0.1, over=-0.1, told=None, paused=None, silent=later
        ),
        user_id=SQL(
            "(SELECT %s FROM %s doc WHERE doc.id = %s)",
            SQL.identifier("doc", _owner_field(env[model])),
            SQL.identifier(env[model]._table),
            document,
        ),
    )
    analyze(env.cr, "skks_clock")
    env.invalidate_all()
    return made


def _owner_field(documents):
    """Who owes: of a case its coordinator, else the person who was asked."""
    return "user_id" if "user_id" in documents._fields else "coordinator_id"
