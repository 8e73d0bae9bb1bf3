namespace Laitos.Domain.Smtp.Client;

/// <summary>What a relay offered in its answer to EHLO (RFC 5321 §4.1.1.1), as far as it decides anything here.</summary>
/// <param name="EightBitMime">8BITMIME (RFC 6152).</param>
/// <param name="Utf8">SMTPUTF8 (RFC 6531), which is of no use without 8BITMIME.</param>
/// <param name="SizeLimit">The most octets that it takes (RFC 1870), none when it does not say.</param>
/// <param name="Mechanisms">The ways to log in (RFC 4954), in upper case.</param>
public sealed record ServiceExtensions(bool EightBitMime, bool Utf8, Option<long> SizeLimit, Seq<string> Mechanisms)
{
    /// <summary>What a relay offers that knows only HELO.</summary>
    public static ServiceExtensions None { get; } = new(false, false, Option<long>.None, default);

    /// <summary>True when it takes mail with addresses and header sections beyond ASCII.</summary>
    public bool International => Utf8 && EightBitMime;

    /// <summary>
    /// How a relay with these extensions gets the mail. A refusal holds for a relay that has just greeted us; one that did so on a connection kept since
    /// may have changed its mind.
    /// </summary>
    public Handover Handover(Transaction mail, EightBitTreatment treatment) =>
        SizeLimit.IfNone(long.MaxValue) is var limit && mail.Job.Size > limit ? new Handover.Refused(TooLarge(limit))
        : International ? new Handover.AsItIs()
        : mail.HasUtf8Address ? new Handover.Refused(NoUtf8)
        : (EightBitMime, mail.Job.EightBit, mail.Job.Utf8, treatment) switch
        {
            (false, true, _, EightBitTreatment.Refuse) => new Handover.Refused(NoEightBit),
            (false, true, _, EightBitTreatment.Encode) => new Handover.Encoded(Bodies: true),
            (_, _, Utf8Need.Text, EightBitTreatment.Encode) => new Handover.Encoded(Bodies: false),
            _ => new Handover.AsItIs(),
        };

    /// Mail larger than the relay says it takes (RFC 1870 §6.1).
    static Reply TooLarge(long limit) => Reply.Of(552, 3, 4, $"the relay takes mails of at most {limit} octets");

    /// 8-bit content for a relay without 8BITMIME: one of the two things that RFC 6152 §3 allows.
    static Reply NoEightBit => Reply.Of(554, 6, 3, "the relay does not take 8-bit content");

    /// A mail that needs SMTPUTF8 for a relay without it (RFC 6531 §3.5).
    static Reply NoUtf8 => Reply.Of(550, 6, 7, "the relay does not take internationalized mail");
}

/// <summary>What is known of a connection once the relay has answered EHLO.</summary>
/// <param name="Encrypted">True when TLS protects it.</param>
/// <param name="Loopback">True when its other end is on this machine.</param>
/// <param name="Offered">What the relay offered in its last answer to EHLO.</param>
public sealed record Channel(bool Encrypted, bool Loopback, ServiceExtensions Offered);
