"""Kinds of inquiries that were there before get the words that suggest them."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    with file_open("skks_press/data/skks_inquiry_category_data.xml", "rb") as data:
        root = etree.parse(data)
    for record in root.iterfind(".//record"):
        kind = env.ref(f"skks_press.{record.get('id')}", raise_if_not_found=False)
        words = record.findtext("field[@name='keywords']")
        if kind and words and not kind.keywords:
            kind.keywords = words
