using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Shell.Relay;

/// <summary>One connection to the relay: gives the machine its inputs and performs its effects. It serves one mail at a time.</summary>
sealed class RelayConnection(RelayPolicy policy, X509Certificate2Collection roots) : IDisposable
{
    RelaySession session = RelaySession.Start;
    RelayWire? wire;

    /// <summary>True when it is worth keeping.</summary>
    public bool IsOpen => wire is not null;

    /// <summary>When nobody wants it any more, in the milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long IdleUntil { get; private set; }

    /// <summary>Sends one mail.</summary>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel) =>
        await Run(new RelayInput.JobGiven(job), content, cancel).ConfigureAwait(false) ?? throw new UnreachableException();

    /// <summary>Says goodbye and closes.</summary>
    public Task Retire(CancellationToken cancel) => Run(new RelayInput.TimedOut(), new MemoryContent(), cancel);

    /// <inheritdoc/>
    public void Dispose() => Disconnect();

    async Task<DeliveryReport?> Run(RelayInput input, IMailContent content, CancellationToken cancel)
    {
        DeliveryReport? report = null;
        while (true)
        {
            (session, var effects) = SmtpRelay.Advance(policy, session, input);
            foreach (var effect in effects)
            {
                switch (effect)
                {
                    case RelayEffect.Send(var octets):
                        wire?.Write(octets.Span);
                        break;
                    case RelayEffect.SendSecret(var line):
                        wire?.Write(Encoding.UTF8.GetBytes(line.Reveal() + "\r\n"));
                        break;
                    case RelayEffect.Report(var outcome):
                        report = outcome;
                        break;
                    case RelayEffect.Disconnect:
                        Disconnect();
                        break;
                    case RelayEffect.Connect connect:
                        input = await Connect(connect, cancel).ConfigureAwait(false);
                        break;
                    case RelayEffect.StartTls(var host, var verify, var timeout):
                        input = await Within(timeout, limit => wire!.StartTls(host, verify, roots, limit.Token), cancel).ConfigureAwait(false);
                        break;
                    case RelayEffect.ReadReply(var timeout):
                        input = await Within(timeout, limit => wire!.ReadReply(limit.Token), cancel).ConfigureAwait(false);
                        break;
                    case RelayEffect.SendContent(var form, var size, var timeout):
                        input = await Within(timeout, limit => wire!.SendContent(content, form, size, () => limit.CancelAfter(timeout), limit.Token), cancel).ConfigureAwait(false);
                        break;
                    case RelayEffect.AwaitJob(var idle):
                        IdleUntil = Environment.TickCount64 + (long)idle.TotalMilliseconds;
                        return report;
                }
            }
        }
    }

    async Task<RelayInput> Connect(RelayEffect.Connect where, CancellationToken cancel)
    {
        try
        {
            var (socket, trouble) = await RelayDialer.Dial(where.Host, where.Port, where.Timeout, cancel).ConfigureAwait(false);
            wire = socket is null ? null : new RelayWire(socket);
            return wire is null ? new RelayInput.Unreachable(trouble) : new RelayInput.Connected(wire.IsLoopback);
        }
        catch (OperationCanceledException)
        {
            return new RelayInput.TimedOut();
        }
    }

    /// The one place where faults of the network become inputs.
    static async Task<RelayInput> Within(TimeSpan timeout, Func<CancellationTokenSource, Task<RelayInput>> wait, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            return await wait(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new RelayInput.TimedOut();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            return new RelayInput.PeerClosed();
        }
    }

    void Disconnect()
    {
        wire?.Dispose();
        wire = null;
    }
}
