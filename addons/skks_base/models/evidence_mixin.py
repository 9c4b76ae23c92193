from odoo import api, models
from odoo.tools import SQL

# What may change in a row that is evidence: a text may be emptied, together with the
# note of when and why; a reference may lose its target; nothing else, ever.
TRIGGER_FUNCTION = SQL(
    """
    CREATE OR REPLACE FUNCTION skks_evidence_stays() RETURNS trigger AS $$
    DECLARE
        old_row jsonb;
        new_row jsonb;
        name text;
        is_emptied boolean;
        is_erasure boolean;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            old_row := to_jsonb(OLD);
            new_row := to_jsonb(NEW);
            is_erasure := COALESCE(new_row->>'erased_at', '') <> '';
            FOR name IN
                SELECT key FROM jsonb_each(old_row)
                WHERE value IS DISTINCT FROM new_row->key
            LOOP
                is_emptied := new_row->name = 'null'::jsonb;
                IF name = ANY(string_to_array(TG_ARGV[1], ',')) AND is_emptied
                OR is_erasure AND (
                    name = ANY(string_to_array(TG_ARGV[0], ',')) AND is_emptied
                    OR name IN ('erased_at', 'erased_reason')
                        AND old_row->name = 'null'::jsonb
                ) THEN
                    CONTINUE;
                END IF;
                RAISE EXCEPTION '%% is evidence: %% never changes', TG_TABLE_NAME, name
                    USING ERRCODE = 'insufficient_privilege';
            END LOOP;
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '%% is append-only (%%)', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END
    $$ LANGUAGE plpgsql
    """
)


class EvidenceMixin(models.AbstractModel):
    """Append-only rows that the database itself refuses to change or delete.

    Whoever has the rights of the database's owner can switch a trigger off; that
    this happened shows in the seals (``skks.journal.seal``).
    """

    _name = "skks.evidence.mixin"
    _description = "Evidence"
    _inherit = ["skks.append.only.mixin"]

    # Columns with personal content, which may be erased.
    _erasable_fields = ()
    # References to what may be deleted.
    _loose_fields = ()

    def init(self):
        """Let the database refuse what no access right grants."""
        result = super().init()
        if self._auto and not self._abstract:
            self.env.cr.execute(TRIGGER_FUNCTION)
            self._create_trigger("stays", "UPDATE OR DELETE", "ROW")
            self._create_trigger("no_truncate", "TRUNCATE", "STATEMENT")
        return result

    def _init_column(self, column_name):
        """A column that is added later stays empty in the rows from before."""

    @api.model
    def _emptiable_columns(self):
        """Columns that an erasure empties."""
        return self._erasable_fields

    def _create_trigger(self, suffix, event, level):
        """Create the trigger unless it is there: replacing it locks the table."""
        name = f"{self._table}_{suffix}"
        arguments = [",".join(self._emptiable_columns()), ",".join(self._loose_fields)]
        self.env.cr.execute(
            SQL(
                "SELECT tgargs FROM pg_trigger WHERE tgname = %s"
                " AND tgrelid = %s::regclass",
                name,
                self._table,
            )
        )
        found = self.env.cr.fetchone()
        if found and bytes(found[0]) == "".join(f"{a}\0" for a in arguments).encode():
            return
        self.env.cr.execute(
            SQL(
                "DROP TRIGGER IF EXISTS %(name)s ON %(table)s;"
                " CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
                " FOR EACH %(level)s"
                " EXECUTE FUNCTION skks_evidence_stays(%(erasable)s, %(loose)s)",
                name=SQL.identifier(name),
                table=SQL.identifier(self._table),
                event=SQL(event),
                level=SQL(level),
                erasable=arguments[0],
                loose=arguments[1],
            )
        )

    # ------------------------------------------------------------
    # What a seal covers
    # ------------------------------------------------------------

    @api.model
    def _sealed_columns(self):
        """Names of the columns that never change, in a fixed order."""
        changing = {*self._emptiable_columns(), *self._loose_fields}
        changing |= {"erased_at", "erased_reason"}
        return sorted(
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in changing
        )
