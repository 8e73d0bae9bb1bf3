#!/usr/bin/python3
"""What records of mail cost: CPU of the daemon per 1,000 mails of 4 KiB, with MailDaemon.Trace on and off, and the octets that a mail takes on the disk.

    tests/Benchmarks/trace/cost.py [--daemon DIR] [--mails N] [--rounds N]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Needs Postfix' smtp-sink. The two daemons take turns within each round. The sixteen lists of laitos prove themselves to a
stub of the DNS and are not asked, for the client is on the loopback: each record tells so of each. Everything listens on the loopback and stops at the end.
"""
import argparse, os, smtplib, sqlite3, statistics, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import RELEASE, Bench, cpu


def send(port, count):
    body = 'A line of a mail that is as long as most of them are, more or less.\r\n' * 58
    with smtplib.SMTP('127.0.0.1', port, local_hostname='sender.test') as client:
        client.ehlo()
        for i in range(count):
            client.sendmail('news@bank.test', ['you@example.com'], f'From: Bank <news@bank.test>\r\nSubject: Statement {i}\r\nMessage-ID: <{i}.{time.time_ns()}@bank.test>\r\n\r\n{body}')


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=RELEASE)
    options.add_argument('--mails', type=int, default=2000)
    options.add_argument('--rounds', type=int, default=5)
    given = options.parse_args()
    with Bench() as bench:
        daemons = {
            variant: bench.start(given.daemon, bench.home(variant), {'DmarcRewrite': 'never', 'Trace': {'Enabled': enabled}})
            for variant, enabled in {'records off': False, 'records on': True}.items()}
        for daemon in daemons.values():
            send(daemon.port, 4000)
        costs = {name: [] for name in daemons}
        for _ in range(given.rounds):
            for name, daemon in daemons.items():
                before = cpu(daemon.pid)
                send(daemon.port, given.mails)
                # The writer gathers for a moment.
                time.sleep(0.5)
                costs[name].append((cpu(daemon.pid) - before) * 1000 / given.mails)
        base = statistics.median(costs['records off'])
        for name, values in costs.items():
            print(f'{name:12} {statistics.median(values):6.3f} s per 1,000 mails ({min(values):.3f}..{max(values):.3f})  {statistics.median(values) / base:5.2f}')
        for daemon in daemons.values():
            daemon.stop()
        database = os.path.join(daemons['records on'].home, 'spool', 'trace.db')
        (count,) = sqlite3.connect(database).execute("SELECT COUNT(*) FROM records WHERE kind='mail'").fetchone()
        print('a record:', sqlite3.connect(database).execute("SELECT body FROM records WHERE kind='mail' LIMIT 1").fetchone()[0].decode()[:1500])
        print(f'{count} mails in {os.path.getsize(database)} octets: {os.path.getsize(database) / count:.0f} a mail')


main()
