#!/usr/bin/python3
"""A stub of the DNS for the benchmarks: TXT records that it is given, and block lists that have their test entries (RFC 5782) and nobody else.

Negative answers carry a SOA record, as those of real servers do (RFC 2308), so that they are kept by whoever asks. Run as a program it prints its port and serves until it is ended.
"""
import socket, struct, threading

A, SOA, TXT = 1, 6, 16
TTL, NEGATIVE_TTL = 3600, 600


def name_octets(name):
    return b''.join(bytes([len(label)]) + label.encode() for label in name.split('.') if label) + b'\0'


def record(kind, ttl, data, owner=b'\xc0\x0c'):
    return owner + struct.pack('>HHIH', kind, 1, ttl, len(data)) + data


def text_octets(text):
    octets = text.encode()
    return b''.join(bytes([len(octets[i:i + 255])]) + octets[i:i + 255] for i in range(0, len(octets), 255))


def reply(query, texts):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode('latin-1').lower())
        at += 1 + query[at]
    name, (kind,) = '.'.join(labels), struct.unpack('>H', query[at + 1:at + 3])
    question = query[12:at + 5]
    if kind == TXT and name in texts:
        answer = record(TXT, TTL, text_octets(texts[name]))
    elif kind == A and name.startswith('2.0.0.127.'):
        answer = record(A, TTL, bytes([127, 0, 0, 2]))
    else:
        answer = b''
    if answer:
        return query[:2] + struct.pack('>HHHHH', 0x8180, 1, 1, 0, 0) + question + answer
    exists = any(known == name or known.endswith('.' + name) for known in texts)
    zone = labels[-1] if labels else ''
    soa = name_octets('ns.' + zone) + name_octets('root.' + zone) + struct.pack('>IIIII', 1, 3600, 600, 86400, NEGATIVE_TTL)
    return query[:2] + struct.pack('>HHHHH', 0x8180 if exists else 0x8183, 1, 0, 1, 0) + question + record(SOA, NEGATIVE_TTL, soa, name_octets(zone))


class Dns:
    """Serves on a port of the loopback until it is stopped."""
    def __init__(self, texts={}):
        self.texts = texts
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                query, client = self.socket.recvfrom(4096)
                self.socket.sendto(reply(query, self.texts), client)
            except OSError:
                return

    def stop(self):
        self.socket.close()


if __name__ == '__main__':
    served = Dns({'example.org': 'v=spf1 ip4:127.0.0.1 -all', '_dmarc.example.org': 'v=DMARC1; p=reject'})
    print(served.port, flush=True)
    threading.Event().wait()
