using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Sasl;
using LanguageExt;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Laitos.Shell.Relay;

/// <summary>One connection to the relay. It serves one mail at a time and tells how that went; what follows from it is decided elsewhere.</summary>
sealed class RelayConnection : IDisposable
{
    const SmtpCapabilities Unused = SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime | SmtpCapabilities.Dsn | SmtpCapabilities.RequireTLS;

    readonly RelayPolicy policy;
    readonly LoginSecrets? secrets;
    readonly RelayStream stream;
    readonly ReplyGuard guard;
    readonly RelayClient client;
    readonly RawMail raw;
    readonly bool isLoopback;
    readonly bool isLocal;
    CancellationTokenSource limit = new();

    RelayConnection(RelayPolicy policy, LoginSecrets? secrets, X509Certificate2Collection roots, Socket socket)
    {
        (this.policy, this.secrets) = (policy, secrets);
        isLoopback = socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        isLocal = (socket.LocalEndPoint as IPEndPoint)?.Address is { } own && own.Equals((socket.RemoteEndPoint as IPEndPoint)?.Address);
        stream = new RelayStream(socket);
        guard = new ReplyGuard(stage => limit.CancelAfter(policy.Timeouts.At(stage)));
        client = new RelayClient(policy, roots, guard);
        raw = new RawMail(guard, stream);
    }

    /// <summary>True when its other end is on this machine: whoever speaks to an address of its own speaks from that address.</summary>
    public bool IsHere => isLoopback || isLocal;

    /// <summary>True when it has served a mail before.</summary>
    public bool IsReused { get; private set; }

    /// <summary>True when it can serve another mail.</summary>
    public bool IsUsable => client.IsConnected && guard.IsInStep && !stream.IsStale;

    /// <summary>When nobody wants it any more, in the milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long IdleUntil { get; private set; }

    /// <summary>What the relay offered when it was greeted.</summary>
    public ServiceExtensions Offered { get; private set; } = ServiceExtensions.None;

    /// <summary>True under TLS.</summary>
    public bool IsEncrypted => client.IsSecure;

    /// <summary>True after a login.</summary>
    public bool IsLoggedIn => client.IsAuthenticated;

