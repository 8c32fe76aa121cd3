#!/usr/bin/env python3
"""A real mail server (Debian's python3-aiosmtpd) for tests: keeps what it takes in a Maildir.

usage: smtp_server.py MAILDIR [--port N] [--refuse CODE[,CODE…]] [--hang-up-after-data] [--login USER:PASSWORD]
                      [--certificate FILE --key FILE]

--refuse: answers to the first RCPT commands. --hang-up-after-data: takes the first mail, then ends the connection without
an answer. --login: nobody is served without it. --certificate: offers STARTTLS, and insists on it.
Prints "ready PORT". Ends with its standard input.
"""
import argparse
import logging
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("maildir")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--refuse", default="")
parser.add_argument("--hang-up-after-data", action="store_true")
parser.add_argument("--login", default="")
parser.add_argument("--certificate")
parser.add_argument("--key")
options = parser.parse_args()
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # tests break connections on purpose


class Handler(Mailbox):
    refusals = [code for code in options.refuse.split(",") if code]
    hang_up = options.hang_up_after_data

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if Handler.refusals:
            return Handler.refusals.pop(0) + " refused for the test"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        if Handler.hang_up:
            Handler.hang_up = False
            server.transport.close()
        return answer


def authenticate(server, session, envelope, mechanism, data):
    user, password = options.login.split(":", 1)
    good = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=good, handled=good)


context = None
if options.certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)


class Server(Controller):
    def factory(self):
        # Its own controller knows no way to give all of these.
        return SMTP(
            self.handler,
            tls_context=context,
            require_starttls=context is not None,
            authenticator=authenticate if options.login else None,
            auth_required=bool(options.login),
            auth_require_tls=True,
            enable_SMTPUTF8=True,
        )


if options.port == 0:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        options.port = probe.getsockname()[1]
controller = Server(Handler(options.maildir), hostname="127.0.0.1", port=options.port)
controller.start()
print("ready", options.port, flush=True)
sys.stdin.read()
controller.stop()
