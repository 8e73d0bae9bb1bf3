using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using LanguageExt;
using MailKit.Net.Smtp;
using MimeKit;

namespace Laitos.Shell.Relay;

/// <summary>The library's SMTP client: mails go out as they are, and every reply about the envelope is kept.</summary>
sealed class RelayClient : SmtpClient
{
    readonly RelayPolicy policy;
    readonly X509Certificate2Collection roots;
    readonly ReplyGuard guard;

    public RelayClient(RelayPolicy policy, X509Certificate2Collection roots, ReplyGuard guard)
        : base(guard)
    {
        (this.policy, this.roots, this.guard) = (policy, roots, guard);
        LocalDomain = policy.HelloName.ToString();
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        CheckCertificateRevocation = false;
        ServerCertificateValidationCallback = Validate;
    }

    /// <summary>The mail that is being sent, with the replies so far.</summary>
    public Transaction? Mail { get; set; }

    /// <summary>What was wrong with the certificate that was not trusted.</summary>
    public CertificateProblem? Distrust { get; private set; }

    /// <summary>What the relay has offered.</summary>
    public ServiceExtensions Offered => new(
        Capabilities.HasFlag(SmtpCapabilities.EightBitMime), Capabilities.HasFlag(SmtpCapabilities.UTF8),
        MaxSize > 0 ? MaxSize : Option<long>.None, AuthenticationMechanisms.Select(mechanism => mechanism.ToUpperInvariant()).Gather());

    /// <summary>Says one command, and gives the reply to it.</summary>
    public async Task<Reply> Say(string command, CancellationToken cancel) => Read(await SendCommandAsync(command, cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        // It goes as it is.
    }

    /// <inheritdoc/>
    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) => Task.FromResult(Mail!.Job.Size);

    /// <inheritdoc/>
    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => GoOn(Mail!.SenderAnswered(Read(response)));

    /// <inheritdoc/>
    protected override void OnSenderNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => GoOn(Mail!.SenderAnswered(Read(response)));

    /// <inheritdoc/>
    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => GoOn(Mail!.Answered(Read(response)));

    /// <inheritdoc/>
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => GoOn(Mail!.Answered(Read(response)));

    /// <inheritdoc/>
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        guard.Enter(RelayStage.Handshake);
        var options = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        options.CertificateChainPolicy = roots.Count == 0 ? null : Trusting(roots);
        return options;
    }

    static Reply Read(SmtpResponse response) => ReplyCodec.Of((int)response.StatusCode, response.Response);

    void GoOn(Transaction mail)
    {
        Mail = mail;
        switch (mail.NextMove(policy.Partial))
        {
            case NextMove.Reset:
                throw new SmtpCommandException(SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.TransactionFailed, "stopped");
            case NextMove.Disconnect:
                throw new ConnectionOverException();
            default:
                guard.Enter(guard.Stage == RelayStage.Mail ? RelayStage.Recipient : guard.Stage);
                break;
        }
    }

    bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Distrust = errors == SslPolicyErrors.None || !policy.Verifies ? null : new CertificateProblem(
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable),
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
            certificate is X509Certificate2 shown ? Names(shown) : default,
            certificate is X509Certificate2 { NotAfter: var end } ? end.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "",
            (chain?.ChainStatus ?? []).Select(status => status.Status.ToString()).Distinct().Gather());
        return Distrust is null;
    }

    static Seq<string> Names(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())
            .DefaultIfEmpty(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false))
            .Where(name => name.Length > 0).Select(name => Printable.Excerpt(name, 100)).Gather();

    static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
