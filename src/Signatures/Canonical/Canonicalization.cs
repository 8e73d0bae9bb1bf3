namespace Laitos.Signatures.Canonical;

/// <summary>How octets are brought into the form that is hashed (RFC 6376 §3.4).</summary>
public enum Canonicalization
{
    /// <summary>As they are, but for empty lines at the end of the body.</summary>
    Simple,

    /// <summary>Blanks and folding do not count.</summary>
    Relaxed,
}
