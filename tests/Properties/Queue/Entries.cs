using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>Entries and reports for the laws of the queue.</summary>
public static class Entries
{
    public static Instant Noon => QueueArbitraries.Noon;

    public static RetryPolicy Policy => RetryPolicy.Standard;

    public static Mailbox Mailbox(string text) => SmtpClientArbitraries.Mailbox(text);

    public static Destination Box(string text) => Destination.NotTried(Mailbox(text));

    public static Destination Owed(string text, Reply last) => new(Mailbox(text), new DestinationState.Pending(last));

    /// <summary>An entry owed to one or more mailboxes, accepted at noon.</summary>
    public static QueueEntry Fresh(int destinations = 1, EntryKind kind = EntryKind.Mail, string header = "Subject: hello\r\n", Option<bool>? authenticated = null) => QueueEntry.Of(
        Policy, "id1", kind, Noon,
        new OriginalEnvelope(new ReversePath.Sender(Mailbox("a@sender.test")), Seqs.Of<ForwardPath>(new ForwardPath.Recipient(Mailbox("x@example.com"))), authenticated ?? true),
        new MailJob(
            new ReversePath.Sender(Mailbox("forwarder@own.example")), Mailbox("forwarder@own.example"),
            Enumerable.Range(0, destinations).Select(i => Mailbox($"me{i}@private.example")).Gather(), 1000, false, Utf8Need.Nothing),
        Seqs.Of(("client", "192.0.2.1")), Octets.Utf8(header));

    public static DeliveryReport Report(params Outcome[] outcomes) =>
        new(outcomes.Select((outcome, i) => (Mailbox($"me{i}@private.example"), outcome)).Gather());

    public static Outcome Took => new Outcome.Delivered(Reply.Of(250, 0, 0, "ok"));

    public static Outcome Busy => new Outcome.Deferred(Reply.Of(450, 2, 1, "busy"));

    public static Outcome Unproven { get; } = new Outcome.Failed(Reply.Of(550, 7, 26, "unauthenticated"));

    /// <summary>A change of the author's address that is not made yet.</summary>
    public static AuthorChange Change { get; } = new(new RewriteMode.NoDmarc(42), 200, 0, 300, Option<string>.None);

    public static Outcome Refused => new Outcome.Failed(Reply.Of(550, 1, 1, "unknown"));
}
