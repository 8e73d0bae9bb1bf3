namespace Laitos.Domain.Message;

/// <summary>One change to a header section. Applied to an edit script, all else keeps its octets.</summary>
public abstract record HeaderEdit
{
    HeaderEdit() { }

    /// <summary>Put a field in front of the whole section. Of several, the first in the script stands first.</summary>
    /// <param name="Field">The whole field with its CRLF.</param>
    public sealed record Prepend(Octets Field) : HeaderEdit;

    /// <summary>Put another field in the place of one.</summary>
    /// <param name="Index">Position in the section, from 0.</param>
    /// <param name="Field">The whole field with its CRLF.</param>
    public sealed record Replace(int Index, Octets Field) : HeaderEdit;

    /// <summary>Take a field away.</summary>
    /// <param name="Index">Position in the section, from 0.</param>
    public sealed record Remove(int Index) : HeaderEdit;
}
