# SKKS on the official image of Odoo 19.0 (Python, wkhtmltopdf and fonts inside).
FROM odoo:19.0

USER root
# Pango draws the PDF documents (WeasyPrint)
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-pip \
    && rm -rf /var/lib/apt/lists/*

COPY setup/requirements-addons.txt /tmp/
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: \
        --target /opt/skks/python -r /tmp/requirements-addons.txt \
    && rm /tmp/requirements-addons.txt
ENV PYTHONPATH=/opt/skks/python

COPY deploy/odoo.conf /etc/odoo/odoo.conf
COPY addons /mnt/extra-addons
USER odoo
