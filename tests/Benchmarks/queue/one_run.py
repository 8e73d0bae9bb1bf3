#!/usr/bin/python3
"""Whether a daemon that has forwarded many mails is as fast, and as small, as one that has forwarded few.

    tests/Benchmarks/queue/one_run.py [--daemon DIR] [--mails N] [--size OCTETS] [--delivery MODE]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Twenty sessions of smtp-source send all mails over kept connections, and smtp-sink takes them. A row for the first 10,000 mails, one for each tenth
of all, one for the last 10,000: how fast they were forwarded, what CPU the daemon took for 1,000 of them, and its memory, descriptors and threads behind them. Needs Postfix' smtp-source and smtp-sink, and 500 octets of
disk for the log line of each mail. Everything listens on the loopback and stops at the end.
"""
import argparse, os, subprocess, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import RELEASE, Bench, LogCount, cpu, program

PART = 10_000


class Seen:
    """What is known of the daemon at a moment."""
    def __init__(self, mails, pid):
        self.mails, self.at, self.cpu = mails, time.monotonic(), cpu(pid)
        memory = dict(line.split(':', 1) for line in open(f'/proc/{pid}/smaps_rollup') if ':' in line)
        self.pss = int(memory['Pss'].split()[0]) / 1024
        self.descriptors, self.threads = len(os.listdir(f'/proc/{pid}/fd')), len(os.listdir(f'/proc/{pid}/task'))


def row(label, before, after):
    mails, time_taken = after.mails - before.mails, after.at - before.at
    print(f'{label:12}{mails / time_taken:8.0f} mails/s {1000 * (after.cpu - before.cpu) / mails:8.2f} s of CPU per 1,000 {after.pss:7.0f} MiB {after.descriptors:6} descriptors {after.threads:5} threads', flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=RELEASE)
    options.add_argument('--mails', type=int, default=1_000_000)
    options.add_argument('--size', type=int, default=4096)
    options.add_argument('--delivery', default='cut-through')
    given = options.parse_args()
    with Bench() as bench:
        daemon = bench.start(given.daemon, bench.home('daemon'), {'BlockLists': 'none', 'DmarcRewrite': 'never', 'PerIPLimit': 1_000_000, 'Delivery': given.delivery})
        forwarded, sender = LogCount(daemon.log, ' forwarded id=', ' delivered id='), subprocess.Popen(
            [program('smtp-source'), '-d', '-s', '20', '-m', str(given.mails), '-l', str(given.size), '-f', 'sender@example.org', '-t', 'someone@example.com', f'127.0.0.1:{daemon.port}'])
        tenths = [given.mails * tenth // 10 for tenth in range(11)]
        seen = {0: Seen(0, daemon.pid)}
        for mark in sorted({PART, *tenths[1:], given.mails - PART}):
            while forwarded.so_far() < mark:
                if sender.poll() not in (None, 0):
                    sys.exit(f'smtp-source ended with {sender.returncode}')
                time.sleep(0.05)
            seen[mark] = Seen(forwarded.count, daemon.pid)
        sender.wait()
        row('the first', seen[0], seen[PART])
        for number in range(1, 11):
            row(f'tenth {number}', seen[tenths[number - 1]], seen[tenths[number]])
        row('the last', seen[given.mails - PART], seen[given.mails])


main()
