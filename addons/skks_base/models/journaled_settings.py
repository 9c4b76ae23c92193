"""Settings of Odoo on which time limits, mail, rights and evidence depend.

Each class only names what is journalled; whoever changes one of them, through
whatever door, is in the journal with the old and the new value.
"""

from odoo import models


class IrMailServer(models.Model):
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


class FetchmailServer(models.Model):
    _name = "fetchmail.server"
    _inherit = ["fetchmail.server", "skks.journaled.setting.mixin"]

    _journaled_as = "fetchmail"
    _journaled_secrets = ("password",)
    _journaled_fields = (
        "name",
        "active",
        "server_type",
        "server",
        "port",
        "is_ssl",
        "user",
        "password",
        "object_id",
    )


class MailAlias(models.Model):
    _name = "mail.alias"
    _inherit = ["mail.alias", "skks.journaled.setting.mixin"]

    _journaled_as = "alias"
    _journaled_fields = (
        "alias_name",
        "alias_domain_id",
        "alias_model_id",
        "alias_defaults",
        "alias_contact",
        "alias_force_thread_id",
    )


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["mail.alias.domain", "skks.journaled.setting.mixin"]

    _journaled_as = "alias.domain"
    _journaled_fields = ("name", "catchall_alias", "bounce_alias", "default_from")


class IrCron(models.Model):
    _name = "ir.cron"
    _inherit = ["ir.cron", "skks.journaled.setting.mixin"]

    _journaled_as = "cron"
    _journaled_fields = (
        "name",
        "active",
        "interval_number",
        "interval_type",
        "user_id",
    )


class IrActionsServer(models.Model):
    """A server action runs with all rights: whoever writes one may do anything."""

    _name = "ir.actions.server"
    _inherit = ["ir.actions.server", "skks.journaled.setting.mixin"]

    _journaled_as = "server.action"
    _journaled_fields = ("name", "state", "model_id", "code")


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["ir.rule", "skks.journaled.setting.mixin"]

    _journaled_as = "rule"
    _journaled_fields = (
        "name",
        "active",
        "model_id",
        "groups",
        "domain_force",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    )


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["ir.model.access", "skks.journaled.setting.mixin"]

    _journaled_as = "access"
    _journaled_fields = (
        "name",
        "active",
        "model_id",
        "group_id",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    )


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "skks.journaled.setting.mixin"]

    _journaled_as = "calendar"
    _journaled_fields = ("name", "active", "tz", "two_weeks_calendar", "company_id")


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "skks.journaled.setting.mixin"]

    _journaled_as = "calendar.hours"
    _journaled_fields = ("calendar_id", "dayofweek", "hour_from", "hour_to")


class ResourceCalendarLeaves(models.Model):
    """Days on which the town hall is closed; the absence of a person is not one."""

    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "skks.journaled.setting.mixin"]

    _journaled_as = "calendar.closure"
    _journaled_fields = ("name", "calendar_id", "date_from", "date_to")

    def _journaled_subjects(self):
        return super()._journaled_subjects().filtered(lambda day: not day.resource_id)


class ResUsers(models.Model):
    """The address of a user decides what counts as mail to staff.

    The second factor is core's; its addons may be absent.
    """

    _name = "res.users"
    _inherit = ["res.users", "skks.journaled.setting.mixin"]

    _journaled_as = "user"
    _journaled_fields = ("login", "email", "totp_secret", "auth_passkey_key_ids")
    _journaled_secrets = ("totp_secret",)

    def _journaled_names(self):
        return [name for name in super()._journaled_names() if name in self._fields]
