using System.Text;

namespace Laitos.Domain.Message.Mime;

/// <summary>Characters that follow one another, each read from as many octets as the others.</summary>
/// <param name="Start">The index of the first character.</param>
/// <param name="From">The index of the first octet.</param>
/// <param name="Chars">How many UTF-16 units a character has.</param>
/// <param name="Octets">How many octets.</param>
readonly record struct CharacterRun(int Start, int From, byte Chars, byte Octets);

/// <summary>Gathers characters with the octets that they were read from.</summary>
ref struct CharacterRuns(int capacity)
{
    readonly StringBuilder text = new(capacity);
    readonly List<CharacterRun> runs = [];
    int end;

    /// <summary>Puts a character behind the others. A byte order mark at the beginning is dropped.</summary>
    /// <param name="character">Its UTF-16 units.</param>
    /// <param name="from">Its first octet.</param>
    /// <param name="octets">How many octets.</param>
    internal void Add(scoped ReadOnlySpan<char> character, int from, int octets)
    {
        if (text.Length == 0 && character is ['\uFEFF'])
        {
            return;
        }

        if (runs.Count == 0 || runs[^1].Chars != character.Length || runs[^1].Octets != octets || end != from)
        {
            runs.Add(new CharacterRun(text.Length, from, (byte)character.Length, (byte)octets));
        }

        text.Append(character);
        end = from + octets;
    }

    /// <summary>All characters of a text, each read from one octet.</summary>
    internal readonly void AddEach(string characters)
    {
        text.Append(characters);
        runs.Add(new CharacterRun(0, 0, 1, 1));
    }

    /// <summary>All of them.</summary>
    internal readonly (string Text, Seq<CharacterRun> Runs) Gather() => (text.ToString(), runs.Gather());
}
