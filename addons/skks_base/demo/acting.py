"""What people of the demo town do, each by the action behind their button."""


class Acting:
    """Verbs that the stories of all add-ons share; logins name who acts.

    An add-on adds the verbs of its own cases in a subclass.
    """

    def __init__(self, replay):
        """:param Replay replay: the run through the past in which they act"""
        self.replay = replay
        self.env = replay.env

    def by(self, login, records):
        """``records`` in the hands of that user."""
        return self.replay.by(login, records)

    def entity(self, code):
        """The entity of the town hall with that code."""
        return self.env.ref(f"skks_base.entity_{code.lower()}_demo")

    def topic(self, name):
        """The topic of that name in the demo data."""
        return self.env.ref(f"skks_base.topic_{name}_demo")

    def window(self, login, model, button, /, **values):
        """Fill in a window and press its button.

        :param str model: of the window, a transient one
        :return: what the button returns
        """
        window = self.by(login, self.env[model]).create(values)
        return getattr(window, button)()

    def press(self, login, records, action, button, /, **values):
        """Press a button that opens a window, fill that in, and press its button.

        :param str action: the method behind the button on the records
        :return: what the window's button returns
        """
        opened = getattr(self.by(login, records), action)()
        model = self.env[opened["res_model"]].with_context(**opened["context"])
        return getattr(self.by(login, model).create(values), button)()

    def explain(self, case, login, reason, note=None):
        """Say why a term was missed."""
        self.window(
            login,
            "skks.clock.explain",
            "action_confirm",
            res_model=case._name,
            res_id=case.id,
            reason_id=self.env.ref(f"skks_base.missed_reason_{reason}").id,
            note=note,
        )

    # Texts that somebody accepts --------------------------------------------------

    def pass_on(self, texts, login):
        """Their author passes texts on for acceptance."""
        self.by(login, texts).action_submit()

    def sign(self, texts, *logins):
        """Accept texts, one person after the other."""
        for login in logins:
            self.by(login, texts).action_approve()

    def send_back(self, text, login, reason):
        """Return a text to be corrected."""
        self.by(login, text).action_return(reason)

    def release(self, texts, login):
        """Let accepted texts leave."""
        self.by(login, texts).action_send()

    # Letters ----------------------------------------------------------------------

    def reply_to(self, message, sender, subject, text, **headers):
        """Somebody answers a letter of ours; return what that became."""
        return self.replay.letter(
            sender,
            f"Re: {subject}",
            text,
            In_Reply_To=message.message_id,
            References=message.message_id,
            **headers,
        )
