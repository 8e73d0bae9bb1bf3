"""A Postfix of its own with its own configuration, queue and port, as durable as Debian's defaults make it; the system's own is not touched. Imported, not run. Needs root."""
import os, shutil, subprocess, time

MASTER = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""

MAIN = """compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
message_size_limit = 52428800
relayhost = [127.0.0.1]:{relay}
virtual_alias_maps = inline:{{ {{someone@example.com = me@example.net}} }}
virtual_alias_domains = example.com
smtpd_relay_restrictions = permit_mynetworks, reject
"""


class Postfix:
    def __init__(self, folder, port, relay):
        self.folder, self.port, self.queue = folder, port, os.path.join(folder, 'queue')
        self.etc = os.path.join(folder, 'etc')
        for part in self.etc, self.queue, os.path.join(folder, 'data'):
            os.makedirs(part)
        for part in folder, os.path.dirname(folder):
            os.chmod(part, 0o755)
        shutil.chown(os.path.join(folder, 'data'), 'postfix')
        open(os.path.join(self.etc, 'main.cf'), 'w').write(MAIN.format(folder=folder, relay=relay))
        open(os.path.join(self.etc, 'master.cf'), 'w').write(MASTER.format(port=port))
        self.run('start')

    def run(self, word):
        subprocess.run(['postfix', '-c', self.etc, word], stderr=subprocess.DEVNULL, check=True)

    def waiting(self, *queues):
        """How many mails lie in these queues."""
        return sum(len(files) for queue in queues for _, _, files in os.walk(os.path.join(self.queue, queue)))

    def defer(self, mails, send):
        """Has so many mails sent to it while its relay is away, and waits until all of them are deferred."""
        send(self.port)
        while self.waiting('deferred') < mails:
            time.sleep(0.5)

    def drained(self):
        """The seconds from the order to deliver what is deferred until nothing is left."""
        began = time.monotonic()
        self.run('flush')
        while self.waiting('deferred', 'active', 'incoming'):
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self):
        self.run('stop')
