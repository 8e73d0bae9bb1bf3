using Laitos.Integration.Support;

namespace Laitos.Integration.Peers;

/// <summary>
/// A Postfix of its own on the loopback, before and behind a daemon: what it takes at <see cref="Sender"/> it sends to the daemon;
/// what it takes at <see cref="Relay"/> and its variants it sends to a final relay.
/// </summary>
sealed class Postfix : IAsyncDisposable
{
    PostfixInstance? instance;

    Postfix()
    {
    }

    /// <summary>Sends to the daemon.</summary>
    public int Sender { get; } = RunningDaemon.FreePort();

    /// <summary>Sends to another daemon.</summary>
    public int OtherSender { get; } = RunningDaemon.FreePort();

    /// <summary>Takes mail with all the extensions that Postfix knows.</summary>
    public int Relay { get; } = RunningDaemon.FreePort();

    /// <summary>Takes mail without CHUNKING.</summary>
    public int WithoutChunking { get; } = RunningDaemon.FreePort();

    /// <summary>Takes mail without any extension.</summary>
    public int WithoutExtensions { get; } = RunningDaemon.FreePort();

    /// <summary>Its log.</summary>
    public string Log => instance?.Log ?? "";

    /// <summary>One that knows its ports but does not run yet.</summary>
    public static Postfix WithPorts() => new();

    /// <summary>Starts it.</summary>
    /// <param name="daemon">The port of the daemon.</param>
    /// <param name="other">The port of the other daemon.</param>
    /// <param name="last">The port of the relay behind it all.</param>
    public async Task Start(int daemon, int other, int last)
    {
        instance = await PostfixInstance.Prepare();
        await instance.Start(
            $$"""
            mynetworks = 127.0.0.0/8
            smtp_tls_security_level = may
            relayhost = [127.0.0.1]:{{last}}
            smtpd_relay_restrictions = permit_mynetworks, reject
            smtpd_recipient_restrictions = check_recipient_access inline:{ {later@example.net = 451 4.7.9 come again}, {never@example.net = 550 5.7.9 go away} }
            """,
            [
                $"127.0.0.1:{Sender} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:{daemon}",
                $"127.0.0.1:{OtherSender} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:{other}",
                $"127.0.0.1:{Relay} inet n - n - - smtpd",
                $"127.0.0.1:{WithoutChunking} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=chunking",
                $"127.0.0.1:{WithoutExtensions} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=chunking,pipelining,8bitmime,smtputf8,size,enhancedstatuscodes,dsn",
            ],
            Relay);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => instance?.DisposeAsync() ?? ValueTask.CompletedTask;
}
