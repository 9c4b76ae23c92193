from odoo.http import Controller, request, route


class InterventionStatistics(Controller):
    """Figures about reports, where the town publishes them."""

    @route(
        "/interwencje/statystyki",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
        readonly=True,
    )
    def statistics(self, **_others):
        """By month and by category, groups that are large enough only."""
        company = request.website.sudo().company_id
        if not company.skks_public_statistics:
            raise request.not_found()
        figures = request.env["skks.intervention.statistics"].sudo()._figures(company)
        return request.render(
            "skks_intervention.page_statistics", {"office": company, **figures}
        )
