"""How many queries the work on reports takes; a number that grows is a finding."""

from datetime import date

from lxml import etree

from odoo.tests import Form, tagged, warmup

from .common import InterventionCase
from .common_form import FormCase
from .common_pages import PagesCase


@tagged("post_install", "-at_install")
class TestQueryCounts(InterventionCase):
    """M7.5: lists and boards stay as quick with many reports as with few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.street = cls.env["skks.street"].create({"name": "Lipowa Próbna"})
        cls.cases = cls._reports(80)

    @classmethod
    def _reports(cls, count):
        return (
            cls.env["skks.intervention"]
            .with_user(cls.dispatcher)
            .create(
                [
                    {
                        "name": f"Dziura {number}",
                        "category_id": cls.category.id,
                        "street_id": cls.street.id,
                        "email_from": f"m{number}@poczta.example",
                    }
                    for number in range(count)
                ]
            )
        )

    def _specification(self, view):
        """What the web client asks for to draw the view."""
        model = self.env["skks.intervention"]
        arch = model.get_view(self.env.ref(f"skks_intervention.{view}").id)["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in names
        }

    def _leaving(self):
        """Letters that leave after the commit, held back so as to count them apart."""
        held = []
        letters = self.env.registry["mail.mail"]
        self.patch(letters, "send_after_commit", lambda mails: held.append(mails))
        return held

    @warmup
    def test_create_one(self):
        """The notice to the unit included, which is a letter to each of its people."""
        held = self._leaving()
        with self.assertQueryCount(58):
            self._reports(1)
        with self.assertQueryCount(14):
            held[-1].send()

    @warmup
    def test_create_twenty(self):
        """M7.4: notices to the units leave together, and are posted one by one.

        Of each report 2 are the number, 3 the journal and the way, 14 the notice.
        """
        held = self._leaving()
        with self.assertQueryCount(400):
            self._reports(20)
        self.assertEqual([len(letters) for letters in held], [20])
        # core writes, sends and deletes them one by one
        with self.assertQueryCount(356):
            held[0].send()

    @warmup
    def test_list(self):
        spec = self._specification("skks_intervention_view_list")
        model = self.env["skks.intervention"].with_user(self.dispatcher)
        model.web_search_read([], spec, limit=1)
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(9):
                model.web_search_read([], spec, limit=limit)

    @warmup
    def test_list_of_a_unit(self):
        spec = self._specification("skks_intervention_view_list")
        model = self.env["skks.intervention"].with_user(self.roads)
        model.web_search_read([], spec, limit=1)
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                model.web_search_read([], spec, limit=limit)

    @warmup
    def test_board(self):
        spec = self._specification("skks_intervention_view_kanban")
        model = self.env["skks.intervention"].with_user(self.dispatcher)
        model.web_search_read([], spec, limit=1)
        for group in ("state", "entity_id", "district_id"):
            self.env.invalidate_all()
            with self.subTest(group=group), self.assertQueryCount(9):
                model.web_read_group(
                    [],
                    [group],
                    auto_unfold=True,
                    unfold_read_specification=spec,
                    unfold_read_default_limit=80,
                )

    def _view(self, name):
        return self.env.ref(f"skks_intervention.{name}").id

    @warmup
    def test_triage(self):
        """M7.4: what is to be sorted, and the pane that shows one of it."""
        spec = self._specification("skks_intervention_view_triage")
        model = self.env["skks.intervention"].with_user(self.dispatcher)
        self.cases.sudo()._guarded_write({"entity_id": False, "state": "new"})
        self.env.flush_all()
        model.web_search_read([], spec, limit=1)
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(5):
                model.web_search_read([("state", "=", "new")], spec, limit=limit)
        for case in self.cases[:2].with_user(self.dispatcher):
            self.env.invalidate_all()
            with self.assertQueryCount(18):
                case.triage_report()

    @warmup
    def test_open_one(self):
        """M7.5: the form reads one report, however many there are in its unit."""
        for user, count in ((self.dispatcher, 26), (self.roads, 26)):
            for case in (self.cases[0], self._reports(20)[0]):
                self.env.flush_all()
                self.env.invalidate_all()
                with self.subTest(user=user.login), self.assertQueryCount(count):
                    Form(
                        case.with_user(user),
                        view=self._view("skks_intervention_view_form"),
                    )

    @warmup
    def test_register(self):
        """M7.6: what a row of the register says is read together for all of them."""
        complaint = self.env["skks.intervention.qualification"].search(
            [("register", "!=", False)], limit=1
        )
        register = self.env["skks.intervention.register"].with_user(self.dispatcher)
        register = register.create(
            {"register": complaint.register, "date_from": date(2020, 1, 1)}
        )
        register.action_export()
        for count in (20, 80):
            self.cases[:count].sudo()._guarded_write({"qualification_id": complaint.id})
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(rows=count), self.assertQueryCount(9):
                register.action_export()
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestAcknowledgedCounts(InterventionCase):
    """M7.3: reports taken down by phone, each with its letter to the submitter."""

    acknowledges = True
    _leaving = TestQueryCounts._leaving

    @warmup
    def test_create_twenty(self):
        held = self._leaving()
        reports = self.env["skks.intervention"].with_user(self.dispatcher)
        values = {"name": "Dziura", "category_id": self.category.id}
        # 10 of each report are the acknowledgement: link, message, letter, permit
        with self.assertQueryCount(607):
            reports.create(
                [values | {"email_from": f"m{n}@poczta.example"} for n in range(20)]
            )
        self.assertEqual(len(held), 21, "one letter to each, and all the notices")


@tagged("post_install", "-at_install")
class TestFormCounts(FormCase):
    """M7.2: what a visit of the public form takes, with few reports and with many."""

    @warmup
    def test_form(self):
        # the page, the report with its letters, and the page of thanks
        for count in (1, 20):
            _page, hidden = self.page()
            self.env["skks.intervention"].create(
                [
                    {"name": str(n), "category_id": self.category.id}
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest("opened", others=count), self.assertQueryCount(36):
                self.page()
            with self.subTest("sent", others=count), self.assertQueryCount(128):
                answer = self.send(hidden=hidden)
            self.assertEqual(answer.status_code, 200)
            self.new_visitor()


@tagged("post_install", "-at_install")
class TestPageCounts(PagesCase):
    """M7.5: the page of one report costs the same whatever else there is."""

    @warmup
    def test_tracking_page(self):
        path = self.track()
        self.get(path)
        for count in (1, 20):
            self._others(count)
            with self.assertQueryCount(20):
                self.assertEqual(self.get(path).status_code, 200)

    @warmup
    def test_statistics_page(self):
        self.company.skks_public_statistics = True
        for count in (1, 20):
            self._others(count)
            self.get("/interwencje/statystyki")
            with self.assertQueryCount(13):
                self.get("/interwencje/statystyki")

    def _others(self, count):
        self.env["skks.intervention"].create(
            [{"name": str(n), "category_id": self.category.id} for n in range(count)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
