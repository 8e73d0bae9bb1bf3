using System.Globalization;
using System.Security.Cryptography;
using Laitos.Domain.Sasl;

namespace Laitos.Domain.Smtp.Client;

/// <summary>How far a relay's refusals can be taken for its last word: it may refuse us, and not the mail.</summary>
/// <param name="HasProven">True when a relay with these very settings has taken a mail in an earlier run.</param>
/// <param name="SinceStart">How long the daemon has been running.</param>
/// <param name="IsHere">True when it is on this machine.</param>
public sealed record RelayStanding(bool HasProven, TimeSpan SinceStart, bool IsHere)
{
    /// <summary>A relay that is known and elsewhere.</summary>
    public static RelayStanding Known { get; } = new(HasProven: true, TimeSpan.Zero, IsHere: false);

    /// <summary>
    /// What a relay's outcome means. A refusal soon after a start with changed settings, and a denial to relay by a server on this machine, tell of our set-up:
    /// the mail is kept, and the owner told. All else stays as it is.
    /// </summary>
    /// <param name="trial">How long after a start changed settings are on trial.</param>
    /// <param name="outcome">The outcome, as the relay's reply has it.</param>
    public Outcome Judge(TimeSpan trial, Outcome outcome) => outcome switch
    {
        Outcome.Failed(var reply) when IsHere && RelayingDenial.Is(reply) => Outcome.Of(new RelayFault.RelayingDenied(reply)),
        Outcome.Failed(var reply) when !HasProven && SinceStart < trial => Outcome.Of(new RelayFault.OnTrial(reply)),
        _ => outcome,
    };

    /// <summary>A report with each outcome judged.</summary>
    public DeliveryReport Judge(TimeSpan trial, DeliveryReport report) => report.Outcomes.Exists(static item => item.Outcome is Outcome.Failed)
        ? report with { Outcomes = report.Outcomes.MapStrict(item => (item.Recipient, Judge(trial, item.Outcome))) }
        : report;
}

/// <summary>Replies by which servers say that they do not pass mail on for us.</summary>
public static class RelayingDenial
{
    static readonly Seq<string> Words = Seqs.Of("denied", "not permitted", "not allowed", "prohibited", "refused", "access", "authenticat", "do not", "don't", "unable", "cannot", "no relay", "reject");

    /// <summary>True for a final policy refusal (5.7.0 or 5.7.1 of RFC 3463 §3.8, or 550, 553 and 554 without a status) that speaks of relaying.</summary>
    public static bool Is(Reply reply) =>
        reply.Code is 550 or 551 or 553 or 554
        && reply.Status.ForAll(status => status is { Subject: 7, Detail: 0 or 1 })
        && reply.Text.Contains("relay", StringComparison.OrdinalIgnoreCase)
        && Words.Exists(word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What tells one set of relay settings from another. Secrets are no part of it, so that none can be guessed from it.</summary>
public static class RelayDigest
{
    /// <summary>64 hexadecimal digits.</summary>
    /// <param name="policy">The relay and how it is spoken to.</param>
    /// <param name="sender">The envelope sender of what we send.</param>
    public static string Of(RelayPolicy policy, string sender)
    {
        string[] parts =
        [
            policy.Host, policy.Port.ToString(CultureInfo.InvariantCulture), policy.HelloName.ToString()!, policy.Tls.ToString(), policy.VerifyCertificate.ToString(), policy.AllowPlaintextAuth.ToString(),
            policy.Login.Match(login => login.Username, () => ""), policy.Login.Match(login => Way(login.Proof), () => ""), sender,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Octets.Utf8(string.Concat(parts.Select(part => $"{part.Length}:{part}"))).Span));
    }

    static string Way(LoginProof proof) => proof switch
    {
        LoginProof.Password => "password",
        LoginProof.PasswordFile(var path) => "password file " + path,
        LoginProof.TokenFile(var path) => "token file " + path,
        LoginProof.TokenCommand(var command) => "token command " + command.Head,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
