#!/usr/bin/python3
"""What authentication costs: CPU of the daemon per 1,000 mails of 4 KiB, without it, with it, and with one RSA-2048 signature to verify.

    tests/Benchmarks/authentication/cost.py [--daemon DIR] [--mails N] [--rounds N]

DIR is a build of the daemon (dotnet build src/Shell -c Release -o DIR). Needs python3-dkim, python3-cryptography and Postfix' smtp-sink. The variants alternate within each round;
the DNS is a stub of this program whose negative answers carry a SOA record, and answers from it are kept by the daemon. Everything listens on the loopback and stops at the end.
"""
import argparse, base64, json, os, shutil, smtplib, socket, statistics, struct, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from bench import Sink, cpu, free_port, wait_for

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
ZONE = {
    'bank.test': 'v=spf1 ip4:127.0.0.1 -all',
    '_dmarc.bank.test': 'v=DMARC1; p=reject',
    's1._domainkey.bank.test': f'v=DKIM1; k=rsa; p={PUBLIC}',
}


def name_octets(name):
    return b''.join(bytes([len(label)]) + label.encode() for label in name.split('.') if label) + b'\0'


def serve_dns(server):
    soa = name_octets('ns.test') + name_octets('root.test') + struct.pack('>IIIII', 1, 3600, 600, 86400, 600)
    while True:
        try:
            query, client = server.recvfrom(4096)
        except OSError:
            return
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        question, kind = query[12:at + 5], struct.unpack('>H', query[at + 1:at + 3])[0]
        name = '.'.join(labels)
        if kind == 16 and name in ZONE:
            text = ZONE[name].encode()
            data = b''.join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))
            reply = struct.pack('>HHHHHH', *struct.unpack('>H', query[:2]), 0x8180, 1, 1, 0, 0) + question + b'\xc0\x0c' + struct.pack('>HHIH', 16, 1, 3600, len(data)) + data
        else:
            exists = any(known == name or known.endswith('.' + name) for known in ZONE)
            reply = struct.pack('>HHHHHH', *struct.unpack('>H', query[:2]), 0x8180 if exists else 0x8183, 1, 0, 1, 0) + question + name_octets('test') + struct.pack('>HHIH', 6, 1, 600, len(soa)) + soa
        server.sendto(reply, client)


def send(port, mail, count):
    with smtplib.SMTP('127.0.0.1', port, local_hostname='sender.test') as client:
        client.ehlo()
        for i in range(count):
            client.sendmail('news@bank.test', ['you@example.com'], mail(i))


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    options.add_argument('--daemon', default=os.path.join(os.path.dirname(__file__), '../../../src/Shell/bin/Release/net10.0'))
    options.add_argument('--mails', type=int, default=2000)
    options.add_argument('--rounds', type=int, default=5)
    given = options.parse_args()
    body = ('A line of a mail that is as long as most of them are, more or less.\r\n' * 58).encode()

    def plain(i):
        return (f'From: Bank <news@bank.test>\r\nTo: you@example.com\r\nSubject: Statement {i}\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{i}.{time.time_ns()}@bank.test>\r\n\r\n').encode() + body

    def signed(i):
        mail = plain(i)
        return dkim.sign(mail, b's1', b'bank.test', PEM, canonicalize=(b'relaxed', b'relaxed')) + mail

    folder = tempfile.mkdtemp(prefix='laitos-')
    sink = Sink()
    dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    dns.bind(('127.0.0.1', 0))
    threading.Thread(target=serve_dns, args=(dns,), daemon=True).start()
    variants, running = {}, []
    try:
        for variant, settings in {'off': {'DmarcRewrite': 'never'}, 'check': {'DmarcRewrite': 'when-needed'}}.items():
            port, place = free_port(), os.path.join(folder, variant)
            os.mkdir(place)
            config = os.path.join(place, 'config.json')
            json.dump({
                'MailDaemon': {'Address': '127.0.0.1', 'Port': port, 'MyDomains': ['example.com'], 'ForwardTo': ['me@example.net'], 'BlockLists': 'none', 'PerIPLimit': 100000, **settings},
                'DNS': {'Servers': [f'127.0.0.1:{dns.getsockname()[1]}']},
                'MailClient': {'MailFrom': 'forwarder@example.net', 'MTAHost': '127.0.0.1', 'MTAPort': sink.port}}, open(config, 'w'))
            daemon = subprocess.Popen([os.path.join(given.daemon, 'laitos'), '-config', config], stdout=open(os.path.join(place, 'log'), 'w'), stderr=subprocess.STDOUT)
            running.append(daemon)
            wait_for(port)
            variants[variant] = (daemon.pid, port)
        rows = {'not authenticated': ('off', plain), 'authenticated, no signature': ('check', plain), 'authenticated, one RSA-2048 signature': ('check', signed)}
        costs = {name: [] for name in rows}
        for pid, port in variants.values():
            send(port, plain, 4000)
        send(variants['check'][1], signed, 1000)
        for _ in range(given.rounds):
            for name, (variant, mail) in rows.items():
                pid, port = variants[variant]
                # Made beforehand: the client must not be slower in one row than in another.
                mails = [mail(i) for i in range(given.mails)]
                before = cpu(pid)
                send(port, mails.__getitem__, given.mails)
                costs[name].append((cpu(pid) - before) * 1000 / given.mails)
        base = statistics.median(costs['authenticated, no signature'])
        for name, values in costs.items():
            print(f'{name:40} {statistics.median(values):6.3f} s per 1,000 mails ({min(values):.3f}..{max(values):.3f})  {statistics.median(values) / base:5.2f}')
        tail = open(os.path.join(folder, 'check', 'log')).read().strip().split('\n')[-1]
        print('last line of the log:', tail[:400])
    finally:
        for process in running:
            process.terminate()
            process.wait()
        sink.stop()
        dns.close()
        shutil.rmtree(folder)


main()
