using System.Text;
using System.Text.RegularExpressions;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Commands;
using Laitos.Properties.Queue;
using MimeKit;
using MimeKit.Utils;

namespace Laitos.Properties.Oracle;

/// <summary>MimeKit, at its strictest, reads every mail that we compose, and finds in it what was meant.</summary>
public sealed partial class ComposedMailLaws
{
    static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        ParameterComplianceMode = RfcComplianceMode.Strict,
        Rfc2047ComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    static readonly NoticePolicy Policy = new(
        (DomainName)DomainName.Parse("mx.example.com"), Entries.Mailbox("forwarder@own.example"), Entries.Mailbox("owner@own.example"), Seqs.Of(Entries.Mailbox("owner@own.example")));

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public void A_reply_to_a_command_and_its_notice(CommandOrder order, HostileText shown, HostileText text, bool isSecret)
    {
        var report = Orders.Report(order, shown.Value, text.Value, isSecret);
        foreach (var composed in ReplyMail.Of(Orders.Policy, report))
        {
            var mail = Read(composed.Content);
            var isReply = mail.MessageId!.StartsWith("laitosreply", StringComparison.Ordinal);
            Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo(isReply ? "auto-replied" : "auto-generated"));
            Assert.That(Addresses(mail.From), Is.EqualTo(new[] { "forwarder@own.example" }));
            Assert.That(Addresses(mail.To), Is.EqualTo((isReply ? order.ReplyTo.AsEnumerable() : Orders.Policy.Notify.AsEnumerable()).Where(IsAscii).Select(mailbox => mailbox.AddrSpec)));
            Assert.That(mail.Subject, Is.EqualTo(Cut(Printable.Escape((isReply ? "laitos-reply-" : "laitos-notify-") + Whole(shown.Value))).Trim()));
            Assert.That(mail.Date, Is.EqualTo(Time(Orders.Noon)));
            Assert.That(mail.MessageId, Does.EndWith("@mx.example.com"));
            Assert.That(TextOf(mail.Body!), Is.EqualTo(isReply || !isSecret ? Visible(text.Value) : "The result of this command is told to its sender alone.\n"));
        }
    }

    [Test]
    public void A_reply_stands_in_its_thread()
    {
        var mail = Read(ReplyMail.Of(Orders.Policy, Orders.Report(Orders.Fresh(), ".s echo hi", "hi")).Head.Content);
        Assert.That(mail.InReplyTo, Is.EqualTo("m@sender.test"));
        Assert.That(mail.References, Is.EqualTo(new[] { "r@sender.test", "m@sender.test" }));
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public void A_mail_written_in_a_command(Mailbox to, HostileText subject, HostileText text)
    {
        var line = Printable.Escape(Whole(subject.Value));
        var mail = Read(CommandMails.Written(Orders.Policy, Entries.Policy, "id1", Orders.Noon, to, line, text.Value).Content);
        Assert.That(Addresses(mail.To), Is.EqualTo(IsAscii(to) ? new[] { to.AddrSpec } : []));
        Assert.That(mail.Subject, Is.EqualTo(line.Trim()));
        Assert.That(TextOf(mail.Body!), Is.EqualTo(Visible(text.Value)));
        Assert.That(mail.Headers.Contains("Auto-Submitted"), Is.False, "a person wrote it");
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 300)]
    public void A_notice_is_a_delivery_status_report(QueueEntry any, int which)
    {
        // MimeKit ends a line that was cut, and drops what is no field when it writes the section again.
        var entry = any with { Header = Octets.Latin1(string.Concat(Field().Matches(any.Header.ToLatin1() + "\r\n").Select(field => field.Value))) };
        var kind = (NoticeKind)((which & int.MaxValue) % 3);
        var concerned = kind == NoticeKind.Failure ? entry.Destinations.Map(destination => destination.GivenUp(Entries.Noon)) : entry.Destinations;
        var mail = Read(StatusNotification.Compose(Policy, Entries.Policy, new Notice(kind, entry, concerned, Entries.Noon), Audience.Owner, Policy.Postmaster, "n1", Entries.Noon));
        Assert.That(Addresses(mail.From), Is.EqualTo(new[] { "forwarder@own.example" }));
        Assert.That(Addresses(mail.To), Is.EqualTo(new[] { "owner@own.example" }));
        Assert.That(mail.Date, Is.EqualTo(Time(Entries.Noon)));
        Assert.That(mail.MessageId, Is.EqualTo("n1.notice@mx.example.com"));
        Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo("auto-replied"));
        var about = HeaderSection.Parse(entry.Header);
        Assert.That(mail.Subject!.Split(':')[0], Is.EqualTo(kind switch { NoticeKind.Failure => "Undelivered mail", NoticeKind.Delay => "Late mail", _ => "Damaged mail" }));
        Assert.That(Words(mail.Subject[(mail.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..]), Is.EqualTo(Words(Subject.Of(about, 100).IfNone(""))));

        var report = (MultipartReport)mail.Body!;
        Assert.That(report.ReportType, Is.EqualTo("delivery-status"));
        Assert.That(report.Select(part => part.ContentType.MimeType), Is.EqualTo(new[] { "text/plain", "message/delivery-status", "text/rfc822-headers" }));
        var text = TextOf(report[0]);
        Assert.That(text, Does.Contain("This is the mail forwarder at mx.example.com.").And.Contain($"Id:        {entry.Id}"));
        Assert.That(concerned.ForAll(destination => text.Contains($"\n{destination.Mailbox}\n", StringComparison.Ordinal)), "each destination is named");
        Assert.That(Content(report[2]), Is.EqualTo(entry.Header.ToLatin1()).Or.EqualTo(entry.Header.ToLatin1() + "\r\n"), "the header section comes back octet for octet; MimeKit may write its end behind it");

        var groups = ((MessageDeliveryStatus)report[1]).StatusGroups;
        Assert.That(groups[0]["Reporting-MTA"], Is.EqualTo("dns; mx.example.com"));
        Assert.That(DateUtils.TryParse(groups[0]["Arrival-Date"], out var arrival) && arrival == Time(entry.AcceptedAt));
        Assert.That(groups.Count - 1, Is.EqualTo(concerned.Count));
        foreach (var (group, destination) in groups.Skip(1).Zip(concerned))
        {
            Assert.That(group["Action"], Is.EqualTo(kind == NoticeKind.Failure ? "failed" : "delayed"));
            Assert.That(group["Final-Recipient"], IsAscii(destination.Mailbox) ? Is.EqualTo($"rfc822; {destination.Mailbox.AddrSpec}") : Does.Match("^utf-8; [!-~]+$"));
            Assert.That(group["Status"], Does.Match(kind == NoticeKind.Failure ? @"^[45]\.\d+\.\d+$" : @"^4\.\d+\.\d+$"));
            Assert.That(group["Diagnostic-Code"] is null, Is.EqualTo(destination.Reply.IsNone));
            Assert.That(DateUtils.TryParse(group["Last-Attempt-Date"], out var last) && last == Time(Entries.Noon));
        }
    }

    [Test]
    public void A_notice_stands_in_the_thread_of_its_mail()
    {
        var entry = Entries.Fresh(header: "Message-ID: <m@sender.test>\r\n");
        var mail = Read(StatusNotification.Compose(Policy, Entries.Policy, new Notice(NoticeKind.Delay, entry, entry.Destinations, Entries.Noon), Audience.Owner, Policy.Postmaster, "n1", Entries.Noon));
        Assert.That(mail.InReplyTo, Is.EqualTo("m@sender.test"));
        Assert.That(mail.References, Is.EqualTo(new[] { "m@sender.test" }));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public void A_notice_about_the_spool(HostileText finding)
    {
        var mail = Read(SpoolNotice.Of(Policy, Entries.Policy, Seqs.Of(finding.Value), "n1", Entries.Noon).Content);
        Assert.That(Addresses(mail.To), Is.EqualTo(new[] { "owner@own.example" }));
        Assert.That(mail.Subject, Is.EqualTo("Found in the mail spool"));
        Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
        Assert.That(TextOf(mail.Body!), Does.Contain($"\n\n{Printable.Escape(Whole(finding.Value))}\n\n"));
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public void A_notice_of_held_mails(QueueEntry[] entries)
    {
        var mail = Read(HeldNotice.Of(Policy, Entries.Policy, HeldList.Empty.With(entries.Select((entry, i) => entry with { Id = $"id{i + 2}", Kind = EntryKind.Mail, Attempts = 0, Held = entry.Held.IfNone("x") + "!" }).Append(Entries.Fresh() with { Held = "it fails DMARC", AcceptedAt = Entries.Noon + TimeSpan.FromDays(1) })), "n1", Entries.Noon).Content);
        Assert.That(Addresses(mail.To), Is.EqualTo(new[] { "owner@own.example" }));
        Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
        Assert.That(TextOf(mail.Body!), Does.Contain("Id:        id1\n").And.EndWith("tells at any time.\n"));
    }

    /// The mail as it is read, once nothing in it has had to be put right: MimeKit would write it as it stands, and decodes each of its fields.
    static MimeMessage Read(Octets octets)
    {
        var mail = MimeMessage.Load(Strict, new MemoryStream(octets.Memory.ToArray()));
        var again = new MemoryStream();
        mail.WriteTo(new FormatOptions { NewLineFormat = NewLineFormat.Dos }, again);
        Assert.That(Encoding.Latin1.GetString(again.ToArray()), Is.EqualTo(octets.ToLatin1()));
        Assert.That(mail.Headers.Select(field => field.Field), Is.Unique);
        Assert.That(mail.MimeVersion, Is.EqualTo(new Version(1, 0)));
        foreach (var name in new[] { "From", "To" })
        {
            Assert.That(InternetAddressList.TryParse(Strict, mail.Headers[name], out _), $"{name}: {mail.Headers[name]}");
        }

        Assert.That(DateUtils.TryParse(mail.Headers["Date"], out _));
        return mail;
    }

    static string TextOf(MimeEntity body)
    {
        var part = (TextPart)body;
        Assert.That(part.IsPlain && !part.IsAttachment && part.ContentType.Charset == "utf-8");
        return part.Text.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// What stands in a part, decoded.
    static string Content(MimeEntity part)
    {
        var (written, decoded) = (new MemoryStream(), new MemoryStream());
        part.WriteTo(new FormatOptions { NewLineFormat = NewLineFormat.Dos }, written, contentOnly: true);
        _ = MimeUtils.TryParse(part.Headers["Content-Transfer-Encoding"] ?? "7bit", out ContentEncoding encoding);
        new MimeContent(written, encoding).DecodeTo(decoded);
        return Encoding.Latin1.GetString(decoded.ToArray());
    }

    /// Its A-labels stay A-labels.
    static string[] Addresses(InternetAddressList list) => [.. list.Mailboxes.Select(mailbox => mailbox.GetAddress(idnEncode: true))];

    static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// What a text looks like in a mail: whole lines, control characters made visible.
    static string Visible(string text)
    {
        var lines = Whole(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return string.Concat((lines.EndsWith('\n') ? lines : lines + "\n").Select(c => c is '\n' or '\t' ? $"{c}" : Printable.Escape($"{c}")));
    }

    static string Whole(string text) => Octets.Utf8(text).ToUtf8();

    /// At most 200 characters.
    static string Cut(string line) => line.Length <= 200 ? line : line[..(char.IsHighSurrogate(line[198]) ? 198 : 199)] + "…";

    static DateTimeOffset Time(Instant instant) => DateTimeOffset.FromUnixTimeSeconds(instant.UnixMilliseconds / 1000);

    /// An address beyond ASCII stands on the envelope alone.
    static bool IsAscii(Mailbox mailbox) => mailbox.ToString().All(char.IsAscii);

    /// A header field with its continuation lines.
    [GeneratedRegex("^[!-9;-~]+:[^\r\n]*\r\n([ \t][^\r\n]*\r\n)*", RegexOptions.Multiline)]
    private static partial Regex Field();
}
