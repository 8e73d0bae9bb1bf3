namespace Laitos.Domain.Addresses;

/// <summary>An address of a mailbox: <c>Local-part "@" ( Domain / address-literal )</c> (RFC 5321 §4.1.2).</summary>
/// <param name="Local">What stands before the @; letter case counts.</param>
/// <param name="Host">Where it lives; canonical.</param>
public sealed record Mailbox(LocalPart Local, Host Host)
{
    /// <summary>The domain of the mailbox, none for an address literal.</summary>
    public Option<DomainName> Domain => Host.Name;

    /// <summary>True when the wire form needs SMTPUTF8 (RFC 6531 §3.4). Domains are held as A-labels, so only the local part can.</summary>
    public bool NeedsUtf8 => !System.Text.Ascii.IsValid(Local.Value);

    /// <summary>A bare address without angle brackets, and nothing behind it.</summary>
    public static Either<SyntaxError, Mailbox> Parse(string text)
    {
        var cursor = new Cursor(text);
        var read = Read(ref cursor);
        return read.IsLeft || cursor.AtEnd ? read : SyntaxError.At("end of address", cursor.Rest.ToString());
    }

    /// <summary>Reads an address where the cursor stands, up to a blank, <c>&gt;</c> or the end; the cursor stands behind it then.</summary>
    public static Either<SyntaxError, Mailbox> Read(ref Cursor cursor)
    {
        var local = LocalPart.Read(ref cursor);
        if (!local.IsRight(out var part, out var fault))
        {
            return fault;
        }

        if (!cursor.TryTake('@'))
        {
            return SyntaxError.At("@", cursor.Rest.ToString());
        }

        return Host.Parse(cursor.TakeWhile(static c => c is not ('>' or ' ' or '<' or ',' or ';')).ToString()).IsRight(out var host, out fault) ? new Mailbox(part, host) : fault;
    }

    /// <summary>The form for header fields that we compose (RFC 5322 §3.4.1 <c>addr-spec</c>): quoted where the dots of the local part ask for it.</summary>
    public string AddrSpec => $"{Local.Strict}@{Host}";

    /// <summary>The wire form, without angle brackets.</summary>
    public override string ToString() => $"{Local}@{Host}";
}
