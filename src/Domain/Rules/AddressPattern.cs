using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rules;

/// <summary>
/// Which addresses are meant: <c>me@example.com</c>, <c>shop-*@example.com</c>, <c>*@*.example.com</c>. Letter case makes no difference in the local part either, though
/// RFC 5321 §2.4 leaves that to us: nobody who runs a server of their own has <c>Me</c> and <c>me</c>. Domains are compared as A-labels.
/// </summary>
public sealed record AddressPattern
{
    const string Reserved = "postmaster";

    readonly LocalPart local;

    AddressPattern(LocalPart local, Glob domain) => (this.local, Local, Domain) = (local, Glob.Of(local.Value), domain);

    /// <summary>The pattern of the local part, unquoted.</summary>
    public Glob Local { get; }

    /// <summary>The pattern of the domain.</summary>
    public Glob Domain { get; }

    /// <summary><c>Local-part "@" domain</c>, in both of which <c>*</c> stands for any characters, dots included.</summary>
    public static Either<SyntaxError, AddressPattern> Parse(string text)
    {
        var cursor = new Cursor(text.ToLowerInvariant());
        var local = LocalPart.Read(ref cursor);
        var domain = cursor.TryTake('@') ? DomainOf(cursor.Rest.ToString()) : SyntaxError.At("@", cursor.Rest.ToString());
        return from part in local from glob in domain select new AddressPattern(part, glob);
    }

    /// <summary>All addresses of a domain.</summary>
    public static AddressPattern Of(DomainName domain) => new(Everyone, Glob.Of(domain.Value));

    /// <summary>
    /// True for an address that it matches. An address with a detail (RFC 5233) is matched as it is, and without the detail too, unless the pattern itself has a plus sign.
    /// </summary>
    public bool Matches(Mailbox address) =>
        Domain.Matches(DomainText(address)) && (Local.Matches(address.Local.Value) || (!NamesDetail && Local.Matches(Subaddress.Of(address.Local.Value).User)));

    /// <summary>True when every address that another pattern matches is matched by this one. Where that is hard to tell, it is false.</summary>
    public bool Covers(AddressPattern other) => (Local.Covers(other.Local) || CoversUser(other.Local.Text)) && Domain.Covers(other.Domain);

    /// <summary>True when it matches postmaster's address at some domain.</summary>
    public bool MatchesPostmaster => Local.Matches(Reserved);

    /// <summary>True when it names postmaster, and nobody else.</summary>
    public bool NamesPostmaster => Local.Text == Reserved;

    /// <summary>True for the local part that is reserved (RFC 5321 §4.5.1).</summary>
    public static bool IsPostmaster(Mailbox address) => address.Local.Value.Equals(Reserved, StringComparison.OrdinalIgnoreCase);

    /// <summary>Postmaster's address at a domain.</summary>
    public static Mailbox Postmaster(DomainName domain) => new(ReservedPart, new Host.Named(domain));

    /// <inheritdoc/>
    public override string ToString() => $"{local}@{Domain}";

    bool NamesDetail => Local.Text.Contains(Subaddress.Separator, StringComparison.Ordinal);

    /// A pattern without a detail takes all details of the users that it matches.
    bool CoversUser(string other) =>
        !NamesDetail && Subaddress.Of(other) is { Detail.IsSome: true, User: var user } && !user.Contains('*', StringComparison.Ordinal) && Local.Matches(user);

    static string DomainText(Mailbox address) => address.Host switch
    {
        Host.Named(var domain) => domain.Value,
        var literal => literal.ToString()!,
    };

    static LocalPart Everyone { get; } = Certain("*");

    static LocalPart ReservedPart { get; } = Certain(Reserved);

    static LocalPart Certain(string text) => LocalPart.Parse(text).IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString()));

    /// A domain, or labels of which some hold an asterisk; those without become A-labels.
    static Either<SyntaxError, Glob> DomainOf(string text)
    {
        var labels = (text.EndsWith('.') ? text[..^1] : text).Split('.').Select(label => label.Contains('*', StringComparison.Ordinal)
            ? label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '*') ? label : ""
            : DomainName.Parse(label).Match(name => name.Value, _ => "")).ToArray();
        return labels.All(label => label.Length is > 0 and <= 63) && labels.Sum(label => label.Length + 1) <= 254
            ? Glob.Of(string.Join('.', labels))
            : SyntaxError.At("domain", text);
    }
}
