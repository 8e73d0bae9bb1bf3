using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>A first configuration, made of answers, and the DNS records that go with it.</summary>
public static class FirstConfiguration
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The configuration as JSON text, which <see cref="SettingsParser"/> accepts; or every reason why it would not.</summary>
    public static Either<Seq<string>, string> Of(FirstAnswers answers)
    {
        var text = Json(answers).ToJsonString(Readable);
        using var document = JsonDocument.Parse(text);
        return SettingsParser.Parse(document.RootElement).Match(
            Succ: _ => Prelude.Right<Seq<string>, string>(text),
            Fail: problems => Prelude.Left<Seq<string>, string>(problems.Map(problem => problem.ToString())));
    }

    /// <summary>The envelope sender of what is forwarded.</summary>
    public static Mailbox SenderOf(FirstAnswers answers) => answers.MailFrom.IfNone(() => Certain($"forwarder@{answers.Domains.Head}"));

    /// <summary>The records to publish, a line each, and what to ask the provider of the address for.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="addresses">The public addresses of this machine, as far as it knows them.</param>
    public static Seq<string> Records(FirstAnswers answers, Seq<IpAddress> addresses) => Seqs.Joined(
        addresses.IsEmpty
            ? Seqs.Of($"{answers.Hostname}. A THE-PUBLIC-ADDRESS-OF-THIS-SERVER")
            : addresses.Map(address => $"{answers.Hostname}. {(address.IsV6 ? "AAAA" : "A")} {address}"),
        answers.Domains.Map(domain => $"{domain}. MX 10 {answers.Hostname}."),
        SenderOf(answers).Domain.Map(domain => $"{domain}. TXT \"v=spf1 {Mechanism(answers.Relay.Host)} ~all\"").ToSeq(),
        answers.Domains.Map(domain => $"_dmarc.{domain}. TXT \"v=DMARC1; p=none\""));

    static JsonObject Json(FirstAnswers answers) => new(Given(
        ("MailDaemon", new JsonObject(Given(
            ("Hostname", answers.Hostname.Value),
            ("MyDomains", List(answers.Domains.Map(domain => domain.Value))),
            ("ForwardTo", List(answers.ForwardTo.Map(mailbox => mailbox.ToString()))),
            ("TLSCertPath", Maybe(answers.Tls.Map(tls => tls.Certificate))),
            ("TLSKeyPath", Maybe(answers.Tls.Map(tls => tls.Key))),
            ("BlockLists", "modern")))),
        ("MailClient", new JsonObject(Given(
            ("MailFrom", SenderOf(answers).ToString()),
            ("MTAHost", answers.Relay.Host.ToString()),
            ("MTAPort", answers.Relay.Port),
            ("AuthUsername", Maybe(answers.Username)),
            ("AuthPassword", Maybe(answers.Password.Map(password => Literal(password.Reveal())))),
            ("AuthPasswordFile", Maybe(answers.PasswordFile))))),
        ("Spool", answers.Spool.Map(folder => new JsonObject { ["Directory"] = folder }).MatchUnsafe<JsonObject?>(folder => folder, () => null))));

    static IEnumerable<KeyValuePair<string, JsonNode?>> Given(params (string Key, JsonNode? Value)[] members) =>
        members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, member.Value));

    static JsonArray List(Seq<string> items) => new([.. items.AsEnumerable().Select(item => (JsonNode?)item)]);

    static JsonNode? Maybe(Option<string> text) => text.MatchUnsafe<JsonNode?>(some => some, () => null);

    /// A password that looks like a reference to an environment variable is none: see <see cref="EnvironmentReferences"/>.
    static string Literal(string password)
    {
        var last = password.LastIndexOf('}');
        return last < 0 ? password : password[..last].Replace("${", "$${", StringComparison.Ordinal) + password[last..];
    }

    /// What the relay's documentation names is better: it may send from other addresses than it takes mail at.
    static string Mechanism(Host relay) => relay switch
    {
        Host.Literal(var address) => address.IsV6 ? $"ip6:{address}" : $"ip4:{address}",
        _ => $"a:{relay}",
    };

    static Mailbox Certain(string text) => Mailbox.Parse(text).IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString()));
}
