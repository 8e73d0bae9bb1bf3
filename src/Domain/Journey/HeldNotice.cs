using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>Of which held mails the owner has been told by mail, and when: the first is told at once, and all that follow within a day together at its end.</summary>
/// <param name="LastTold">When the last notice was made; none for never.</param>
/// <param name="Ids">The mails that were held then.</param>
public sealed record HeldMails(Option<Instant> LastTold, ImmutableHashSet<string> Ids)
{
    /// <summary>How long after a notice there is no other, whoever sends how much.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromDays(1);

    /// <summary>Nothing has been told.</summary>
    public static HeldMails Untold { get; } = new(Option<Instant>.None, []);

    /// <summary>What is remembered on disk of a notice, until another may follow.</summary>
    public static Octets Mark { get; } = Octets.Utf8("held mails told");

    /// <summary>True for a mail that is held since it was taken, for what was found out about its sender, and of which its owner has not decided.</summary>
    public static bool IsOne(QueueEntry entry) => entry is { Kind: EntryKind.Mail, Attempts: 0 } && entry.Held.Exists(reason => reason != QueueRequests.HeldByOwner);

    /// <summary>When the next notice is due; none where all that is held has been told.</summary>
    /// <param name="held">The held mails.</param>
    public Option<Instant> Due(HeldList held) => !held.Ids.IsSubsetOf(Ids)
        ? NotBefore
        : Option<Instant>.None;

    /// <summary>Before that there is no other notice.</summary>
    public Instant NotBefore => LastTold.Map(told => told + Pause).IfNone(new Instant(0));

    /// <summary>Once a notice about these is made.</summary>
    public HeldMails Told(HeldList held, Instant now) => this with { LastTold = now, Ids = held.Ids };
}

/// <summary>What is held: the ids of all, and the newest as far as they are shown. It takes little memory, however many there are.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Newest">The newest entries, the last accepted in front.</param>
public sealed record HeldList(ImmutableHashSet<string> Ids, Seq<QueueEntry> Newest)
{
    /// <summary>The most mails that are shown.</summary>
    public const int MostShown = 50;

    /// <summary>Nothing.</summary>
    public static HeldList Empty { get; } = new([], default);

    /// <summary>With those of some entries that are held and undecided.</summary>
    public HeldList With(IEnumerable<QueueEntry> entries)
    {
        var held = entries.Where(HeldMails.IsOne).ToArray();
        return new(Ids.Union(held.Select(entry => entry.Id)), Newest.AsEnumerable().Concat(held).OrderByDescending(entry => entry.AcceptedAt.UnixMilliseconds).Take(MostShown).Gather());
    }
}

/// <summary>The mail that tells the owner of mails that are held for what was found out about their senders (<c>DmarcFail: "hold"</c>).</summary>
public static class HeldNotice
{
    const int MaxText = 200;

    /// <summary>The mail and its entry. Like each notice it has the null sender, and is held when it cannot be delivered.</summary>
    /// <param name="policy">From whom it comes and where it goes.</param>
    /// <param name="retry">How it is tried.</param>
    /// <param name="held">The held mails, at least one.</param>
    /// <param name="id">A fresh id.</param>
    /// <param name="now">Its date.</param>
    public static NoticeMail Of(NoticePolicy policy, RetryPolicy retry, HeldList held, string id, Instant now)
    {
        var subject = held.Ids.Count == 1 ? "1 mail is held" : string.Create(CultureInfo.InvariantCulture, $"{held.Ids.Count} mails are held");
        var mail = new PlainMail(policy.Hostname, policy.From, Seqs.Of(policy.Postmaster), subject, Text(policy, held), now, "held" + id, AutoSubmitted.Generated, default, default);
        var content = new Octets((byte[])[.. LoopMark.Field(policy.Hostname.Value).Span, .. mail.Compose().Span]);
        var job = new MailJob(new ReversePath.Null(), policy.From, policy.Recipients, content.Length, EightBit: false, Utf8Need.Nothing);
        var entry = QueueEntry.Of(
            retry, id, EntryKind.NoticeToOwner, now, new OriginalEnvelope(new ReversePath.Null(), default, Option<bool>.None), job,
            Seqs.Of(("notice", "held")), HeaderSection.Parse(content).Render());
        return new NoticeMail(entry, content);
    }

    static string Text(NoticePolicy policy, HeldList held)
    {
        var text = new StringBuilder($"This is the mail forwarder at {policy.Hostname}. It holds these mails in its queue: nobody gets them before you decide.\n");
        foreach (var entry in held.Newest)
        {
            var header = HeaderSection.Parse(entry.Header);
            text.Append(CultureInfo.InvariantCulture, $"\n    Id:        {entry.Id}\n    Accepted:  {entry.AcceptedAt.ToDateTime()}\n    Sender:    {Shown(entry.OriginalEnvelope.ReversePath.ToString()!)}\n");
            text.Append(CultureInfo.InvariantCulture, $"    From:      {Shown(header.Named("From").HeadOrNone().Map(from => EncodedWord.Decode(from.Value)).IfNone("(none)"))}\n");
            text.Append(CultureInfo.InvariantCulture, $"    Subject:   {Subject.Of(header).IfNone("(none)")}\n    Why:       {Shown(entry.Held.IfNone(""))}\n");
        }

        return text.Append(held.Ids.Count > held.Newest.Count ? string.Create(CultureInfo.InvariantCulture, $"\nThere are {held.Ids.Count - held.Newest.Count} more, accepted earlier.\n") : "")
            .Append("\nTo look into one, to let it go, and to give it up, on the forwarder:\n    laitos queue show ID\n    laitos queue release ID\n    laitos queue drop ID\n\n")
            .Append("Mails are held because MailDaemon.DmarcFail is \"hold\". You are told at most once a day; \"laitos queue list\" tells at any time.\n").ToString();
    }

    static string Shown(string text) => Printable.Excerpt(text, MaxText);
}
