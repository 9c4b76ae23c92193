"""What has to happen once, after install."""

from .demo import town


def post_init_hook(env):
    """The letters of the portal and the website carry no advertisement either."""
    env["mail.template"]._skks_remove_vendor()
    offer_english(env)
    env.ref("website.default_website")._skks_open_for_citizens()
    town.load(env)


def offer_english(env):
    """The pages for citizens are read in English as well."""
    english = env["res.lang"]._activate_lang("en_US")
    for website in env["website"].search([("language_ids", "not in", english.ids)]):
        website.language_ids |= english
