#!/usr/bin/python3
"""What an idle session costs: how much the memory of the daemon (PSS) grows while many clients have said EHLO and nothing else, by session.

    tests/Benchmarks/relay/idle.py [--daemon DIR] [--sessions N] [--rounds N]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). The daemon has just been started in the first round, so that its growth holds what was allocated to begin the sessions and is not collected yet; in the
later rounds that memory is there already. What the kernel keeps for the sockets is not counted. Needs Postfix' smtp-sink. Everything listens on the loopback and stops at the end.
"""
import argparse, os, socket, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import RELEASE, Bench


def pss(pid):
    return next(int(line.split()[1]) for line in open(f'/proc/{pid}/smaps_rollup') if line.startswith('Pss:'))


def session(port):
    opened = socket.create_connection(('127.0.0.1', port))
    for command, reply in (b'', b'220'), (b'EHLO client.example.org\r\n', b'250'):
        opened.sendall(command)
        if not opened.recv(4096).startswith(reply):
            sys.exit(f'{command} was refused')
    return opened


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=RELEASE)
    options.add_argument('--sessions', type=int, default=900)
    options.add_argument('--rounds', type=int, default=4)
    given = options.parse_args()
    with Bench() as bench:
        daemon = bench.start(given.daemon, bench.home('daemon'), {'BlockLists': 'none', 'DmarcRewrite': 'never'})
        session(daemon.port).close()
        for number in range(1, given.rounds + 1):
            time.sleep(2)
            before = pss(daemon.pid)
            sessions = [session(daemon.port) for _ in range(given.sessions)]
            time.sleep(2)
            print(f'round {number}: {given.sessions} sessions, {(pss(daemon.pid) - before) / given.sessions:.1f} KiB a session, {pss(daemon.pid) / 1024:.0f} MiB in all', flush=True)
            for opened in sessions:
                opened.close()


main()
