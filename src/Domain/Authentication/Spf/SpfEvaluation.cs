using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>Goes through a record from left to right (RFC 7208 §4.6).</summary>
static class SpfEvaluation
{
    const int MaxExchangers = 10;

    /// What the record comes to.
    public static Validation<Question, SpfOutcome> Evaluate(SpfScope scope, SpfRecord record, SpfCost cost)
    {
        var outcome = Walk(scope, record, cost);
        return outcome.IsSuccess
            ? outcome
            : Validation<Question, SpfOutcome>.Fail(outcome.FailToSeq().Then(Ahead(scope, record)).Distinct().Gather());
    }

    /// A loop, for a record may have thousands of terms.
    static Validation<Question, SpfOutcome> Walk(SpfScope scope, SpfRecord record, SpfCost cost)
    {
        for (var i = 0; i < record.Directives.Count; i++)
        {
            var directive = record.Directives[i];
            if (!Try(scope, directive.Mechanism, cost).IsKnown(out var attempt, out var missing))
            {
                return Validation<Question, SpfOutcome>.Fail(missing);
            }

            cost = attempt.Cost;
            if (attempt.Error is { } error)
            {
                return Settled(SpfOutcome.Error(error, scope.Domain, attempt.Problem, cost));
            }

            if (attempt.IsMatch)
            {
                return Settled(new SpfOutcome(directive.Result, scope.Domain, NameOf(directive.Mechanism), "", record.Explanation, cost));
            }
        }

        return record.Redirect.Case is MacroText domain ? Redirect(scope, domain, cost) : Settled(SpfOutcome.Of(SpfResult.Neutral, scope.Domain, cost));
    }

    static Validation<Question, SpfOutcome> Redirect(SpfScope scope, MacroText domain, SpfCost cost)
    {
        var spent = cost with { Terms = cost.Terms + 1 };
        return spent.Terms > SpfCheck.MaxTerms
            ? Settled(SpfOutcome.Error(SpfResult.PermError, scope.Domain, TooManyTerms, spent))
            : scope.Target(domain).Bind(target => SpfCheck.Check(scope with { Domain = target }, spent).Map(outcome => outcome.Result == SpfResult.None
                ? SpfOutcome.Error(SpfResult.PermError, scope.Domain, $"{scope.Domain}: no SPF record at {target}, to which it redirects", outcome.Cost)
                : outcome));
    }

