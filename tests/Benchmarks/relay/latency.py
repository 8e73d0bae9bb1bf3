#!/usr/bin/python3
"""One session of one mail at a time: prints the milliseconds from MAIL to the reply behind the dot, a line for each mail.

    latency.py PORT MAILS WARM

The first WARM mails are not counted. Python, because nothing is compiled or collected beside the mails: a client compiled while it runs takes a processor from the daemon.
"""
import gc, socket, sys, time, uuid


def main():
    port, mails, warm = map(int, sys.argv[1:])
    session = socket.create_connection(('127.0.0.1', port), timeout=60)
    session.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # A socket without a time limit blocks in the kernel; with one, Python asks poll() first.
    session.setblocking(True)

    def answer(expected):
        # A reply is complete with a line that has no hyphen behind its code; nothing follows it that was not asked for.
        reply = b''
        while not reply.endswith(b'\n') or reply[reply.rfind(b'\n', 0, -1) + 1:][3:4] == b'-':
            more = session.recv(4096)
            if not more:
                sys.exit('the connection was closed')
            reply += more
        if not reply.startswith(expected):
            sys.exit(f'refused: {reply}')

    def ask(octets, expected):
        session.sendall(octets)
        answer(expected)

    answer(b'2')
    ask(b'EHLO client.example.org\r\n', b'2')
    body = (b'x' * 70 + b'\r\n') * 28
    times = []
    gc.disable()
    for number in range(mails + warm):
        mail = b'From: <sender@example.org>\r\nMessage-ID: <%s@example.org>\r\nSubject: %d\r\n\r\n%s.\r\n' % (uuid.uuid4().hex.encode(), number, body)
        start = time.perf_counter_ns()
        ask(b'MAIL FROM:<sender@example.org>\r\n', b'2')
        ask(b'RCPT TO:<someone@example.com>\r\n', b'2')
        ask(b'DATA\r\n', b'3')
        ask(mail, b'2')
        if number >= warm:
            times.append(time.perf_counter_ns() - start)
    ask(b'QUIT\r\n', b'2')
    # Only now: whoever reads them would take the processor from the next mail.
    print('\n'.join(f'{nanoseconds / 1e6:.3f}' for nanoseconds in times))


main()
