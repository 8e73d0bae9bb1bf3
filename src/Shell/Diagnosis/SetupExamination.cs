using System.Diagnostics;
using System.Globalization;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Asks the checks what they lack, and looks, until each has come to its end. What takes too long is given up, and counts as not seen.</summary>
/// <param name="setup">What is checked.</param>
/// <param name="resolver">Answers questions.</param>
/// <param name="prober">Looks.</param>
/// <param name="began">Told of what is being looked at now.</param>
sealed class SetupExamination(Setup setup, IResolver resolver, Prober prober, Action<string> began)
{
    /// All of it; each look has a limit of its own.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    static readonly TimeSpan DnsPatience = TimeSpan.FromSeconds(8);

    readonly Dictionary<Probe, Task<Observation>> looks = [];
    Evidence known = Evidence.At(Clock.Now);

    /// <summary>The findings.</summary>
    public async Task<SetupReport> Run()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var judged = SetupDiagnosis.Of(setup, known);
            if (judged.IsSuccess)
            {
                return new SetupReport(judged.IfFail(default(Seq<SetupFinding>)));
            }

            var missing = judged.FailToSeq();
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                known = known.GivingUpOn(missing, string.Create(CultureInfo.InvariantCulture, $"not known within {Patience.TotalSeconds:0} s"));
                continue;
            }

            await Meet(missing).ConfigureAwait(false);
        }
    }

    /// Meets some of the demands: looks go on beside the questions.
    async Task Meet(Seq<Demand> missing)
    {
        foreach (var demand in missing.OfType<Demand.Look>())
        {
            if (!looks.ContainsKey(demand.Probe))
            {
                looks[demand.Probe] = prober.Look(demand.Probe);
            }
        }

        var questions = missing.OfType<Demand.Ask>().Select(demand => demand.Question).Gather();
        if (questions.IsEmpty)
        {
            began($"looking at {string.Join(", ", looks.Where(look => !look.Value.IsCompleted).Select(look => look.Key.GetType().Name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal))}");
            await Task.WhenAny(missing.OfType<Demand.Look>().Select(demand => looks[demand.Probe])).ConfigureAwait(false);
        }
        else
        {
            began(string.Create(CultureInfo.InvariantCulture, $"asking the DNS {questions.Count} questions"));
            var answers = await resolver.Resolve(questions, DnsPatience, CancellationToken.None).ConfigureAwait(false);
            known = known with { Dns = known.Dns.With(answers).GivingUpOn(questions, string.Create(CultureInfo.InvariantCulture, $"no answer within {DnsPatience.TotalSeconds:0} s")) };
        }

        foreach (var (probe, look) in looks.Where(look => look.Value.IsCompleted && !known.Seen.ContainsKey(look.Key)).ToArray())
        {
            known = known.With(probe, await look.ConfigureAwait(false));
        }
    }
}
