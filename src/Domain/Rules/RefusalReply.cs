using System.Globalization;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Rules;

/// <summary>The reply by which a rule refuses, as it is written in the configuration: <c>550 5.1.1 No such address</c>.</summary>
public static class RefusalReply
{
    /// <summary>The most characters of its text.</summary>
    public const int MostText = 300;

    /// What a server may say to RCPT (RFC 5321 §4.3.2), and 554. A 421 would close the connection.
    static readonly int[] Codes = [450, 451, 452, 550, 551, 552, 553, 554];

    const string Standard = "Mail for this address is not taken";

    /// <summary>
    /// A code, an enhanced status of its class (RFC 3463) and a text in printable ASCII. Without a status it is X.2.1, a mailbox that accepts no messages; without a text, words of ours.
    /// </summary>
    public static Either<SyntaxError, Reply> Parse(string text)
    {
        var cursor = new Cursor(text);
        var digits = cursor.TakeWhile(char.IsAsciiDigit);
        if (digits.Length != 3 || !Codes.Contains(int.Parse(digits, CultureInfo.InvariantCulture)) || !(cursor.TryTake(' ') || cursor.AtEnd))
        {
            return SyntaxError.At("a reply code", text);
        }

        var (code, rest) = (int.Parse(digits, CultureInfo.InvariantCulture), cursor.Rest.ToString());
        var status = EnhancedStatusCodec.Read(rest);
        var words = status.Match(read => rest[Math.Min(rest.Length, read.ToString().Length + 1)..], () => rest).Trim();
        return words.Length > MostText || !words.All(c => c is >= ' ' and <= '~') ? SyntaxError.At("printable ASCII", words)
            : status.Exists(read => read.Class != code / 100) ? SyntaxError.At($"a status of class {code / 100}", rest)
            : new Reply(code, status.IfNone(new EnhancedStatus(code / 100, 2, 1)), Seqs.Of(words.Length == 0 ? Standard : words));
    }
}
