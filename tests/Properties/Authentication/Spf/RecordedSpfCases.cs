using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Properties.Support;

namespace Laitos.Properties.Authentication.Spf;

/// <summary>The cases of the public test suite of RFC 7208, each against its own zone.</summary>
public class RecordedSpfCases
{
    const int Cases = 203;

    [Test]
    public void All_recorded_cases_agree()
    {
        var seen = 0;
        Assert.Multiple(() =>
        {
            foreach (var scenario in JsonDocument.Parse(File.ReadAllText(Suites.Path("suites/spf/rfc7208-tests.json"))).RootElement.EnumerateArray())
            {
                var zone = new SpfZone(scenario.GetProperty("zonedata"));
                foreach (var test in scenario.GetProperty("tests").EnumerateObject())
                {
                    seen++;
                    var finding = Rounds.Run(known => SpfCheck.Of(known, Request(test.Value)), zone.Ask).Result;
                    Assert.That(Allowed(test.Value.GetProperty("result")), Has.Member(finding.Result.ToString().ToLowerInvariant()), $"{test.Name}: {finding}");
                    if (Text(test.Value, "explanation") is { } words)
                    {
                        Assert.That(finding.Explanation, Is.EqualTo(words == "DEFAULT" ? "" : words), $"{test.Name}: {finding}");
                    }
                }
            }
        });
        Assert.That(seen, Is.EqualTo(Cases));
    }

    static SpfRequest Request(JsonElement test) => SpfRequest.Of(
        (IpAddress)IpAddress.Parse(Text(test, "host")!), Text(test, "helo")!, Text(test, "mailfrom")!, (DomainName)DomainName.Parse("receiver.example"), new Instant(0));

    static IEnumerable<string?> Allowed(JsonElement result) =>
        result.ValueKind == JsonValueKind.Array ? [.. result.EnumerateArray().Select(each => each.GetString())] : [result.GetString()];

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>A zone in the suite's own form: a record of type SPF stands for TXT where the name has no TXT record of its own.</summary>
sealed class SpfZone(JsonElement data)
{
    const int MaxAliases = 8;

    readonly Dictionary<string, JsonElement[]> records = data.EnumerateObject().ToDictionary(item => item.Name.ToLowerInvariant(), item => item.Value.EnumerateArray().ToArray());

    public Answer Ask(Question question) => Ask(question, MaxAliases);

    Answer Ask(Question question, int aliases)
    {
        var found = new List<RecordData>();
        foreach (var record in records.GetValueOrDefault(question.Name) ?? [])
        {
            if (record.ValueKind == JsonValueKind.String)
            {
                return found.Count > 0 ? new Answer.Records(found.Gather()) : new Answer.Unavailable("time-out");
            }

            var (type, value) = record.EnumerateObject().Select(item => (item.Name, item.Value)).Single();
            if (type == "CNAME")
            {
                return aliases == 0 ? new Answer.Unavailable("aliases without end") : Ask(new Question(value.GetString()!, question.Type), aliases - 1);
            }

            if (TypeOf(question.Name, type) == question.Type && value is { ValueKind: JsonValueKind.String } text && text.GetString() is "TIMEOUT")
            {
                return new Answer.Unavailable("time-out");
            }

            found.AddRange(TypeOf(question.Name, type) == question.Type ? Data(question.Type, value) : []);
        }

        return found.Count > 0 ? new Answer.Records(found.Gather())
            : records.ContainsKey(question.Name) ? new Answer.NoData()
            : new Answer.NoSuchDomain();
    }

    RecordType? TypeOf(string name, string type) => type switch
    {
        "SPF" => records[name].Any(record => record.ValueKind == JsonValueKind.Object && record.TryGetProperty("TXT", out _)) ? null : RecordType.Txt,
        _ => Enum.TryParse<RecordType>(type, ignoreCase: true, out var known) ? known : null,
    };

    static IEnumerable<RecordData> Data(RecordType type, JsonElement value) => type switch
    {
        RecordType.Txt when value is { ValueKind: JsonValueKind.String } text && text.GetString() is "NONE" => [],
        RecordType.Txt => [new RecordData.Text(Octets.Latin1(value.ValueKind == JsonValueKind.Array ? string.Concat(value.EnumerateArray().Select(each => each.GetString())) : value.GetString()!))],
        RecordType.A or RecordType.Aaaa => IpAddress.OfOctets(System.Net.IPAddress.Parse(value.GetString()!).GetAddressBytes()).Map<RecordData>(address => new RecordData.Address(address)),
        RecordType.Mx => [new RecordData.Exchange(value[0].GetInt32(), value[1].GetString()!)],
        RecordType.Ptr => [new RecordData.Name(value.GetString()!)],
        _ => [],
    };
}
