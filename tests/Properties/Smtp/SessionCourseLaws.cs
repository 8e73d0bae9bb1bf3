using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Smtp.SessionCourse;

namespace Laitos.Properties.Smtp;

/// <summary>What holds for every course of a receiving session.</summary>
public class SessionCourseLaws
{
    /// The end of the data of DATA counts as a command: 354 has answered DATA itself.
    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool Every_command_gets_exactly_one_reply(Conversation conversation)
    {
        var owed = 0;
        foreach (var (before, input, step) in Course(Policy with { ScreenAtRecipient = true, ChecksRecipients = true }, conversation.Inputs))
        {
            if (input is SessionInput.TimedOut or SessionInput.ShuttingDown or SessionInput.PeerClosed or SessionInput.TlsFailed || step.Next is Session.Closed)
            {
                return true;
            }

            owed += before is Session.AwaitingCommand or Session.Unconnected or Session.ReceivingData ? 1 : 0;
            owed -= RepliesOf(step).Count;
            if (step.Next is Session.AwaitingCommand ? owed != 0 : owed is < 0 or > 1)
            {
                return false;
            }
        }

        return true;
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool A_refused_command_changes_nothing_but_the_count(Conversation conversation) =>
        Course(Policy with { ScreenAtRecipient = true, ChecksRecipients = true }, conversation.Inputs).All(at =>
            at.Before is not Session.AwaitingCommand || at.Input is not SessionInput.LineReceived || at.Step.Next is not Session.AwaitingCommand
            || RepliesOf(at.Step).ForAll(reply => reply.IsPositive || Uncounted(at.Before) == Uncounted(at.Step.Next)));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool What_is_submitted_is_exactly_what_was_accepted_since_the_last_reset(Conversation conversation)
    {
        var policy = Policy with { ScreenAtRecipient = true, ChecksRecipients = true };
        Option<ReversePath> sender = default;
        var pending = "";
        var recipients = new List<ForwardPath>();
        var greeted = "";
        foreach (var (_, input, step) in Course(policy, conversation.Inputs))
        {
            pending = input is SessionInput.LineReceived(var line) ? line.ToUtf8() : pending;
            if (step.Effects.Last is SessionEffect.Decide(var received))
            {
                if (received.Envelope.ReversePath != sender || !received.Envelope.ForwardPaths.SequenceEqual(recipients.Distinct())
                    || received.Hello.Name != greeted || received.Content.Facts.Faults != ContentFaults.None || recipients.Count == 0)
                {
                    return false;
                }
            }

            foreach (var reply in RepliesOf(step))
            {
                switch (CommandParser.Parse(Octets.Utf8(pending)).IfLeft(() => new Command.Noop()))
                {
                    case Command.Mail mail when reply.IsPositive:
                        sender = mail.ReversePath;
                        recipients.Clear();
                        break;
                    case Command.Recipient recipient when reply.IsPositive:
                        recipients.Add(recipient.ForwardPath);
                        break;
                    case Command.Hello hello:
                        (sender, greeted) = (default, hello.Name);
                        recipients.Clear();
                        break;
                    case Command.Reset or Command.StartTls when reply.IsPositive:
                        sender = default;
                        recipients.Clear();
                        break;
                    default:
                        break;
                }
            }
        }

        return true;
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 100)]
    public bool The_same_inputs_give_equal_steps(Conversation conversation) =>
        Course(Policy, conversation.Inputs).SequenceEqual(Course(Policy, conversation.Inputs));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 300)]
    public bool No_recipient_outside_our_domains_is_ever_submitted(Conversation conversation) =>
        Course(Policy, conversation.Inputs).All(at => at.Step.Effects.Last is not SessionEffect.Decide(var received)
            || received.Envelope.ForwardPaths.ForAll(path => path is ForwardPath.Postmaster
                || (path is ForwardPath.Recipient(var mailbox) && mailbox.Domain.Exists(Policy.LocalDomains.Contains))));
}
