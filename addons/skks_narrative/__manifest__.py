{
    "name": "SKKS Narrative",
    "summary": "Positions of the town: accepted, confirmed by their experts, reused",
    "version": "19.0.1.0.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "website": "https://github.com/skks-odoo/skks",
    "license": "LGPL-3",
    "depends": ["skks_base", "html_editor"],
    "data": [
        "security/ir.model.access.csv",
        "security/skks_narrative_security.xml",
        "views/skks_narrative_confirmation_views.xml",
        "views/skks_narrative_use_views.xml",
        "views/skks_narrative_version_views.xml",
        "views/skks_narrative_views.xml",
        "views/skks_narrative_menus.xml",
    ],
}
