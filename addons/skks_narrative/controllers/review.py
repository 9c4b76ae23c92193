from odoo.http import Controller, request, route

LIST = "/odoo/skks-to-confirm"


class PositionReview(Controller):
    @route(
        "/skks/position/<string:token>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def review(self, token, **_others):
        """Open what a letter asks about, for whom the letter was written.

        Following the link confirms nothing: programs that look into letters do that
        as well. A link that is forged, too old or somebody else's leads to the
        reader's own list, and tells nothing.
        """
        narrative = request.env["skks.narrative"]._review_from_token(token)
        return request.redirect(f"{LIST}/{narrative.id}" if narrative else LIST)
