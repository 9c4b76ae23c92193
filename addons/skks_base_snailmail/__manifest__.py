{
    "name": "SKKS Base Snailmail",
    "summary": "The wall holds for letters on paper too",
    "version": "19.0.1.0.0",
    "category": "Services/Press Office",
    "author": "SKKS",
    "license": "LGPL-3",
    "depends": ["skks_base", "snailmail"],
    "auto_install": True,
}