    /// <summary>Connects, does the handshake and logs in.</summary>
    /// <param name="policy">How to speak to the relay.</param>
    /// <param name="secrets">What proves who we are; null where the policy has no login.</param>
    /// <param name="tls">Whether to encrypt, this time.</param>
    /// <param name="roots">Certificate authorities to trust instead of the system's; none for the system's.</param>
    /// <param name="socket">The TCP connection, which is given up to this one.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static async Task<Either<RelayFault, RelayConnection>> Open(
        RelayPolicy policy, LoginSecrets? secrets, TlsMode tls, X509Certificate2Collection roots, Socket socket, CancellationToken cancel)
    {
        var connection = new RelayConnection(policy, secrets, roots, socket);
        var ending = await connection.Within(() => connection.Connect(tls), cancel).ConfigureAwait(false);
        if (ending is Ending.Stopped)
        {
            return connection;
        }

        connection.Dispose();
        return ending switch
        {
            Ending.Failed(var fault) => fault,
            Ending.Answered(var reply) => ConnectionSetup.Refused(connection.guard.Stage, reply),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>True unless the library has been told, for an earlier mail, that there is no SMTPUTF8: it cannot be told otherwise.</summary>
    public bool CanServe(Transaction mail) => !mail.NeedsUtf8 || !Offered.Utf8 || client.Capabilities.HasFlag(SmtpCapabilities.UTF8);

    bool IsInternational(Transaction mail) => mail.NeedsUtf8 && Offered.International;

    /// <summary>Sends one mail.</summary>
    public async Task<DeliveryAttempt> Send(Transaction mail, IMailContent content, CancellationToken cancel)
    {
        client.Mail = mail;
        client.Capabilities &= ~(IsInternational(mail) ? Unused : Unused | SmtpCapabilities.UTF8) & ~(mail.MayPipeline ? SmtpCapabilities.None : SmtpCapabilities.Pipelining);
        var ending = await Within(() => Transfer(mail, content), cancel).ConfigureAwait(false);
        var sent = raw.Sent == ContentSent.Whole && stream.IsLost ? ContentSent.Part : raw.Sent;
        var attempt = new DeliveryAttempt(client.Mail, IsReused, sent, ending);
        (IsReused, IdleUntil) = (true, Environment.TickCount64 + (long)policy.Timeouts.Idle.TotalMilliseconds);
        return attempt;
    }

    /// <summary>Announces a sender and recipients, and takes them back before DATA: the replies to MAIL and to each RCPT, as far as they came.</summary>
    public async Task<(Option<Reply> Sender, Seq<(Mailbox Recipient, Reply Reply)> Recipients)> Announce(Mailbox sender, Seq<Mailbox> recipients, CancellationToken cancel)
    {
        var (taken, replies) = (Option<Reply>.None, Seqs.Of<(Mailbox, Reply)>());
        await Within(
            async () =>
            {
                var mail = await client.Say($"MAIL FROM:<{sender}>{(sender.NeedsUtf8 && Offered.Utf8 ? " SMTPUTF8" : "")}", limit.Token).ConfigureAwait(false);
                taken = mail;
                foreach (var recipient in recipients.Where(_ => mail.IsPositive))
                {
                    replies = replies.Add((recipient, await client.Say($"RCPT TO:<{recipient}>", limit.Token).ConfigureAwait(false)));
                }

                await client.Say("RSET", limit.Token).ConfigureAwait(false);
                return new Ending.Stopped();
            },
            cancel).ConfigureAwait(false);
        return (taken, replies);
    }

    /// <summary>Says goodbye and closes.</summary>
    public async Task Quit()
    {
        await Within(
            async () =>
            {
                await client.DisconnectAsync(quit: true, limit.Token).ConfigureAwait(false);
                return new Ending.Stopped();
            },
            CancellationToken.None).ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        stream.Dispose();
        raw.Dispose();
        limit.Dispose();
    }

    async Task<Ending> Connect(TlsMode tls)
    {
        await client.ConnectAsync(stream, policy.Host, policy.Port, Security(tls), limit.Token).ConfigureAwait(false);
        Offered = client.Offered;
        return await LoginChoice.Of(policy, new Channel(client.IsSecure, isLoopback, Offered)).Match(
            Right: LogIn,
            Left: fault => Task.FromResult<Ending>(new Ending.Failed(fault))).ConfigureAwait(false);
    }

    Task<Ending> LogIn(Seq<string> mechanisms) => mechanisms.IsEmpty ? Task.FromResult<Ending>(new Ending.Stopped()) : LogInWith(mechanisms);

    async Task<Ending> LogInWith(Seq<string> mechanisms) => await (await secrets!.Fetch(limit.Token).ConfigureAwait(false)).Match(
        Right: secret => LogIn(mechanisms, secret),
        Left: reason => Task.FromResult<Ending>(new Ending.Failed(new RelayFault.NoSecret(reason)))).ConfigureAwait(false);

    /// By each mechanism in turn, until one is accepted.
    async Task<Ending> LogIn(Seq<string> mechanisms, Secret secret)
    {
        Ending ending = new Ending.Stopped();
        foreach (var mechanism in mechanisms.Where(_ => client.IsConnected))
        {
            try
            {
                await client.AuthenticateAsync(Logins.Mechanism(mechanism, policy.Login, secret), limit.Token).ConfigureAwait(false);
                return new Ending.Stopped();
            }
            catch (AuthenticationException e)
            {
                ending = new Ending.Answered(LoginChoice.Refusal(Prelude.Optional(guard.Last), e.Message, secret));
            }
        }

        return ending;
    }

    async Task<Ending> Transfer(Transaction mail, IMailContent content)
    {
        var blocks = content.Blocks(limit.Token).GetAsyncEnumerator(limit.Token);
        await using var closing = blocks.ConfigureAwait(false);
        await raw.Take(mail.Job, blocks).ConfigureAwait(false);
        await client.SendAsync(
            IsInternational(mail) ? RawMail.Utf8 : RawMail.Plain, raw.Message, EnvelopeAddress.Of(mail.Sender), mail.Recipients.MapStrict(static recipient => EnvelopeAddress.Of(recipient)), limit.Token).ConfigureAwait(false);
        return new Ending.Answered(guard.Last!);
    }

    /// The one place where what the library throws becomes data.
    async Task<Ending> Within(Func<Task<Ending>> act, CancellationToken cancel)
    {
        limit.Dispose();
        limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (SmtpCommandException) when (client.Mail?.HasStopped(policy.Partial) == true)
        {
            return new Ending.Stopped();
        }
        catch (ServiceNotAuthenticatedException e)
        {
            return new Ending.Answered(ReplyCodec.Of((int)SmtpStatusCode.AuthenticationRequired, e.Message));
        }
        catch (SmtpCommandException e)
        {
            return new Ending.Answered(ReplyCodec.Of((int)e.StatusCode, e.Message));
        }
        catch (SmtpProtocolException) when (raw.Sent == ContentSent.Whole && guard is { Last: { } last, IsInStep: true })
        {
            // The lines of the reply disagree about its code, which the library does not bear.
            return new Ending.Answered(last);
        }
        catch (Exception e)
        {
            return new Ending.Failed(limit.IsCancellationRequested ? new RelayFault.Silent(guard.Stage) : LibraryFaults.Of(e, policy.Host, guard, stream, client.Distrust));
        }
    }

    static SecureSocketOptions Security(TlsMode tls) => tls switch
    {
        TlsMode.Opportunistic => SecureSocketOptions.StartTlsWhenAvailable,
        TlsMode.Required => SecureSocketOptions.StartTls,
        TlsMode.Implicit => SecureSocketOptions.SslOnConnect,
        TlsMode.None => SecureSocketOptions.None,
        _ => throw new UnreachableException(),
    };
}
