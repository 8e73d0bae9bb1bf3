using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Results;
using Laitos.Properties.Arbitraries;
using MimeKit.Cryptography;

namespace Laitos.Properties.Oracle;

/// <summary>MimeKit reads in an Authentication-Results field what was meant.</summary>
public class AuthenticationResultsOracleLaws
{
    [Property(Arbitrary = [typeof(ResultsArbitraries)], MaxTest = 1000)]
    public void Each_result_is_read_back(MethodResult[] results)
    {
        var field = AuthenticationResultsField.Write(ResultsArbitraries.Service, results.Gather());
        Assert.That(AuthenticationResults.TryParse(field.Span["Authentication-Results:".Length..].ToArray(), out var read), field.ToString());
        Assert.That(read!.AuthenticationServiceIdentifier, Is.EqualTo("mx.example.com"));
        Assert.That(read.Results.Select(one => $"{one.Method}={one.Result}"), Is.EqualTo(results.Select(one => $"{one.Method}={one.Result}".ToLowerInvariant())));
        foreach (var (theirs, ours) in read.Results.Zip(results))
        {
            Assert.That(theirs.Reason ?? "", Is.EqualTo(Printable.ReplyText(ours.Reason, 200)));
            var written = ours.Properties.AsEnumerable().Where(property => property.Value.Length > 0).ToArray();
            Assert.That(theirs.Properties.Select(property => $"{property.PropertyType}.{property.Property}"), Is.EqualTo(written.Select(property => property.Name)));
            Assert.That(theirs.Properties.Select(property => property.Value), Is.EqualTo(written.Select(property => Meaning(property.Value))));
        }
    }

    /// Domains in canonical form, a local part beyond ASCII or beyond measure left out, and what is no address as far as a field shows it.
    static string Meaning(string text) => Mailbox.Parse(text).Match(
        Right: mailbox => mailbox.Domain.Match(
            domain => mailbox.NeedsUtf8 || mailbox.AddrSpec.Length > 480 ? domain.Value : mailbox.AddrSpec, () => Printable.ReplyText(mailbox.AddrSpec, 200)),
        Left: _ => DomainName.Parse(text.StartsWith('@') ? text[1..] : text).Match(Right: domain => text.StartsWith('@') ? $"@{domain}" : domain.Value, Left: _ => Printable.ReplyText(text, 200)));
}
