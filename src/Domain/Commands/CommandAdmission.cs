namespace Laitos.Domain.Commands;

/// <summary>What admission remembers from one command to the next.</summary>
/// <param name="Used">Pairs of one-time codes that have been used.</param>
/// <param name="Wrong">Wrong passwords.</param>
/// <param name="Rate">Commands of this second.</param>
public sealed record AdmissionState(UsedCodePairs Used, WrongPasswords Wrong, CommandRate Rate)
{
    /// <summary>Nothing has happened.</summary>
    public static AdmissionState Start { get; } = new(UsedCodePairs.Empty, WrongPasswords.None, default);

    /// <summary>The state with a pair that was stored before a restart.</summary>
    public AdmissionState With(UsedCodePair used) => this with { Used = Used.With(used) };
}

/// <summary>Whether a command may run: the one place where that is decided.</summary>
public static class CommandAdmission
{
    /// <summary>
    /// The verdict on one mail. Mail that no command may come in changes nothing. While a bar stands, right and wrong passwords are treated alike, so that
    /// nobody learns which is which.
    /// </summary>
    public static (AdmissionState Next, CommandVerdict Verdict) Judge(CommandPolicy policy, AdmissionState state, CommandFacts facts) =>
        (facts.Candidate, CarrierMail.Objection(facts)) switch
        {
            (CommandCandidate.None, _) => (state, new CommandVerdict.None()),
            (CommandCandidate.WrongPassword, { IsSome: true }) => (state, new CommandVerdict.None()),
            (CommandCandidate.Command, { IsSome: true } objection) => (state, Ignored(objection.IfNone(""))),
            var (commandCandidate, _) => state.Wrong.Until(facts.Client, facts.Now).Match(
                until => (state, new CommandVerdict.LockedOut(until)),
                () => commandCandidate is CommandCandidate.Command command
                    ? Admit(policy, state, facts, command)
                    : (state with { Wrong = state.Wrong.After(facts.Client, facts.Now) }, new CommandVerdict.WrongPassword())),
        };

    static (AdmissionState, CommandVerdict) Admit(CommandPolicy policy, AdmissionState state, CommandFacts facts, CommandCandidate.Command command) =>
        CarrierMail.IsOfSender(policy, facts.Header)
            ? facts.Order.Match(order => Admit(state, facts.Now, command.Credential, order), () => (state, Ignored("there is no order")))
            : (state, Ignored("its author may not command"));

    static (AdmissionState, CommandVerdict) Admit(AdmissionState state, Instant now, Credential credential, CommandOrder order) =>
        state.Rate.Take(now).Match(
            rate => Use(state with { Rate = rate }, now, credential, order),
            () => (state, Ignored($"more than {CommandRate.Limit} commands in a second")));

    static (AdmissionState, CommandVerdict) Use(AdmissionState state, Instant now, Credential credential, CommandOrder order) =>
        credential is not Credential.OneTime oneTime ? (state, new CommandVerdict.Run(order, Option<UsedCodePair>.None))
        : state.Used.Use(UsedCodePair.Of(oneTime, order.Text), now) switch
        {
            CodePairUse.First(var ledger, var used) => (state with { Used = ledger }, new CommandVerdict.Run(order, used)),
            CodePairUse.Again(var used) => (state, new CommandVerdict.Run(order, used)),
            CodePairUse.Refused(var reason) => (state, Ignored(reason)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static CommandVerdict.Ignored Ignored(string reason) => new(reason);
}
