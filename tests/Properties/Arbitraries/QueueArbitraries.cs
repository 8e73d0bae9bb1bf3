using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Arbitraries;

/// <summary>What happens to an entry, as a number of minutes that pass before, and an index of what it is.</summary>
public sealed record QueueTurn(int Minutes, int What, int[] Fates, double Jitter);

/// <summary>What happens to an entry, from its acceptance on.</summary>
public sealed record QueueHistory(QueueTurn[] Happenings);

/// <summary>Text that means something to every grammar that a notice passes through.</summary>
public sealed record HostileText(string Value);

/// <summary>Entries, histories, and the measurements of the queue.</summary>
public static class QueueArbitraries
{
    /// <summary>When the entries of the laws were accepted.</summary>
    public static Instant Noon { get; } = new(1_795_000_000_000);

    static Gen<string> Hostile { get; } = Gen.Elements(
            "\r\n", "\r", "\n", "\0", "\t", " ", "  ", "X-Evil: 1", "\r\nBcc: all@example.com\r\n\r\n", "--", "--=_", "=?UTF-8?B?4pyT?=", "\"", "\\", "<", ">", "@", ";", "=", "ü", "世", "😀", "\ud800",
            "\u2028", "\u0085", "a", "550 5.1.1", "me@private.example", new string('x', 1200))
        .ListOf().Select(parts => string.Concat(parts));

    static Gen<Reply> Replies(int kind) =>
        from code in Gen.Elements(0, 1, 50, 52)
        from hasStatus in Gen.Elements(true, true, false)
        from detail in Gen.Elements(0, 1, 7, 28)
        from subject in Gen.Elements(0, 1, 3, 7)
        from lines in Gen.OneOf(Gen.Elements("ok", "<me@private.example> busy", ""), Hostile).NonEmptyListOf()
        select new Reply((kind * 100) + code, hasStatus ? new EnhancedStatus(kind, subject, detail) : Option<EnhancedStatus>.None, lines.Take(4).Gather());

    static Gen<Instant> Times { get; } = Gen.Choose(0, 5 * 24 * 3600).Select(seconds => Noon + TimeSpan.FromSeconds(seconds));

    static Gen<DestinationState> States { get; } = Gen.OneOf(
        from reply in Gen.OneOf(Gen.Constant(Option<Reply>.None), Replies(4).Select(Option<Reply>.Some)) select (DestinationState)new DestinationState.Pending(reply),
        from reply in Replies(2) from at in Times select (DestinationState)new DestinationState.Delivered(reply, at),
        from reply in Gen.OneOf(Replies(4), Replies(5)) from at in Times select (DestinationState)new DestinationState.Failed(reply, at));

    static Gen<OriginalEnvelope> OriginalEnvelopes { get; } =
        from reversePath in AddressArbitraries.ReversePaths().Generator
        from forwardPaths in AddressArbitraries.ForwardPaths().Generator.ListOf()
        from authenticated in Gen.Elements(Option<bool>.None, true, false)
        select new OriginalEnvelope(reversePath, forwardPaths.Take(3).Gather(), authenticated);

    static Gen<string> WellFormed { get; } = Hostile.Select(text => text.Replace("\ud800", "", StringComparison.Ordinal));

    public static Gen<Octets> Headers { get; } =
        from fields in Gen.OneOf(
            Gen.Elements("Subject: hello\r\n", "Subject: =?UTF-8?B?4pyT?=\r\n", "Message-ID: <a@b>\r\n", "List-Id: x\r\n", "Auto-Submitted: no\r\n", "Subject: gr\u00fc\u00df\r\n"),
            Hostile.Select(text => "Subject: " + text + "\r\n"), Hostile.Select(text => "Message-ID: <" + text + ">\r\n"), Hostile).ListOf()
        select Octets.Utf8(string.Concat(fields));

    static Gen<RewriteMode> Modes { get; } = Gen.OneOf(
        from digits in Gen.Choose(0, 999) from marked in Gen.Elements(true, false) select (RewriteMode)new RewriteMode.NoDmarc(digits) { Marked = marked },
        Gen.Elements("me@own.example", "m\u00fc@own.example").Select(text => (RewriteMode)new RewriteMode.OwnAddress(SmtpClientArbitraries.Mailbox(text))),
        Gen.Constant((RewriteMode)new RewriteMode.Never()));

