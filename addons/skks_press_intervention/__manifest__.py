{
    "name": "SKKS Press Office and Interventions",
    "summary": "A letter in the wrong box goes on as a case of the other kind",
    "version": "19.0.1.1.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "website": "https://github.com/skks-odoo/skks",
    "license": "LGPL-3",
    "depends": ["skks_press", "skks_intervention"],
    "data": [
        "data/mail_activity_type_data.xml",
        "data/skks_intervention_letter_data.xml",
        "views/skks_inquiry_views.xml",
        "views/skks_intervention_views.xml",
        "views/skks_intervention_editors_views.xml",
        "views/skks_topic_views.xml",
    ],
    "auto_install": True,
}
