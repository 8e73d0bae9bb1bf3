using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>What a check asks the DNS, and what counts as an answer to it.</summary>
static class SpfLookup
{
    /// The most characters of a domain name.
    public const int MaxNameLength = 253;

    const int MaxLabel = 63;

    /// True for a text that can stand in a question: no empty or over-long label.
    public static bool CanBeAsked(ReadOnlySpan<char> name)
    {
        foreach (var label in name.Split('.'))
        {
            if (name[label] is { Length: 0 or > MaxLabel })
            {
                return false;
            }
        }

        return name.Length <= MaxNameLength && !name.ContainsAnyExceptInRange(' ', '~') && !name.ContainsAny('\\', '"');
    }

    /// The answer to a question. What cannot be asked does not exist.
    public static Validation<Question, Answer> Ask(Knowledge known, string name, RecordType type) =>
        CanBeAsked(name) ? known.Ask(type, Name.Canonical(name), "") : Prelude.Success<Question, Answer>(new Answer.NoSuchDomain());

    /// The answers for several names, asked all at once.
    public static Validation<Question, Seq<Answer>> AskAll(Knowledge known, Seq<string> names, RecordType type)
    {
        var answers = names.Map(name => Ask(known, name, type));
        var missing = answers.SelectEach(answer => answer.FailToSeq()).Distinct().Gather();
        return missing.IsEmpty
            ? Prelude.Success<Question, Seq<Answer>>(answers.SelectEach(answer => answer.SuccessToSeq()))
            : Validation<Question, Seq<Answer>>.Fail(missing);
    }

    /// The type of the addresses that a client is compared with.
    public static RecordType AddressType(IpAddress client) => client.IsV6 ? RecordType.Aaaa : RecordType.A;

    /// True when an address lies in the same network as the client.
    public static bool Matches(IpAddress client, IpAddress address, PrefixLengths prefix) =>
        client.IsV6 == address.IsV6 && SameBits(client.Octets.Span, address.Octets.Span, client.IsV6 ? prefix.V6 : prefix.V4);

    /// True when the first bits of two addresses are the same.
    static bool SameBits(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int bits) =>
        one[..(bits / 8)].SequenceEqual(other[..(bits / 8)])
        && (bits % 8 == 0 || (one[bits / 8] ^ other[bits / 8]) >> (8 - (bits % 8)) == 0);

    /// The addresses in an answer.
    public static Seq<IpAddress> Addresses(Answer answer) => Data(answer).AsEnumerable().OfType<RecordData.Address>().Select(record => record.Value).Gather();

    /// The names in an answer for PTR.
    public static Seq<string> Names(Answer answer) => Data(answer).AsEnumerable().OfType<RecordData.Name>().Select(record => record.Value.TrimEnd('.')).Gather();

    /// The hosts in an answer for MX.
    public static Seq<string> Exchangers(Answer answer) => Data(answer).AsEnumerable().OfType<RecordData.Exchange>().Select(record => record.Host.TrimEnd('.')).Gather();

    /// The texts in an answer for TXT.
    public static Seq<Octets> Texts(Answer answer) => Data(answer).SelectEach(static data => data is RecordData.Text(var text) ? Seqs.Of(text) : default);

    static Seq<RecordData> Data(Answer answer) => answer is Answer.Records(var data) ? data : default;
}
