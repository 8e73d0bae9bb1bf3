#!/usr/bin/python3
"""Which methods the native daemon enters when it starts, receives, decides and forwards, in the order in which it first does: the order in which the compiler lays them (docs/adr/0078-native-code.md).

    tests/Benchmarks/order/order.py PROGRAM SYMBOLS | gzip -9n >packaging/native-order.gz

PROGRAM is the file that dotnet publish made with -p:PublishAot=true, SYMBOLS what it left in src/Shell/bin/Release/net10.0/linux-x64/native/laitos.dbg. Each method gets a breakpoint that is taken back when it is hit (entered.c). The daemon runs once with its default settings in cut-through and once in spool-first; mails
come in clear and under STARTTLS, signed and unsigned, over connections that are kept and that are not. Needs clang, nm and readelf, openssl, python3-dkim, python3-cryptography and Postfix' smtp-sink; x86-64. Everything listens on the loopback and stops at the end.
"""
import os, re, smtplib, ssl, struct, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..'), os.path.join(HERE, '../authentication')]
from bench import Bench, LogCount
from cost import PEM, ZONE

import dkim

SECTION = '__managedcode'
MAILS = 300


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def methods(program, symbols):
    """The name of each method by its address."""
    start, size = (int(each, 16) for each in re.search(SECTION + r'\s+PROGBITS\s+([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)', output('readelf', '-SW', program)).groups())
    found = {}
    for line in output('nm', '-n', '--defined-only', symbols).split('\n'):
        address, kind, name = (line.split(' ', 2) + ['', ''])[:3]
        if kind in ('t', 'T') and start <= int(address, 16) < start + size:
            found.setdefault(int(address, 16), name)
    return found


def mails():
    body = ('A line of a mail that is as long as most of them are, more or less.\r\n' * 58).encode()
    for number in range(MAILS):
        mail = f'From: Bank <news@bank.test>\r\nTo: you@example.com\r\nSubject: Statement {number}\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}.{time.time_ns()}@bank.test>\r\n\r\n'.encode() + body
        yield (dkim.sign(mail, b's1', b'bank.test', PEM, canonicalize=(b'relaxed', b'relaxed')) if number % 2 else b'') + mail


def send(port):
    session = None
    for number, mail in enumerate(mails()):
        # Of four mails one comes in clear on a connection of its own, one under STARTTLS, and two on the connection of that.
        if number % 4 < 2:
            if session:
                session.quit()
            session = smtplib.SMTP('127.0.0.1', port, local_hostname='sender.test')
            if number % 4 == 1:
                session.starttls(context=ssl._create_unverified_context())
        session.sendmail('news@bank.test', ['you@example.com'], mail)
    session.quit()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, symbols = sys.argv[1:]
    names = methods(program, symbols)
    with Bench(ZONE) as bench:
        library, functions, key, certificate = (os.path.join(bench.folder, name) for name in ('entered.so', 'functions', 'key.pem', 'cert.pem'))
        subprocess.run(['clang', '-O1', '-shared', '-fPIC', '-o', library, os.path.join(HERE, 'entered.c')], check=True)
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=mx.example.com', '-keyout', key, '-out', certificate], check=True, stderr=subprocess.DEVNULL)
        with open(functions, 'w') as file:
            file.writelines(f'{address:x}\n' for address in names)
        order = {}
        for delivery in 'cut-through', 'spool-first':
            entered = os.path.join(bench.folder, delivery)
            daemon = bench.start(os.path.dirname(os.path.abspath(program)), bench.home(f'home-{delivery}'), {'Delivery': delivery, 'TLSCertPath': certificate, 'TLSKeyPath': key},
                                 environment={'LD_PRELOAD': library, 'FUNCTIONS': functions, 'ENTERED': entered})
            forwarded = LogCount(daemon.log, ' forwarded id=', ' delivered id=')
            send(daemon.port)
            for _ in range(300):
                if forwarded.so_far() >= MAILS:
                    break
                time.sleep(0.1)
            else:
                sys.exit(f'{forwarded.count} of {MAILS} mails were forwarded: {open(daemon.log).read()[-500:]}')
            bench.stop(daemon)
            with open(entered, 'rb') as file:
                order.update(dict.fromkeys(names[address] for (address,) in struct.iter_unpack('<Q', file.read()) if address))
    print('\n'.join(order))
    print(f'{len(order)} of {len(names)} methods', file=sys.stderr)


main()
