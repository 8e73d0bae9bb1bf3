using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>The journey of a mail whose sender is authenticated, up to its decision, with what left on the way.</summary>
static class VerdictWalk
{
    public static readonly Reply Taken = Reply.Of(250, 0, 0, "taken");

    public const string Signature = "DKIM-Signature: v=1\r\n";

    public const string Seal = "ARC-Seal: i=1\r\n";

    public static JourneyPolicy Policy(RewriteStyle style = RewriteStyle.WhenNeeded, DmarcFailTreatment treatment = DmarcFailTreatment.Rewrite) =>
        JourneyMails.Policy(style, mode: DeliveryMode.CutThrough) with { Authentication = new AuthenticationPolicy(treatment, SpfFailTreatment.Forward) };

    public static string Mail(SenderCase given) => $"From: Anna <anna@{given.Author}>\r\nSubject: s\r\n\r\nHello.\r\n";

    public static string Rendered(Walk walk, SenderCase given) => JourneyMails.Render(walk.Plan!.Segments, Mail(given));

    public static Walk Travel(JourneyPolicy policy, SenderCase given, RelayProfile? relay = null, (Outcome First, Outcome? Second)[]? answers = null)
    {
        var arrival = JourneyMails.Arrival(Mail(given), "someone@" + given.SpfDomain) with { Relay = relay ?? RelayProfile.Unknown };
        var (step, offered) = (MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival)), new List<Plan>());
        QueueEntry? stored = null;
        for (var i = 0; i < 50; i++)
        {
            switch (step.Effects.Single())
            {
                case JourneyEffect.VerifySignatures:
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.SignaturesVerified(given.Findings, JourneyMails.Noon));
                    break;
                case JourneyEffect.Sign(var leaving, var chain):
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Signed(Octets.Latin1(leaving.IsChanged && policy.Signs ? Signature : ""), JourneyMails.Noon) { Seal = Octets.Latin1(chain.IsSome ? Seal : "") });
                    break;
                case JourneyEffect.Ask(var questions, _):
                    var known = questions.Fold(Knowledge.Empty, (all, question) => all.With(question, given.Answer(question)));
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Answered(known, JourneyMails.Noon));
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    var (first, second) = answers is null ? (new Outcome.Delivered(Taken), null) : answers[offered.Count];
                    offered.Add(plan);
                    var report = new DeliveryReport(plan.Job.Recipients.Map((n, recipient) => (recipient, n == 0 ? first : second ?? first)).Gather());
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Attempted(new FirstAttempt.Ended(report), JourneyMails.Noon, 0.5));
                    break;
                case JourneyEffect.Store(_, var owed, _):
                    stored = owed.Entry;
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Stored());
                    break;
                case JourneyEffect.Finish(var decision):
                    return new Walk(decision.Arrival.Sender.IfNone(() => throw new InvalidOperationException("not authenticated")), offered, stored, decision);
            }
        }

        throw new InvalidOperationException("the journey does not end");
    }
}

/// <summary>What came of a journey.</summary>
/// <param name="Sender">Who sent the mail.</param>
/// <param name="Offered">What the relay was offered, in its order.</param>
/// <param name="Stored">What was stored.</param>
/// <param name="Decision">The decision.</param>
sealed record Walk(SenderAuthentication Sender, List<Plan> Offered, QueueEntry? Stored, Decision? Decision)
{
    public Plan? Plan => Offered.Count == 0 ? null : Offered[^1];
}
