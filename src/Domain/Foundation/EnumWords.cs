using System.Collections.Frozen;

namespace Laitos.Domain.Foundation;

/// <summary>The names of an enumeration in lower case, as protocols and logs write them; made once for each enumeration.</summary>
static class EnumWords
{
    /// <summary>The word for a value that has a name.</summary>
    public static string Of<E>(E value)
        where E : struct, Enum => Names<E>.Words[value];

    static class Names<E>
        where E : struct, Enum
    {
        internal static readonly FrozenDictionary<E, string> Words = Enum.GetValues<E>().ToFrozenDictionary(value => value, value => value.ToString().ToLowerInvariant());
    }
}
