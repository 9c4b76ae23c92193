"""A mail server that takes every letter and keeps none.

What people of the demo town sent before today is handed to it over a real SMTP
conversation, so a letter counts as sent for the same reason as ever, and nothing
leaves the machine on which the demo is being loaded.
"""

import contextlib
import socketserver
import threading


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        """Agree to everything (RFC 5321), read letters up to their lone full stop."""
        self._say("220 catcher.example ESMTP")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                for text in self.rfile:
                    if text.rstrip(b"\r\n") == b".":
                        break
            self._say("221 bye" if verb == b"QUIT" else "250 OK")
            if verb == b"QUIT":
                break

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextlib.contextmanager
def catching():
    """Yield (host, port) of a mail server that runs meanwhile."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address
        finally:
            server.shutdown()
