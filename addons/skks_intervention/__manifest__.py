{
    "name": "SKKS Intervention",
    "summary": "Citizens' reports: what is broken, dangerous or missing in the town",
    "version": "19.0.1.0.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "website": "https://github.com/skks-odoo/skks",
    "license": "LGPL-3",
    "depends": ["skks_base", "portal", "website"],
    "data": [
        "security/ir.model.access.csv",
        "security/skks_intervention_security.xml",
        "data/quiet_data.xml",
        "data/skks_intervention_category_data.xml",
        "views/quiet_templates.xml",
        "views/skks_intervention_category_views.xml",
        "views/skks_intervention_menus.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/skks_intervention_category_demo.xml",
    ],
    "assets": {
        "web._assets_primary_variables": [
            "skks_intervention/static/src/scss/primary_variables.scss",
        ],
    },
    "post_init_hook": "post_init_hook",
}
