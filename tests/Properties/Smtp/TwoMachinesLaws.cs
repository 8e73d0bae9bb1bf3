using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp;

/// <summary>What our client sends to our server arrives as it was, once, and is reported as it was decided.</summary>
public class TwoMachinesLaws
{
    static readonly Chunks Whole = new([int.MaxValue]);

    static Rnd Seed { get; } = new(2463534242);

    [Property(Arbitrary = [typeof(TwoMachinesArbitraries), typeof(SmtpArbitraries)], MaxTest = 300)]
    public void Each_recipient_is_reported_as_the_server_decided(Correspondence correspondence, Chunks chunks)
    {
        var reports = TwoMachines.After(correspondence, chunks).Reports;
        var expected = correspondence.Posts.Map(post => string.Join(", ", post.Recipients.Map(one => $"{one} {new TwoMachinesModel(correspondence, post).OutcomeFor(one)}")));
        Assert.That(reports.Select(report => string.Join(", ", report.Outcomes.Map(one => $"{one.Recipient} {Class(one.Outcome)}"))), Is.EqualTo(expected));
    }

    [Property(Arbitrary = [typeof(TwoMachinesArbitraries), typeof(SmtpArbitraries)], MaxTest = 300)]
    public void What_arrives_is_what_was_sent_with_its_envelope(Correspondence correspondence, Chunks chunks)
    {
        var mails = TwoMachines.After(correspondence, chunks).Mails;
        var expected = correspondence.Posts.Map(post => new TwoMachinesModel(correspondence, post)).Filter(model => model.IsSubmitted);
        Assert.That(mails, Has.Count.EqualTo(expected.Count));
        foreach (var (mail, model) in mails.Zip(expected))
        {
            Assert.That(mail.Octets.ToLatin1(), Is.EqualTo(model.Arriving));
            Assert.That(mail.Received.Content.Facts.Size, Is.EqualTo(model.Arriving.Length));
            Assert.That(mail.Received.Envelope, Is.EqualTo(new Envelope(
                model.Post.Sender,
                model.Accepted.Map(ForwardPath (one) => new ForwardPath.Recipient(one)),
                model.Post.Job.EightBit ? BodyType.EightBitMime : BodyType.SevenBit,
                Utf8: model.Post.Recipients.Exists(one => one.NeedsUtf8))));
            Assert.That(mail.Received.Tls.IsSome, Is.EqualTo(model.Sees("STARTTLS")));
        }
    }

    [Property(Arbitrary = [typeof(TwoMachinesArbitraries), typeof(SmtpArbitraries)], MaxTest = 300)]
    public void Neither_waits_for_the_other_and_one_connection_is_enough(Correspondence correspondence, Chunks chunks)
    {
        var machines = TwoMachines.After(correspondence, chunks);
        var endings = correspondence.Posts.AsEnumerable().Skip(1).Count(post => post.Before != Interlude.Nothing);
        Assert.That(machines.Waited, Is.EqualTo(TimeSpan.Zero));
        Assert.That(machines.Connections, Is.LessThanOrEqualTo(1 + endings));
    }

    [Property(Arbitrary = [typeof(TwoMachinesArbitraries), typeof(SmtpArbitraries)], MaxTest = 200)]
    public void Pieces_make_no_difference(Correspondence correspondence, Chunks chunks)
    {
        var (one, other) = (TwoMachines.After(correspondence, chunks), TwoMachines.After(correspondence, Whole));
        Assert.That(one.Reports, Is.EqualTo(other.Reports));
        Assert.That(one.Mails, Is.EqualTo(other.Mails));
    }

    [Property(Arbitrary = [typeof(TwoMachinesArbitraries), typeof(SmtpArbitraries)], MaxTest = 200)]
    public void Without_an_extension_the_same_mails_arrive_or_their_senders_are_told(Correspondence correspondence)
    {
        var (bare, full) = (TwoMachines.After(correspondence, Whole), TwoMachines.After(correspondence with { Hidden = default }, Whole));
        var possible = correspondence.Posts.Map(post => !new TwoMachinesModel(correspondence, post).IsImpossible);
        var told = bare.Reports.Zip(possible, (report, might) => (report, might)).Where(pair => !pair.might).Select(pair => pair.report);
        Assert.That(told.SelectMany(report => report.Outcomes), Has.All.Matches<(Mailbox Recipient, Outcome Outcome)>(one => one.Outcome is Outcome.Failed));
        Assert.That(bare.Mails.Select(Meaning), Is.SubsetOf(full.Mails.Select(Meaning)));

        static string Meaning((Domain.Smtp.Server.ReceivedMail Received, Octets Octets) mail) =>
            $"{mail.Received.Envelope.ReversePath} {mail.Received.Envelope.ForwardPaths} {EndedByCrlf(mail.Octets)}";
    }

    [Test]
    public void No_content_becomes_a_second_mail_or_a_command([Values("", "CHUNKING", "PIPELINING", "EHLO")] string hidden)
    {
        foreach (var text in TwoMachinesArbitraries.Hostile.Sample(500, Seed, 10))
        {
            var post = new Post(Interlude.Nothing, new ReversePath.Null(), Seqs.Of(SmtpClientArbitraries.Mailbox("a@example.com")), Octets.Latin1(text), true, Reply.Of(250, 0, 0, "OK"));
            var machines = TwoMachines.After(new Correspondence(Seqs.Of(post, post), Seqs.Of(hidden, "8BITMIME"), PartialRefusal.AllOrNothing), new Chunks([3]));
            var delivered = machines.Reports.Count(report => report.Outcomes.Head.Outcome is Outcome.Delivered);
            Assert.That(machines.Mails, Has.Count.EqualTo(delivered), text);
            Assert.That(machines.Mails, Has.All.Matches<(Domain.Smtp.Server.ReceivedMail, Octets Octets)>(mail => mail.Octets == post.Content || mail.Octets == EndedByCrlf(post.Content)), text);
            Assert.That(machines.Connections, Is.EqualTo(1), text);
        }
    }

    [Test]
    public void Every_kind_of_mail_occurs()
    {
        var kinds = TwoMachinesArbitraries.Correspondences().Generator.Sample(300, Seed, 20)
            .SelectMany(correspondence => correspondence.Posts.Map(post => new TwoMachinesModel(correspondence, post).Kind))
            .GroupBy(kind => kind).ToDictionary(group => group.Key, group => group.Count());
        Assert.That(kinds.Keys, Is.EquivalentTo("ignhfdr"));
        Assert.That(kinds.Values, Has.All.GreaterThan(3));
        Assert.That(kinds['d'], Is.GreaterThan(kinds.Values.Sum() / 5));
    }

    static Octets EndedByCrlf(Octets octets) =>
        octets.IsEmpty || octets.Span.EndsWith("\r\n"u8) ? octets : new Octets((byte[])[.. octets.Span, .. "\r\n"u8]);

    static int Class(Outcome outcome)
    {
        var kind = outcome switch { Outcome.Delivered => 2, Outcome.Deferred => 4, _ => 5 };
        Assert.That(outcome.Because.Code / 100, Is.EqualTo(kind), "an outcome and its reply");
        return kind;
    }
}
