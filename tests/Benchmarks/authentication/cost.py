#!/usr/bin/python3
"""What authentication costs: CPU of the daemon per 1,000 mails of 4 KiB, with and without one RSA-2048 signature, where nothing is checked and where all is.

    tests/Benchmarks/authentication/cost.py [--build NAME=DIR ...] [--mails N] [--rounds N]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR); several are compared in the same run. Needs python3-dkim, python3-cryptography and Postfix' smtp-sink. The rows alternate within each round;
the DNS is a stub of this program whose negative answers carry a SOA record, and answers from it are kept by the daemon. Everything listens on the loopback and stops at the end.
"""
import argparse, base64, os, smtplib, statistics, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import RELEASE, Bench, cpu

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
ZONE = {
    'bank.test': 'v=spf1 ip4:127.0.0.1 -all',
    '_dmarc.bank.test': 'v=DMARC1; p=reject',
    's1._domainkey.bank.test': f'v=DKIM1; k=rsa; p={PUBLIC}',
}


def send(port, mail, count):
    with smtplib.SMTP('127.0.0.1', port, local_hostname='sender.test') as client:
        client.ehlo()
        for i in range(count):
            client.sendmail('news@bank.test', ['you@example.com'], mail(i))


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--build', action='append', metavar='NAME=DIR')
    options.add_argument('--mails', type=int, default=2000)
    options.add_argument('--rounds', type=int, default=5)
    given = options.parse_args()
    builds = dict(one.split('=', 1) for one in given.build or ['laitos=' + RELEASE])
    body = ('A line of a mail that is as long as most of them are, more or less.\r\n' * 58).encode()

    # Signing takes this program longer than the daemon takes for all of the mail: each signature serves many mails, told apart by a field that it does not cover.
    def written(i):
        return f'From: Bank <news@bank.test>\r\nTo: you@example.com\r\nSubject: Statement {i}\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{i}@bank.test>\r\n\r\n'.encode() + body

    unsigned = [written(i) for i in range(50)]
    ready = [dkim.sign(mail, b's1', b'bank.test', PEM, canonicalize=(b'relaxed', b'relaxed')) + mail for mail in unsigned]

    def plain(i):
        return f'X-Serial: {i}.{time.time_ns()}\r\n'.encode() + unsigned[i % len(unsigned)]

    def signed(i):
        return f'X-Serial: {i}.{time.time_ns()}\r\n'.encode() + ready[i % len(ready)]

    with Bench(ZONE) as bench:
        variants = {
            (build, variant): bench.start(place, bench.home(f'{build}/{variant}'), {'BlockLists': 'none', 'DmarcRewrite': rewrite})
            for build, place in builds.items() for variant, rewrite in {'off': 'never', 'check': 'when-needed'}.items()}
        kinds = {'unsigned, not checked': ('off', plain), 'signed, not checked': ('off', signed), 'unsigned, checked': ('check', plain), 'signed, checked': ('check', signed)}
        rows = {(build, kind): (variants[build, variant], mail) for build in builds for kind, (variant, mail) in kinds.items()}
        costs = {row: [] for row in rows}
        for daemon, mail in rows.values():
            send(daemon.port, mail, 2500)
        for turn in range(given.rounds):
            order = list(rows.items())
            for row, (daemon, mail) in order[turn % len(order):] + order[:turn % len(order)]:
                # Made beforehand: the client must not be slower in one row than in another.
                mails = [mail(i) for i in range(given.mails)]
                before = cpu(daemon.pid)
                send(daemon.port, mails.__getitem__, given.mails)
                costs[row].append((cpu(daemon.pid) - before) * 1000 / given.mails)
        for build in builds:
            for kind in kinds:
                values = costs[build, kind]
                print(f'{build:8} {kind:24} {statistics.median(values):6.3f} s per 1,000 mails ({min(values):.3f}..{max(values):.3f})')
            for one, other in [('signed, checked', 'unsigned, checked'), ('signed, checked', 'signed, not checked'), ('unsigned, checked', 'unsigned, not checked')]:
                ratios = [a / b for a, b in zip(costs[build, one], costs[build, other])]
                print(f'{build:8} {one} / {other}: {statistics.median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f}), of the least of each {min(costs[build, one]) / min(costs[build, other]):.2f}')
            tail = open(variants[build, 'check'].log).read().strip().split('\n')[-1]
            print('last line of the log:', tail[:400])


if __name__ == '__main__':
    main()
