// One session of one mail at a time: prints the milliseconds from MAIL to the reply behind the dot, a line for each mail.
// The first WARM mails are not counted: behind them the tool's own code is compiled.
//   dotnet run latency.cs PORT MAILS WARM
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

var (port, mails, warm) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
socket.Connect(IPAddress.Loopback, port);
var buffer = new byte[4096];
var body = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 28));
var (sender, recipient, data) = ("MAIL FROM:<sender@example.org>\r\n"u8.ToArray(), "RCPT TO:<someone@example.com>\r\n"u8.ToArray(), "DATA\r\n"u8.ToArray());
var times = new List<double>(mails);

Answer((byte)'2');
Ask("EHLO client.example.org\r\n"u8, (byte)'2');
for (var number = 1 - warm; number <= mails; number++)
{
    var mail = Encoding.ASCII.GetBytes($"From: <sender@example.org>\r\nMessage-ID: <{Guid.NewGuid():N}@example.org>\r\nSubject: {number}\r\n\r\n{body}.\r\n");
    var start = Stopwatch.GetTimestamp();
    Ask(sender, (byte)'2');
    Ask(recipient, (byte)'2');
    Ask(data, (byte)'3');
    Ask(mail, (byte)'2');
    if (number > 0)
    {
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}

Ask("QUIT\r\n"u8, (byte)'2');
// Only now: whoever reads them would take the processor from the next mail.
times.ForEach(time => Console.WriteLine(time.ToString("0.000", CultureInfo.InvariantCulture)));

void Ask(ReadOnlySpan<byte> octets, byte expected)
{
    socket.Send(octets);
    Answer(expected);
}

// A reply is complete with a line that has no hyphen behind its code; nothing follows it that we have not asked for.
void Answer(byte expected)
{
    var count = 0;
    while (count == 0 || buffer[count - 1] != '\n' || buffer.AsSpan(0, count - 1).LastIndexOf((byte)'\n') is var before && buffer[before + 4] == '-')
    {
        var more = socket.Receive(buffer.AsSpan(count));
        count += more > 0 ? more : throw new IOException("the connection was closed");
    }

    if (buffer[0] != expected)
    {
        throw new IOException($"refused: {Encoding.ASCII.GetString(buffer, 0, count)}");
    }
}
