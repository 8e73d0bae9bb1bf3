using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Rules;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Settings;

/// <summary>A rule as it is written, before it is known to make sense.</summary>
/// <param name="To">The addresses.</param>
/// <param name="Domain">The domains of which all addresses are meant.</param>
/// <param name="From">The envelope senders.</param>
/// <param name="Expires">Its end.</param>
/// <param name="ForwardTo">The destinations; an empty list for the word <c>"default"</c>.</param>
/// <param name="Detail">What becomes of a detail.</param>
/// <param name="Refuse">The reply.</param>
/// <param name="Drop">True to drop.</param>
sealed record WrittenRule(
    Seq<AddressPattern> To, Seq<DomainName> Domain, Seq<SenderPattern> From, Option<Instant> Expires,
    Option<Seq<Mailbox>> ForwardTo, Option<DetailTreatment> Detail, Option<Reply> Refuse, bool Drop)
{
    internal static WrittenRule Empty { get; } = new(default, default, default, default, default, default, default, Drop: false);

    /// <summary>The rule, or why it makes none.</summary>
    internal Validation<SettingProblem, AddressRule> Check(string path)
    {
        var actions = Seqs.Of(("ForwardTo", ForwardTo.IsSome), ("Refuse", Refuse.IsSome), ("Drop", Drop)).Filter(action => action.Item2).Map(action => action.Item1);
        var problems = Seqs.Joined(
            To.IsEmpty || Domain.IsEmpty ? default : Seqs.Of(new SettingProblem(path, "To and Domain", "only one of them; a Domain is all of its addresses")),
            actions.Count == 1 ? default : Seqs.Of(new SettingProblem(path, actions.IsEmpty ? "no action" : string.Join(" and ", actions), "one of ForwardTo, Refuse and Drop")),
            Detail.IsSome && ForwardTo.IsNone ? Seqs.Of(new SettingProblem($"{path}.Detail", "a key without effect", "it beside ForwardTo only: where nothing is forwarded, no detail is kept")) : default);
        return SettingProblems.Check(new AddressRule(To.Then(Domain.Map(AddressPattern.Of).Strict()), From, Expires, Action), problems);
    }

    internal static WrittenRule Of(AddressRule rule)
    {
        var written = Empty with { To = rule.To, From = rule.From, Expires = rule.Until };
        return rule.Action switch
        {
            RuleAction.Forward(var destinations, var detail) => written with { ForwardTo = destinations, Detail = detail },
            RuleAction.ForwardToDefault(var detail) => written with { ForwardTo = default(Seq<Mailbox>), Detail = detail },
            RuleAction.Refuse(var reply) => written with { Refuse = reply },
            RuleAction.Drop => written with { Drop = true },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    RuleAction Action =>
        Refuse.Match<RuleAction>(
            reply => new RuleAction.Refuse(reply),
            () => ForwardTo.Match<RuleAction>(
                destinations => destinations.IsEmpty ? new RuleAction.ForwardToDefault(DetailOrCut) : new RuleAction.Forward(destinations.AsEnumerable().Distinct().Gather(), DetailOrCut),
                () => new RuleAction.Drop()));

    DetailTreatment DetailOrCut => Detail.IfNone(DetailTreatment.Cut);
}

/// <summary>The keys of an entry of <c>MailDaemon.Rules</c>.</summary>
static class RuleKeys
{
    const int MostRules = 1000;

    const int MostEntries = 100;

    const string Default = "default";

    static SettingFormat<AddressPattern> Address { get; } = SettingFormats.Parsed("an address such as me@example.com, in which * stands for any characters", AddressPattern.Parse);

    static SettingFormat<SenderPattern> Sender { get; } = SettingFormats.Parsed("an address such as news@shop.example, in which * stands for any characters, or <> for the null sender", SenderPattern.Parse);

    /// Addresses, or the word for where mail goes without rules.
    static SettingFormat<Seq<Mailbox>> Destinations { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.String && SettingProblems.Text(value).Equals(Default, StringComparison.OrdinalIgnoreCase)
            ? SettingProblems.None(default(Seq<Mailbox>))
            : OneOrMany(SettingFormats.Mailbox).Read(path, value),
        destinations => destinations.IsEmpty ? Default : OneOrMany(SettingFormats.Mailbox).Write(destinations));

    /// A reply, or true for that to an address that does not exist.
    static SettingFormat<Reply> Refusal { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.True
            ? SettingProblems.None(RuleReplies.NoSuchAddress)
            : SettingFormats.Parsed($"a reply such as \"550 5.1.1 No such address\" (450 to 452 or 550 to 554, at most {RefusalReply.MostText} characters of ASCII), or true", RefusalReply.Parse).Read(path, value),
        reply => reply.ToString());

    static SettingFormat<Instant> End { get; } = SettingFormats.Parsed("a day such as \"2026-12-31\", or a moment such as \"2026-12-31T18:00:00Z\"", RuleExpiry.Parse, RuleExpiry.Format);

    internal static Seq<SettingKey<WrittenRule>> Table { get; } = Seqs.Of(
        SettingKey.Of("To", OneOrMany(Address), (WrittenRule s) => s.To, (s, v) => s with { To = v }),
        SettingKey.Of("Domain", OneOrMany(SettingFormats.Domain), (WrittenRule s) => s.Domain, (s, v) => s with { Domain = v }),
        SettingKey.Of("From", OneOrMany(Sender), (WrittenRule s) => s.From, (s, v) => s with { From = v }),
        SettingKey.Maybe("Expires", End, (WrittenRule s) => s.Expires, (s, v) => s with { Expires = v }),
        SettingKey.Maybe("ForwardTo", Destinations, (WrittenRule s) => s.ForwardTo, (s, v) => s with { ForwardTo = v }),
        SettingKey.Maybe("Detail", SettingFormats.Choice(("cut", DetailTreatment.Cut), ("keep", DetailTreatment.Keep)), (WrittenRule s) => s.Detail, (s, v) => s with { Detail = v }),
        SettingKey.Maybe("Refuse", Refusal, (WrittenRule s) => s.Refuse, (s, v) => s with { Refuse = v }),
        SettingKey.Of("Drop", SettingFormats.Flag, (WrittenRule s) => s.Drop, (s, v) => s with { Drop = v }));

    internal static SettingFormat<AddressRule> Rule { get; } = new(
        (path, value) => SettingSection.Read(path, value, Table, WrittenRule.Empty).Whole.Bind(written => written.Check(path)),
        rule => new JsonObject(SettingSection.Write(WrittenRule.Of(rule), Table).Where(IsSaid).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))),
        Table.SelectEach(key => key.Paths));

    internal static Seq<SettingKey<MailDaemonSettings>> InDaemon { get; } = Seqs.Of(
        SettingKey.Of("Rules", SettingFormats.List(Rule, nonEmpty: false, MostRules), (MailDaemonSettings s) => s.Rules, (s, v) => s with { Rules = v }));

    /// What a rule does not say is not written either: most say little.
    static bool IsSaid(KeyValuePair<string, JsonNode?> member) => member.Value switch
    {
        null or JsonArray { Count: 0 } => false,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => true,
    };

    /// One value, or a list of some.
    static SettingFormat<Seq<A>> OneOrMany<A>(SettingFormat<A> entry) => new(
        (path, value) => value.ValueKind == JsonValueKind.Array
            ? SettingFormats.List(entry, nonEmpty: true, MostEntries).Read(path, value)
            : entry.Read(path, value).Map(one => Seqs.Of(one)),
        items => items.Count == 1 ? entry.Write(items[0]) : SettingFormats.List(entry, nonEmpty: true, MostEntries).Write(items));
}

