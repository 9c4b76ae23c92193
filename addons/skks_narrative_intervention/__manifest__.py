{
    "name": "SKKS Narrative and Interventions",
    "summary": "Positions of the town beside a reply to a citizen",
    "version": "19.0.1.0.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "website": "https://github.com/skks-odoo/skks",
    "license": "LGPL-3",
    "depends": ["skks_narrative", "skks_intervention"],
    "data": ["views/skks_intervention_reply_views.xml"],
    "auto_install": True,
}
