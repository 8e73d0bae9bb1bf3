using System.Globalization;

namespace Laitos.Domain.Smtp.Client;

/// <summary>What to do with a mail that holds octets above 127 when the relay does not offer 8BITMIME (RFC 6152).</summary>
public enum EightBitTreatment
{
    /// <summary>It is sent as it is: nearly every server takes it all the same.</summary>
    Send,

    /// <summary>It is made 7-bit (RFC 6152 §3), which breaks signatures.</summary>
    Encode,

    /// <summary>It is refused.</summary>
    Refuse,
}

/// <summary>How a mail is handed to a relay.</summary>
public abstract record Handover
{
    Handover() { }

    /// <summary>Octet for octet.</summary>
    public sealed record AsItIs : Handover;

    /// <summary>Made 7-bit first.</summary>
    /// <param name="Bodies">True for bodies and header sections, false for header sections alone.</param>
    public sealed record Encoded(bool Bodies) : Handover;

    /// <summary>Not at all.</summary>
    public sealed record Refused(Reply Reply) : Handover;
}

/// <summary>What was changed of a mail to make it 7-bit.</summary>
/// <param name="Fields">How many header fields were written anew.</param>
/// <param name="Bodies">How many bodies were encoded.</param>
/// <param name="LeavesSigned">True when octets above 127 stayed, because they are signed (RFC 1847 §2.1).</param>
public sealed record SevenBitChange(int Fields, int Bodies, bool LeavesSigned)
{
    /// <summary>For the log.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Fields} header field(s) and {Bodies} body part(s) for a relay without 8BITMIME or SMTPUTF8{(LeavesSigned ? "; what a multipart/signed holds stayed 8-bit" : "")}");

    /// <summary>The mail whose octets these are.</summary>
    /// <param name="mail">The mail as it was.</param>
    /// <param name="bodies">True when bodies were encoded, too.</param>
    /// <param name="size">Octets of the new content.</param>
    public Transaction Apply(Transaction mail, bool bodies, long size) =>
        mail with { Job = mail.Job with { Size = size, EightBit = mail.Job.EightBit && (LeavesSigned || !bodies), Utf8 = Utf8Need.Nothing } };

    /// <summary>Why a mail cannot be made 7-bit.</summary>
    public static Reply Impossible(string reason) => Reply.Of(554, 6, 3, $"the relay does not take 8-bit content, and the mail cannot be encoded: {reason}");
}
