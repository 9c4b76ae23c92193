from odoo.http import Controller, request, route

HEADERS = [
    ("Content-Type", "text/calendar; charset=utf-8"),
    ("Content-Disposition", 'inline; filename="skks.ics"'),
    ("Cache-Control", "private, no-store"),
    ("X-Robots-Tag", "noindex"),
    ("Referrer-Policy", "no-referrer"),
]


class CalendarFeed(Controller):
    """A person's calendar for a telephone or a mail program, by a secret link."""

    @route(
        "/skks/calendar/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def calendar_feed(self, token):
        """The calendar of whoever made the link, with nobody else's rights.

        A link that is wrong, that was revoked or whose owner has left looks the
        same as one that never was.
        """
        content = request.env["skks.calendar.feed"]._read_feed(token)
        if content is None:
            return request.not_found()
        return request.make_response(content, headers=HEADERS)
