#!/usr/bin/python3
"""What a long queue costs: accepting, memory, start, listing and draining, with the relay away and back.

    tests/Benchmarks/queue/long_queue.py [--daemon DIR] [--mails N] [--size OCTETS] [--probe N]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Needs Postfix' smtp-source and smtp-sink. The relay's port is closed while mails are taken (spool-first, each flushed before its 250),
so that each is tried once and put off, again after a minute. The rate of accepting is that of N probe mails, into the empty queue and into the full one. Everything listens on the loopback and stops at the end.
"""
import argparse, json, os, shutil, signal, socket, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import Sink, free_port, program


def greeting(port):
    while True:
        try:
            with socket.create_connection(('127.0.0.1', port), 1) as found:
                found.settimeout(60)
                if found.recv(3) == b'220':
                    return
        except OSError:
            time.sleep(0.005)


def pss(pid):
    for line in open(f'/proc/{pid}/smaps_rollup'):
        if line.startswith('Pss:'):
            return int(line.split()[1]) / 1024


class Daemon:
    def __init__(self, build, folder, port, relay):
        self.build, self.folder, self.port = build, folder, port
        self.config = os.path.join(folder, 'config.json')
        json.dump({
            'MailDaemon': {
                'Address': '127.0.0.1', 'Port': port, 'MyDomains': ['example.com'], 'ForwardTo': ['me@example.net'], 'BlockLists': 'none', 'DmarcRewrite': 'never',
                'Authentication': 'off', 'PerIPLimit': 1000000, 'Delivery': 'spool-first'},
            'Spool': {'Directory': os.path.join(folder, 'spool'), 'Retry': ['1m']},
            'DNS': {'Servers': ['127.0.0.1:9']},
            'MailClient': {'MailFrom': 'forwarder@example.com', 'MTAHost': '127.0.0.1', 'MTAPort': relay, 'Trial': '0s'}}, open(self.config, 'w'))

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen([os.path.join(self.build, 'laitos'), '-config', self.config], stdout=open(os.path.join(self.folder, 'log'), 'a'), stderr=subprocess.STDOUT)
        greeting(self.port)
        return time.monotonic() - began

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def command(self, *words):
        began = time.monotonic()
        output = subprocess.run([os.path.join(self.build, 'laitos'), *words, '-config', self.config], capture_output=True, text=True)
        return time.monotonic() - began, output.stdout


def send(port, mails, size):
    began = time.monotonic()
    subprocess.run([program('smtp-source'), '-d', '-s', '20', '-m', str(mails), '-l', str(size), '-f', 'sender@example.org', '-t', 'someone@example.com', f'127.0.0.1:{port}'], check=True)
    return mails / (time.monotonic() - began)


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=os.path.join(os.path.dirname(__file__), '../../../src/Shell/bin/Release/net10.0'))
    options.add_argument('--mails', type=int, default=100_000)
    options.add_argument('--size', type=int, default=4096)
    options.add_argument('--probe', type=int, default=5000)
    given = options.parse_args()
    folder, port, relay = tempfile.mkdtemp(prefix='laitos-'), free_port(), free_port()
    daemon, sink = Daemon(given.daemon, folder, port, relay), None
    try:
        print(f'start, empty queue:        {daemon.start() * 1000:8.0f} ms to the first 220')
        send(port, given.probe, given.size)
        first = send(port, given.probe, given.size)
        print(f'accepting, empty queue:    {first:8.0f} mails/s, PSS {pss(daemon.process.pid):.0f} MiB')
        send(port, given.mails - 3 * given.probe, given.size)
        last = send(port, given.probe, given.size)
        print(f'accepting, {given.mails:9,}:     {last:8.0f} mails/s ({last / first:.2f}), PSS {pss(daemon.process.pid):.0f} MiB')
        daemon.stop()
        print(f'start, {given.mails:9,}:         {daemon.start() * 1000:8.0f} ms to the first 220, PSS {pss(daemon.process.pid):.0f} MiB')
        took, output = daemon.command('queue', 'list')
        print(f'queue list:                {took * 1000:8.0f} ms, {len(output.splitlines())} lines')
        took, output = daemon.command('queue', 'list', '--all')
        print(f'queue list --all:          {took * 1000:8.0f} ms, {len(output.splitlines())} lines')
        sink = Sink(relay)
        # By now all of it shall be due.
        daemon.stop()
        time.sleep(70)
        daemon.start()
        database = os.path.join(folder, 'spool', 'spool.db')
        import sqlite3
        reader, began, seen = sqlite3.connect(f'file:{database}?mode=ro', uri=True), time.monotonic(), []
        most = 0
        while True:
            left = reader.execute('SELECT count(*) FROM entries').fetchone()[0]
            seen.append((time.monotonic() - began, left))
            most = max(most, pss(daemon.process.pid))
            if left == 0 or seen[-1][0] > 1800:
                break
            time.sleep(1)
        moving = [each for each in seen if each[1] < given.mails * 0.9]
        rate = (moving[0][1] - moving[-1][1]) / max(0.001, moving[-1][0] - moving[0][0]) if len(moving) > 1 else 0
        print(f'draining:                  {rate:8.0f} mails/s, {seen[-1][1]} left after {seen[-1][0]:.0f} s, most PSS {most:.0f} MiB')
    finally:
        daemon.stop()
        if sink:
            sink.stop()
        shutil.rmtree(folder)


main()
