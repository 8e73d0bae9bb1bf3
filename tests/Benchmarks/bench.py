"""What the benchmarks of the daemon share: ports, waiting, CPU time, Postfix' smtp-sink as the relay, and daemons between it and a stub of the DNS. Imported, not run."""
import json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time

from stub_dns import Dns

RELEASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../src/Shell/bin/Release/net10.0')


UNIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../packaging/laitos.service')

# With the settings of the runtime's memory that the unit gives a daemon.
ENVIRONMENT = {**os.environ, **dict(re.findall(r'^Environment=(DOTNET_GC\w+)=(.*)$', open(UNIT).read(), re.M))}

# Who ends a benchmark from outside ends what it has started too: each "finally" is run.
signal.signal(signal.SIGTERM, lambda *_: sys.exit('ended from outside'))


def program(name):
    return shutil.which(name) or f'/usr/sbin/{name}'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f'nothing listens on {port}')


def cpu(pid):
    """The seconds of CPU that a process has used."""
    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


class LogCount:
    """Counts what a log tells of by one of some words, reading each line once."""
    def __init__(self, path, *words):
        self.file, self.words, self.count, self.rest = open(path, 'rb'), [word.encode() for word in words], 0, b''

    def so_far(self):
        while block := self.file.read(1 << 20):
            whole, _, self.rest = (self.rest + block).rpartition(b'\n')
            self.count += sum(whole.count(word) for word in self.words)
        return self.count


class Sink:
    """A relay that takes everything."""
    def __init__(self, port=None):
        self.port = port or free_port()
        self.process = subprocess.Popen(
            [program('smtp-sink'), *(['-u', 'nobody'] if os.getuid() == 0 else []), f'127.0.0.1:{self.port}', '100'], start_new_session=True)
        wait_for(self.port)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


class Daemon:
    """A daemon that runs: its process id, its port, its folder and its log."""
    def __init__(self, build, home, settings, environment):
        self.port, self.home, self.log = free_port(), home, os.path.join(home, 'log')
        settings['MailDaemon'] = {'Address': '127.0.0.1', 'Port': self.port, 'MyDomains': ['example.com'], 'ForwardTo': ['me@example.net'], 'PerIPLimit': 100000, **settings['MailDaemon']}
        config = os.path.join(home, 'config.json')
        with open(config, 'w') as file:
            json.dump(settings, file)
        self.process = subprocess.Popen([os.path.join(build, 'laitos'), '-config', config], stdout=open(self.log, 'w'), stderr=subprocess.STDOUT, env={**ENVIRONMENT, **environment})
        self.pid = self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Bench:
    """A folder, a relay that takes everything, a stub of the DNS, and the daemons between them. At its end all of it is gone."""
    def __init__(self, zone={}):
        self.folder, self.sink, self.dns, self.daemons = tempfile.mkdtemp(prefix='laitos-'), Sink(), Dns(zone), []

    def __enter__(self):
        return self

    def home(self, name):
        """A new folder for a daemon."""
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        return path

    def start(self, build, home, mail_daemon, mail_client={}, environment={}):
        """A daemon of a build, with settings beside those that all have."""
        self.daemons.append(Daemon(build, home, {
            'MailDaemon': mail_daemon, 'DNS': {'Servers': [f'127.0.0.1:{self.dns.port}']},
            'MailClient': {'MailFrom': 'forwarder@example.net', 'MTAHost': '127.0.0.1', 'MTAPort': self.sink.port, **mail_client}}, environment))
        wait_for(self.daemons[-1].port)
        return self.daemons[-1]

    def stop(self, daemon):
        self.daemons.remove(daemon)
        daemon.stop()

    def __exit__(self, *_):
        for daemon in self.daemons:
            daemon.stop()
        self.sink.stop()
        self.dns.stop()
        shutil.rmtree(self.folder)
