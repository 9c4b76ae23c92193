"""Who is called while pages are open and jobs run: by the browser and by the server."""

import socket
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import HttpCase

OURS = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}
OUTSIDE = "https://outside.example/"


class SilenceCase(HttpCase):
    """Every call to another host fails, and is written down with who made it.

    The browser asks ``fetch_proxy`` for what is not ours; `requests` asks
    ``_request_handler``; whatever else the server opens asks for an address first.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.called = []
        cls._getaddrinfo = staticmethod(socket.getaddrinfo)
        patcher = patch.object(socket, "getaddrinfo", cls._look_up)
        cls.startClassPatcher(patcher)

    def setUp(self):
        super().setUp()
        self.called.clear()

    @classmethod
    def _look_up(cls, host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if name and name not in OURS:
            cls.called.append(("socket", name))
            raise socket.gaierror(socket.EAI_NONAME, "The network is cut")
        return cls._getaddrinfo(host, *args, **kwargs)

    @classmethod
    def _request_handler(cls, session, prepared, /, **kwargs):
        if urlsplit(prepared.url).hostname not in OURS:
            cls.called.append(("server", prepared.url))
        return super()._request_handler(session, prepared, **kwargs)

    def fetch_proxy(self, url):
        self.called.append(("browser", url))
        return super().fetch_proxy(url)

    def assertSilent(self, what):
        self.assertEqual(self.called, [], f"{what} called somebody outside")

    def open_page(self, path, login=None, code="", **kwargs):
        """Load a page and wait until the browser has all it asks for."""
        ready = "document.readyState === 'complete'"
        if login:
            ready += " && odoo.isReady === true"
        code += """
            Promise.all([document.fonts.ready, new Promise(f => setTimeout(f, 300))])
                .then(() => console.log("test successful"));
        """
        self.browser_js(path, code, ready, login=login, **kwargs)
