#!/usr/bin/python3
"""What one mail of 32 MiB takes: memory (VmHWM), CPU and time of the daemon, where its DKIM signature is verified and it is signed anew, delivered at once and by way of the spool.

    tests/Benchmarks/authentication/large.py [--daemon DIR] [--rounds N] [--size MIB]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Needs python3-dkim, python3-cryptography and Postfix' smtp-sink. The rows alternate within each round; before each mail the kernel is told to forget the peak
of the process. "signed anew" is a mail whose author's signature covers a part of the body alone (l=): it passes, does not last, and the copy gets another author and a signature of our own.
"""
import argparse, os, re, smtplib, statistics, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import RELEASE, Bench, cpu
from cost import PEM, ZONE, dkim


def peak(pid):
    return int(re.search(r'VmHWM:\s+(\d+) kB', open(f'/proc/{pid}/status').read()).group(1)) / 1024


def forget_peak(pid):
    with open(f'/proc/{pid}/clear_refs', 'w') as refs:
        refs.write('5')


def written(megabytes):
    line = b'A line of an attachment that is as long as base64 makes them, more or less so:\r\n'
    head = b'From: Bank <news@bank.test>\r\nTo: you@example.com\r\nSubject: Statement\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@bank.test>\r\n\r\n'
    return head + line * (((megabytes << 20) - 8192) // len(line))


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=RELEASE)
    options.add_argument('--rounds', type=int, default=3)
    options.add_argument('--size', type=int, default=32, help='MiB')
    given = options.parse_args()
    plain = written(given.size)
    lasting, partial = (dkim.sign(plain, b's1', b'bank.test', PEM, canonicalize=(b'relaxed', b'relaxed'), length=length) + plain for length in (False, True))
    rows = {}
    with Bench(ZONE) as bench:
        for delivery in ('cut-through', 'spool-first'):
            for kind, mail, settings in (
                    ('nothing checked', lasting, {'DmarcRewrite': 'never'}), ('verified, goes on as it is', lasting, {}), ('verified, signed anew', partial, {})):
                home = bench.home(f'{delivery}-{len(rows)}')
                with open(os.path.join(home, 'dkim.pem'), 'wb') as key:
                    key.write(PEM)
                rows[delivery, kind] = bench.start(
                    given.daemon, home, {'BlockLists': 'none', 'Delivery': delivery, **settings},
                    {'MailFrom': 'forwarder@example.com', 'Signing': {'Domain': 'example.com', 'Selector': 's1', 'KeyFile': 'dkim.pem'}}), mail

        def one(daemon, mail, serial):
            before = open(daemon.log).read().count(' delivered=')
            start = time.monotonic()
            with smtplib.SMTP('127.0.0.1', daemon.port, local_hostname='sender.test', timeout=120) as client:
                client.sendmail('news@bank.test', ['you@example.com'], f'X-Serial: {serial}.{time.time_ns()}\r\n'.encode() + mail)
            answered = time.monotonic() - start
            while open(daemon.log).read().count(' delivered=') == before:
                time.sleep(0.02)
            return answered, time.monotonic() - start

        for daemon, _ in rows.values():
            one(daemon, written(1), 'first')
        figures = {row: [] for row in rows}
        for turn in range(given.rounds):
            for row, (daemon, mail) in rows.items():
                forget_peak(daemon.pid)
                before, spent = peak(daemon.pid), cpu(daemon.pid)
                answered, done = one(daemon, mail, turn)
                figures[row].append((before, peak(daemon.pid), cpu(daemon.pid) - spent, answered, done))
        print(f'{len(lasting) / 1048576:.1f} MiB; median of {given.rounds}')
        print(f'{"":12} {"":28} {"resident":>9} {"peak":>7} {"CPU s":>7} {"250 after s":>12} {"delivered s":>12}')
        for (delivery, kind), values in figures.items():
            before, most, spent, answered, done = (statistics.median(column) for column in zip(*values))
            print(f'{delivery:12} {kind:28} {before:7.0f} M {most:5.0f} M {spent:7.2f} {answered:12.2f} {done:12.2f}')
        for (delivery, kind), (daemon, _) in rows.items():
            line = [line for line in open(daemon.log) if 'from=<news@bank.test>' in line][-1]
            print(f'{delivery}, {kind}:', ' '.join(word for word in line.split() if word.split('=')[0] in ('dkim', 'dmarc', 'verdict', 'size')))


main()
