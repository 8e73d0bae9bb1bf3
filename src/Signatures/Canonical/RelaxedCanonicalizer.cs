namespace Laitos.Signatures.Canonical;

/// <summary>The form <c>relaxed</c> of a body (RFC 6376 §3.4.4): besides, runs of blanks count as one, and those at the end of a line not at all.</summary>
sealed class RelaxedCanonicalizer(PrefixHash hash) : HashingCanonicalizer(Canonicalization.Relaxed, hash)
{
    bool heldReturn;
    bool heldBlank;

    protected override void Append(ReadOnlySpan<byte> octets, ref Stage stage)
    {
        while (!octets.IsEmpty)
        {
            if (heldReturn)
            {
                heldReturn = false;
                if (octets[0] == '\n')
                {
                    heldBlank = false;
                    LineEnd();
                    octets = octets[1..];
                    continue;
                }

                Words("\r"u8, ref stage);
            }

            var text = Unchanged(octets);
            if (text > 0)
            {
                Words(octets[..text], ref stage);
                octets = octets[text..];
            }
            else
            {
                heldReturn = octets[0] == '\r';
                heldBlank |= !heldReturn;
                octets = octets[1..];
            }
        }
    }

    protected override void Finish(ref Stage stage)
    {
        if (heldReturn)
        {
            Words("\r"u8, ref stage);
        }
    }

    /// Octets that stay, behind one blank for all those in front of them.
    void Words(ReadOnlySpan<byte> octets, ref Stage stage)
    {
        if (heldBlank)
        {
            heldBlank = false;
            Content(" "u8, ref stage);
        }

        Content(octets, ref stage);
    }

    /// The length of the text in front that stays as it is: words, and single spaces between two of them.
    static int Unchanged(ReadOnlySpan<byte> octets)
    {
        if (octets[0] == ' ')
        {
            return 0;
        }

        var text = octets.IndexOfAny((byte)'\r', (byte)'\t') is var stop and >= 0 ? octets[..stop] : octets;
        text = text.IndexOf("  "u8) is var blanks and >= 0 ? text[..blanks] : text;

        // Whether a space counts is told by what follows.
        return text.EndsWith(" "u8) ? text.Length - 1 : text.Length;
    }
}
