using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Filtering;

/// <summary>
/// Some of the values that a DNS list answers with (RFC 5782 §2.1): addresses from <paramref name="First"/> to <paramref name="Last"/>, both included.
/// Codes by which lists report errors are never in a range.
/// </summary>
/// <param name="First">The lowest address, as a number.</param>
/// <param name="Last">The highest address, as a number.</param>
public sealed record AnswerRange(uint First, uint Last)
{
    const uint Loopback = 127u << 24;

    /// <summary>127.0.0.0/16: what lists of IP addresses answer with.</summary>
    public static AnswerRange Usual { get; } = new(Loopback, Loopback | 0xffff);

    /// <summary>127.0.0.0/8: what any DNS list may answer with.</summary>
    public static AnswerRange Any { get; } = new(Loopback, Loopback | 0xffffff);

    /// <summary>
    /// <c>answer-range *("," answer-range)</c> with <c>answer-range = address [ "-" ( address / octet ) / "/" prefix ]</c>, blanks around each tolerated:
    /// <c>127.0.0.2</c>, <c>127.0.0.2-11</c>, <c>127.0.0.10-127.0.0.12</c>, <c>127.0.0.0/16</c>. Fails outside 127.0.0.0/8, and for a range that runs backwards.
    /// </summary>
    public static Either<SyntaxError, Seq<AnswerRange>> ParseList(string text) =>
        text.Split(',').Aggregate(
            Prelude.Right<SyntaxError, Seq<AnswerRange>>(default),
            (ranges, part) => from all in ranges from one in Parse(part.Trim()) select all.Add(one));

    /// <summary>True when an answer lies in the range and is no error code.</summary>
    public bool Contains(IpAddress answer) => !IsError(answer) && Number(answer).Exists(number => number >= First && number <= Last);

    /// <summary>
    /// True for the codes by which lists say that they do not answer us: 127.255.255.0/24 (a misspelt zone, a public resolver, too many questions),
    /// 127.0.1.255 (an address asked of a list of domains), 127.0.0.255 (blocked).
    /// </summary>
    public static bool IsError(IpAddress answer) =>
        Number(answer).Exists(number => number >> 8 == 0x7fffff || number is (Loopback | 0x01ff) or (Loopback | 0xff));

    /// <summary>The shortest of the forms that <see cref="ParseList"/> reads without a prefix.</summary>
    public override string ToString() => First == Last ? Dotted(First) : $"{Dotted(First)}-{Dotted(Last)}";

    static Either<SyntaxError, AnswerRange> Parse(string part) =>
        (part.IndexOfAny(['-', '/']) is var mark and >= 0
            ? from first in Address(part[..mark])
              from range in part[mark] == '-' ? To(first, part[(mark + 1)..]) : Prefixed(first, part[(mark + 1)..])
              select range
            : Address(part).Map(only => new AnswerRange(only, only)))
        .Filter(range => range.First >= Any.First && range.Last <= Any.Last && range.First <= range.Last)
        .ToEither(() => SyntaxError.At("range of answers in 127.0.0.0/8", part));

    static Option<AnswerRange> To(uint first, string end) =>
        (Octet(end).Map(octet => (first & ~0xffu) | octet) || Address(end)).Map(last => new AnswerRange(first, last));

    static Option<AnswerRange> Prefixed(uint first, string length) =>
        Octet(length).Filter(bits => bits is >= 8 and <= 32)
            .Map(bits => bits == 32 ? 0 : uint.MaxValue >> (int)bits)
            .Map(hosts => new AnswerRange(first & ~hosts, first | hosts));

    static Option<uint> Octet(string text) =>
        text.Length is > 0 and <= 3 && byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var octet) ? octet : Option<uint>.None;

    static Option<uint> Address(string text) => IpAddress.Parse(text).ToOption().Bind(Number);

    static Option<uint> Number(IpAddress address) =>
        address.IsV6 ? Option<uint>.None : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.Octets.Span);

    static string Dotted(uint number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}");
}
