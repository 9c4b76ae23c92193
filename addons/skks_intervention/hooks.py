"""What has to happen once, after install."""


def post_init_hook(env):
    """The letters of the portal and the website carry no advertisement either."""
    env["mail.template"]._skks_remove_vendor()
