namespace Laitos.Signatures.Canonical;

/// <summary>
/// Brings a body into one form (RFC 6376 §3.4.3, §3.4.4) and hashes it. A line ends at CRLF alone. Between two pieces it remembers no octet of the
/// body, only what it waits to decide on: line endings that are dropped when nothing follows, a CR, a run of blanks.
/// </summary>
abstract class HashingCanonicalizer(Canonicalization form, PrefixHash hash) : IDisposable
{
    const int Staged = 2048;

    /// CRLFs that count only if something follows them.
    long lineEnds;

    bool hasContent;

    /// <summary>How many octets were hashed.</summary>
    public long HashedOctets => hash.Length;

    /// <summary>A canonicalizer for the wanted parts.</summary>
    public static HashingCanonicalizer Of(Canonicalization form, IReadOnlyCollection<Option<long>> limits)
    {
        var hash = new PrefixHash(limits.SelectMany(limit => limit.AsEnumerable()).Gather(), limits.Any(limit => limit.IsNone));
        return form == Canonicalization.Simple ? new SimpleCanonicalizer(hash) : new RelaxedCanonicalizer(hash);
    }

    /// <summary>Takes the next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        var stage = new Stage(stackalloc byte[Staged], hash);
        Append(octets, ref stage);
        stage.Flush();
    }

    /// <summary>The digests, after the last octet.</summary>
    public IEnumerable<(BodyPart Part, Octets Digest)> Complete()
    {
        var stage = new Stage(stackalloc byte[Staged], hash);
        Finish(ref stage);
        if (hasContent || form == Canonicalization.Simple)
        {
            stage.Append("\r\n"u8);
        }

        stage.Flush();
        return hash.Complete().Select(one => (new BodyPart(form, one.Length), one.Digest));
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    /// Takes the next octets.
    protected abstract void Append(ReadOnlySpan<byte> octets, ref Stage stage);

    /// What is left to decide at the end of the body.
    protected abstract void Finish(ref Stage stage);

    /// Octets that stay, behind all line endings in front of them.
    protected void Content(ReadOnlySpan<byte> octets, ref Stage stage)
    {
        for (; lineEnds > 0; lineEnds--)
        {
            stage.Append("\r\n"u8);
        }

        stage.Append(octets);
        hasContent = true;
    }

    /// A CRLF.
    protected void LineEnd() => lineEnds++;

    /// Octets on their way to the hash, in pieces that are worth a call.
    protected ref struct Stage(Span<byte> buffer, PrefixHash hash)
    {
        readonly Span<byte> buffer = buffer;
        int used;

        public void Append(ReadOnlySpan<byte> octets)
        {
            if (octets.Length > buffer.Length - used)
            {
                Flush();
            }

            if (octets.Length > buffer.Length)
            {
                hash.Append(octets);
                return;
            }

            octets.CopyTo(buffer[used..]);
            used += octets.Length;
        }

        public void Flush()
        {
            hash.Append(buffer[..used]);
            used = 0;
        }
    }
}
