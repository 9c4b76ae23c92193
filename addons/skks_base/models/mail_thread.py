from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize, html2plaintext, ormcache

from ..tools import mail_text
from ..tools.incoming_letter import IncomingLetter

# Context entry that carries the IncomingLetter of the run.
INCOMING_KEY = "skks_incoming_letter"
# Keys of msg_dict that are ours; mail.message has no such fields.
OWN_KEYS = ("skks_received_at", "skks_automatic", "skks_forwarded")


class MailThread(models.AbstractModel):
    """Mail in, where every letter is kept first and every outcome is recorded; and
    the first half of the wall, which mail out does not pass unasked.

    For the models that letters are routed to, ``msg_dict`` of ``message_new`` and
    ``message_update`` has three keys more: ``skks_received_at`` (naive UTC, by our own
    mail server's clock, never the sender's), ``skks_automatic`` (None for a person,
    else why it is no person: such a letter is not acknowledged) and
    ``skks_forwarded`` (a colleague passes on what somebody else wrote).
    """

    _inherit = "mail.thread"

    # Whether newsletters and automatic replies may start a record of this model.
    _skks_starts_from_automatic = False
    # Whether its followers, and who was told of what, are as visible as the document.
    _skks_closed_thread = False
    # Whether an answer to a letter of this model, sent to the mailbox of another one,
    # is for this one to take or to pass on (``_skks_follow_up_values``).
    _skks_takes_replies = False
    # Name of the model of which such a follow-up is; None: of this one.
    _skks_follow_up_model = None

    @api.model
    @ormcache()
    def _skks_closed_threads(self):
        """Names of the models with closed threads, in a stable order."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_skks_closed_thread", False) and not model._abstract
        )

    # ------------------------------------------------------------------
    # The way in
    # ------------------------------------------------------------------

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Keep the letter, process it, record what became of it.

        Raises only when the letter could not be kept, so that the mail server keeps
        it instead; whatever else goes wrong leaves it in ``skks.mail.quarantine``.
        """
        options = {
            "model": model,
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        if self._skks_incoming():
            return super().message_process(message=message, **options)
        self._skks_check_gateway(options)
        return self.env["skks.mail.quarantine"]._receive(message, options)

    def _skks_incoming(self):
        """The letter that is being processed, None outside of the gateway."""
        incoming = self.env.context.get(INCOMING_KEY)
        return incoming if isinstance(incoming, IncomingLetter) else None

    def _skks_check_gateway(self, options):
        """Refuse callers who could forge a letter: the method is open to RPC."""
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return
        # The mail server hands letters over; it does not say where they go.
        if user.has_group("skks_base.group_mail_gateway") and not any(options.values()):
            return
        raise AccessError(
            self.env._(
                "Only the mail server of the office may deliver incoming letters."
            )
        )

    @api.model
    def message_parse(self, message, save_original=False):
        msg_dict = super().message_parse(message, save_original=save_original)
        if incoming := self._skks_incoming():
            msg_dict |= {
                "date": fields.Datetime.to_string(incoming.received_at),
                "skks_received_at": incoming.received_at,
                "skks_automatic": incoming.automatic,
                "skks_forwarded": incoming.forwarded,
            }
        return msg_dict

    # ------------------------------------------------------------------
    # Where it goes
    # ------------------------------------------------------------------

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message,
            message_dict,
            model=model,
            thread_id=thread_id,
            custom_values=custom_values,
        )
        incoming = self._skks_incoming()
        if not incoming:
            return routes
        if message_dict.get("is_bounce"):
            bounced = message_dict.get("bounced_message")
            incoming.returned = (bounced.model, bounced.res_id) if bounced else ("", 0)
        return self._skks_review_routes(message_dict, routes, incoming)

    def _skks_review_routes(self, message_dict, routes, incoming):
        """Join the case named in the subject; start nothing for automatic mail."""
        if incoming.target:
            routes = [(*incoming.target, {}, self.env.uid, None)]
        else:
            routes = [self._skks_follow_up_route(message_dict, r) for r in routes]
        joining = [route for route in routes if route[1]]
        starting = [route for route in routes if not route[1]]
        if starting and not joining and not incoming.target:
            case = self._skks_named_case(message_dict)
            answered = case or self._skks_answered_record(message_dict)
            if answered:
                _model, _id, values, user_id, alias = starting[0]
                route = (answered._name, answered.id, values, user_id, alias)
                if not case or case._skks_takes_replies:
                    route = self._skks_follow_up_route(message_dict, route)
                joining, starting = ([route], []) if route[1] else ([], [route])
        if incoming.automatic:
            # Nobody wrote it to be read as an answer: a note on the record.
            message_dict["is_internal"] = True
            if not incoming.asked_for:
                welcome = [r for r in starting if self._skks_welcomes_automatic(r[0])]
                incoming.held_back = len(welcome) < len(starting)
                starting = welcome
        return joining + starting

    def _skks_follow_up_route(self, message_dict, route):
        """Let a letter to a closed case begin a new one, if the case says so."""
        model, thread_id, values, user_id, alias = route
        if not thread_id or message_dict.get("skks_automatic"):
            return route
        record = self.env[model].sudo().browse(thread_id)
        follow_up = record._skks_follow_up_values(message_dict)
        if follow_up is None:
            return route
        model = record._skks_follow_up_model or model
        return model, False, dict(values or {}, **follow_up), user_id, alias

    def _skks_answered_record(self, message_dict):
        """The record whose letter this one answers, if it takes its replies itself."""
        parent = self._get_parent_message(message_dict)
        model = parent and parent.model
        if not model or not getattr(
            self.env.registry.get(model), "_skks_takes_replies", False
        ):
            return None
        return self.env[model].sudo().browse(parent.res_id).exists()

    def _skks_follow_up_values(self, msg_dict):
        """Hook: values of a new record if this letter is not for the closed one.

        :return: dict, or None when the letter joins this record
        """
        return None

    def _skks_welcomes_automatic(self, model):
        return getattr(self.env[model], "_skks_starts_from_automatic", False)

    def _skks_named_case(self, message_dict):
        """The case whose number stands in the subject, if the sender is part of it."""
        subject = message_dict.get("subject")
        sender = email_normalize(message_dict.get("email_from") or "")
        if not subject or not sender:
            return None
        for model in self.env.registry.values():
            if getattr(model, "_skks_number_pattern", None) and not model._abstract:
                cases = self.env[model._name].sudo()
                if case := cases._skks_find_case_by_number(subject, sender):
                    return case
        return None

    @api.model
    def _skks_find_case_by_number(self, subject, sender):
        """Find the case that ``subject`` names and that ``sender`` is part of.

        Knowing a number proves nothing: it is no secret. Called on models with a
        ``_skks_number_pattern``.

        :param str sender: normalized address
        :return: a record, or an empty recordset
        """
        numbers = mail_text.case_numbers(subject, self._skks_number_pattern)
        cases = self.search([("number", "in", numbers)]) if numbers else self.browse()
        return cases.filtered(
            lambda case: sender in case._skks_participant_addresses()
        )[:1]

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        """A read receipt or a notice of a delay is no returned letter."""
        incoming = self._skks_incoming()
        if incoming and incoming.automatic is mail_text.Automatic.AUTO_REPLY:
            return False
        return super()._detect_is_bounce(message, message_dict)

    # ------------------------------------------------------------------
    # What it becomes
    # ------------------------------------------------------------------

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        thread_id = super()._message_route_process(message, message_dict, routes)
        incoming = self._skks_incoming()
        if incoming:
            joined = {tuple(route[:2]) for route in routes or () if route[1]}
            incoming.joined += sorted(joined)
        return thread_id

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        self._skks_check_letter_is_real()
        record = super().message_new(msg_dict, custom_values=custom_values)
        if incoming := self._skks_incoming():
            incoming.created.append((record._name, record.id))
        return record

    def message_update(self, msg_dict, update_vals=None):
        self._skks_check_letter_is_real()
        return super().message_update(msg_dict, update_vals=update_vals)

    def _skks_check_letter_is_real(self):
        """Refuse letters that a client made up: these methods are open to RPC.

        On a case they have consequences: an acknowledgement leaves with the subject
        of the letter, an entity's contribution is delivered.
        """
        if getattr(self, "_skks_gated", False) and not self.env.su:
            raise AccessError(
                self.env._("Letters come from the mail server of the office only.")
            )

    def message_post(self, **kwargs):
        for key in OWN_KEYS:
            kwargs.pop(key, None)
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        for key in OWN_KEYS:
            kwargs.pop(key, None)
        return super().message_notify(**kwargs)

    # ------------------------------------------------------------------
    # What core refuses
    # ------------------------------------------------------------------

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        incoming = self._skks_incoming()
        if incoming and incoming.asked_for:
            return False
        found = super()._detect_loop_sender(message, message_dict, routes)
        if found and incoming:
            incoming.refuse("loop", message_dict.get("email_from") or "")
        return found

    @api.model
    def _detect_loop_headers(self, msg_dict):
        incoming = self._skks_incoming()
        if incoming and incoming.asked_for:
            return False
        found = super()._detect_loop_headers(msg_dict)
        if found and incoming:
            incoming.refuse("loop", msg_dict.get("email_from") or "")
        return found

    @api.model
    def _detect_write_to_catchall(self, msg_dict):
        incoming = self._skks_incoming()
        if incoming and incoming.asked_for:
            return False
        found = super()._detect_write_to_catchall(msg_dict)
        if found and incoming:
            incoming.refuse("catchall", msg_dict.get("to") or "")
        return found

    def _alias_get_error(self, message, message_dict, alias):
        incoming = self._skks_incoming()
        if incoming and incoming.asked_for:
            return False
        error = super()._alias_get_error(message, message_dict, alias)
        if error and incoming:
            incoming.refuse("sender", alias.display_name)
        return error

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """Answer nobody by machine; an officer reads the reason and decides."""
        incoming = self._skks_incoming()
        if incoming and not incoming.refusal:
            incoming.refuse("refused", html2plaintext(body_html or "").strip())

    # ------------------------------------------------------------------
    # The wall
    # ------------------------------------------------------------------

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """First half of the wall: notify nobody from outside.

        ``mail.mail`` decides with authority; here the outsiders only leave the
        list early, so that no notification row and no other channel (SMS, push)
        knows them. It stands on mail.thread itself, because ``message_notify`` of
        an empty thread reaches no override on a mixin.
        """
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        outside = [data for data in recipients if data["share"]]
        if not outside:
            return recipients
        allowed = self.env["mail.mail"]._gate_allowed_on_card(
            (msg_vals or {}).get("model") or message.sudo().model,
            (msg_vals or {}).get("res_id") or message.sudo().res_id,
            self.env.user,
        )
        return [
            data
            for data in recipients
            if not data["share"] or data["email_normalized"] in allowed
        ]

    def _notify_by_email_get_headers(self, headers=None):
        """Name no outsider in a letter to a colleague.

        Otherwise “reply to all” in the colleague's mail program answers the
        journalist past every acceptance.
        """
        headers = super()._notify_by_email_get_headers(headers=headers)
        headers.pop("X-Msg-To-Add", None)
        return headers

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """A colleague is told by the system, never in the name of an outsider."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        message = message.sudo()
        author = message.author_id
        email_from = values.get("email_from") or message.email_from
        reply_to = values.get("reply_to") or message.reply_to
        sender, replied = email_normalize(email_from), email_normalize(reply_to)
        own = self.env["mail.mail"]._gate_own_addresses({sender, replied} - {False})
        if (not author or author.partner_share) or (
            sender != author.email_normalized and sender not in own
        ):
            values["email_from"] = self._skks_system_email_from()
        if reply_to and replied not in own:
            values["reply_to"] = values.get("email_from") or email_from
        return values

    def _skks_system_email_from(self):
        company = self.env.company.sudo()
        return company.alias_domain_id.default_from_email or company.email_formatted

    def _routing_handle_bounce(self, email_message, message_dict):
        """A letter that came back was not delivered: the case is told."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict.get("bounced_message")
        address = email_normalize(message_dict.get("bounced_email") or "")
        permit = bounced and self._skks_bounced_permit(bounced, address)
        if permit:
            record = self.env[permit.res_model].sudo().browse(permit.res_id).exists()
            reason = self.env._("The recipient's mail server returned the letter.")
            self.env["skks.journal.entry"]._log(
                record,
                "mail.bounced",
                reason=reason,
                payload={
                    "addresses": [message_dict.get("bounced_email") or ""],
                    "message_id": permit.mail_message_id.message_id,
                },
            )
            record._on_gate_letter_failed(permit, {address}, reason, bounced=True)
        return result

    def _skks_bounced_permit(self, message, address):
        """The permit by which the returned letter left; a mailing has several."""
        permits = message.sudo().skks_permit_ids
        naming = permits.filtered(lambda one: address in one._address_list())
        return (naming or permits)[:1]
