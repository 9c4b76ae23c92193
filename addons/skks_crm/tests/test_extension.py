import base64
import csv
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CrmCommon

RUN = {"name": "run", "string": "Print run", "type": "integer"}
SHAPE = {
    "name": "shape",
    "string": "Format",
    "type": "selection",
    "selection": [["t", "Tabloid"], ["b", "Broadsheet"]],
}
FREQUENCY = {"name": "freq", "string": "Frequency (MHz)", "type": "float"}
RUN_TOO = {"name": "copies", "string": "print run", "type": "integer"}


class ExtensionCommon(CrmCommon):
    """Two media types with fields of their own; one label is on both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        types = cls.env["skks.media.type"]
        cls.press = types.create({"name": "Press X", "code": "PRESSX"})
        cls.air = types.create({"name": "Air X", "code": "AIRX"})
        cls.plain = types.create({"name": "Plain X", "code": "PLAINX"})
        cls.press.outlet_properties_definition = [RUN, SHAPE]
        cls.air.outlet_properties_definition = [FREQUENCY, RUN_TOO]
        cls.env.ref("base.group_allow_export").user_ids += cls.officer
        cls.kurier.media_type_id = cls.press
        cls.radio.media_type_id = cls.air

    def setUp(self):
        super().setUp()
        self.outlet = self.kurier.with_user(self.officer)
        self.types = self.env["skks.media.type"].with_user(self.officer)

    def values(self, outlet, fname="type_properties"):
        outlet.invalidate_recordset()
        return {
            field["name"]: field["value"]
            for field in outlet.read([fname])[0][fname]
            if field.get("value") is not None and field["value"] is not False
        }

    def extend(self, outlet, *definition, **values):
        """Let the head add fields to one outlet alone."""
        outlet = outlet.with_user(self.manager)
        outlet.action_skks_extend()
        listed = [
            field | {"definition_changed": True, "value": values.get(field["name"])}
            for field in definition
        ]
        outlet.write({"own_properties": listed})


@tagged("post_install", "-at_install")
class TestExtension(ExtensionCommon):
    """M2.2: the office adds fields in the screen, for a type or for one outlet."""

    def test_others_make_contacts(self):
        """The office's fields are in nobody's way who may not read them."""
        keeper = new_test_user(
            self.env,
            "keeper.contacts",
            groups="base.group_user,base.group_partner_manager",
        )
        card = self.env["res.partner"].with_user(keeper).create({"name": "Firma"})
        self.assertFalse(card.sudo().type_properties)

    def test_head_adds_a_field_for_a_type(self):
        outlet = self.kurier.with_user(self.manager)
        new = {"name": "n1", "string": "Owner", "type": "char", "value": "X"}
        outlet.web_save(
            {"type_properties": [RUN, SHAPE, new | {"definition_changed": True}]},
            {"type_properties": {}},
        )
        labels = [one["string"] for one in self.press.outlet_properties_definition]
        self.assertEqual(labels, ["Print run", "Format", "Owner"])
        self.assertEqual(self.values(self.outlet), {"n1": "X"})
        other = self.make_outlet("Other", media_type_id=self.press.id)
        names = [
            one["name"] for one in other.read(["type_properties"])[0]["type_properties"]
        ]
        self.assertIn("n1", names, "every outlet of the type has the field")
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "media.type.change"), ("res_id", "=", self.press.id)],
            order="id desc",
            limit=1,
        )
        self.assertEqual(entry.user_id, self.manager)
        self.assertIn("Owner (char)", entry.new_value)
        self.assertIn("Format (selection: Tabloid/Broadsheet)", entry.old_value)

    def test_head_adds_a_field_for_one_outlet(self):
        self.extend(
            self.kurier, {"name": "o1", "string": "Supplement", "type": "char"}, o1="A"
        )
        self.assertEqual(self.values(self.outlet, "own_properties"), {"o1": "A"})
        self.outlet.write({"own_properties": {"o1": "B"}})
        self.assertEqual(self.values(self.outlet, "own_properties"), {"o1": "B"})
        radio = self.radio.with_user(self.officer)
        self.assertEqual(radio.read(["own_properties"])[0]["own_properties"], [])
        self.assertEqual(self.outlet.extension_id.display_name, "Kurier")

    def test_extending_twice_is_once(self):
        outlet = self.kurier.with_user(self.manager)
        outlet.action_skks_extend()
        extension = outlet.extension_id
        outlet.action_skks_extend()
        self.assertEqual(outlet.extension_id, extension)

    def test_officer_fills_in(self):
        self.outlet.write({"type_properties": {"run": 5000}})
        self.outlet.write({"type_properties": {"shape": "t"}})
        self.assertEqual(
            self.values(self.outlet), {"run": 5000, "shape": "t"}, "none is lost"
        )
        self.outlet.write({"type_properties": [RUN | {"value": 0}, SHAPE]})
        self.assertEqual(self.values(self.outlet), {"run": 0, "shape": "t"})
        self.outlet.write({"type_properties": {"shape": False}})
        self.assertEqual(self.values(self.outlet), {"run": 0})

    def test_wrong_values(self):
        for value, words in (
            ({"run": "many"}, "“many” does not fit the field “Print run”"),
            ({"run": True}, "does not fit the field “Print run”"),
            ({"shape": "x"}, "“x” does not fit the field “Format”"),
            ({"freq": 99.5}, "“freq” is no additional field of this outlet"),
            ([FREQUENCY | {"value": 99.5}], "“Frequency (MHz)” is no additional"),
        ):
            with self.subTest(value), self.refused(words):
                self.outlet.write({"type_properties": value})
            with self.subTest(value), self.refused(words):
                self.partners.create(
                    {
                        "name": "X",
                        "skks_kind": "outlet",
                        "media_type_id": self.press.id,
                        "type_properties": value,
                    }
                )
        self.assertEqual(self.values(self.outlet), {})

    def test_default_of_a_new_outlet(self):
        self.press.outlet_properties_definition = [RUN | {"default": 100}, SHAPE]
        outlet = self.partners.create(
            {"name": "X", "skks_kind": "outlet", "media_type_id": self.press.id}
        )
        self.assertEqual(self.values(outlet), {"run": 100})

    def test_field_taken_away(self):
        """An open form still sends the field; nothing fails, nothing comes back."""
        self.outlet.write({"type_properties": {"run": 7, "shape": "t"}})
        self.press.outlet_properties_definition = [SHAPE]
        self.outlet.write(
            {"type_properties": [RUN | {"value": 7}, SHAPE | {"value": "b"}]}
        )
        self.assertEqual(self.values(self.outlet), {"shape": "b"})

    def test_copy(self):
        self.extend(self.kurier, {"name": "o1", "string": "A", "type": "char"}, o1="A")
        self.outlet.write({"type_properties": {"run": 7}})
        copied = self.outlet.copy()
        self.assertEqual(self.values(copied), {"run": 7})
        self.assertFalse(copied.extension_id)
        self.assertFalse(self.values(copied, "own_properties"))

    def test_archived_type_keeps_its_fields(self):
        self.outlet.write({"type_properties": {"run": 7}})
        self.press.active = False
        self.assertEqual(self.values(self.outlet), {"run": 7})

    # ------------------------------------------------------------
    # Change of type
    # ------------------------------------------------------------

    def test_change_of_type_keeps_values(self):
        self.outlet.write({"type_properties": {"run": 5000, "shape": "t"}})
        self.outlet.media_type_id = self.air
        self.assertEqual(self.values(self.outlet), {"copies": 5000}, "same label")
        self.assertEqual(
            self.outlet.former_properties_text, "Format: Tabloid (Press X)"
        )
        self.outlet.write({"type_properties": {"freq": 99.5, "copies": 6000}})
        self.outlet.media_type_id = self.press
        self.assertEqual(
            self.values(self.outlet), {"run": 6000, "shape": "t"}, "the later value"
        )
        self.assertEqual(
            self.outlet.former_properties_text, "Frequency (MHz): 99.5 (Air X)"
        )
        self.outlet.media_type_id = False
        self.assertFalse(self.outlet.type_properties)
        lines = self.outlet.former_properties_text.splitlines()
        self.assertIn("Print run: 6000 (Press X)", lines)
        self.outlet.media_type_id = self.plain
        self.outlet.media_type_id = self.air
        self.assertEqual(self.values(self.outlet)["freq"], 99.5)

    def test_change_of_type_in_the_form(self):
        self.outlet.write({"type_properties": {"run": 5000, "shape": "t"}})
        view = "skks_crm.res_partner_outlet_view_form"
        with Form(self.outlet, view) as form:
            form.media_type_id = self.types.browse(self.air.id)
            shown = {one["name"]: one.get("value") for one in form.type_properties}
            self.assertEqual(shown, {"freq": None, "copies": 5000})
        self.assertEqual(self.values(self.outlet), {"copies": 5000})
        with Form(self.outlet, view) as form:
            form.media_type_id = self.types.browse(self.press.id)
        self.assertEqual(self.values(self.outlet), {"run": 5000, "shape": "t"})

    def test_change_of_type_and_value_at_once(self):
        self.outlet.write({"type_properties": {"run": 5000, "shape": "t"}})
        self.outlet.write(
            {
                "media_type_id": self.air.id,
                "type_properties": [FREQUENCY | {"value": 88.0}, RUN_TOO],
            }
        )
        self.assertEqual(self.values(self.outlet), {"freq": 88.0, "copies": 5000})

    def test_change_of_type_of_many(self):
        outlets = self.outlet | self.radio.with_user(self.officer)
        self.outlet.write({"type_properties": {"run": 1}})
        outlets[1].write({"type_properties": {"freq": 99.5}})
        outlets.write({"media_type_id": self.plain.id})
        self.assertEqual(
            outlets.mapped("former_properties_text"),
            ["Print run: 1 (Press X)", "Frequency (MHz): 99.5 (Air X)"],
        )

    def test_no_client_sets_values_aside(self):
        self.outlet.write({"former_properties": {"x": {"y": 1}}})
        self.assertFalse(self.outlet.former_properties)
        outlet = self.partners.create(
            {"name": "X", "skks_kind": "outlet", "former_properties": {"x": 1}}
        )
        self.assertFalse(outlet.former_properties)

    # ------------------------------------------------------------
    # Search, grouping, export, import
    # ------------------------------------------------------------

    def test_search(self):
        self.outlet.write({"type_properties": {"run": 5000, "shape": "t"}})
        for domain in (
            [("type_properties.shape", "=", "t")],
            [("type_properties.run", ">", 4000)],
            [("type_properties.run", "in", [5000])],
        ):
            with self.subTest(domain):
                self.assertEqual(self.partners.search(domain), self.outlet)
        self.outlet.media_type_id = self.air
        self.assertFalse(
            self.partners.search([("type_properties.shape", "=", "t")]),
            "former values are no present ones",
        )

    def test_grouping(self):
        other = self.make_outlet("Other", media_type_id=self.press.id)
        (self.outlet | other.with_user(self.officer)).write(
            {"type_properties": {"shape": "t"}}
        )
        groups = self.partners.formatted_read_group(
            [("media_type_id", "=", self.press.id)],
            ["type_properties.shape"],
            ["__count"],
        )
        self.assertEqual(
            [(one["type_properties.shape"], one["__count"]) for one in groups],
            [("t", 2)],
        )

    def test_only_what_has_a_name_is_offered_for_export(self):
        offered = self.env["res.partner"].with_user(self.officer).fields_get()
        for name in ("may_define_fields", "is_my_care", "colleague_wrote"):
            self.assertFalse(offered[name]["exportable"], name)
        self.assertTrue(offered["type_properties"]["exportable"])

    def test_export_and_import(self):
        self.extend(self.kurier, {"name": "o1", "string": "A", "type": "char"}, o1="A")
        self.outlet.write({"type_properties": {"run": 5000, "shape": "t"}})
        columns = ["name", "type_properties.run", "type_properties.shape"]
        rows = self.outlet.export_data([*columns, "own_properties.o1"])["datas"]
        self.assertEqual(rows, [["Kurier", 5000, "Tabloid", "A"]])
        result = self.partners.load(
            [".id", "type_properties.shape"], [[str(self.outlet.id), "Broadsheet"]]
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.values(self.outlet), {"run": 5000, "shape": "b"})
        result = self.partners.load(
            ["name", "skks_kind", "media_type_id", "type_properties.run"],
            [["New", "Media outlet", "Press X", "77"]],
        )
        self.assertEqual(self.values(self.partners.browse(result["ids"])), {"run": 77})

    def test_who_exports(self):
        """M2.2: the head of the office, and whom the administrator has let."""
        rows = self.kurier.with_user(self.manager).export_data(["name"])["datas"]
        self.assertEqual(rows, [["Kurier"]])
        other = self.make_user("other", "skks_base.group_officer")
        with self.assertRaises(UserError):
            self.kurier.with_user(other).export_data(["name"])

    def test_import_of_what_does_not_fit(self):
        """The column of a field of another type: explained, nothing dropped."""
        head = ["name", "skks_kind", "media_type_id", "type_properties.freq"]
        result = self.partners.load(head, [["New", "Media outlet", "Press X", "99.5"]])
        self.assertFalse(result["ids"])
        self.assertIn("Frequency (MHz)", result["messages"][0]["message"])
        result = self.partners.load(
            ["name", "skks_kind", "media_type_id", "type_properties.shape"],
            [["New", "Media outlet", "Press X", "Scroll"]],
        )
        self.assertIn("Scroll", result["messages"][0]["message"])

    def test_import_of_a_sheet(self):
        """The way of the import screen: columns offered, values taken."""
        importer = self.env["base_import.import"].with_user(self.officer)
        tree = importer.get_fields_tree("res.partner")
        self.assertIn("type_properties.run", [one["id"] for one in tree])
        sheet = io.StringIO()
        csv.writer(sheet).writerows([["Id", "Run"], [self.outlet.id, 9]])
        wizard = importer.create(
            {
                "res_model": "res.partner",
                "file": base64.b64encode(sheet.getvalue().encode()).decode().encode(),
                "file_type": "text/csv",
            }
        )
        wizard.file = sheet.getvalue().encode()
        options = {
            "quoting": '"',
            "separator": ",",
            "has_headers": True,
            "encoding": "utf-8",
            "float_thousand_separator": ",",
            "float_decimal_separator": ".",
        }
        result = wizard.execute_import(
            [".id", "type_properties.run"], ["Id", "Run"], options
        )
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.values(self.outlet), {"run": 9})

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def test_merge_of_one_type(self):
        twin = self.make_outlet("Kurier 2", media_type_id=self.press.id)
        self.outlet.write({"type_properties": {"run": 1}})
        twin.write({"type_properties": {"run": 2, "shape": "t"}})
        self.outlet._skks_merge_extension(twin.with_user(self.officer))
        self.assertEqual(self.values(self.outlet), {"run": 1, "shape": "t"})

    def test_merge_of_two_types(self):
        self.outlet.write({"type_properties": {"shape": "t"}})
        self.radio.write({"type_properties": {"freq": 99.5, "copies": 300}})
        for _time in range(2):
            self.outlet._skks_merge_extension(self.radio.with_user(self.officer))
            self.assertEqual(self.values(self.outlet), {"shape": "t", "run": 300})
            self.assertEqual(
                self.outlet.former_properties_text, "Frequency (MHz): 99.5 (Air X)"
            )

    def test_merge_of_own_fields(self):
        note = {"name": "o1", "string": "Note", "type": "char"}
        self.extend(self.kurier, note, o1="first")
        twin = self.make_outlet("Kurier 2")
        self.extend(
            twin,
            {"name": "o2", "string": "note", "type": "char"},
            {"name": "o3", "string": "Boss", "type": "char"},
            o2="second",
            o3="X",
        )
        self.outlet._skks_merge_extension(twin.with_user(self.officer))
        self.assertEqual(
            self.values(self.outlet, "own_properties"), {"o1": "first", "o3": "X"}
        )
        bare = self.make_outlet("Bare").with_user(self.officer)
        bare._skks_merge_extension(twin.with_user(self.officer))
        self.assertEqual(
            self.values(bare, "own_properties"), {"o2": "second", "o3": "X"}
        )

    def test_merge(self):
        """Values, desks and parts of both cards are on the one that stays."""
        twin = self.make_outlet("Kurier 2", media_type_id=self.press.id)
        twin.type_properties = {"shape": "b"}
        self.extend(twin, {"name": "o1", "string": "A", "type": "char"}, o1="A")
        self.env["skks.media.desk"].create(
            {"outlet_id": twin.id, "name": "Desk", "email": "desk@twin.test"}
        )
        part = self.make_outlet("Part", parent_id=twin.id)
        (self.kurier | twin).with_user(self.officer)._skks_merge()
        self.env.invalidate_all()
        self.assertFalse(twin.exists())
        self.assertEqual(self.values(self.outlet), {"shape": "b"})
        self.assertEqual(self.values(self.outlet, "own_properties"), {"o1": "A"})
        self.assertEqual(self.outlet.desk_emails, "desk@twin.test")
        self.assertEqual(part.parent_id, self.kurier)


@tagged("post_install", "-at_install")
class TestDefinitionAttacks(ExtensionCommon):
    """An officer fills fields in, and never adds, changes or removes one."""

    def setUp(self):
        super().setUp()
        self.extend(self.kurier, {"name": "o1", "string": "A", "type": "char"}, o1="A")
        self.kurier.type_properties = {"run": 1}

    @property
    def changed(self):
        """As the client sends it; core takes the mark off the list it was given."""
        return [
            RUN | {"string": "Hacked", "definition_changed": True, "value": 3},
            SHAPE,
        ]

    @property
    def removed(self):
        return [RUN | {"definition_deleted": True}, SHAPE]

    def assertRefused(self, act, exception=AccessError):
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            self.assertRaises(exception),
            self.env.cr.savepoint(),
        ):
            act()
        self.env.invalidate_all()
        self.assertEqual(self.press.outlet_properties_definition, [RUN, SHAPE])
        own = self.kurier.extension_id.outlet_properties_definition
        self.assertEqual([one["string"] for one in own], ["A"])
        self.assertEqual(self.values(self.kurier), {"run": 1})

    def test_write(self):
        for name in ("changed", "removed"):
            for outlet in (self.outlet, self.outlet.sudo()):
                vals = {"type_properties": getattr(self, name)}
                self.assertRefused(lambda r=outlet, v=vals: r.write(v))
            vals = {"type_properties": getattr(self, name)}
            self.assertRefused(
                lambda v=vals: self.outlet.web_save(v, {"type_properties": {}})
            )
        own = [
            {"name": "o2", "type": "char", "string": "B", "definition_changed": True}
        ]
        self.assertRefused(lambda: self.outlet.write({"own_properties": own}))

    def test_write_with_hostile_context(self):
        for context in (
            {"install_mode": True},
            {"import_file": True},
            {"tracking_disable": True},
            {"skks_guard_pass": True},
            {"default_type_properties": self.changed},
        ):
            outlet = self.outlet.with_context(**context)
            self.assertRefused(
                lambda r=outlet: r.write({"type_properties": self.changed})
            )

    def test_with_a_change_of_type(self):
        self.assertRefused(
            lambda: self.outlet.write(
                {
                    "media_type_id": self.plain.id,
                    "type_properties": [
                        {
                            "name": "n",
                            "type": "char",
                            "string": "N",
                            "definition_changed": True,
                        }
                    ],
                }
            )
        )
        self.assertFalse(self.plain.outlet_properties_definition)

    def test_create(self):
        for partners in (self.partners, self.partners.sudo()):
            vals = {
                "name": "X",
                "skks_kind": "outlet",
                "media_type_id": self.press.id,
                "type_properties": self.changed,
            }
            self.assertRefused(lambda p=partners, v=vals: p.create(v))

    def test_import(self):
        """A cell that holds the whole list changes no definition."""
        result = self.partners.load(
            [".id", "type_properties"], [[str(self.outlet.id), self.changed]]
        )
        self.env.invalidate_all()
        self.assertEqual(self.press.outlet_properties_definition, [RUN, SHAPE])
        self.assertTrue(result)

    def test_definitions_themselves(self):
        extension = self.kurier.extension_id.with_user(self.officer)
        press = self.types.browse(self.press.id)
        for record in (extension, press):
            for env in (record, record.sudo()):
                self.assertRefused(
                    lambda r=env: r.write({"outlet_properties_definition": []})
                )
        radio = {"outlet_id": self.radio.id}
        self.assertRefused(lambda: extension.create(radio))
        self.assertRefused(lambda: extension.unlink())
        self.assertRefused(
            lambda: self.radio.with_user(self.officer).action_skks_extend()
        )
        self.assertRefused(
            lambda: extension.sudo().create(
                radio | {"outlet_properties_definition": [RUN]}
            )
        )
        self.assertRefused(
            lambda: self.types.sudo().create(
                {"name": "Y", "code": "Y", "outlet_properties_definition": [RUN]}
            )
        )

    def test_fields_of_another_outlet(self):
        radio = self.radio.with_user(self.officer)
        for value in (self.kurier.extension_id.id, False):
            outlet = radio if value else self.outlet
            with self.refused("only by its own actions", UserError):
                outlet.write({"extension_id": value})

    def test_two_types_at_once(self):
        """Core would not know whose definition to change."""
        both = (self.kurier | self.radio).with_user(self.manager)
        self.assertRefused(
            lambda: both.write({"type_properties": self.changed}), UserError
        )

    def test_who_may(self):
        admin = self.make_user("admin2", "skks_base.group_admin")
        press = self.press.with_user(admin)
        press.outlet_properties_definition = [RUN]
        self.assertEqual(self.press.outlet_properties_definition, [RUN])
        self.assertEqual(press.outlet_fields_text, "Print run")
        self.assertTrue(self.kurier.with_user(self.manager).may_define_fields)
        self.assertFalse(self.outlet.may_define_fields)

    def test_others_learn_nothing_of_added_fields(self):
        """M4.3: not even what they are called, which choices they have."""
        stranger = self.make_user("stranger", "skks_base.group_representative")
        for name in ("res.partner", "res.users"):
            model = self.env[name].with_user(stranger)
            with mute_logger("odoo.models"), self.assertRaises(AccessError):
                model.get_property_definition("type_properties.shape")
        found = self.outlet.get_property_definition("type_properties.shape")
        self.assertEqual(found["string"], "Format")

    def test_auditor_reads_and_writes_nothing(self):
        auditor = self.make_user("auditor3", "skks_base.group_auditor")
        kurier = self.kurier.with_user(auditor)
        self.assertEqual(self.values(kurier), {"run": 1})
        self.assertFalse(kurier.may_define_fields)
        self.assertRefused(lambda: kurier.write({"type_properties": {"run": 2}}))


@tagged("post_install", "-at_install")
class TestExtensionBrowser(ExtensionCommon, HttpCase):
    """M2.2: in the screen, too."""

    def test_grouping_where_two_definitions_have_one_number(self):
        self.officer.password = self.officer.login
        self.outlet.type_properties = {"run": 12}
        radio = self.radio.with_user(self.manager)
        self.env.cr.execute(
            "INSERT INTO skks_media_extension (id, outlet_id) VALUES (%s, %s)",
            (self.press.id, radio.id),
        )
        radio.action_skks_extend()
        self.assertEqual(radio.extension_id.id, self.press.id)
        password = {"name": "pass", "string": "Password", "type": "char"}
        self.extend(self.radio, password)
        self.start_tour(
            "/odoo/media-outlets?view_type=list",
            "skks_crm_extension_group",
            login=self.officer.login,
        )
