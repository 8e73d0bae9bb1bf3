namespace Laitos.Domain.Message.Mime;

/// <summary>What the next octets of a mail belong to.</summary>
abstract record PartState
{
    PartState() { }

    /// <summary>Nothing that is looked at: what stands before and behind the parts of a multipart, attachments, pictures, what is too long.</summary>
    internal sealed record Skipped : PartState;

    /// <summary>The header section of a part.</summary>
    /// <param name="Start">Where in the mail it begins.</param>
    /// <param name="Gathered">What has been read of it.</param>
    /// <param name="IsDigested">True when it is a mail unless it says otherwise.</param>
    internal sealed record Header(long Start, OctetRope Gathered, bool IsDigested) : PartState
    {
        /// <summary>The fields that have been gathered.</summary>
        internal HeaderSection Parse() => HeaderSection.Parse(Gathered.ToOctets());

        /// <summary>What has been gathered beyond the fields: a part may begin without an empty line.</summary>
        internal Octets Behind(HeaderSection section) => Gathered.ToOctets().Slice(section.Size);
    }

    /// <summary>The body of a text part.</summary>
    /// <param name="Format">How it is written.</param>
    /// <param name="Start">Where in the mail it begins.</param>
    /// <param name="Gathered">What has been read of it.</param>
    internal sealed record Text(TextFormat Format, long Start, OctetRope Gathered) : PartState;

    /// <summary>Goes on with more octets. What grows beyond its bound is dropped at once.</summary>
    internal PartState Take(ReadOnlySpan<byte> octets) => this switch
    {
        Header header => octets.Length > MimeWalk.MaxHeader - header.Gathered.Length ? new Skipped() : header with { Gathered = header.Gathered.Add(octets) },
        Text text => octets.Length > text.Format.MaxRaw - text.Gathered.Length ? new Skipped() : text with { Gathered = text.Gathered.Add(octets) },
        _ => this,
    };

    /// <summary>Puts the text part that ends here, if there is one, behind the others.</summary>
    /// <param name="isDelimited">True when a delimiter follows: the line ending before it belongs to it (RFC 2046 §5.1.1).</param>
    /// <param name="parts">The parts found so far.</param>
    internal void Complete(bool isDelimited, List<TextPart> parts)
    {
        var part = this switch
        {
            Header header when header.Parse() is var section && Entity.Of(section, header.IsDigested) is Entity.Text(var format) =>
                format.Read(header.Start + section.Size, Body(header.Behind(section))),
            Text text => text.Format.Read(text.Start, Body(text.Gathered.ToOctets())),
            _ => null,
        };
        if (part is not null)
        {
            parts.Add(part);
        }

        Octets Body(Octets octets) => !isDelimited ? octets : octets.Span switch
        {
            [.., (byte)'\r', (byte)'\n'] => octets.Slice(0, octets.Length - 2),
            [.., (byte)'\n'] => octets.Slice(0, octets.Length - 1),
            _ => octets,
        };
    }
}