    static Gen<AuthorChange> Changes { get; } =
        from mode in Modes
        from front in Gen.Choose(0, 500)
        from seal in Gen.Choose(0, front)
        from head in Gen.Choose(0, 5000)
        from refusal in Gen.OneOf(Gen.Constant(Option<string>.None), WellFormed.Select(Option<string>.Some))
        select new AuthorChange(mode, front, seal, front + head, refusal);

    static Gen<QueueEntry> Entries { get; } =
        from kind in Gen.Elements(EntryKind.Mail, EntryKind.NoticeToOwner, EntryKind.NoticeToSender, EntryKind.Reply)
        from origin in OriginalEnvelopes
        from job in SmtpClientArbitraries.Jobs
        from states in States.ListOf(job.Recipients.Count)
        from attempts in Gen.Choose(0, 90)
        from due in Times
        from held in Gen.OneOf(Gen.Constant(Option<string>.None), WellFormed.Select(Option<string>.Some))
        from told in Gen.Elements(true, false)
        from grounds in (from name in WellFormed from value in WellFormed select (name, value)).ListOf()
        from header in Headers
        from change in Gen.OneOf(Gen.Constant(Option<AuthorChange>.None), Changes.Select(Option<AuthorChange>.Some))
        select new QueueEntry(
            "id7", kind, Noon, Noon + TimeSpan.FromDays(3), origin, TransferFacts.Of(job),
            job.Recipients.AsEnumerable().Zip(states, (mailbox, state) => new Destination(mailbox, Tidy(state))).Gather(),
            attempts, due, held, told, grounds.Take(5).Gather(), header)
        { AuthorChange = change };

    static Gen<QueueTurn> Happenings { get; } =
        from minutes in Gen.Frequency((6, Gen.Choose(0, 70)), (1, Gen.Choose(200, 900)), (1, Gen.Elements(3 * 24 * 60, (3 * 24 * 60) + 1)))
        from what in Gen.Frequency((8, Gen.Elements(0, 1)), (2, Gen.Choose(2, 6)))
        from fates in Gen.Choose(0, 10).ArrayOf(4)
        from jitter in Gen.Choose(0, 1000).Select(thousandth => thousandth / 1000.0)
        select new QueueTurn(minutes, what, fates, jitter);

    public static Arbitrary<QueueEntry> Entry() => Entries.ToArbitrary();

    public static Arbitrary<QueueHistory> Histories() => Happenings.ArrayOf().Select(happenings => new QueueHistory(happenings)).ToArbitrary();

    public static Arbitrary<HostileText> Text() => Hostile.Select(text => new HostileText(text)).ToArbitrary();

    public static Arbitrary<RelayLoad> Pressures() => (
        from underWay in Gen.Choose(0, 30)
        from waiting in Gen.Choose(0, 300)
        from connections in Gen.Choose(1, 20)
        from median in Gen.Elements(0, 1, 100, 2_000, 24_999, 25_000, 25_001, 500_000)
        from paused in Gen.Elements(true, false, false)
        select new RelayLoad(underWay, waiting, connections, TimeSpan.FromMilliseconds(median), paused)).ToArbitrary();

    public static Arbitrary<DeliveryReport> Reports() => (
        from outcomes in Gen.OneOf(
            Replies(2).Select(Outcome (reply) => new Outcome.Delivered(reply)),
            Replies(4).Select(Outcome (reply) => new Outcome.Deferred(reply)),
            Replies(5).Select(Outcome (reply) => new Outcome.Failed(reply))).ListOf(3)
        from count in Gen.Choose(1, 3)
        select new DeliveryReport(outcomes.Take(count).Select((outcome, i) => (SmtpClientArbitraries.Mailbox($"me{i}@private.example"), outcome)).Gather())).ToArbitrary();

    static DestinationState Tidy(DestinationState state) => state switch
    {
        DestinationState.Pending(var last) => new DestinationState.Pending(last.Map(Tidy)),
        DestinationState.Delivered(var reply, var at) => new DestinationState.Delivered(Tidy(reply), at),
        DestinationState.Failed(var reply, var at) => new DestinationState.Failed(Tidy(reply), at),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// Half a surrogate pair has no UTF-8 form, and so no JSON form either.
    static Reply Tidy(Reply reply) => reply with { Lines = reply.Lines.Map(line => line.Replace("\ud800", "", StringComparison.Ordinal)) };
}
