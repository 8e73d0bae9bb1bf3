#!/usr/bin/python3
"""What a long queue costs: accepting, memory, start, listing and draining.

    tests/Benchmarks/queue/long_queue.py [--daemon [NAME=]DIR] [--queued N] [--size OCTETS] [--probe N] [--probe-size OCTETS] [--rounds N] [--drain N] [--retry N] [--only PARTS]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR); several are compared where they drain, the first one does the rest. Needs Postfix' smtp-source and smtp-sink. The queue is made of copies of one mail that the daemon has stored itself (fill.py beside this
file). First the relay is away, all that is queued falls due within the next hour, and a daemon with an empty queue and one with the long queue take probe mails in turn (spool-first, each flushed before its 250).
Then --drain of the queued mails are due at once, the relay is back, and they drain: 0 for all of them; beside that each build forwards as many at once (cut-through), of --retry mails the owner has all
tried again (laitos queue retry --all). Everything listens on the loopback and stops at the end.
"""
import argparse, json, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import ENVIRONMENT, LogCount, Sink, cpu, free_port, program
from fill import HOUR, fill


def greeting(port):
    while True:
        try:
            with socket.create_connection(('127.0.0.1', port), 1) as found:
                found.settimeout(60)
                if found.recv(3) == b'220':
                    return
        except OSError:
            time.sleep(0.005)


def smtp_source(port, mails, size):
    subprocess.run([program('smtp-source'), '-d', '-s', '20', '-m', str(mails), '-l', str(size), '-f', 'sender@example.org', '-t', 'someone@example.com', f'127.0.0.1:{port}'], check=True)


class Daemon:
    def __init__(self, build, folder, relay, delivery='spool-first'):
        self.build, self.folder, self.port, self.process = build, folder, free_port(), None
        os.mkdir(folder)
        self.config, self.log = os.path.join(folder, 'config.json'), os.path.join(folder, 'log')
        self.database = os.path.join(folder, 'spool', 'spool.db')
        json.dump({
            'MailDaemon': {
                'Address': '127.0.0.1', 'Port': self.port, 'MyDomains': ['example.com'], 'ForwardTo': ['me@example.net'], 'BlockLists': 'none', 'DmarcRewrite': 'never',
                'Authentication': 'off', 'PerIPLimit': 1000000, 'Delivery': delivery},
            'Spool': {'Directory': os.path.join(folder, 'spool'), 'Retry': ['1h']},
            'DNS': {'Servers': ['127.0.0.1:9']},
            'MailClient': {'MailFrom': 'forwarder@example.com', 'MTAHost': '127.0.0.1', 'MTAPort': relay, 'Trial': '0s'}}, open(self.config, 'w'))

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen([os.path.join(self.build, 'laitos'), '-config', self.config], stdout=open(self.log, 'a'), stderr=subprocess.STDOUT, env=ENVIRONMENT)
        greeting(self.port)
        return time.monotonic() - began

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
            self.process = None

    def restart(self):
        self.stop()
        return self.start()

    def pss(self):
        for line in open(f'/proc/{self.process.pid}/smaps_rollup'):
            if line.startswith('Pss:'):
                return int(line.split()[1]) / 1024

    def command(self, *words):
        began = time.monotonic()
        output = subprocess.run([os.path.join(self.build, 'laitos'), *words, '-config', self.config], capture_output=True, text=True)
        return time.monotonic() - began, output.stdout

    def send(self, mails, size):
        began = time.monotonic()
        smtp_source(self.port, mails, size)
        return mails / (time.monotonic() - began)

    def queue(self, mails, size, due, apart):
        self.start()
        self.send(1, size)
        self.stop()
        fill(self.database, mails, due, apart)

    def delivered(self):
        return re.findall(r' delivered id=(\S+)', open(self.log).read())


def show(label, values, unit):
    print(f'{label:42}{statistics.median(values):8.0f} {unit} ({min(values):.0f}..{max(values):.0f})', flush=True)


def accepting(empty, long, given):
    rates = {empty: [], long: []}
    for round in range(-1, given.rounds):
        for daemon in rates:
            rate = daemon.send(given.probe, given.probe_size or given.size)
            # The first round is the just-in-time compiler's.
            rates[daemon] += [rate] if round >= 0 else []
    show('accepting, empty queue', rates[empty], 'mails/s')
    show(f'accepting, {given.queued:,} queued', rates[long], 'mails/s')
    print(f'  ratio, round by round{"":21}{statistics.median(b / a for a, b in zip(rates[empty], rates[long])):8.2f}')
    print(f'PSS then, empty and long{"":19}{empty.pss():7.0f} and {long.pss():.0f} MiB', flush=True)


