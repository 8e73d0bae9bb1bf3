using System.Net.Security;
using System.Text;

namespace Laitos.Integration.Support;

/// <summary>One connection of a <see cref="CapturingRelay"/>.</summary>
sealed class CapturingSession(Func<RelayScript> behaviour, Stream network, int number, Action<string> onLine, Action<CapturedMail> keep) : IDisposable
{
    readonly List<string> recipients = [];
    readonly MemoryStream content = new();
    Stream stream = network;
    LineInput reader = new(network);
    RelayScript script = behaviour();
    string? mail;
    int taken;
    bool encrypted;
    bool closed;

    public async Task Run(CancellationToken stop)
    {
        if (script.ImplicitTls)
        {
            await StartTls(stop);
        }

        await Answer("connect", "220 capturing relay", stop);
        while (!closed && await reader.ReadLine(stop) is { } octets)
        {
            var line = Encoding.UTF8.GetString(octets);
            onLine(line);
            script = behaviour();
            await OnCommand(line, stop);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        content.Dispose();
    }

    async Task OnCommand(string line, CancellationToken stop)
    {
        switch (line.Split(' ', ':')[0].ToUpperInvariant())
        {
            case "EHLO":
                Reset();
                var offers = script.Keywords.Where(keyword => !(encrypted && keyword == "STARTTLS")).Prepend("capturing").ToList();
                await Answer(line, string.Join("\r\n", offers.Select((offer, index) => (index == offers.Count - 1 ? "250 " : "250-") + offer)), stop);
                break;
            case "STARTTLS":
                if (await Answer(line, "220 go ahead", stop))
                {
                    await StartTls(stop);
                }

                break;
            case "AUTH" when line.Equals("AUTH LOGIN", StringComparison.OrdinalIgnoreCase):
                await Answer(line, "334 VXNlcm5hbWU6", stop);
                await Answer("username " + await ReadAnswer(stop), "334 UGFzc3dvcmQ6", stop);
                await Answer("password " + await ReadAnswer(stop), "235 2.7.0 welcome", stop);
                break;
            case "AUTH":
                await Answer(line, "235 2.7.0 welcome", stop);
                break;
            case "MAIL":
                mail = await Answer(line, "250 2.1.0 sender ok", stop) ? line : mail;
                break;
            case "RCPT" when mail is null:
            case "DATA" when mail is null:
            case "BDAT" when mail is null:
                await Write("503 5.5.1 MAIL first", stop);
                break;
            case "RCPT":
                if (await Answer(line, "250 2.1.5 recipient ok", stop))
                {
                    recipients.Add(line.Split('<', '>')[1]);
                }

                break;
            case "DATA" when recipients.Count == 0:
                await Answer(line, "554 5.5.1 no valid recipients", stop);
                break;
            case "DATA":
                if (await Answer(line, "354 go on", stop))
                {
                    await ReadData(stop);
                    await Take(stop);
                }

                break;
            case "BDAT":
                var words = line.Split(' ');
                await ReadChunk(long.Parse(words[1]), stop);
                await (words is [_, _, "LAST"] ? Take(stop) : Write("250 2.0.0 more", stop));
                break;
            case "RSET":
                Reset();
                await Answer(line, "250 2.0.0 reset", stop);
                break;
            case "QUIT":
                await Answer(line, "221 2.0.0 bye", stop);
                closed = true;
                break;
            case "HELO" or "NOOP":
                await Answer(line, "250 ok", stop);
                break;
            default:
                await Answer(line, "502 5.5.1 not known here", stop);
                break;
        }
    }

    /// Takes the mail before it answers, as a relay does whose answer may be lost.
    async Task Take(CancellationToken stop)
    {
        var captured = new CapturedMail(mail!, [.. recipients], content.ToArray(), encrypted, number);
        var refusal = script.RefusedContent.Where(each => captured.Text.Contains(each.Key, StringComparison.Ordinal)).Select(each => each.Value).FirstOrDefault();
        if (refusal is null && (!Scripted("content", out var reply) || reply.StartsWith('2')))
        {
            keep(captured);
        }

        Reset();
        await (refusal is null ? Answer("content", "250 2.0.0 taken", stop) : Write(refusal, stop));
        closed |= ++taken == script.CloseAfterMails;
    }

    /// True when the reply was not a refusal.
    async Task<bool> Answer(string line, string usual, CancellationToken stop)
    {
        if (script.CloseAt.Any(line.StartsWith))
        {
            closed = true;
            return false;
        }

        var reply = Scripted(line, out var own) ? own : usual;
        await Write(reply, stop);
        return reply.Length == 0 || reply[0] is '2' or '3';
    }

    bool Scripted(string line, out string reply)
    {
        var key = script.Replies.Keys.Where(line.StartsWith).MaxBy(key => key.Length);
        reply = key is null ? "" : script.Replies[key];
        return key is not null;
    }

    async Task Write(string reply, CancellationToken stop)
    {
        var octets = Encoding.UTF8.GetBytes(reply.Length == 0 ? "" : reply + "\r\n");
        if (script.Drip == default)
        {
            await stream.WriteAsync(octets, stop);
            return;
        }

        foreach (var octet in octets)
        {
            await Task.Delay(script.Drip, stop);
            await stream.WriteAsync(new[] { octet }, stop);
        }
    }

    async Task StartTls(CancellationToken stop)
    {
        if (script.BrokenHandshake)
        {
            await Write("this is not TLS", stop);
            throw new IOException("no handshake");
        }

        var tls = new SslStream(stream);
        stream = tls;
        reader = new LineInput(tls);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = CapturingRelay.Certificate }, stop);
        encrypted = true;
        Reset();
    }

    async Task ReadData(CancellationToken stop)
    {
        while (await reader.ReadLine(stop) is var line && line is not [(byte)'.'])
        {
            content.Write((line ?? throw new IOException("the data ended early")).AsSpan(line is [(byte)'.', ..] ? 1 : 0));
            content.Write("\r\n"u8);
            if (content.Length > script.CutContentAt)
            {
                await Write(script.Replies["cut"], stop);
                throw new IOException("the data were cut");
            }
        }
    }

    async Task ReadChunk(long size, CancellationToken stop)
    {
        while (size > 0)
        {
            var piece = await reader.ReadSome((int)Math.Min(size, int.MaxValue), stop);
            content.Write((piece.IsEmpty ? throw new IOException("the chunk ended early") : piece).Span);
            size -= piece.Length;
        }
    }

    async Task<string> ReadAnswer(CancellationToken stop)
    {
        var line = Encoding.UTF8.GetString(await reader.ReadLine(stop) ?? []);
        onLine(line);
        return line;
    }

    void Reset()
    {
        mail = null;
        recipients.Clear();
        content.SetLength(0);
    }
}
