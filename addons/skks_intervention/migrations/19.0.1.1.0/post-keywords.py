"""The categories of an older database get their first words; a town changes them."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open

WORDS = "skks_intervention/data/skks_intervention_category_data.xml"


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    with file_open(WORDS, "rb") as source:
        records = etree.parse(source).findall("record")
    for record in records:
        words = record.findtext("field[@name='keywords']")
        category = env.ref(f"skks_intervention.{record.get('id')}", False)
        if words and category and not category.keywords:
            category.keywords = words
