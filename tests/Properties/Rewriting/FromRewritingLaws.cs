using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Message;

namespace Laitos.Properties.Rewriting;

/// <summary>Rewriting changes who a mail claims to be from, keeps who it was from, and touches nothing else.</summary>
public class FromRewritingLaws
{
    static readonly Mailbox Own = (Mailbox)Mailbox.Parse("fwd@home.example");
    static readonly string[] Changed = ["From", "Reply-To", "X-Original-From", "Sender", "X-Original-Sender", "Return-Path", "X-Original-Return-Path"];
    static readonly RewriteMode NoDmarc = new RewriteMode.NoDmarc(42);
    static readonly RewriteMode OwnAddress = new RewriteMode.OwnAddress(Own);

    [Property(Arbitrary = [typeof(MessageArbitraries), typeof(RewritingArbitraries)], MaxTest = 1000)]
    public bool Any_mail_can_be_rewritten_and_keeps_what_speaks_of_no_sender(Head head, RewriteMode mode)
    {
        var before = HeaderSection.Parse(head.Octets);
        var mail = SampleMails.Edit(head.Octets, FromRewriting.Plan(before, mode));
        var after = HeaderSection.Parse(mail);
        return mail.Slice(after.Size) == head.Octets.Slice(before.Size)
            && Others(after).SequenceEqual(Others(before));

        static IEnumerable<Octets> Others(HeaderSection section) => section.Fields.AsEnumerable()
            .Where(one => !Changed.Any(one.Is)).Select(one => one.Raw);
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Every_domain_is_marked_and_everything_else_in_From_keeps_its_octets(WrittenField from)
    {
        var mail = Mail(from);
        var after = HeaderSection.Parse(Rewrite(mail, NoDmarc)).Named("From").Head;
        var expected = new StringBuilder();
        var at = 0;
        var body = HeaderSection.Parse(mail).Named("From").Head.Body;
        foreach (var entry in AddressList.Parse(body).IfLeft(Seqs.Of<AddressEntry>()))
        {
            expected.Append(body.Slice(at, entry.DomainPlace.Start - at).ToUtf8()).Append(NoDmarcDomain.Of(entry.Domain, 42).IfNone(entry.Domain));
            at = entry.DomainPlace.End;
        }

        expected.Append(body.Slice(at).ToUtf8());
        return after.Body.ToUtf8() == expected.ToString() || Folding.LongestLine(Octets.Utf8("From:" + expected)) > Folding.Limit;
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 300)]
    public bool Names_and_local_parts_stay_and_no_protected_domain_remains(WrittenField from)
    {
        var before = Authors.Of(HeaderSection.Parse(Mail(from)));
        var after = Authors.Of(HeaderSection.Parse(Rewrite(Mail(from), NoDmarc)));
        return after.Map(entry => (entry.DisplayName, entry.Local)) == before.Map(entry => (entry.DisplayName, entry.Local))
            && after.ForAll(entry => entry.DomainName.ForAll(domain => domain.Value.Contains("-laitos-nodmarc-042", StringComparison.Ordinal) || !from.Body.All(char.IsAscii)))
            && !Authors.Domains(HeaderSection.Parse(Rewrite(Mail(from), NoDmarc))).AsEnumerable().Intersect(Authors.Domains(HeaderSection.Parse(Mail(from))).AsEnumerable()).Any();
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public bool The_own_address_is_the_only_author_and_its_name_holds_no_at_sign(WrittenField from)
    {
        var section = HeaderSection.Parse(Rewrite(Mail(from), OwnAddress));
        var authors = Authors.Of(section);
        return authors.Count == 1
            && authors.Head.Mailbox == Own
            && !authors.Head.DisplayName.Contains('@', StringComparison.Ordinal)
            && section.Named("From").Head.Raw.Span.IndexOfAnyExceptInRange((byte)0, (byte)127) < 0;
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public bool The_original_is_kept_octet_for_octet(WrittenField from)
    {
        var original = HeaderSection.Parse(Mail(from)).Named("From").Head.Body;
        var section = HeaderSection.Parse(Rewrite(Mail(from), OwnAddress));
        return IsKept("X-Original-From")
            && (from.Meaning.Length == 0 ? section.Named("Reply-To").IsEmpty : IsKept("Reply-To"));

        // Only a line that the longer name would push over the limit begins with a fold.
        bool IsKept(string name) =>
            section.Named(name).Head.Body == original
            || (section.Named(name).Head.Body.ToUtf8() == "\r\n" + original.ToUtf8() && Folding.LongestLine(Octets.Utf8($"{name}:{original.ToUtf8()}")) > Folding.Limit);
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public bool Answers_go_where_they_went_before(WrittenField from, WrittenField replyTo)
    {
        var body = "Reply-To: " + (replyTo.Body.EndsWith("\r\n", StringComparison.Ordinal) ? replyTo.Body : replyTo.Body + "\r\n");
        var mail = new Octets((byte[])[.. Octets.Utf8(body).Span, .. Mail(from).Span]);
        return HeaderSection.Parse(mail).Named("Reply-To").Map(one => one.Raw) == HeaderSection.Parse(Rewrite(mail, NoDmarc)).Named("Reply-To").Map(one => one.Raw)
            || replyTo.Meaning.Length == 0;
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Refolding_From_changes_nothing_but_the_fold(WrittenField from)
    {
        var refolded = new WrittenField(from.Body.TrimEnd().Replace("\r\n", "", StringComparison.Ordinal).Replace(" ", "\r\n ", StringComparison.Ordinal), from.Meaning);
        return Rewritten(from).SequenceEqual(Rewritten(refolded));

        static IEnumerable<(string, string, string)> Rewritten(WrittenField from) =>
            Authors.Of(HeaderSection.Parse(Rewrite(Mail(from), NoDmarc))).Map(entry => (entry.DisplayName, entry.Local, entry.Domain));
    }

    [TestCase("From: name@protected-domain.com\r\n", " name@protected-domain-laitos-nodmarc-042.com\r\n")]
    [TestCase("fRoM :\tAl <al@bank.example> (x@y.example)\r\n", "\tAl <al@bank-laitos-nodmarc-042.example> (x@y.example)\r\n")]
    [TestCase("From: \"x@bank.example\"\r\n <al@bank.example>\r\n", " \"x@bank.example\"\r\n <al@bank-laitos-nodmarc-042.example>\r\n")]
    [TestCase("From: \"a b\"@bank.example, c@other.example\r\n", " \"a b\"@bank-laitos-nodmarc-042.example, c@other-laitos-nodmarc-042.example\r\n")]
    [TestCase("From: a@bank.example, b@[192.0.2.1]\r\n", " a@bank-laitos-nodmarc-042.example, b@[192.0.2.1]\r\n")]
    [TestCase("From: a@(c) bank . (d) example\r\n", " a@(c) bank-laitos-nodmarc-042.example\r\n")]
    [TestCase("From: a@bank.example", " a@bank-laitos-nodmarc-042.example")]
    public void From_with_the_mark(string field, string expected) =>
        Assert.That(HeaderSection.Parse(Rewrite(Octets.Latin1(field), NoDmarc)).Named("From").Head.Body.ToLatin1(), Is.EqualTo(expected));

    [TestCase("From: Al <al@bank.example>\r\n", "\"Al (al at bank.example)\" <fwd@home.example>")]
    [TestCase("From: al@bank.example\r\n", "\"al at bank.example\" <fwd@home.example>")]
    [TestCase("From: \"al@bank.example\" <al@bank.example>\r\n", "\"al at bank.example\" <fwd@home.example>")]
    [TestCase("From: \"a \\\"b\\\"\" <al@bank.example>, c@d\r\n", "\"a \\\"b\\\" (al at bank.example) and others\" <fwd@home.example>")]
    [TestCase("From: =?utf-8?q?x=0D=0ABcc=3A_y=40z?= <al@bank.example>\r\n", "\"x Bcc: y at z (al at bank.example)\" <fwd@home.example>")]
    [TestCase("From: nobody I know\r\n", "\"nobody I know\" <fwd@home.example>")]
    [TestCase("From:\r\n", "<fwd@home.example>")]
    [TestCase("From: a@b\r\nfrom: c@d\r\n", "\"a at b and others\" <fwd@home.example>")]
    public void From_with_the_own_address(string field, string expected) =>
        Assert.That(HeaderSection.Parse(Rewrite(Octets.Latin1(field), OwnAddress)).Named("From").Map(from => from.Value), Is.EqualTo(new[] { expected }));

    [Test]
    public void A_name_beyond_ASCII_is_encoded()
    {
        var from = HeaderSection.Parse(Rewrite(Octets.Utf8("From: André Müller <al@bank.example>\r\n"), OwnAddress)).Named("From").Head;
        Assert.That(from.Value, Does.StartWith("=?UTF-8?B?").And.EndsWith("<fwd@home.example>"));
        Assert.That(Folding.LongestLine(from.Raw), Is.LessThanOrEqualTo(Folding.Preferred));
        Assert.That(EncodedWord.Decode(from.Value), Is.EqualTo("André Müller (al at bank.example)<fwd@home.example>").Or.EqualTo("André Müller (al at bank.example) <fwd@home.example>"));
    }

    [TestCase("Subject: x\r\n\r\nFrom: a@bank.example\r\n", TestName = "A_body_line_is_no_From")]
    [TestCase("X-Original-From: a@bank.example\r\nResent-From: a@bank.example\r\nSubject: From: a@bank.example\r\n\r\n", TestName = "Other_names_are_no_From")]
    [TestCase("no header\r\nFrom: a@bank.example\r\n", TestName = "Text_is_no_From")]
    public void Without_From_nothing_is_changed(string mail)
    {
        Assert.That(FromRewriting.Plan(SampleMails.Section(mail), NoDmarc).IsEmpty);
        Assert.That(FromRewriting.Plan(SampleMails.Section(mail), OwnAddress).IsEmpty);
    }

    [TestCase("From: undisclosed\r\n\r\n")]
    [TestCase("From: a@[192.0.2.1]\r\n\r\n")]
    [TestCase("From: =?utf-8?q?a=40bank.example?=\r\n\r\n")]
    public void Without_an_author_domain_there_is_nothing_to_mark(string mail) => Assert.That(FromRewriting.Plan(SampleMails.Section(mail), NoDmarc).IsEmpty);

    /// Relays that check senders refuse these fields, or doubt the mail, when From is no longer theirs.
    [TestCase("Sender: s@bank.example\r\n", "X-Original-Sender: s@bank.example\r\n", "X-Original-Sender: s@bank.example\r\n")]
    [TestCase("Sender: s@mail.bank.example\r\n", "X-Original-Sender: s@mail.bank.example\r\n", "X-Original-Sender: s@mail.bank.example\r\n")]
    [TestCase("sender : List <l@list.example>\r\n", "sender : List <l@list.example>\r\n", "X-Original-Sender: List <l@list.example>\r\n")]
    [TestCase("Return-Path: <bounce@bank.example>\r\n", "X-Original-Return-Path: <bounce@bank.example>\r\n", "X-Original-Return-Path: <bounce@bank.example>\r\n")]
    [TestCase("Return-Path: <>\r\n", "Return-Path: <>\r\n", "X-Original-Return-Path: <>\r\n")]
    [TestCase("Sender: fwd@home.example\r\n", "Sender: fwd@home.example\r\n", "Sender: fwd@home.example\r\n")]
    [TestCase("Sender: s@notbank.example\r\n", "Sender: s@notbank.example\r\n", "X-Original-Sender: s@notbank.example\r\n")]
    [TestCase("Resent-Sender: s@bank.example\r\n", "Resent-Sender: s@bank.example\r\n", "Resent-Sender: s@bank.example\r\n")]
    public void No_other_field_speaks_for_the_author_any_more(string field, string noDmarc, string ownAddress)
    {
        var mail = Octets.Latin1($"{field}From: a@bank.example\r\n\r\nSender: s@bank.example\r\n");
        Assert.Multiple(() =>
        {
            Assert.That(Rewrite(mail, NoDmarc).ToLatin1(), Does.Contain($"\r\n{noDmarc}From: ").And.EndWith("\r\n\r\nSender: s@bank.example\r\n"));
            Assert.That(Rewrite(mail, OwnAddress).ToLatin1(), Does.Contain($"\r\n{ownAddress}From: "));
        });
    }

    [Test]
    public void Where_From_stays_so_does_Sender() =>
        Assert.That(FromRewriting.Plan(SampleMails.Section("Sender: s@bank.example\r\nFrom: undisclosed\r\n\r\n"), NoDmarc).IsEmpty);

    [Test]
    public void Only_the_header_From_changes_wherever_else_the_word_stands()
    {
        const string mail = "X-Original-From: old@bank.example\r\nResent-From: r@bank.example\r\nSubject: From: me\r\nfRoM: a@bank.example\r\n\r\nFrom: a@bank.example\r\n";
        Assert.That(Rewrite(Octets.Latin1(mail), NoDmarc).ToLatin1(), Is.EqualTo(
            "Reply-To: a@bank.example\r\nX-Original-From: a@bank.example\r\n"
            + mail.Replace("fRoM: a@bank.example", "fRoM: a@bank-laitos-nodmarc-042.example", StringComparison.Ordinal)));
    }

    [Test]
    public void A_From_beyond_sixteen_kibibytes_is_found()
    {
        var mail = string.Concat(Enumerable.Repeat("X: y\r\n", 4000)) + "From: a@bank.example\r\n\r\n";
        Assert.That(Authors.Of(HeaderSection.Parse(Rewrite(Octets.Latin1(mail), NoDmarc))).Head.Domain, Is.EqualTo("bank-laitos-nodmarc-042.example"));
    }

    [Test]
    public void Several_From_fields_are_all_treated_and_all_answered()
    {
        var section = HeaderSection.Parse(Rewrite(Octets.Latin1("From: a@bank.example\r\nFrom:  b@bank.example\r\n\r\n"), NoDmarc));
        Assert.Multiple(() =>
        {
            Assert.That(section.Named("Reply-To").Map(one => one.Body.ToLatin1()), Is.EqualTo(new[] { " a@bank.example,\r\n b@bank.example\r\n" }));
            Assert.That(section.Named("X-Original-From").Map(one => one.Value), Is.EqualTo(new[] { "a@bank.example", "b@bank.example" }));
            Assert.That(section.Named("From").Map(one => one.Value), Is.EqualTo(new[] { "a@bank-laitos-nodmarc-042.example", "b@bank-laitos-nodmarc-042.example" }));
        });
    }

    [Test]
    public void An_empty_Reply_To_is_replaced() =>
        Assert.That(Rewrite(Octets.Latin1("Reply-To: \r\nFrom: a@bank.example\r\n\r\n"), NoDmarc).ToLatin1(), Is.EqualTo(
            "X-Original-From: a@bank.example\r\nReply-To: a@bank.example\r\nFrom: a@bank-laitos-nodmarc-042.example\r\n\r\n"));

    [TestCase(1)]
    [TestCase(40)]
    public void Lines_stay_within_their_limit(int addresses)
    {
        var list = string.Join(',', Enumerable.Range(0, addresses).Select(i => $"\"{new string('n', 990 / addresses - 22)}\"<a{i:00}@bank.example>"));
        var mail = Octets.Latin1($"From: {list}\r\n\r\n");
        Assert.That(Folding.LongestLine(mail), Is.InRange(900, Folding.Limit));
        var rewritten = Rewrite(mail, NoDmarc);
        Assert.That(Folding.LongestLine(rewritten), Is.LessThanOrEqualTo(Folding.Limit));
        Assert.That(Authors.Of(HeaderSection.Parse(rewritten)).Map(entry => entry.Local), Is.EqualTo(Authors.Of(HeaderSection.Parse(mail)).Map(entry => entry.Local)));
    }

    static Octets Mail(WrittenField from) => Octets.Utf8($"Subject: x\r\nFrom: {from.Body.TrimEnd()}\r\n\r\nFrom: body@bank.example\r\n");

    static Octets Rewrite(Octets mail, RewriteMode mode) => SampleMails.Edit(mail, FromRewriting.Plan(HeaderSection.Parse(mail), mode));
}
