using System.Net;
using System.Text;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;
using Laitos.Shell.Sasl;
using LanguageExt;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;

namespace Laitos.Shell.Apps;

/// <summary>Looks into mailboxes of the owner, each time by a session of its own that changes nothing. Whatever a server does, it costs a bounded time and memory.</summary>
static class ImapMailbox
{
    /// The most octets of a session: as many as laitos takes.
    const long MaxSession = 32 << 20;

    const int MostWords = 300;

    static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    /// Mechanisms (RFC 4422) that want something else than a password.
    static readonly string[] Unused = [.. LoginProof.TokenMechanisms, "GSSAPI", "NTLM", "ANONYMOUS"];

    /// <summary>The latest mails, from the newest but so many on.</summary>
    public static Task<AppResponse> List(ImapAccount account, int skip, int count, TimeSpan limit, CancellationToken abort) => Within(account, async (folder, cancel) =>
    {
        var last = folder.Count - skip - 1;
        if (last < 0)
        {
            return new AppResponse.MailsListed(folder.Count, default);
        }

        var found = await folder.FetchAsync(Math.Max(0, last - count + 1), last, new FetchRequest(MessageSummaryItems.UniqueId, ["From", "Subject"]), cancel);
        return new AppResponse.MailsListed(folder.Count, found.Where(mail => mail.UniqueId.IsValid && mail.Headers is not null).Take(count).Select(mail => new ListedMail(mail.UniqueId.Id, Section(mail.Headers!))).Gather());
    }, limit, abort);

    /// <summary>The beginning of a mail, with its header section.</summary>
    public static Task<AppResponse> Read(ImapAccount account, uint uid, int maxOctets, TimeSpan limit, CancellationToken abort) => Within(account, async (folder, cancel) =>
    {
        await using var content = await folder.GetStreamAsync(new UniqueId(uid), 0, maxOctets, cancel);
        var octets = new byte[maxOctets];
        var length = await content.ReadAtLeastAsync(octets, maxOctets, throwOnEndOfStream: false, cancel);
        return new AppResponse.Read(new Octets(octets.AsMemory(0, length)));
    }, limit, abort);

    /// The fields as they stand in the mail.
    static Octets Section(HeaderList headers)
    {
        using var section = new MemoryStream();
        foreach (var header in headers)
        {
            section.Write(header.RawField);
            section.WriteByte((byte)':');
            section.Write(header.RawValue);
        }

        section.Write("\r\n"u8);
        return new Octets(section.ToArray());
    }

    static Task<AppResponse> Within(ImapAccount account, Func<IMailFolder, CancellationToken, Task<AppResponse>> use, TimeSpan limit, CancellationToken abort) =>
        // What only computes hears of no cancellation: it is left behind, and ends with its octets.
        Task.Run(() => LogInAndUse(account, use, limit, abort), abort).WaitAsync(limit + Goodbye + Goodbye, abort);

    static async Task<AppResponse> LogInAndUse(ImapAccount account, Func<IMailFolder, CancellationToken, Task<AppResponse>> use, TimeSpan limit, CancellationToken abort)
    {
        using var secrets = new LoginSecrets(account.Proof, limit);
        var fetched = await secrets.Fetch(abort);
        return await fetched.Match(secret => Use(account, secret, use, limit, abort), reason => Task.FromResult<AppResponse>(new AppResponse.Failed(reason)));
    }

    static async Task<AppResponse> Use(ImapAccount account, Secret secret, Func<IMailFolder, CancellationToken, Task<AppResponse>> use, TimeSpan limit, CancellationToken abort)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(abort);
        bound.CancelAfter(limit);
        using var guard = new ImapReplyGuard(MaxSession);
        using var client = new ImapClient(guard) { CheckCertificateRevocation = false };
        if (!account.VerifiesCertificate)
        {
            client.ServerCertificateValidationCallback = (_, _, _, _) => !account.VerifiesCertificate;
        }

        try
        {
            await client.ConnectAsync(account.Host, account.Port, account.Tls == ImapTls.StartTls ? SecureSocketOptions.StartTls : SecureSocketOptions.SslOnConnect, bound.Token);
            if (!await LogIn(client, account, new NetworkCredential(account.Username, secret.Reveal()), bound.Token))
            {
                return new AppResponse.Failed($"{account.Host}: it takes no access token; it offers {Offered(client)}");
            }

            var folder = account.Mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? client.Inbox! : await client.GetFolderAsync(account.Mailbox, bound.Token);
            await folder.OpenAsync(FolderAccess.ReadOnly, bound.Token);
            var response = await use(folder, bound.Token);
            bound.CancelAfter(Goodbye);
            await Leave(client, bound.Token);
            return response;
        }
        catch (Exception error) when (error is not OutOfMemoryException && !abort.IsCancellationRequested)
        {
            // The library has no closed list of what it throws at answers that it does not expect.
            return new AppResponse.Failed($"{account.Host}: {Redaction.Of(Seqs.Of(secret)).Apply(Reason(guard, bound.IsCancellationRequested, error))}");
        }
    }

    /// By the strongest mechanism for what there is; false when a token is all there is, and the server takes none.
    static async Task<bool> LogIn(ImapClient client, ImapAccount account, NetworkCredential credential, CancellationToken cancel)
    {
        if (!account.Proof.IsToken)
        {
            client.AuthenticationMechanisms.ExceptWith(Unused);
            await client.AuthenticateAsync(Encoding.UTF8, credential, cancel);
            return true;
        }

        if (LoginProof.TokenMechanisms.Find(name => client.AuthenticationMechanisms.Contains(name)).Case is not string mechanism)
        {
            return false;
        }

        await client.AuthenticateAsync(SaslMechanism.Create(mechanism, Encoding.UTF8, credential)!, cancel);
        return true;
    }

    static string Offered(ImapClient client) =>
        client.AuthenticationMechanisms.Count == 0 ? "nothing" : Printable.WellFormed(Printable.Excerpt(string.Join(", ", client.AuthenticationMechanisms.Order(StringComparer.Ordinal)), MostWords));

    static async Task Leave(ImapClient client, CancellationToken cancel)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancel);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What was asked for is there.
        }
    }

    static string Reason(ImapReplyGuard guard, bool isLate, Exception error) => guard.Fault ?? error switch
    {
        // In a handshake the library wraps what ended it.
        _ when isLate => "no answer in time",
        AuthenticationException => $"it refuses the login: {Words(error)}",
        SslHandshakeException => $"no TLS with it: {Words(error.InnerException ?? error)}",
        FolderNotFoundException => "it has no such mailbox",
        MessageNotFoundException => "it has no mail with this number; .il lists those that are there",
        ImapProtocolException => $"its answer cannot be read: {Words(error)}",
        _ => Words(error),
    };

    static string Words(Exception error) => Printable.WellFormed(Printable.Excerpt(error.Message.Split('\n')[0].Trim(), MostWords));
}

/// <summary>Stands beside the library as its protocol logger, and sees every octet in clear before the library does: it ends the session at the first that is too much.</summary>
/// <param name="maxOctets">The most octets of a session.</param>
sealed class ImapReplyGuard(long maxOctets) : IProtocolLogger
{
    ImapReplyScan scan = ImapReplyScan.Start(maxOctets);

    /// <summary>What is wrong with what the server has sent; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
        // It tells nothing.
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        // What we send has no need of bounds, and holds a password.
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count) => scan = scan.Advance(buffer.AsSpan(offset, count)).IfLeft(fault =>
    {
        Fault = fault;
        throw new IOException(fault);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
