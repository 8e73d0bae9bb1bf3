using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures.Arc;

/// <summary>Reads the chain from a header section and checks its structure (RFC 8617 §5.2, steps 1 to 3).</summary>
static class ArcChainReader
{
    /// <summary>The most sets of a chain (RFC 8617 §4.2.1).</summary>
    public const int MostSets = 50;

    /// <summary>The field that holds what was checked (RFC 8617 §4.1.1).</summary>
    public const string ResultsName = "ARC-Authentication-Results";

    /// <summary>The field that holds the signature of the mail (§4.1.2).</summary>
    public const string MessageName = "ARC-Message-Signature";

    /// <summary>The field that holds the signature of the sets (§4.1.3).</summary>
    public const string SealName = "ARC-Seal";

    /// The kinds of fields of a set.
    const int Kinds = 3;

    /// <summary>The chain of a mail.</summary>
    public static ArcChain Of(HeaderSection section)
    {
        var (results, messages, seals) = (section.Named(ResultsName), section.Named(MessageName), section.Named(SealName));
        if (results.IsEmpty && messages.IsEmpty && seals.IsEmpty)
        {
            return new ArcChain.Absent();
        }

        if (results.Count + messages.Count + seals.Count > MostSets * Kinds)
        {
            return new ArcChain.Broken(MostSets, default, "more than 50 sets");
        }

        return (from one in ByInstance(results, ResultsInstance)
                from two in ByInstance(messages, TagInstance)
                from three in ByInstance(seals, TagInstance)
                select Of(one, two, three)).IfNone(() => Broken(seals, "a field without a valid instance"));
    }

    /// <summary>The instance of a set that may be added; none where the chain has ended: it was sealed as failed (RFC 8617 §5.1.2), or has as many sets as there may be.</summary>
    public static Option<int> Next(HeaderSection section)
    {
        var seals = section.Named(SealName);
        var newest = section.Named(ResultsName).Map(ResultsInstance).Then(section.Named(MessageName).Map(TagInstance)).Then(seals.Map(TagInstance)).AsEnumerable().DefaultIfEmpty().Max();
        return newest >= MostSets || seals.Exists(seal => TagInstance(seal) == newest && ArcSeal.Read(seal).Exists(read => read.Status == "fail")) ? Option<int>.None : newest + 1;
    }

    static ArcChain Of(HeaderField?[] results, HeaderField?[] messages, HeaderField?[] seals)
    {
        var count = seals.Length;
        if (results.Length != count || messages.Length != count || results.Concat(messages).Concat(seals).Any(field => field is null))
        {
            return Broken(seals.OfType<HeaderField>().Gather(), "an incomplete set");
        }

        var read = seals.Select(seal => ArcSeal.Read(seal!)).ToArray();
        if (read.Any(seal => seal.IsNone))
        {
            return Broken(seals.OfType<HeaderField>().Gather(), "a malformed seal");
        }

        var sets = read.SelectMany(seal => seal.AsEnumerable()).Select((seal, i) => new ArcSet(results[i]!, messages[i]!, seals[i]!, seal)).Gather();
        var newest = SignatureReader.ArcMessage(sets.Last.MessageSignature);
        return sets.Last.Seal.Status == "fail" ? new ArcChain.Broken(count, sets.Last.Seal.Domain, "sealed as failed")
            : sets.AsEnumerable().Where((set, i) => set.Seal.Status != (i == 0 ? "none" : "pass")).Any() ? new ArcChain.Broken(count, sets.Last.Seal.Domain, "a seal with a status that cannot be")
            : newest.Verifiable.Match<ArcChain>(
                signature => new ArcChain.Whole(sets, signature),
                () => new ArcChain.Broken(count, sets.Last.Seal.Domain, $"message signature: {newest.Stated.Reason}"));
    }

    /// The fields of one kind by their instances from 1 on; null where one is missing. None where an instance cannot be read or stands twice.
    static Option<HeaderField?[]> ByInstance(Seq<HeaderField> fields, Func<HeaderField, int> instanceOf)
    {
        var found = new Dictionary<int, HeaderField>();
        foreach (var field in fields)
        {
            if (instanceOf(field) is not (> 0 and <= MostSets and var instance) || !found.TryAdd(instance, field))
            {
                return default;
            }
        }

        return Enumerable.Range(1, found.Count == 0 ? 0 : found.Keys.Max()).Select(instance => found.GetValueOrDefault(instance)).ToArray();
    }

    static int TagInstance(HeaderField field) =>
        field.Raw.Length > SignatureReader.MaxField ? 0 : DkimTagList.Parse(field.Body).Bind(tags => tags.Value("i")).Map(Number).IfNone(0);

    /// arc-info = instance [CFWS] ";" authres-payload; instance = [CFWS] %s"i" [CFWS] "=" [CFWS] 1*2DIGIT
    static int ResultsInstance(HeaderField field)
    {
        var text = Folding.Unfold(field.Body.Slice(0, Math.Min(field.Body.Length, SignatureReader.MaxField)));
        return text.IndexOf(';') is var end and >= 0 && text[..end].Split('=') is [var name, var value] && name.Trim() == "i" ? Number(value.Trim()) : 0;
    }

    static int Number(string text) =>
        text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    static ArcChain.Broken Broken(Seq<HeaderField> seals, string reason) => new(seals.Count, Newest(seals), reason);

    /// The domain of the seal that stands first, which is the newest of a chain in order.
    static Option<DomainName> Newest(Seq<HeaderField> seals) => seals.HeadOrNone().Bind(SignatureReader.Signer);
}
