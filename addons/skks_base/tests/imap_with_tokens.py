"""Start ``pymap`` as an IMAP server that lets in by an access token too.

Run by file name, with the arguments of ``pymap``. The password of the demo user is
the token as well; :mod:`common_imap` starts it.
"""

from pymap.config import IMAPConfig
from pymap.main import main
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.mechanism.login import LoginMechanism
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism


class TokenMechanism(OAuth2Mechanism):
    """XOAUTH2, as Microsoft and Google have it."""

    def server_attempt(self, responses):
        first = super().server_attempt(responses)[0]
        match = self._pattern.match(responses[0].response)
        return PlainCredentials(first.authzid, match[2].decode()), None


def _ways_in(_config):
    return SASLAuth([PlainMechanism(), LoginMechanism(), TokenMechanism()])


if __name__ == "__main__":
    IMAPConfig.tls_auth = property(_ways_in)
    main()
