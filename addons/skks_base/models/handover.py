from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

# Documents that are named one by one in the message to the successor.
LISTED = 50
_KEY = "skks_handover"


class _Running:
    """Marks what is done while work is being handed over; no client can send it."""


class Share(NamedTuple):
    """Records of one kind that are handed over together."""

    records: models.Model
    fname: str
    entity: models.Model
    company: models.Model

    @property
    def key(self):
        return (self.records._name, self.fname, self.entity.id, self.company.id)

    @property
    def by_rule(self):
        return self.records._skks_handover_by_rule(self.fname)

    @property
    def label(self):
        """What it is and in which role, in the language of the environment."""
        env = self.records.env
        kind = env["ir.model"]._get(self.records._name).name
        role = self.records._fields[self.fname]._description_string(env)
        code = self.entity.code
        return f"{kind}: {role} ({code})" if code else f"{kind}: {role}"


class Handover(models.AbstractModel):
    """Who takes over what rests on a person; over every model that takes part."""

    _name = "skks.handover"
    _description = "Handing over of Work"

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    @api.model
    def _models(self):
        """Empty recordsets of the models that take part, in order."""
        registry = self.env.registry
        names = registry.descendants(["skks.handover.mixin"], "_inherit")
        found = [self.env[name] for name in names if not registry[name]._abstract]
        return sorted(found, key=lambda model: (model._handover_sequence, model._name))

    @api.model
    def _shares(self, user):
        """What is open with ``user``, by model, role, entity and company."""
        return list(self._each_share(user))

    @api.model
    def _each_share(self, user):
        """The same one by one: what comes later is looked for later."""
        for model in self._models():
            for fname in model._get_handover_fields():
                yield from self._shares_of(model, fname, user)

    @api.model
    def _shares_of(self, model, fname, user):
        domain = model._skks_handover_domain(fname, user)
        groups = defaultdict(model.sudo().browse)
        for record in model.sudo().search(domain):
            entity = record._skks_handover_entity()
            groups[entity, record._skks_handover_company()] |= record
        return [Share(records, fname, *key) for key, records in groups.items()]

    @api.model
    def _is_running(self):
        return isinstance(self.env.context.get(_KEY), _Running)

    # ------------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------------

    @api.model
    def _propose(self, share, user):
        """The first who may take the share; empty if a rule decides, or nobody may.

        That is the stand-in, then somebody else of the entity (experts first), its
        head and those above it, at last the head of the office.
        """
        if share.by_rule:
            return self.env["res.users"]
        for candidate in self._candidates(share, user):
            if candidate != user and self._may_take(share, candidate):
                return candidate
        return self.env["res.users"]

    @api.model
    def _candidates(self, share, user):
        yield user.sudo().stand_in_id
        entity = share.entity.sudo()
        while entity:
            people = entity.representative_ids.filtered(
                lambda person: person.active and person.user_id != user
            )
            yield from people.sorted(
                lambda person: (person.role != "expert", person.sequence, person.id)
            ).user_id
            yield entity.head_id
            entity = entity.parent_id
        yield share.company._skks_head_of_office()

    @api.model
    def _may_take(self, share, successor):
        successor = successor.sudo()
        return (
            bool(successor)
            and successor.active
            and share.company in successor.company_ids
            and share.records._skks_handover_may_take(share.fname, successor)
        )

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _hand_over(self, user, successors, reason=None, *, lenient=False):
        """Hand over what is open with ``user``, and tell those who take it.

        :param dict successors: ``{key of a share: res.users}``; a share that is not
            in it stays, unless a rule names who takes it
        :param bool lenient: what cannot be handed over stays, instead of stopping all
        :return: ``(done, left)``: lists of ``(share, successor)`` and of shares
        """
        done, left = [], []
        for share in self._each_share(user):
            successor = successors.get(share.key, self.env["res.users"])
            handed = share.records.browse()
            if share.by_rule or successor:
                try:
                    with self.env.cr.savepoint():
                        handed = self._hand_over_share(share, user, successor, reason)
                except UserError:
                    if not lenient:
                        raise
            if handed:
                done.append((share._replace(records=handed), successor))
            if rest := share.records - handed:
                left.append(share._replace(records=rest))
        self._tell_successors(user, done)
        return done, left

    @api.model
    def _hand_over_share(self, share, user, successor, reason):
        if not (share.by_rule or self._may_take(share, successor)):
            raise UserError(
                self.env._(
                    "%(user)s may not take over: %(what)s. Choose another person.",
                    user=successor.name,
                    what=share.label,
                )
            )
        context = clean_context(self.env.context)
        context |= {_KEY: _Running(), "mail_activity_quick_update": True}
        records = share.records.with_context(**context)
        handed = share.records & records._skks_handover_write(
            share.fname, user, successor
        )
        if handed and share.records._handover_listed:
            if "message_follower_ids" in handed._fields:
                handed.message_unsubscribe(user.partner_id.ids)
            self._log(handed, share.fname, user, successor, reason)
        return handed

    @api.model
    def _log(self, records, fname, user, successor, reason):
        self.env["skks.journal.entry"]._log(
            records,
            "handover",
            old=f"{fname}: {user.name}",
            new=f"{fname}: {successor.name or '–'}",
            reason=reason,
        )

    @api.model
    def _hand_over_archived(self, user):
        """Hand over by the proposals what a person who left had open.

        A share that cannot be handed over stays and is named in the notice to the
        head of the office; nothing here may keep an account from being archived.
        """
        shares = self._shares(user)
        successors = {share.key: self._propose(share, user) for share in shares}
        done, left = self._hand_over(user, successors, lenient=True)
        if done or left:
            self._tell_head(user, done, left)

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    @api.model
    def _tell_successors(self, user, done):
        """One message to each who takes something over."""
        by_successor = defaultdict(list)
        for share, successor in done:
            if successor and successor != self.env.user:
                by_successor[successor].append(share)
        for successor, shares in by_successor.items():
            local = self.with_context(lang=successor.lang)
            count = sum(len(share.records) for share in shares)
            body = Markup().join(
                local._share_lines(share, successor) for share in shares
            )
            local._notify(
                successor,
                local.env._(
                    "You take over from %(user)s: %(count)s",
                    user=user.name,
                    count=count,
                ),
                body,
            )

    @api.model
    def _share_lines(self, share, successor):
        label = share._replace(records=share.records.with_env(self.env)).label
        heading = Markup("<p><b>%s</b>: %s</p>") % (label, len(share.records))
        if not share.records._handover_listed:
            return heading
        listed = share.records[:LISTED].with_env(self.env).with_user(successor)
        lines = Markup().join(
            Markup('<li><a href="%s">%s</a></li>')
            % (f"/mail/view?model={record._name}&res_id={record.id}", name)
            for record, name in zip(
                listed, listed.sudo().mapped("display_name"), strict=False
            )
        )
        return heading + Markup("<ul>%s</ul>") % lines

    @api.model
    def _tell_head(self, user, done, left):
        """One notice to the head of the office about what became of it."""
        company = user.sudo().company_id
        head = company._skks_head_of_office()
        if not head or head == user:
            head = self._somebody_of_the_leadership(company)
        if not head:
            return
        local = self.with_context(lang=head.lang)
        lines = [
            Markup("<li>%s: %s → %s</li>")
            % (
                local._label(share),
                len(share.records),
                successor.name or local.env._("whoever may accept"),
            )
            for share, successor in done
        ]
        lines += [
            Markup("<li><b>%s: %s – %s</b></li>")
            % (
                local._label(share),
                len(share.records),
                local.env._("nobody can take it over, assign it"),
            )
            for share in left
        ]
        local._notify(
            head,
            local.env._("Account archived, work handed over: %s", user.name),
            Markup("<ul>%s</ul>") % Markup().join(lines),
        )

    @api.model
    def _somebody_of_the_leadership(self, company):
        group = self.env.ref("skks_base.group_leadership").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )[:1]

    @api.model
    def _label(self, share):
        return share._replace(
            records=share.records.with_env(self.env), entity=share.entity
        ).label

    @api.model
    def _notify(self, user, subject, body):
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids, subject=subject, body=body
        )
