"""
A mail server for tests: aiosmtpd, on 127.0.0.1.

    sink.py FOLDER PORT [CERTIFICATE KEY]

With a certificate it demands STARTTLS. Of every mail it takes, FOLDER gets NNNN.eml as it came, and what a mail
program makes of it, by Python's parser: NNNN.to (the envelope's recipient), NNNN.id, NNNN.txt, NNNN.html.

FOLDER/rules may say "RECIPIENT CODE TIMES" on each line: so often that recipient is answered so. While FOLDER/hold
exists, a mail that was stored is not answered. FOLDER/gate holds a number: with so many mails there, a further recipient
gets no answer while it stands, and FOLDER/waiting is made.
"""
import asyncio
import email
import email.policy
import os
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP

folder, port = sys.argv[1], int(sys.argv[2])
refused = {}
count = len([name for name in os.listdir(folder) if name.endswith(".eml")])


def put(name, text):
    path = os.path.join(folder, name)
    with open(path + ".new", "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.rename(path + ".new", path)


def rule_for(address):
    try:
        lines = open(os.path.join(folder, "rules")).read().splitlines()
    except FileNotFoundError:
        return None
    for who, code, times in (line.split() for line in lines):
        if who == address and refused.get(who, 0) < int(times):
            refused[who] = refused.get(who, 0) + 1
            return code + " says the rule"
    return None


def is_closed():
    try:
        return count >= int(open(os.path.join(folder, "gate")).read())
    except FileNotFoundError:
        return False


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        while is_closed():
            put("waiting", "")
            await asyncio.sleep(0.02)
        answer = rule_for(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 fine"

    async def handle_DATA(self, server, session, envelope):
        global count
        count += 1
        number = "%04d" % count
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        put(number + ".txt", mail.get_body(("plain",)).get_content())
        put(number + ".html", mail.get_body(("html",)).get_content())
        put(number + ".id", mail["Message-ID"])
        put(number + ".to", envelope.rcpt_tos[0])
        put(number + ".eml", envelope.content)
        while os.path.exists(os.path.join(folder, "hold")):
            await asyncio.sleep(0.02)
        return "250 taken"


def serve():
    context = None
    if len(sys.argv) > 4:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
    loop = asyncio.new_event_loop()
    make = lambda: SMTP(Handler(), hostname="sink.test", tls_context=context, require_starttls=context is not None, loop=loop)
    loop.run_until_complete(loop.create_server(make, "127.0.0.1", port))
    loop.add_signal_handler(signal.SIGTERM, loop.stop)
    print("ready", flush=True)
    loop.run_forever()


serve()
