namespace Laitos.Domain.Authentication;

/// <summary>Where DMARC reports are wanted (RFC 9989 §4.6): URIs, of which only the syntax is looked at here.</summary>
static class ReportUri
{
    /// dmarc-urilist = (dmarc-uri / obs-dmarc-uri) *(*WSP "," *WSP (dmarc-uri / obs-dmarc-uri)); those that are none are left out.
    public static Seq<string> Valid(Option<string> list) =>
        list.Match(uris => uris.Split(',').Select(uri => WithoutSize(uri.Trim(' ', '\t'))).Where(IsUri).Gather(), () => default);

    /// obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]: obsolete, dropped.
    static string WithoutSize(string uri) => uri.IndexOf('!', StringComparison.Ordinal) is var mark and >= 0 ? uri[..mark] : uri;

    /// URI = scheme ":" hier-part … (RFC 3986 §3); scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
    static bool IsUri(string uri)
    {
        var cursor = new Cursor(uri);
        var scheme = cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.').ToString();
        return scheme.Length > 0 && char.IsAsciiLetter(scheme[0])
            && cursor.TryTake(':')
            && !cursor.AtEnd
            && cursor.Rest.IndexOfAnyExceptInRange('!', '~') < 0
            && (!scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase) || NamesMailbox(cursor.Rest));
    }

    /// mailtoURI = "mailto:" [ to ] [ hfields ] (RFC 6068 §2), of which a report needs the first.
    static bool NamesMailbox(ReadOnlySpan<char> address) =>
        address.IndexOf('@') is var at and > 0 && at < address.Length - 1 && address[at + 1] != '?';
}
