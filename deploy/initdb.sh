#!/bin/bash
# Runs once, when the PostgreSQL container makes its cluster. Odoo's role may create
# databases and is no superuser; a template gives its databases the two extensions
# that need one (trigram search, search without accents).
set -euo pipefail
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
    --set password="$(cat /run/secrets/db_password)" <<'SQL'
create role skks login createdb password :'password';
create database skks_template template template0
    encoding 'utf8' lc_collate 'C' lc_ctype 'C.UTF-8';
\c skks_template
create extension pg_trgm;
create extension unaccent;
alter function unaccent(text) immutable;
alter database skks_template is_template true;
SQL
