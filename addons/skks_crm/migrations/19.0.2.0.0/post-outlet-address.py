def migrate(cr, version):
    """An outlet keeps an address of its own wherever it stands in the hierarchy."""
    cr.execute(
        "UPDATE res_partner SET type = 'other'"
        " WHERE skks_kind = 'outlet' AND type IS DISTINCT FROM 'other'"
    )
