using System.Diagnostics;
using System.Globalization;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Dns;

/// <summary>Asks until known: drives a decision that yields its missing questions.</summary>
public static class AskUntilKnown
{
    /// <summary>After so many rounds of questions the missing ones are given up.</summary>
    const int MaxRounds = 20;

    /// <summary>A decision that asks on after so many refusals never ends: a bug of the decision.</summary>
    const int MaxRefusals = 1000;

    /// <summary>
    /// Asks <paramref name="decide"/>, resolves what it misses, and asks again until it succeeds; gives the result and the knowledge that it rests on.
    /// When the budget is over, what is missing is given up.
    /// </summary>
    public static async Task<(T Result, Knowledge Known)> Decide<T>(
        this IResolver resolver, Knowledge known, Func<Knowledge, Validation<Question, T>> decide, TimeSpan budget, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var reason = string.Create(CultureInfo.InvariantCulture, $"not known within {budget.TotalSeconds:0.#} s");
        for (var round = 0; round < MaxRounds + MaxRefusals; round++)
        {
            var decided = decide(known);
            if (decided.IsSuccess)
            {
                return (decided.Match(result => result, _ => throw new UnreachableException()), known);
            }

            var missing = decided.FailToSeq().Distinct().Gather();
            var left = budget - Stopwatch.GetElapsedTime(began);
            var answers = round < MaxRounds && left > TimeSpan.Zero && !cancel.IsCancellationRequested
                ? await resolver.Resolve(missing, left, cancel)
                : Knowledge.Empty;
            known = known.With(answers).GivingUpOn(missing, reason);
        }

        throw new InvalidOperationException("the decision asks without end");
    }
}
