#!/usr/bin/python3
"""What one mail of 32 MiB takes: memory (VmHWM), CPU and time of the daemon, where its DKIM signature is verified and it is signed anew, delivered at once and by way of the spool.

    tests/Benchmarks/authentication/large.py [--daemon DIR] [--rounds N] [--size MIB]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Needs python3-dkim, python3-cryptography and Postfix' smtp-sink. The rows alternate within each round; before each mail the kernel is told to forget the peak
of the process. "signed anew" is a mail whose author's signature covers a part of the body alone (l=): it passes, does not last, and the copy gets another author and a signature of our own.
"""
import argparse, json, os, re, shutil, smtplib, statistics, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import Sink, cpu, free_port, wait_for
from cost import PEM, ZONE, dkim
from stub_dns import Dns


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
    options.add_argument('--daemon', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../src/Shell/bin/Release/net10.0'))
    options.add_argument('--rounds', type=int, default=3)
    options.add_argument('--size', type=int, default=32, help='MiB')
    given = options.parse_args()
    plain = written(given.size)
    lasting, partial = (dkim.sign(plain, b's1', b'bank.test', PEM, canonicalize=(b'relaxed', b'relaxed'), length=length) + plain for length in (False, True))
    folder, sink = tempfile.mkdtemp(prefix='laitos-'), Sink()
    dns = Dns(ZONE)
    running, rows = [], {}
    try:
        for delivery in ('cut-through', 'spool-first'):
            for kind, mail, settings in (
                    ('nothing checked', lasting, {'DmarcRewrite': 'never'}), ('verified, goes on as it is', lasting, {}), ('verified, signed anew', partial, {})):
                port, home = free_port(), os.path.join(folder, f'{delivery}-{len(rows)}')
                os.makedirs(home)
                config = os.path.join(home, 'config.json')
                with open(os.path.join(home, 'dkim.pem'), 'wb') as key:
                    key.write(PEM)
                json.dump({
                    'MailDaemon': {'Address': '127.0.0.1', 'Port': port, 'MyDomains': ['example.com'], 'ForwardTo': ['me@example.net'], 'BlockLists': 'none', 'PerIPLimit': 100000, 'Delivery': delivery, **settings},
                    'DNS': {'Servers': [f'127.0.0.1:{dns.port}']},
                    'MailClient': {'MailFrom': 'forwarder@example.com', 'MTAHost': '127.0.0.1', 'MTAPort': sink.port, 'Signing': {'Domain': 'example.com', 'Selector': 's1', 'KeyFile': 'dkim.pem'}},
                }, open(config, 'w'))
                log = os.path.join(home, 'log')
                daemon = subprocess.Popen([os.path.join(given.daemon, 'laitos'), '-config', config], stdout=open(log, 'w'), stderr=subprocess.STDOUT)
                running.append(daemon)
                wait_for(port)
                rows[delivery, kind] = (daemon.pid, port, mail, log)

        def one(pid, port, mail, log, serial):
            before = open(log).read().count(' delivered=')
            start = time.monotonic()
            with smtplib.SMTP('127.0.0.1', port, local_hostname='sender.test', timeout=120) as client:
                client.sendmail('news@bank.test', ['you@example.com'], f'X-Serial: {serial}.{time.time_ns()}\r\n'.encode() + mail)
            answered = time.monotonic() - start
            while open(log).read().count(' delivered=') == before:
                time.sleep(0.02)
            return answered, time.monotonic() - start

        for pid, port, _, log in rows.values():
            one(pid, port, written(1), log, 'first')
        figures = {row: [] for row in rows}
        for turn in range(given.rounds):
            for row, (pid, port, mail, log) in rows.items():
                forget_peak(pid)
                before, spent = peak(pid), cpu(pid)
                answered, done = one(pid, port, mail, log, turn)
                figures[row].append((before, peak(pid), cpu(pid) - spent, answered, done))
        print(f'{len(lasting) / 1048576:.1f} MiB; median of {given.rounds}')
        print(f'{"":12} {"":28} {"resident":>9} {"peak":>7} {"CPU s":>7} {"250 after s":>12} {"delivered s":>12}')
        for (delivery, kind), values in figures.items():
            before, most, spent, answered, done = (statistics.median(column) for column in zip(*values))
            print(f'{delivery:12} {kind:28} {before:7.0f} M {most:5.0f} M {spent:7.2f} {answered:12.2f} {done:12.2f}')
        for (delivery, kind), (_, _, _, log) in rows.items():
            line = [line for line in open(log) if 'from=<news@bank.test>' in line][-1]
            print(f'{delivery}, {kind}:', ' '.join(word for word in line.split() if word.split('=')[0] in ('dkim', 'dmarc', 'verdict', 'size')))
    finally:
        for process in running:
            process.terminate()
            process.wait()
        sink.stop()
        dns.stop()
        shutil.rmtree(folder)


main()
