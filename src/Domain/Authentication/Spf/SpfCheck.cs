using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>check_host() of RFC 7208 §4: may this client use this domain?</summary>
public static class SpfCheck
{
    /// <summary>The most terms that ask the DNS in a whole check (RFC 7208 §4.6.4).</summary>
    public const int MaxTerms = 10;

    /// <summary>The most questions of a check that find nothing (RFC 7208 §4.6.4).</summary>
    public const int MaxVoidLookups = 2;

    const int MaxExplanation = 512;

    /// <summary>
    /// The result, or the questions that are missing. Questions of terms further behind in a record are asked together with the first that is
    /// missing, so that a check takes about as many rounds as its records are nested. At most some 200 questions, whatever the records say.
    /// </summary>
    public static Validation<Question, SpfFinding> Of(Knowledge known, SpfRequest request) =>
        Check(new SpfScope(known, request, Normal(request.Domain)), SpfCost.Zero).IsKnown(out var outcome, out var missing)
            ? Explained(known, request, outcome)
            : Validation<Question, SpfFinding>.Fail(missing);

    /// One record, with all that it includes and redirects to.
    internal static Validation<Question, SpfOutcome> Check(SpfScope scope, SpfCost cost)
    {
        if (!scope.Domain.Contains('.', StringComparison.Ordinal) || scope.Domain.StartsWith('[') || !SpfLookup.CanBeAsked(scope.Domain))
        {
            return Settled(SpfOutcome.Of(SpfResult.None, scope.Domain, cost));
        }

        if (!SpfLookup.Ask(scope.Known, scope.Domain, RecordType.Txt).IsKnown(out var answer, out var missing))
        {
            return Validation<Question, SpfOutcome>.Fail(missing);
        }

        if (answer is Answer.Unavailable(var reason))
        {
            return Settled(SpfOutcome.Error(SpfResult.TempError, scope.Domain, $"{scope.Domain}: {reason}", cost));
        }

        return SpfLookup.Texts(answer).FilterStrict(SpfRecordParser.IsRecord) switch
        {
            [] => Settled(SpfOutcome.Of(SpfResult.None, scope.Domain, cost)),
            [var only] => SpfRecordParser.Parse(only).IsRight(out var record, out var fault)
                ? SpfEvaluation.Evaluate(scope, record, cost)
                : Settled(SpfOutcome.Error(SpfResult.PermError, scope.Domain, $"{scope.Domain}: {fault}", cost)),
            _ => Settled(SpfOutcome.Error(SpfResult.PermError, scope.Domain, $"{scope.Domain}: more than one SPF record", cost)),
        };
    }

    static Validation<Question, SpfFinding> Explained(Knowledge known, SpfRequest request, SpfOutcome outcome) =>
        outcome.Result == SpfResult.Fail && outcome.Explanation.Case is MacroText text
            ? Explanation(new SpfScope(known, request, outcome.Domain), text).Map(words => Finding(outcome, words))
            : Prelude.Success<Question, SpfFinding>(Finding(outcome, ""));

    static SpfFinding Finding(SpfOutcome outcome, string words) => new(outcome.Result, outcome.Domain, outcome.Mechanism, outcome.Problem, words);

    /// The domain's own words (RFC 7208 §6.2); nothing where they cannot be had.
    static Validation<Question, string> Explanation(SpfScope scope, MacroText at) =>
        scope.Target(at).Bind(name => SpfLookup.Ask(scope.Known, name, RecordType.Txt)).Bind(answer => SpfLookup.Texts(answer) switch
        {
            [var only] when !only.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~') => MacroText.ParseExplanation(only.ToUtf8()).Match(
                text => scope.Expand(text).Map(words => new string([.. words.Where(c => c is >= ' ' and <= '~').Take(MaxExplanation)])),
                _ => Prelude.Success<Question, string>("")),
            _ => Prelude.Success<Question, string>(""),
        });

    static Validation<Question, SpfOutcome> Settled(SpfOutcome outcome) => Prelude.Success<Question, SpfOutcome>(outcome);

    static string Normal(string domain) => (domain.EndsWith('.') ? domain[..^1] : domain).ToLowerInvariant();
}

/// <summary>What a check has cost so far.</summary>
/// <param name="Terms">Terms that ask the DNS.</param>
/// <param name="Voids">Questions that found nothing.</param>
readonly record struct SpfCost(int Terms, int Voids)
{
    public static SpfCost Zero => default;
}

/// <summary>What a record came to; the explanation is the modifier exp of the record that decided.</summary>
sealed record SpfOutcome(SpfResult Result, string Domain, string Mechanism, string Problem, Option<MacroText> Explanation, SpfCost Cost)
{
    public static SpfOutcome Of(SpfResult result, string domain, SpfCost cost) => new(result, domain, "default", "", default, cost);

    public static SpfOutcome Error(SpfResult result, string domain, string problem, SpfCost cost) => Of(result, domain, cost) with { Problem = problem };
}

/// <summary>A check at one domain.</summary>
/// <param name="Known">The answers known so far.</param>
/// <param name="Request">What is checked.</param>
/// <param name="Domain">The domain whose record is looked at, in lower case.</param>
sealed record SpfScope(Knowledge Known, SpfRequest Request, string Domain)
{
    /// The name that a domain-spec stands for.
    public Validation<Question, string> Target(MacroText text) => ClientName(text).Map(name => Expansion(name).ExpandDomain(text).ToLowerInvariant());

    /// The same for an optional one: the current domain.
    public Validation<Question, string> Target(Option<MacroText> text) => text.Match(Target, () => Prelude.Success<Question, string>(Domain));

    /// A text with its macros expanded.
    public Validation<Question, string> Expand(MacroText text) => ClientName(text).Map(name => Expansion(name).Expand(text));

    /// The names of the client that lead back to it (RFC 7208 §5.5). What the DNS does not tell is passed over.
    public Validation<Question, Seq<string>> ValidatedNames() => ClientNames.Of(Known, Request.Client).Map(names => names.Confirmed);

    /// The name that stands for the client in a text: the current domain, else a name below it, else any.
    Validation<Question, string> ClientName(MacroText text) => text.NeedsName
        ? ValidatedNames().Map(names =>
            names.Find(name => name.Equals(Domain, StringComparison.OrdinalIgnoreCase))
                .BiBind(Prelude.Some, () => names.Find(name => name.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase)))
                .BiBind(Prelude.Some, () => names.HeadOrNone())
                .IfNone("unknown"))
        : Prelude.Success<Question, string>("unknown");

    MacroExpansion Expansion(string clientName) => new(Request, Domain, clientName);
}
