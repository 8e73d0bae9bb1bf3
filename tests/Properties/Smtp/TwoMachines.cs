using System.Buffers;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>
/// Our sending machine and our receiving machine, with nothing but octets between them. They cross in pieces of given sizes; time passes only
/// where a machine waits for what will not come.
/// </summary>
public sealed class TwoMachines(Correspondence correspondence, Chunks chunks)
{
    const int MostSteps = 100;

    readonly RelayPolicy client = RelayPolicy.Plain("mx.example.com", 25, SmtpClientArbitraries.Name) with { Partial = correspondence.Partial };
    readonly List<byte> wire = [];
    readonly List<byte> arrived = [];
    readonly List<(ReceivedMail Received, Octets Octets)> mails = [];
    ReplyProgress reading = ReplyProgress.Start;
    RelaySession session = RelaySession.Start;
    Smtp.SessionDialogue? connection;
    Post? post;

    /// <summary>The policy of the server: small contents, few recipients, patience with clients.</summary>
    public static SessionPolicy Server { get; } = SmtpArbitraries.Policy with
    {
        Limits = SmtpArbitraries.Policy.Limits with { CommandsWithoutMail = 1000, FaultyCommands = 1000 },
    };

    /// <summary>What the client reported of each mail.</summary>
    public List<DeliveryReport> Reports { get; } = [];

    /// <summary>The mails that the server was to decide upon, in order.</summary>
    public IReadOnlyList<(ReceivedMail Received, Octets Octets)> Mails => [.. mails, .. connection?.Mails ?? []];

    /// <summary>How many connections there were.</summary>
    public int Connections { get; private set; }

    /// <summary>How long anybody waited in vain.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The machines after the whole correspondence.</summary>
    public static TwoMachines After(Correspondence correspondence, Chunks chunks)
    {
        var machines = new TwoMachines(correspondence, chunks);
        foreach (var post in correspondence.Posts)
        {
            machines.Pass(post);
        }

        return machines;
    }

    void Pass(Post next)
    {
        switch (next.Before)
        {
            case Interlude.Rest:
                Run(new RelayInput.TimedOut());
                break;
            case Interlude.ServerLeaves when connection is { IsClosed: false }:
                connection.ShutDown();
                Transmit(connection.Replies[^1]);
                break;
            default:
                break;
        }

        post = next;
        Run(new RelayInput.JobGiven(next.Job));
    }

    void Run(RelayInput first)
    {
        RelayInput? input = first;
        for (var steps = 0; input is not null; steps++)
        {
            Assert.That(steps, Is.LessThan(MostSteps), "the dialogue does not end");
            (session, var effects) = SmtpRelay.Advance(client, session, input);
            input = null;
            foreach (var effect in effects)
            {
                input = Perform(effect);
            }
        }
    }

    RelayInput? Perform(RelayEffect effect)
    {
        switch (effect)
        {
            case RelayEffect.Send(var octets):
                Transmit(octets);
                return null;
            case RelayEffect.Report(var report):
                Reports.Add(report);
                return null;
            case RelayEffect.Disconnect:
                Disconnect();
                return null;
            case RelayEffect.Connect:
                return Connect();
            case RelayEffect.StartTls:
                Forget();
                return new RelayInput.TlsStarted();
            case RelayEffect.ReadReply(var timeout):
                return Read() ?? Silence(timeout);
            case RelayEffect.SendContent(var form, var size, _):
                Assert.That(post!.Content.Length, Is.EqualTo(size), "the announced size");
                Transmit(form == ContentForm.Verbatim ? post.Content : Stuffed(post.Content));
                return new RelayInput.ContentSent();
            case RelayEffect.AwaitJob:
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    RelayInput.Connected Connect()
    {
        Connections++;
        connection = new Smtp.SessionDialogue(Server) { Decide = _ => post!.Decision, Grant = () => post!.Granted }.Connect();
        Transmit(connection.Replies[0]);
        return new RelayInput.Connected(Loopback: false);
    }

    void Disconnect()
    {
        mails.AddRange(connection?.Mails ?? []);
        connection = null;
        Forget();
    }

    void Forget()
    {
        wire.Clear();
        arrived.Clear();
        reading = ReplyProgress.Start;
    }

    /// From the client to the server.
    void Transmit(Octets octets)
    {
        foreach (var reply in chunks.Cut(octets).SelectMany(connection!.Say))
        {
            Transmit(reply);
        }
    }

    /// From the server to the client; an extension may get lost on the way.
    void Transmit(Reply reply)
    {
        var isExtended = reply.Lines.Contains("PIPELINING");
        wire.AddRange(ReplyCodec.Format(
            !isExtended ? reply
            : correspondence.Hidden.Contains("EHLO") ? Reply.Of(502, 5, 1, "What?")
            : reply with { Lines = reply.Lines.Filter(line => !correspondence.Hidden.Contains(line.Split(' ')[0])) }).Span);
    }

    RelayInput? Read()
    {
        for (var i = 0; ; i++)
        {
            switch (ReplyCodec.Read(reading, arrived.ToArray()))
            {
                case ReplyRead.Complete(var reply, var consumed):
                    arrived.RemoveRange(0, consumed);
                    reading = ReplyProgress.Start;
                    return new RelayInput.ReplyReceived(reply);
                case ReplyRead.Malformed(var error):
                    return new RelayInput.ReplyMalformed(error);
                case ReplyRead.NeedMore(var progress, var consumed):
                    arrived.RemoveRange(0, consumed);
                    reading = progress;
                    break;
            }

            var size = Math.Min(chunks.Sizes[i % chunks.Sizes.Length], wire.Count);
            if (size == 0)
            {
                return null;
            }

            arrived.AddRange(wire.GetRange(0, size));
            wire.RemoveRange(0, size);
        }
    }

    RelayInput Silence(TimeSpan timeout)
    {
        if (connection!.IsClosed)
        {
            return new RelayInput.PeerClosed();
        }

        Waited += timeout;
        return new RelayInput.TimedOut();
    }

    Octets Stuffed(Octets content)
    {
        var sink = new ArrayBufferWriter<byte>();
        DotStuffing.Finish(chunks.Cut(content).Aggregate(LinePlace.Start, (place, piece) => DotStuffing.Feed(place, piece.Span, sink)), sink);
        return Octets.Copy(sink.WrittenSpan);
    }
}