/// <summary>Mistakes in rules that only the other settings show.</summary>
static class RuleChecks
{
    /// <summary>Each mistake, and the keys that it follows from.</summary>
    internal static IEnumerable<(SettingProblem Problem, Seq<string> RestsOn)> Of(MailDaemonSettings daemon) =>
        daemon.Rules.AsEnumerable().SelectMany((rule, i) => Of(daemon, rule, $"MailDaemon.Rules[{i}]")).Select(problem => (problem, Seqs.Of("MailDaemon.Rules", "MailDaemon.MyDomains")));

    static IEnumerable<SettingProblem> Of(MailDaemonSettings daemon, AddressRule rule, string path) =>
        Loops(daemon, rule, path).Concat(Foreign(daemon, rule, path)).Concat(Postmaster(rule, path));

    static IEnumerable<SettingProblem> Loops(MailDaemonSettings daemon, AddressRule rule, string path) =>
        rule.Action is not RuleAction.Forward(var destinations, _) ? []
        : destinations.AsEnumerable().Where(mailbox => mailbox.Domain.Exists(domain => daemon.MyDomains.Contains(domain))).Select(mailbox => new SettingProblem(
            $"{path}.ForwardTo", Shown(mailbox.ToString()), "an address outside MailDaemon.MyDomains: mail for it would come back here and loop"));

    static IEnumerable<SettingProblem> Foreign(MailDaemonSettings daemon, AddressRule rule, string path) =>
        rule.To.AsEnumerable().Where(pattern => !daemon.MyDomains.Exists(mine => pattern.Domain.Matches(mine.Value))).Select(pattern => new SettingProblem(
            $"{path}.To", Shown(pattern.ToString()), "an address at one of MailDaemon.MyDomains: mail for others is refused, whatever rules say"));

    static IEnumerable<SettingProblem> Postmaster(AddressRule rule, string path) =>
        rule.Action.Delivers ? []
        : rule.To.AsEnumerable().Where(pattern => pattern.NamesPostmaster).Select(pattern => new SettingProblem(
            $"{path}.To", Shown(pattern.ToString()), "another address: mail for postmaster is always taken (RFC 5321 §4.5.1); a rule may say with ForwardTo where it goes"));

    static string Shown(string text) => $"\"{Printable.Excerpt(text, 60)}\"";
}

/// <summary>What the owner of a configuration should know of its rules.</summary>
static class RuleNotices
{
    /// <summary>The rules that never decide anything.</summary>
    internal static Seq<SettingNotice> Of(MailDaemonSettings daemon) => RuleCoverage.Of(daemon.Rules).Map(covered =>
    {
        var (name, by) = ($"MailDaemon.{AddressRules.NameOf(covered.Rule)}", string.Join(" and ", covered.By.Map(AddressRules.NameOf)));
        return new SettingNotice(covered.ButPostmaster
            ? $"{name}: only mail for postmaster comes to it, because all else that it matches is decided by {by}, which stands before it"
            : $"{name}: it never decides anything, because all that it matches is decided by {by}, which stands before it");
    }).Strict();
}