    static Validation<Question, SpfAttempt> Try(SpfScope scope, SpfMechanism mechanism, SpfCost cost)
    {
        var spent = mechanism.AsksDns ? cost with { Terms = cost.Terms + 1 } : cost;
        var client = scope.Request.Client;
        return spent.Terms > SpfCheck.MaxTerms
            ? Ended(SpfAttempt.Failed(SpfResult.PermError, TooManyTerms, spent))
            : mechanism switch
            {
                SpfMechanism.All => Ended(SpfAttempt.Of(true, spent)),
                SpfMechanism.Network(var address, var prefix, var isV6) =>
                    Ended(SpfAttempt.Of(client.IsV6 == isV6 && SpfLookup.Matches(client, address, new PrefixLengths(prefix, prefix)), spent)),
                SpfMechanism.Include(var domain) => scope.Target(domain).Bind(target => SpfCheck.Check(scope with { Domain = target }, spent).Map(inner => Included(target, inner))),
                SpfMechanism.Address(var domain, var prefix) => scope.Target(domain).Bind(target =>
                    Asked(scope, target, SpfLookup.AddressType(client), spent, answer => Ended(SpfAttempt.Of(HasClient(answer, client, prefix), spent)))),
                SpfMechanism.Exists(var domain) => scope.Target(domain).Bind(target =>
                    Asked(scope, target, RecordType.A, spent, answer => Ended(SpfAttempt.Of(!SpfLookup.Addresses(answer).IsEmpty, spent)))),
                SpfMechanism.Exchangers(var domain, var prefix) => scope.Target(domain).Bind(target =>
                    Asked(scope, target, RecordType.Mx, spent, answer => OfExchangers(scope, SpfLookup.Exchangers(answer), prefix, spent))),
                SpfMechanism.Pointer(var domain) => scope.Target(domain).Bind(target => scope.ValidatedNames().Map(names =>
                    SpfAttempt.Of(names.Exists(name => name.Equals(target, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + target, StringComparison.OrdinalIgnoreCase)), spent))),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
    }

    /// The table of RFC 7208 §5.2.
    static SpfAttempt Included(string target, SpfOutcome inner) => inner.Result switch
    {
        SpfResult.Pass => SpfAttempt.Of(true, inner.Cost),
        SpfResult.TempError or SpfResult.PermError => SpfAttempt.Failed(inner.Result, inner.Problem, inner.Cost),
        SpfResult.None => SpfAttempt.Failed(SpfResult.PermError, $"no SPF record at {target}, which is included", inner.Cost),
        _ => SpfAttempt.Of(false, inner.Cost),
    };

    static Validation<Question, SpfAttempt> OfExchangers(SpfScope scope, Seq<string> hosts, PrefixLengths prefix, SpfCost cost) =>
        hosts.Count > MaxExchangers
            ? Ended(SpfAttempt.Failed(SpfResult.PermError, $"{scope.Domain}: more than {MaxExchangers} mail exchangers", cost))
            : SpfLookup.AskAll(scope.Known, hosts, SpfLookup.AddressType(scope.Request.Client)).Map(answers =>
                answers.Exists(answer => HasClient(answer, scope.Request.Client, prefix)) ? SpfAttempt.Of(true, cost)
                : answers.AsEnumerable().OfType<Answer.Unavailable>().FirstOrDefault() is { } silent ? SpfAttempt.Failed(SpfResult.TempError, $"{scope.Domain}: {silent.Reason}", cost)
                : SpfAttempt.Of(false, cost));

    /// Asks, and goes on with an answer that tells something.
    static Validation<Question, SpfAttempt> Asked(SpfScope scope, string name, RecordType type, SpfCost cost, Func<Answer, Validation<Question, SpfAttempt>> then) =>
        SpfLookup.Ask(scope.Known, name, type).Bind(answer => answer switch
        {
            Answer.Unavailable(var reason) => Ended(SpfAttempt.Failed(SpfResult.TempError, $"{name}: {reason}", cost)),
            Answer.Records => then(answer),
            _ when cost.Voids >= SpfCheck.MaxVoidLookups =>
                Ended(SpfAttempt.Failed(SpfResult.PermError, $"{scope.Domain}: more than {SpfCheck.MaxVoidLookups} questions that find nothing", cost)),
            _ => Ended(SpfAttempt.Of(false, cost with { Voids = cost.Voids + 1 })),
        });

    /// What the first terms of a record will ask, if it comes to them.
    static Seq<Question> Ahead(SpfScope scope, SpfRecord record) =>
        record.Directives.AsEnumerable().Where(directive => directive.Mechanism.AsksDns).Take(SpfCheck.MaxTerms)
            .SelectMany(directive => QuestionOf(scope, directive.Mechanism).AsEnumerable())
            .Where(question => !scope.Known.Knows(question))
            .Gather();

    static Option<Question> QuestionOf(SpfScope scope, SpfMechanism mechanism) => mechanism switch
    {
        SpfMechanism.Include(var domain) => QuestionOf(scope, domain, RecordType.Txt),
        SpfMechanism.Address(var domain, _) => QuestionOf(scope, domain, SpfLookup.AddressType(scope.Request.Client)),
        SpfMechanism.Exchangers(var domain, _) => QuestionOf(scope, domain, RecordType.Mx),
        SpfMechanism.Exists(var domain) => QuestionOf(scope, domain, RecordType.A),
        _ => Option<Question>.None,
    };

    static Option<Question> QuestionOf(SpfScope scope, Option<MacroText> domain, RecordType type) =>
        scope.Target(domain).Match(
            name => SpfLookup.CanBeAsked(name) ? new Question(name, type) : Option<Question>.None,
            _ => Option<Question>.None);

    static bool HasClient(Answer answer, IpAddress client, PrefixLengths prefix) =>
        SpfLookup.Addresses(answer).Exists(address => SpfLookup.Matches(client, address, prefix));

    static string NameOf(SpfMechanism mechanism) => mechanism switch
    {
        SpfMechanism.All => "all",
        SpfMechanism.Include => "include",
        SpfMechanism.Address => "a",
        SpfMechanism.Exchangers => "mx",
        SpfMechanism.Pointer => "ptr",
        SpfMechanism.Network { IsV6: false } => "ip4",
        SpfMechanism.Network => "ip6",
        SpfMechanism.Exists => "exists",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static readonly string TooManyTerms = $"more than {SpfCheck.MaxTerms} terms that ask the DNS";

    static Validation<Question, SpfAttempt> Ended(SpfAttempt attempt) => Prelude.Success<Question, SpfAttempt>(attempt);

    static Validation<Question, SpfOutcome> Settled(SpfOutcome outcome) => Prelude.Success<Question, SpfOutcome>(outcome);
}

/// <summary>What comparing one mechanism with the client came to.</summary>
sealed record SpfAttempt(bool IsMatch, SpfResult? Error, string Problem, SpfCost Cost)
{
    public static SpfAttempt Of(bool isMatch, SpfCost cost) => new(isMatch, null, "", cost);

    public static SpfAttempt Failed(SpfResult error, string problem, SpfCost cost) => new(false, error, problem, cost);
}
