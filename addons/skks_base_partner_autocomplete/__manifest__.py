{
    "name": "SKKS Base Partner Autocomplete",
    "summary": "Names of contacts are not sent to a service outside",
    "version": "19.0.1.0.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "license": "LGPL-3",
    "depends": ["skks_base", "partner_autocomplete"],
    "auto_install": True,
}
