using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

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
            (CommandCandidate.Unused(var reason), _) => (state, Ignored(reason)),
            (CommandCandidate.WrongPassword, { IsSome: true }) => (state, new CommandVerdict.None()),
            (CommandCandidate.Command, { IsSome: true } objection) => (state, Ignored(objection.IfNone(""))),
            var (commandCandidate, _) => (facts.BarredUntil || state.Wrong.Until(facts.Client, facts.Now)).Match(
                until => (state, new CommandVerdict.LockedOut(until)),
                () => commandCandidate is CommandCandidate.Command command
                    ? Admit(policy, state, facts, command)
                    : (state with { Wrong = state.Wrong.After(facts.Client, facts.Now) }, new CommandVerdict.WrongPassword())),
        };

    /// <summary>What is asked before the verdict where daemons count wrong passwords together: only about a mail that might run a command, or holds a wrong password, and that is not barred here already.</summary>
    public static Option<SharedPasswordQuestion> QuestionOf(AdmissionState state, CommandFacts facts) =>
        facts.Candidate is CommandCandidate.Command or CommandCandidate.WrongPassword && CarrierMail.Objection(facts).IsNone && state.Wrong.Until(facts.Client, facts.Now).IsNone
            ? new SharedPasswordQuestion(facts.Client, facts.Candidate is CommandCandidate.WrongPassword)
            : Option<SharedPasswordQuestion>.None;

    static (AdmissionState, CommandVerdict) Admit(CommandPolicy policy, AdmissionState state, CommandFacts facts, CommandCandidate.Command command) =>
        !CarrierMail.IsOfSender(policy, facts.Header) ? (state, Ignored("its author may not command"))
            : policy.Senders.IsSome && facts.Author == AuthorProof.Unproven ? (state, Ignored("it is not proved that its author wrote it: neither DMARC nor a signature of the domain speaks for it"))
            : facts.Order.Match(order => Admit(state, facts.Now, command.Credential, order), () => (state, Ignored("there is no order")));

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

/// <summary>What must be known of a mail to tell whether its command may run.</summary>
/// <param name="Id">The id of the mail.</param>
/// <param name="Now">The time.</param>
/// <param name="Client">Who handed it in.</param>
/// <param name="Header">Its header section as received.</param>
/// <param name="NullSender">True when its reverse-path is null (RFC 5321 §4.5.5).</param>
/// <param name="Candidate">What its text holds.</param>
/// <param name="Order">The order that the command makes; none where there is no command.</param>
public sealed record CommandFacts(string Id, Instant Now, IpAddress Client, HeaderSection Header, bool NullSender, CommandCandidate Candidate, Option<CommandOrder> Order)
{
    /// <summary>Whether the authors are who they claim to be.</summary>
    public AuthorProof Author { get; init; }

    /// <summary>Until when a bar stands for wrong passwords that other daemons have seen, too; none where there is none, or where they are not counted together.</summary>
    public Option<Instant> BarredUntil { get; init; }
}

/// <summary>Whether the author of a mail is who it claims to be.</summary>
public enum AuthorProof
{
    /// <summary>That was not checked.</summary>
    NotChecked,

    /// <summary>Every author's domain is authenticated.</summary>
    Proven,

    /// <summary>Some author's domain is not.</summary>
    Unproven,
}

/// <summary>What becomes of what a mail's text holds.</summary>
public abstract record CommandVerdict
{
    CommandVerdict() { }

    /// <summary>There is nothing to do.</summary>
    public sealed record None : CommandVerdict;

    /// <summary>
    /// Too many wrong passwords came, from the client or from all: what looks like a command is not looked at, be it right or wrong, and its mail is put off (4yz).
    /// </summary>
    public sealed record LockedOut(Instant Until) : CommandVerdict;

    /// <summary>A wrong password; it has been counted.</summary>
    public sealed record WrongPassword : CommandVerdict;

    /// <summary>A command that does not run.</summary>
    /// <param name="Reason">Why not, for the log.</param>
    public sealed record Ignored(string Reason) : CommandVerdict;

    /// <summary>A command that is to run.</summary>
    /// <param name="Order">The order to take responsibility for.</param>
    /// <param name="Used">
    /// The pair of one-time codes that is stored with it, in one transaction; none when none was used. One that was used before is stored again: what is
    /// known of it may not have reached the disk.
    /// </param>
    public sealed record Run(CommandOrder Order, Option<UsedCodePair> Used) : CommandVerdict;
}

/// <summary>How many commands were admitted in the current second of the clock.</summary>
/// <param name="Second">The second, counted since 1970.</param>
/// <param name="Count">How many.</param>
public readonly record struct CommandRate(long Second, int Count)
{
    /// <summary>The most commands in one second, of all senders together.</summary>
    public const int Limit = 1000;

    /// <summary>The rate with one more command; none when there are too many.</summary>
    public Option<CommandRate> Take(Instant now)
    {
        var second = now.UnixMilliseconds / 1000;
        var count = second == Second ? Count : 0;
        return count < Limit ? new CommandRate(second, count + 1) : Option<CommandRate>.None;
    }
}

/// <summary>Whether a mail may carry commands at all.</summary>
static class CarrierMail
{
    /// <summary>Why no command may come in such a mail: no person wrote it, or it is one of ours that came back; none when one may.</summary>
    public static Option<string> Objection(CommandFacts facts) =>
        facts.NullSender ? "the mail has no sender"
        : AutomaticMail.Is(facts.Header) ? "no person wrote the mail"
        : IsAnswer(facts.Header) ? "its subject is that of a mail about a command"
        : Option<string>.None;

    /// <summary>True when every author may command.</summary>
    public static bool IsOfSender(CommandPolicy policy, HeaderSection header) =>
        policy.Senders.ForAll(senders => Authors.Of(header) is { IsEmpty: false } authors && authors.ForAll(author => senders.Exists(sender => IsAccepted(sender, author))));

    static bool IsAccepted(CommandSender sender, AddressEntry author) => sender switch
    {
        CommandSender.Address(var mailbox) => author.Mailbox == mailbox,
        CommandSender.Domain(var name) => author.DomainName == name,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// Ours may come back with "Re:" in front, encoded, or folded within a word by a program that knows no better.
    static bool IsAnswer(HeaderSection header) => header.Named("Subject").Exists(field =>
        string.Concat(EncodedWord.Decode(Folding.Unfold(field.Body)).Where(c => !WhiteSpace.IsBlank(c))) is var subject
        && (subject.Contains("laitos-reply-", StringComparison.OrdinalIgnoreCase) || subject.Contains("laitos-notify-", StringComparison.OrdinalIgnoreCase)));
}
