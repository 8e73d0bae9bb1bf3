using Laitos.Domain.Addresses;

namespace Laitos.Domain.Filtering;

/// <summary>What DNS lists answer with (RFC 5782 §2.1), and the codes by which they report errors instead.</summary>
public static class ListAnswers
{
    /// <summary>127.0.0.0/16: what lists of IP addresses answer with.</summary>
    public static IpRange Usual { get; } = Certain("127.0.0.0/16");

    /// <summary>127.0.0.0/8: what any DNS list may answer with.</summary>
    public static IpRange Any { get; } = Certain("127.0.0.0/8");

    /// The zone is misspelt, asked through a public resolver, or asked too often.
    static readonly IpRange Refusals = Certain("127.255.255.0/24");

    /// An address asked of a list of domains.
    static readonly IpRange WrongKind = Certain("127.0.1.255");

    /// The one who asks is blocked.
    static readonly IpRange Blocked = Certain("127.0.0.255");

    /// <summary>True for the codes by which lists say that they do not answer us: they are never a listing.</summary>
    public static bool IsError(IpAddress answer) => Refusals.Contains(answer) || WrongKind.Contains(answer) || Blocked.Contains(answer);

    /// <summary>True when an answer lies in one of the ranges and is no error code.</summary>
    public static bool IsWithin(Seq<IpRange> ranges, IpAddress answer) => !IsError(answer) && ranges.Exists(range => range.Contains(answer));

    /// <summary>A range that is written in this program.</summary>
    internal static IpRange Certain(string text) => IpRange.Parse(text).IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString()));
}
