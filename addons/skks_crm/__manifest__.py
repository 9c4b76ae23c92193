{
    "name": "SKKS CRM",
    "summary": "Media outlets and journalists: who they are and where they work",
    "version": "19.0.1.1.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "license": "LGPL-3",
    "depends": ["skks_base", "contacts"],
    "data": [
        "security/ir.model.access.csv",
        "data/skks_media_type_data.xml",
        "views/skks_media_type_views.xml",
        "views/skks_affiliation_views.xml",
        "views/res_partner_outlet_views.xml",
        "views/res_partner_journalist_views.xml",
        "views/skks_recipient_list_views.xml",
        "report/timeline_report.xml",
        "views/skks_timeline_views.xml",
        "views/skks_crm_menus.xml",
    ],
    "demo": [
        "demo/res_partner_outlet_demo.xml",
        "demo/res_partner_journalist_demo.xml",
        "demo/skks_affiliation_demo.xml",
        "demo/skks_recipient_list_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "skks_crm/static/src/scss/tags_list.scss",
            "skks_crm/static/src/timeline/*",
        ],
        "web.assets_tests": ["skks_crm/static/tests/tours/*.js"],
    },
}
