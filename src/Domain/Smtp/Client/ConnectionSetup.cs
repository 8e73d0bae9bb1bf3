using Laitos.Domain.Sasl;

namespace Laitos.Domain.Smtp.Client;

/// <summary>What is decided while a connection to the relay is opened.</summary>
public static class ConnectionSetup
{
    /// <summary>
    /// True for a reply to the greeting or to EHLO upon which no further command makes sense: the relay takes no mail now. Only a 5yz to EHLO may mean
    /// that it knows no more than HELO (RFC 5321 §3.2).
    /// </summary>
    public static bool IsOver(RelayStage stage, Reply reply) => stage == RelayStage.Hello && reply.IsTransient;

    /// <summary>
    /// The pause after which the relay is spoken to in clear, if it may be. One that offers TLS and then refuses it, or cannot do the handshake,
    /// is used without where nothing asks for TLS: that is what opportunistic means (RFC 7435 §3).
    /// </summary>
    public static Option<TimeSpan> InClear(RelayPolicy policy, RelayFault fault) =>
        policy is not { Tls: TlsMode.Opportunistic, Verifies: false } ? Option<TimeSpan>.None
        : fault switch
        {
            RelayFault.TlsRefused => TimeSpan.Zero,
            RelayFault.HandshakeFailed or RelayFault.Broken(RelayStage.Handshake) or RelayFault.Silent(RelayStage.Handshake) => policy.Timeouts.BeforeClear,
            _ => Option<TimeSpan>.None,
        };

    /// <summary>What an answer other than 2yz means while a connection is being opened.</summary>
    public static RelayFault Refused(RelayStage stage, Reply reply) => stage switch
    {
        RelayStage.StartTls => new RelayFault.TlsRefused(reply),
        RelayStage.Login => new RelayFault.LoginRefused(reply),
        _ => new RelayFault.NotWelcome(reply),
    };
}

/// <summary>Which SASL mechanisms to log in with (RFC 4954 §4, RFC 4422).</summary>
public static class LoginChoice
{
    /// Under TLS a password is safe in PLAIN; in clear, what never sends the password comes first (RFC 4954 §4).
    static readonly Seq<string> BoundToTls = Seqs.Of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS");
    static readonly Seq<string> Scram = Seqs.Of("SCRAM-SHA-256", "SCRAM-SHA-1");
    static readonly Seq<string> Plain = Seqs.Of("PLAIN", "LOGIN");
    static readonly Seq<string> Digest = Seqs.Of("CRAM-MD5");

    /// <summary>
    /// The mechanisms to try in turn, none when the policy has no login. One of each kind, since a relay may offer a kind that it has no data for;
    /// no more, since a relay may lock out who fails too often.
    /// </summary>
    public static Either<RelayFault, Seq<string>> Of(RelayPolicy policy, Channel channel) => policy.Login.Match(
        login => !(channel.Encrypted || channel.Loopback || policy.AllowPlaintextAuth)
            ? new RelayFault.LoginInClear()
            : Kinds(login.Proof, channel.Encrypted).SelectEach(kind => kind.Find(name => channel.Offered.Mechanisms.Contains(name)).ToSeq()) is { IsEmpty: false } found
            ? found
            : (Either<RelayFault, Seq<string>>)new RelayFault.NoLogin(channel.Offered.Mechanisms),
        () => Seqs.Of<string>());

    /// <summary>The refusal of one mechanism: the relay's own words, without the secret where it repeats what it was sent; 535 where it gave none.</summary>
    /// <param name="last">The last reply of the relay.</param>
    /// <param name="fault">What the sending library says.</param>
    /// <param name="secret">The password or token.</param>
    public static Reply Refusal(Option<Reply> last, string fault, Secret secret)
    {
        var refusal = last.Filter(reply => reply.Code >= 400).IfNone(() => Reply.Of(535, 7, 8, Printable.ReplyText(fault)));
        return refusal with { Lines = refusal.Lines.Map(Redaction.Of(Seqs.Of(secret)).Apply) };
    }

    static Seq<Seq<string>> Kinds(LoginProof proof, bool encrypted) => (proof, encrypted) switch
    {
        (LoginProof.Password or LoginProof.PasswordFile, true) => Seqs.Of(BoundToTls.Then(Scram), Plain, Digest),
        (LoginProof.Password or LoginProof.PasswordFile, false) => Seqs.Of(Scram, Digest, Plain),
        _ => Seqs.Of(LoginProof.TokenMechanisms),
    };
}
