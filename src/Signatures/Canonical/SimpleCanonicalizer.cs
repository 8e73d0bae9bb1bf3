namespace Laitos.Signatures.Canonical;

/// <summary>The form <c>simple</c> of a body (RFC 6376 §3.4.3): empty lines at its end count as one line ending.</summary>
sealed class SimpleCanonicalizer(PrefixHash hash) : HashingCanonicalizer(Canonicalization.Simple, hash)
{
    bool heldReturn;

    protected override void Append(ReadOnlySpan<byte> octets, ref Stage stage)
    {
        if (heldReturn && !octets.IsEmpty)
        {
            heldReturn = false;
            if (octets[0] == '\n')
            {
                LineEnd();
                octets = octets[1..];
            }
            else
            {
                Content("\r"u8, ref stage);
            }
        }

        var rest = octets;
        if (rest.EndsWith("\r"u8))
        {
            heldReturn = true;
            rest = rest[..^1];
        }

        var ends = 0;
        while (rest.EndsWith("\r\n"u8))
        {
            ends++;
            rest = rest[..^2];
        }

        if (!rest.IsEmpty)
        {
            Content(rest, ref stage);
        }

        for (; ends > 0; ends--)
        {
            LineEnd();
        }
    }

    protected override void Finish(ref Stage stage)
    {
        if (heldReturn)
        {
            Content("\r"u8, ref stage);
        }
    }
}
