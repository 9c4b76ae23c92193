"""The town hall of Żarnołęka: what depends on the day on which it is loaded."""

from .replay import Replay, absent_this_week, is_wanted, set_strangers_aside


def load(env):
    """Complete the people and the office of the demo town."""
    if not is_wanted(env, "skks_base"):
        return
    set_strangers_aside(env)
    replay = Replay(env, "skks_base")
    with replay.running():
        with replay.at(-20):
            env.company.write(
                {
                    "skks_head_id": replay.user("rzecznik").id,
                    "skks_duty_user_id": replay.user("prasa1").id,
                }
            )
        with replay.at(-6, "14:30"):
            start, end = absent_this_week(replay)
            absent = replay.by("rzecznik", replay.user("prasa2"))
            absent.action_set_absence(start, end, replay.user("prasa1").id)
