using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>The field by which this daemon recognises a mail that it has forwarded before (RFC 5321 §6.3).</summary>
public static class LoopMark
{
    const string Name = "X-Laitos-Loop";

    /// <summary>The field with a token that is this daemon's own: printable ASCII without blanks.</summary>
    public static Octets Field(string token) => Octets.Utf8($"{Name}: {token}\r\n");

    /// <summary>True when the section carries the mark with exactly this token.</summary>
    public static bool IsOurs(HeaderSection section, string token) =>
        section.Named(Name).Exists(mark => string.Equals(mark.Value, token, StringComparison.Ordinal));
}
