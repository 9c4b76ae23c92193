from odoo import api, models

# Where the answers of a transaction's letters are kept until they are journalled.
_ANSWERS = "skks_smtp_answers"


class IrMailServer(models.Model):
    """Keep what the mail server said when it took a letter: it is the proof."""

    _name = "ir.mail_server"
    _inherit = ["ir.mail_server", "skks.journaled.setting.mixin"]

    _journaled_as = "mail.server"
    _journaled_secrets = ("smtp_pass", "smtp_ssl_private_key")
    _journaled_fields = (
        "name",
        "active",
        "sequence",
        "from_filter",
        "smtp_host",
        "smtp_port",
        "smtp_encryption",
        "smtp_authentication",
        "smtp_user",
        "smtp_pass",
        "smtp_ssl_private_key",
    )

    def _connect__(self, *args, **kwargs):
        connection = super()._connect__(*args, **kwargs)
        if hasattr(connection, "data"):
            _note_answers(connection)
        return connection

    @api.model
    def send_email(self, message, *args, smtp_session=None, **kwargs):
        result = super().send_email(message, *args, smtp_session=smtp_session, **kwargs)
        answer = getattr(smtp_session, "skks_answer", None)
        if answer:
            answers = self.env.cr.cache.setdefault(_ANSWERS, {})
            answers[message["Message-Id"]] = answer
        return result

    @api.model
    def _skks_pop_answer(self, message_id):
        """``{"server", "answer"}`` of a letter sent in this transaction, or nothing."""
        return self.env.cr.cache.get(_ANSWERS, {}).pop(message_id, {})


def _note_answers(connection):
    """Let the connection remember the answer to the last letter."""
    send = connection.data

    def data(letter):
        code, words = send(letter)
        connection.skks_answer = {
            "server": connection._host,
            "answer": f"{code} {words.decode(errors='replace')}",
        }
        return code, words

    connection.data = data
