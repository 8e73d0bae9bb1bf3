using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>The whole text of a part, transfer encoding and charset undone, before it is cut into lines.</summary>
/// <param name="Text">The text, UTF-16.</param>
/// <param name="Runs">Which octets its characters were read from.</param>
/// <param name="SourceMap">Where those octets stand in the mail.</param>
/// <param name="Asterisk">The octets of <c>*</c> in its charset.</param>
/// <param name="WideAsterisk">The octets of an asterisk among characters of two octets, where the charset has such a mode; else none.</param>
sealed record DecodedText(string Text, Seq<CharacterRun> Runs, SourceMap SourceMap, Octets Asterisk, Octets WideAsterisk)
{
    /// <summary>Reads the characters of a body.</summary>
    internal static DecodedText Decode(Encoding encoding, ReadOnlySpan<byte> decoded, SourceMap sourceMap)
    {
        var (text, runs) = CharacterReader.Read(encoding, decoded);
        var asterisk = new Octets(encoding.GetBytes("*"));
        return new DecodedText(text, runs, sourceMap, asterisk, Charsets.IsShifting(encoding) ? new Octets("!v"u8.ToArray()) : asterisk);
    }

    /// <summary>Puts asterisks in the place of some characters: one for each octet (in UTF-16 for each unit). A character of two units goes as a whole.</summary>
    /// <param name="from">The first character.</param>
    /// <param name="length">How many.</param>
    /// <param name="changes">The new octets by their index in the decoded body.</param>
    internal void Mask(int from, int length, SortedDictionary<int, byte> changes)
    {
        for (var index = RunAt(from); length > 0 && index < Runs.Count && Runs[index].Start < from + length; index++)
        {
            var run = Runs[index];
            var end = index + 1 < Runs.Count ? Runs[index + 1].Start : Text.Length;
            var first = (Math.Max(from, run.Start) - run.Start) / run.Chars;
            var behind = (Math.Min(from + length, end) - run.Start + run.Chars - 1) / run.Chars;
            var asterisk = run.Octets == 2 ? WideAsterisk : Asterisk;
            for (var octet = first * run.Octets; octet < behind * run.Octets; octet++)
            {
                changes[run.From + octet] = asterisk.Span[octet % run.Octets % asterisk.Length];
            }
        }
    }

    /// The index of the last run that begins at or before a character.
    int RunAt(int character)
    {
        var (low, high) = (0, Runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Runs[middle].Start <= character ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
