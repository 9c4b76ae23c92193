import io
import re

from PIL import Image

from odoo.tests import HttpCase

from .common import InterventionCommon

DOOR = "/interwencje/sprawa"
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class PagesCase(InterventionCommon, HttpCase):
    """A browser without an account on the pages for citizens."""

    acknowledges = True

    def setUp(self):
        super().setUp()
        self.case = self._report()

    def track(self, case=None, purpose="track"):
        """Path of a page of the report, as a letter would carry it."""
        path = {
            "track": DOOR,
            "feedback": "/interwencje/opinia",
            "contractor": "/interwencje/wykonawca",
        }[purpose]
        links = self.env["skks.intervention.link"]
        return f"{path}/{links._make_link(case or self.case, purpose)}"

    def csrf(self):
        return _CSRF.search(self.url_open(DOOR).text)[1]

    def post(self, path, files=None, allow_redirects=True, **data):
        """Send a form of a page by POST, as a browser does."""
        self.env.flush_all()
        return self.url_open(
            path,
            data={"csrf_token": self.csrf(), **data},
            files=files,
            allow_redirects=allow_redirects,
        )

    def get(self, path):
        """The page as a browser set to Polish asks for it."""
        self.env.flush_all()
        return self.url_open(path, headers={"Accept-Language": "pl"})

    def run_cron(self, name):
        """Run a scheduled action as the scheduler does."""
        with self.enter_registry_test_mode():
            self.env.ref(f"skks_intervention.{name}").method_direct_trigger()
        self.env.invalidate_all()

    @classmethod
    def picture(cls, kind="JPEG", place=True):
        """A small photograph that says where it was taken."""
        exif = Image.Exif()
        if place:
            exif[0x010E] = "ulica Lipowa 12"
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(buffer, kind, exif=exif)
        return buffer.getvalue()
