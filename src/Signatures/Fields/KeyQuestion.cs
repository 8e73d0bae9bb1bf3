using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Signatures.Fields;

/// <summary>Where the key of a signature stands (RFC 6376 §3.6.2.1).</summary>
static class KeyQuestion
{
    /// <summary>TXT at <c>selector._domainkey.domain</c>; none where that is no name.</summary>
    public static Option<Question> Of(DkimTagList tags) =>
        from selector in tags.Value("s")
        from domain in tags.Value("d")
        from name in DomainName.Parse($"{selector}._domainkey.{domain}").ToOption()
        select new Question(name.Value, RecordType.Txt);
}
