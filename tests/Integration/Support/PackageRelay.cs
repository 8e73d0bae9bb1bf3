using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Laitos.Integration.Support;

/// <summary>A relay behind the daemon, whoever wrote it.</summary>
public interface ITestRelay : IAsyncDisposable
{
    /// <summary>Its port on the loopback.</summary>
    int Port { get; }

    /// <summary>The mails taken so far, in order.</summary>
    IReadOnlyList<CapturedMail> Mails { get; }

    /// <summary>The commands heard so far; at least MAIL and RCPT of each mail that was taken.</summary>
    IReadOnlyList<string> Heard { get; }
}

/// <summary>
/// The SmtpServer package as a relay that takes everything: an SMTP server that nobody here wrote hears what the daemon says. It shows that envelope, parameters,
/// dot-stuffing and pipelining are understood by another implementation. Where a relay must misbehave, or each octet of a dialogue counts,
/// <see cref="CapturingRelay"/> stands in.
/// </summary>
public sealed class PackageRelay : MessageStore, ITestRelay
{
    const int Attempts = 20;

    readonly CancellationTokenSource stop = new();
    readonly ConcurrentQueue<CapturedMail> mails = new();
    readonly Task running;

    PackageRelay(int port)
    {
        Port = port;
        var services = new ServiceProvider();
        services.Add(this);
        var options = new SmtpServerOptionsBuilder()
            .ServerName("relay.test")
            .MaxMessageSize(64 << 20)
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port)))
            .Build();
        running = new global::SmtpServer.SmtpServer(options, services).StartAsync(stop.Token);
    }

    /// <inheritdoc/>
    public int Port { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CapturedMail> Mails => [.. mails];

    /// <inheritdoc/>
    public IReadOnlyList<string> Heard => [.. mails.SelectMany(mail => mail.Recipients.Select(recipient => $"RCPT TO:<{recipient}>").Prepend(mail.Mail))];

    /// <summary>Starts one; it listens when this returns.</summary>
    public static PackageRelay Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            // The package takes no port of the system's choice.
            var relay = new PackageRelay(RunningDaemon.FreePort());
            if (!relay.running.IsFaulted || attempt == Attempts)
            {
                return relay;
            }
        }
    }

    /// <inheritdoc/>
    public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var parameters = string.Concat(transaction.Parameters.Select(item => string.IsNullOrEmpty(item.Value) ? $" {item.Key}" : $" {item.Key}={item.Value}"));
        // The package leaves out the line end in front of the dot that ends the data.
        byte[] content = [.. buffer.ToArray(), (byte)'\r', (byte)'\n'];
        mails.Enqueue(new CapturedMail(
            $"MAIL FROM:<{Address(transaction.From)}>{parameters}", [.. transaction.To.Select(Address)], content, context.Pipe.IsSecure, context.GetHashCode()));
        return Task.FromResult(new SmtpResponse(SmtpReplyCode.Ok, string.Create(CultureInfo.InvariantCulture, $"2.0.0 Ok: {buffer.Length} octets")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        stop.Dispose();
    }

    static string Address(IMailbox? mailbox) => string.IsNullOrEmpty(mailbox?.User) ? "" : mailbox.AsAddress();
}
