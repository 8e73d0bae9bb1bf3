using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Scanning;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Scanning;

/// <summary>What the scanner says stands in fields of ours, and nothing that came from outside opens another.</summary>
public class ScanFieldsLaws
{
    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 500)]
    public bool No_word_of_the_scanner_opens_a_field_or_ends_the_header(ScanPolicy policy, ScanOutcome outcome)
    {
        var octets = string.Concat(ScanFields.Of(policy, outcome).Map(field => field.ToLatin1()));
        var header = HeaderSection.Parse(Octets.Latin1(octets + "\r\nbody\r\n"));
        return header.Fields.Map(field => field.Name) == ScanFields.Added(policy, outcome)
            && header.Fields.ForAll(field => ScanFields.Names.Contains(field.Name))
            && header.Size == octets.Length + 2
            && octets.All(c => c is '\r' or '\n' or (>= ' ' and <= '~'))
            && Folding.LongestLine(Octets.Latin1(octets)) <= Folding.Preferred;
    }

    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 300)]
    public bool Exactly_spam_says_so_and_the_rest_only_where_its_owner_wants_that(ScanPolicy policy, ScanReport report)
    {
        var outcome = new ScanOutcome.Reported(report, TimeSpan.Zero);
        var flag = HeaderSection.Parse(Octets.Latin1(string.Concat(ScanFields.Of(policy, outcome).Map(field => field.ToLatin1())) + "\r\n")).Named("X-Spam-Flag").Map(field => field.Value);
        return flag == (policy.Judge(outcome) >= SpamTreatment.Mark ? Seqs.Of("YES") : policy.MarksAll ? Seqs.Of("NO") : default);
    }

    [Test]
    public void The_fields_of_a_mail_that_looks_like_spam()
    {
        var report = new ScanReport(ScanAction.AddHeader, 7.254, 15, Seqs.Of(new ScanSymbol("BAYES_SPAM", 5.1), new ScanSymbol("R_SPF_FAIL", 1), new ScanSymbol("MIME_HTML_ONLY", 0.2)), "");
        Assert.That(string.Concat(ScanFields.Of(new ScanPolicy(TimeSpan.FromSeconds(8), 1), new ScanOutcome.Reported(report, TimeSpan.Zero)).Map(field => field.ToLatin1())), Is.EqualTo(
            "X-Spam: Yes\r\nX-Spam-Flag: YES\r\nX-Spam-Score: 7.25\r\n"
            + "X-Spam-Status: Yes, score=7.25 required=15.00 action=add-header\r\n tests=BAYES_SPAM, R_SPF_FAIL, MIME_HTML_ONLY\r\n"));
    }

    [Property(MaxTest = 300)]
    public bool What_came_under_these_names_is_taken_away_and_nothing_else(byte[] kinds)
    {
        string[] names = ["X-Spam-Flag", "x-spam", "X-SPAM-STATUS", "X-Spam-Score", "X-Spam-Report", "Subject", "X-Spamx"];
        var header = HeaderSection.Parse(Octets.Latin1(string.Concat(kinds.Select((kind, i) => $"{names[kind % names.Length]}: {i}\r\n")) + "\r\n"));
        var left = HeaderEdits.Apply(header, ScanFields.Removal(header), header.Size);
        var expected = string.Concat(kinds.Select((kind, i) => (Name: names[kind % names.Length], Index: i)).Where(each => each.Name is "X-Spam-Report" or "Subject" or "X-Spamx").Select(each => $"{each.Name}: {each.Index}\r\n")) + "\r\n";
        return JourneyMails.Render(left, header.Render().ToLatin1()) == expected;
    }

    [Property(MaxTest = 300)]
    public bool No_word_of_the_client_ends_a_line_of_the_request_and_nobody_is_said_to_be_authenticated(string? hello, string? id, ushort recipients)
    {
        var request = new ScanRequest(
            id ?? "", JourneyMails.Ip("192.0.2.1"), Option<string>.None, hello ?? "", JourneyMails.Domain("mx.example.com"), new ReversePath.Null(),
            Enumerable.Range(0, recipients % 300).Select(i => (ForwardPath)new ForwardPath.Recipient(JourneyMails.Box($"r{i}@example.com"))).Gather(), default, 7);
        return request.HttpFields().ForAll(field => Printable.IsOneLine(field.Value) && field.Name is not ("User" or "Settings" or "Password"))
            && request.HttpFields().Count(field => field.Name == "Rcpt") == Math.Min(recipients % 300, 100)
            && request.Environment().ForAll(variable => variable.StartsWith("LAITOS_", StringComparison.Ordinal) && Printable.IsOneLine(variable.Replace('\n', ' ')))
            && request.Environment().Distinct().Count() == request.Environment().Count && request.Environment().Exists(variable => variable == $"LAITOS_RECIPIENT_COUNT={recipients % 300}");
    }
}
