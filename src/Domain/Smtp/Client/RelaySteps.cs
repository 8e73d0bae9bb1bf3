namespace Laitos.Domain.Smtp.Client;

/// <summary>The few shapes that a step of the sending dialogue has.</summary>
static class RelaySteps
{
    /// Nothing to send, a reply to read.
    public static Step<RelaySession, RelayEffect> Await(RelaySession next, TimeSpan timeout) =>
        new(next, Seqs.Of<RelayEffect>(new RelayEffect.ReadReply(timeout)));

    /// A command to send, its reply to read.
    public static Step<RelaySession, RelayEffect> Ask(RelaySession next, Octets command, TimeSpan timeout) =>
        new(next, Seqs.Of<RelayEffect>(new RelayEffect.Send(command), new RelayEffect.ReadReply(timeout)));

    /// The mail is settled, the connection stays.
    public static Step<RelaySession, RelayEffect> Settle(RelayPolicy policy, Channel channel, bool unfinished, DeliveryReport report) =>
        new(new RelaySession.Idle(channel, unfinished), Seqs.Of<RelayEffect>(new RelayEffect.Report(report), new RelayEffect.AwaitJob(policy.Timeouts.Idle)));

    /// The mail is settled as far as the relay has refused it, the rest is for later; the connection is of no more use.
    public static Step<RelaySession, RelayEffect> GiveUp(RelayPolicy policy, Transaction mail, Reply trouble) =>
        new(RelaySession.Start, Seqs.Of<RelayEffect>(new RelayEffect.Report(mail.Settle(trouble)), new RelayEffect.Disconnect(), new RelayEffect.AwaitJob(policy.Timeouts.Idle)));

    /// No mail is underway, and the connection is of no more use.
    public static Step<RelaySession, RelayEffect> Drop(RelayPolicy policy) =>
        new(RelaySession.Start, Seqs.Of<RelayEffect>(new RelayEffect.Disconnect(), new RelayEffect.AwaitJob(policy.Timeouts.Idle)));
}
