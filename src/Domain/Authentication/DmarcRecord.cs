namespace Laitos.Domain.Authentication;

/// <summary>
/// A DMARC Policy Record (RFC 9989 §4.7): what one TXT value at <c>_dmarc.</c> of a domain states. Tags that are not read, or whose value is not in
/// their grammar, are as if they were absent; only <c>p</c>, <c>sp</c> and <c>np</c> spoil more when they are invalid.
/// </summary>
/// <param name="Policies">What the owner asks for; none when the record asks receivers to apply no DMARC (RFC 9989 §4.10.1).</param>
/// <param name="PublicSuffix">Tag <c>psd</c>: yes, no, or none when the record does not say.</param>
/// <param name="Testing">Tag <c>t</c>: the owner expects the policy one level lower.</param>
/// <param name="AggregateReports">Tag <c>rua</c>: the valid URIs, in order.</param>
public sealed record DmarcRecord(
    Option<StatedPolicies> Policies,
    Option<bool> PublicSuffix,
    bool Testing,
    Seq<string> AggregateReports)
{
    /// <summary>Tags <c>adkim</c> and <c>aspf</c>: how close an authenticated domain must be to the author's.</summary>
    public AlignmentModes Alignment { get; init; } = AlignmentModes.Relaxed;

    /// <summary>
    /// <c>dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]</c> (RFC 9989 §4.8). Fails when the value is no record of this version:
    /// <c>v=DMARC1</c> does not stand first, or a tag stands twice (RFC 6376 §3.2).
    /// </summary>
    public static Either<SyntaxError, DmarcRecord> Parse(Octets value) =>
        !TagList.Parse(value.ToLatin1()).IsRight(out var tags, out var fault) ? fault
        : tags.Version == "DMARC1" ? Of(tags)
        : SyntaxError.At("v=DMARC1", value.ToLatin1());

    /// <summary>True for a value that is a record to the letter, with a valid <c>p</c>, and <c>sp</c> and <c>np</c> valid where they stand.</summary>
    public static bool IsSound(Octets value) =>
        TagList.Parse(value.ToLatin1()).Match(tags => tags.Version == "DMARC1" && Sound(tags).IsSome, _ => false);

    static DmarcRecord Of(TagList tags)
    {
        var reports = ReportUri.Valid(tags.Value("rua"));
        return new DmarcRecord(
            Stated(tags, reports),
            tags.Value("psd").Bind(YesOrNo),
            tags.Value("t").Bind(YesOrNo).IfNone(false),
            reports)
        {
            Alignment = new AlignmentModes(Mode(tags.Value("adkim")), Mode(tags.Value("aspf"))),
        };
    }

    /// RFC 9989 §4.10.1: a record without a valid p, or with an invalid sp or np, counts as p=none when it names somebody to report to, and not at all otherwise.
    static Option<StatedPolicies> Stated(TagList tags, Seq<string> reports)
    {
        var sound = Sound(tags);
        return sound.IsSome || reports.IsEmpty ? sound
            : new StatedPolicies(AssessmentPolicy.None, Option<AssessmentPolicy>.None, Option<AssessmentPolicy>.None);
    }

    static Option<StatedPolicies> Sound(TagList tags)
    {
        var (sp, np) = (tags.Value("sp"), tags.Value("np"));
        return sp.ForAll(IsPolicy) && np.ForAll(IsPolicy)
            && tags.Value("p").Bind(Policy).Case is AssessmentPolicy policy
            ? new StatedPolicies(policy, sp.Bind(Policy), np.Bind(Policy))
            : Option<StatedPolicies>.None;
    }

    static bool IsPolicy(string value) => Policy(value).IsSome;

    /// dmarc-request = "none" / "quarantine" / "reject"
    static Option<AssessmentPolicy> Policy(string value) => value.ToLowerInvariant() switch
    {
        "none" => AssessmentPolicy.None,
        "quarantine" => AssessmentPolicy.Quarantine,
        "reject" => AssessmentPolicy.Reject,
        _ => Option<AssessmentPolicy>.None,
    };

    /// dmarc-rors = "r" / "s"
    static AlignmentMode Mode(Option<string> value) => value.Exists(text => text is "s" or "S") ? AlignmentMode.Strict : AlignmentMode.Relaxed;

    /// dmarc-yorn = "y" / "n". The third value of psd, "u", is its default.
    static Option<bool> YesOrNo(string value) => value switch
    {
        "y" or "Y" => true,
        "n" or "N" => false,
        _ => Option<bool>.None,
    };
}

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