def draining(name, build, folder, given, mails, is_due):
    relay = free_port()
    daemon, sink = Daemon(build, os.path.join(folder, f'{name}-drained-{is_due}'), relay), None
    try:
        now = int(time.time() * 1000)
        daemon.queue(mails, given.size, (lambda i: now - (mails - i)) if is_due else lambda i: now + HOUR + i, 4)
        sink = Sink(relay)
        daemon.start()
        began, seen, most, used = time.monotonic(), [], 0, cpu(daemon.process.pid)
        if not is_due:
            daemon.command('queue', 'retry', '--all')
        told = LogCount(daemon.log, ' delivered id=')
        while not seen or seen[-1][1] < mails:
            time.sleep(0.5)
            most = max(most, daemon.pss())
            seen.append((time.monotonic() - began, told.so_far()))
        tenth = [next(at for at, count in seen if count >= mails * part / 10) for part in range(1, 11)]
        order = {identity: place for place, identity in enumerate(sorted(daemon.delivered()))}
        early = max(place - order[identity] for place, identity in enumerate(daemon.delivered()))
        label = f'{name}: {mails:,} {"due, drained" if is_due else "tried again by the owner"}'
        def speed(n):  # none where a tenth came between two looks
            return f'{mails / 10 / (tenth[n + 1] - tenth[n]):.0f}' if tenth[n + 1] > tenth[n] else '-'
        print(f'{label:50}{mails / seen[-1][0]:8.0f} mails/s; the second tenth {speed(0)}, the last {speed(8)}')
        print(f'  {1000 * (cpu(daemon.process.pid) - used) / mails:.2f} s of CPU per 1,000; most PSS {most:.0f} MiB; at most {early} mails behind their turn', flush=True)
    finally:
        daemon.stop()
        if sink:
            sink.stop()


def forwarding(name, build, folder, given, mails):
    sink = Sink()
    daemon = Daemon(build, os.path.join(folder, f'{name}-forwarded'), sink.port, 'cut-through')
    try:
        daemon.start()
        used = cpu(daemon.process.pid)
        rate = daemon.send(mails, given.size)
        label = f'{name}: {mails:,} forwarded at once'
        print(f'{label:50}{rate:8.0f} mails/s; {1000 * (cpu(daemon.process.pid) - used) / mails:.2f} s of CPU per 1,000', flush=True)
    finally:
        daemon.stop()
        sink.stop()


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', action='append')
    options.add_argument('--queued', type=int, default=100_000)
    options.add_argument('--size', type=int, default=4096)
    options.add_argument('--probe', type=int, default=2000)
    options.add_argument('--probe-size', type=int, default=0)
    options.add_argument('--rounds', type=int, default=5)
    options.add_argument('--drain', type=int, default=20_000)
    options.add_argument('--retry', type=int, default=5000)
    options.add_argument('--only', default='accept,start,list,drain,forward,retry')
    given = options.parse_args()
    builds = [each.split('=', 1) if '=' in each else ['laitos', each] for each in given.daemon or [os.path.join(os.path.dirname(__file__), '../../../src/Shell/bin/Release/net10.0')]]
    only = given.only.split(',')
    folder, away = tempfile.mkdtemp(prefix='laitos-', dir='/var/tmp'), free_port()
    empty, long = Daemon(builds[0][1], os.path.join(folder, 'empty'), away), Daemon(builds[0][1], os.path.join(folder, 'long'), away)
    try:
        now = int(time.time() * 1000)
        if {'accept', 'start', 'list'} & set(only):
            long.queue(given.queued, given.size, lambda i: now + HOUR * i // given.queued, 1)
            long.start()
            empty.start()
        if 'accept' in only:
            accepting(empty, long, given)
        if 'start' in only:
            show('start, empty queue', [1000 * empty.restart() for _ in range(given.rounds)], 'ms')
            show(f'start, {given.queued:,} queued', [1000 * long.restart() for _ in range(given.rounds)], 'ms')
            print(f'PSS then, empty and long{"":19}{empty.pss():7.0f} and {long.pss():.0f} MiB', flush=True)
        if 'list' in only:
            for words in ('queue', 'list'), ('queue', 'list', '--all'):
                took, output = long.command(*words)
                print(f'{" ".join(words):42}{took * 1000:8.0f} ms, {len(output.splitlines())} lines', flush=True)
        empty.stop()
        long.stop()
        for name, build in builds:
            if 'drain' in only:
                draining(name, build, folder, given, given.drain or given.queued, is_due=True)
            if 'forward' in only:
                forwarding(name, build, folder, given, min(given.drain or given.queued, 20_000))
            if 'retry' in only:
                draining(name, build, folder, given, given.retry, is_due=False)
    finally:
        empty.stop()
        long.stop()
        shutil.rmtree(folder)


main()
