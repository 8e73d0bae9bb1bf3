using System.Globalization;

namespace Laitos.Domain.Smtp.Client;

/// <summary>What a relay offers in its answer to EHLO (RFC 5321 §4.1.1.1), as far as we use it.</summary>
/// <param name="Pipelining">PIPELINING (RFC 2920).</param>
/// <param name="Chunking">CHUNKING (RFC 3030).</param>
/// <param name="EightBitMime">8BITMIME (RFC 6152).</param>
/// <param name="Utf8">SMTPUTF8 (RFC 6531).</param>
/// <param name="StartTls">STARTTLS (RFC 3207).</param>
/// <param name="Size">True when MAIL may declare a size (RFC 1870).</param>
/// <param name="SizeLimit">The most octets that it takes, none when it does not say.</param>
/// <param name="Mechanisms">The ways to log in (RFC 4954), in upper case.</param>
public sealed record ServiceExtensions(
    bool Pipelining, bool Chunking, bool EightBitMime, bool Utf8, bool StartTls, bool Size, Option<long> SizeLimit, Seq<string> Mechanisms)
{
    /// <summary>What a relay offers that knows only HELO.</summary>
    public static ServiceExtensions None { get; } = new(false, false, false, false, false, false, Option<long>.None, default);

    /// <summary>
    /// <c>ehlo-line = ehlo-keyword *( SP ehlo-param )</c>, one on each line behind the first. What is unknown is passed over;
    /// <c>AUTH=</c>, as an old draft had it, is read as <c>AUTH</c>.
    /// </summary>
    public static ServiceExtensions Read(Reply hello)
    {
        var lines = hello.Lines.AsEnumerable().Skip(1)
            .Select(line => line.ToUpperInvariant().Replace("AUTH=", "AUTH ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Gather())
            .Where(words => !words.IsEmpty)
            .Gather();
        var keywords = lines.Map(words => words.Head);
        return new ServiceExtensions(
            Pipelining: keywords.Contains("PIPELINING"),
            Chunking: keywords.Contains("CHUNKING"),
            EightBitMime: keywords.Contains("8BITMIME"),
            Utf8: keywords.Contains("SMTPUTF8"),
            StartTls: keywords.Contains("STARTTLS"),
            Size: keywords.Contains("SIZE"),
            SizeLimit: lines.Filter(words => words.Head == "SIZE").SelectEach(words => words.Tail).HeadOrNone().Bind(Limit),
            Mechanisms: lines.Filter(words => words.Head == "AUTH").SelectEach(words => words.Tail));
    }

    /// size-param = 1*20DIGIT; 0 means that there is no fixed limit (RFC 1870 §4).
    static Option<long> Limit(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit : Option<long>.None;
}
