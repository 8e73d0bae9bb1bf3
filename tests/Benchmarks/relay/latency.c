/* One session of one mail at a time: prints the milliseconds from MAIL to the reply behind the dot, a line for each mail.
 *
 *   latency PORT MAILS WARM
 *
 * The first WARM mails are not counted. In C, because what a client computes between its commands, compiles or collects would count as the server's. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int session;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* A reply is complete with a line that has no hyphen behind its code; nothing follows it that was not asked for. */
static void answer(char expected)
{
    static char reply[4096];
    size_t count = 0;
    const char *line;
    do {
        ssize_t more = recv(session, reply + count, sizeof reply - count, 0);
        if (more <= 0) {
            fputs("the connection was closed, or a reply is too long\n", stderr);
            exit(1);
        }
        count += more;
        line = memrchr(reply, '\n', count - 1);
        line = line ? line + 1 : reply;
    } while (reply[count - 1] != '\n' || line[3] == '-');
    if (reply[0] != expected) {
        fprintf(stderr, "refused: %.*s", (int)count, reply);
        exit(1);
    }
}

static void ask(const char *octets, size_t length, char expected)
{
    if (send(session, octets, length, MSG_NOSIGNAL) != (ssize_t)length) {
        perror("send");
        exit(1);
    }
    answer(expected);
}

static void command(const char *line, char expected) { ask(line, strlen(line), expected); }

int main(int count, char **arguments)
{
    static char mail[4096], body[28 * 72 + 4];
    struct sockaddr_in server = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int one = 1, mails, warm;
    double *times;

    if (count != 4) {
        fputs("usage: latency PORT MAILS WARM\n", stderr);
        return 2;
    }
    server.sin_port = htons(atoi(arguments[1]));
    mails = atoi(arguments[2]);
    warm = atoi(arguments[3]);
    times = calloc(mails, sizeof *times);
    for (int line = 0; line < 28; line++)
        memcpy(memset(body + line * 72, 'x', 70) + 70, "\r\n", 2);
    strcpy(body + 28 * 72, ".\r\n");

    session = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(session, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (!times || connect(session, (struct sockaddr *)&server, sizeof server)) {
        perror("connect");
        return 1;
    }
    answer('2');
    command("EHLO client.example.org\r\n", '2');
    for (int number = -warm; number < mails; number++) {
        int length = snprintf(mail, sizeof mail, "From: <sender@example.org>\r\nMessage-ID: <%d.%d.%.0f@example.org>\r\nSubject: %d\r\n\r\n%s", number, getpid(), now() * 1e6, number, body);
        double start = now();
        command("MAIL FROM:<sender@example.org>\r\n", '2');
        command("RCPT TO:<someone@example.com>\r\n", '2');
        command("DATA\r\n", '3');
        ask(mail, length, '2');
        if (number >= 0)
            times[number] = now() - start;
    }
    command("QUIT\r\n", '2');
    /* Only now: whoever reads them would take the processor from the next mail. */
    for (int number = 0; number < mails; number++)
        printf("%.3f\n", times[number]);
    return 0;
}
