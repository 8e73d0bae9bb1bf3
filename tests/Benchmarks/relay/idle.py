#!/usr/bin/python3
"""What an idle session costs: how much the memory of the daemon (PSS) grows while more and more clients have said EHLO and nothing else, by session.

    tests/Benchmarks/relay/idle.py [--daemon DIR] [--sessions N] [--step N] [--rounds N]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Sessions are opened a step at a time, and stay. The first step of a daemon that has just been started holds the pages of the program that a session needs; in each step what was allocated and
is not collected yet counts too. In later rounds that memory is there already. What the kernel keeps for the sockets is not counted. Needs Postfix' smtp-sink. Everything listens on the loopback and stops at the end.
"""
import argparse, os, socket, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import RELEASE, Bench


def pss(pid):
    return next(int(line.split()[1]) for line in open(f'/proc/{pid}/smaps_rollup') if line.startswith('Pss:'))


# So many sessions come from one address: fewer than a client may have.
OF_ONE_CLIENT = 500


def session(port, number):
    opened = socket.create_connection(('127.0.0.1', port), source_address=(f'127.0.0.{2 + number // OF_ONE_CLIENT}', 0))
    for command, reply in (b'', b'220'), (b'EHLO client.example.org\r\n', b'250'):
        opened.sendall(command)
        if not opened.recv(4096).startswith(reply):
            sys.exit(f'{command} was refused')
    return opened


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=RELEASE)
    options.add_argument('--sessions', type=int, default=1800)
    options.add_argument('--step', type=int, default=300)
    options.add_argument('--rounds', type=int, default=2)
    given = options.parse_args()
    with Bench() as bench:
        daemon = bench.start(given.daemon, bench.home('daemon'), {'BlockLists': 'none', 'DmarcRewrite': 'never'})
        session(daemon.port, 0).close()
        for number in range(1, given.rounds + 1):
            sessions = []
            time.sleep(2)
            first = before = pss(daemon.pid)
            for step in range(0, given.sessions, given.step):
                sessions += [session(daemon.port, step + each) for each in range(given.step)]
                time.sleep(2)
                now = pss(daemon.pid)
                print(f'round {number}: {len(sessions)} sessions, {(now - before) / given.step:.1f} KiB for each of the last {given.step}, {(now - first) / len(sessions):.1f} for each, {now / 1024:.0f} MiB in all', flush=True)
                before = now
            for opened in sessions:
                opened.close()


main()
