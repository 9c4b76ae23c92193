{
    "name": "SKKS Base SMS",
    "summary": "The wall holds for text messages too",
    "version": "19.0.1.0.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "license": "LGPL-3",
    "depends": ["skks_base", "sms"],
    "auto_install": True,
}
