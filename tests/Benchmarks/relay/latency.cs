// One session of one mail at a time: prints the milliseconds from MAIL to the reply behind the dot, a line for each mail.
//   dotnet run latency.cs PORT MAILS
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

const int WarmUp = 20;
var (port, mails) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
socket.Connect(IPAddress.Loopback, port);
var buffer = new byte[4096];
var body = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 28));

Answer('2');
Ask("EHLO client.example.org\r\n", '2');
for (var number = 1 - WarmUp; number <= mails; number++)
{
    var mail = $"From: <sender@example.org>\r\nMessage-ID: <{Guid.NewGuid():N}@example.org>\r\nSubject: {number}\r\n\r\n{body}.\r\n";
    var start = Stopwatch.GetTimestamp();
    Ask("MAIL FROM:<sender@example.org>\r\n", '2');
    Ask("RCPT TO:<someone@example.com>\r\n", '2');
    Ask("DATA\r\n", '3');
    Ask(mail, '2');
    if (number > 0)
    {
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture));
    }
}

Ask("QUIT\r\n", '2');

void Ask(string text, char expected)
{
    socket.Send(Encoding.ASCII.GetBytes(text));
    Answer(expected);
}

// A reply is complete with a line that has no hyphen behind its code; nothing follows it that we have not asked for.
void Answer(char expected)
{
    var text = "";
    while (!text.EndsWith('\n') || text.Split("\r\n")[^2] is [_, _, _, '-', ..])
    {
        var count = socket.Receive(buffer);
        text += count > 0 ? Encoding.ASCII.GetString(buffer, 0, count) : throw new IOException("the connection was closed");
    }

    if (text[0] != expected)
    {
        throw new IOException($"refused: {text}");
    }
}
