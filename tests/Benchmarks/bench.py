"""What the benchmarks of the daemon share: ports, waiting, CPU time, and Postfix' smtp-sink as the relay. Imported, not run."""
import os, shutil, signal, socket, subprocess, sys, time


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
