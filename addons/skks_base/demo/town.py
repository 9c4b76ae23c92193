"""The town hall of Żarnołęka: what depends on the day on which it is loaded."""

from .replay import Replay, absent_this_week, is_wanted, set_strangers_aside

# The head of this entity is asked these days whether its list is up to date.
DUE = "skks_base.entity_we_demo"


def load(env):
    """Complete the people and the office of the demo town."""
    if not is_wanted(env, "skks_base"):
        return
    set_strangers_aside(env)
    replay = Replay(env, "skks_base")
    with replay.running():
        with replay.at(-130):
            _confirm(replay, env.ref(DUE))
        with replay.at(-60):
            entities = env["skks.entity"].search([("id", "!=", env.ref(DUE).id)])
            _confirm(replay, entities)
        with replay.at(-20):
            env.company.write(
                {
                    "skks_head_id": replay.user("rzecznik").id,
                    "skks_duty_user_id": replay.user("prasa1").id,
                }
            )
            _fill_roster(replay, replay.moment(-20), replay.moment(20))
        with replay.at(-6, "14:30"):
            start, end = absent_this_week(replay)
            absent = replay.by("rzecznik", replay.user("prasa2"))
            absent.action_set_absence(start, end, replay.user("prasa1").id)
            _fill_roster(replay, start, end, overwrite=True)
        with replay.at(0):
            env["skks.entity"]._cron_upkeep()


def _confirm(replay, entities):
    """The heads say that their lists are up to date; those without one do not."""
    for entity in entities.filtered("head_id"):
        entity.with_user(entity.head_id).action_confirm_list()


def _fill_roster(replay, start, end, *, overwrite=False):
    """The head of the office fills the roster with the two officers."""
    team = replay.user("prasa1") + replay.user("prasa2")
    filling = replay.by("rzecznik", replay.env["skks.duty.fill"]).create(
        {
            "date_from": start.date(),
            "date_to": end.date(),
            "overwrite": overwrite,
            "line_ids": [
                (0, 0, {"user_id": user.id, "sequence": number})
                for number, user in enumerate(team)
            ],
        }
    )
    filling.action_fill()
