from odoo import models

# What a new website of Odoo shows on every page and a town does not: the logo, the
# telephone and the button of an example company. An editor may show each again.
EXAMPLES = (
    "website.option_header_brand_logo",
    "website.header_text_element",
    "website.header_call_to_action",
    "website.header_search_box",
)

# What the town says in their place: the key of the view, its place, what stands there.
TOWN = {
    "website.option_header_brand_name": (
        "//*[@id='o_fake_navbar_brand']",
        """<a href="/" t-attf-class="navbar-brand #{_link_class}"
            t-out="res_company.name"/>""",
    ),
    "website.footer_custom": (
        "//div[@id='footer']",
        """<div id="footer" class="oe_structure oe_structure_solo border text-break"
            t-ignore="true" t-if="not no_footer"
        ><t t-call="skks_intervention.site_footer"/></div>""",
    ),
    "website.footer_copyright_company_name": (
        "//footer//span[hasclass('o_footer_copyright_name')]",
        """<span class="o_footer_copyright_name me-2 small"
            t-out="res_company.name"/>""",
    ),
}


class Website(models.Model):
    _inherit = "website"

    def _skks_open_for_citizens(self):
        """Let a website that nobody has edited speak for the town.

        Done as an editor would do it: with views of this website, which the builder
        changes further and no upgrade touches. A website with a view of its own is
        somebody's work and is left alone.
        """
        for website in self:
            if website._skks_is_edited():
                continue
            website.name = website.company_id.name
            website.homepage_url = "/interwencje"
            website._skks_hide_examples()
            for key, (place, content) in TOWN.items():
                arch = f'<xpath expr="{place}" position="replace">{content}</xpath>'
                website._skks_shipped(key).write({"active": True, "arch": arch})

    def _skks_is_edited(self):
        """Whether somebody has worked on it; a new website has its empty first page."""
        own = [("website_id", "=", self.id), ("key", "!=", "website.homepage")]
        views = self.env["ir.ui.view"].with_context(active_test=False)
        return bool(views.search_count(own, limit=1))

    def _skks_hide_examples(self):
        for key in EXAMPLES:
            self._skks_shipped(key).active = False
        pages = self.env["website.page"].search(
            [("website_id", "in", (False, self.id)), ("url", "=", "/contactus")]
        )
        pages.is_published = False
        pages.menu_ids.filtered(lambda menu: menu.website_id == self).unlink()

    def _skks_shipped(self, key):
        """The view of Odoo; what is written to it is written for this website."""
        return self.env.ref(key).with_context(
            website_id=self.id, active_test=False, lang=None
        )
