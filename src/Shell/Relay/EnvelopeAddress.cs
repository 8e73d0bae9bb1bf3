using Laitos.Domain.Addresses;
using MimeKit;
using MimeKit.Encodings;

namespace Laitos.Shell.Relay;

/// <summary>Addresses of an envelope as the library takes them; it sends them letter for letter.</summary>
static class EnvelopeAddress
{
    /// These are the library's own, and hold for all of it: it reads what is in use, and leaves A-labels as they are.
    static EnvelopeAddress()
    {
        ParserOptions.Default.AddressParserComplianceMode = RfcComplianceMode.Looser;
        MailboxAddress.IdnMapping = new Unchanged();
    }

    /// <summary>The argument of RCPT.</summary>
    public static MailboxAddress Of(Mailbox mailbox) => Of(mailbox.ToString());

    /// <summary>The argument of MAIL.</summary>
    public static MailboxAddress Of(ReversePath path) => Of(path.Address.Match(mailbox => mailbox.ToString(), () => ""));

    /// A local part that begins with a dot is malformed by the letter (RFC 5321 §4.1.2): the library takes it quoted, which means the same.
    static MailboxAddress Of(string text) => new("", text.StartsWith('.') && text.LastIndexOf('@') is > 0 and var at ? $"\"{text[..at]}\"{text[at..]}" : text);

    sealed class Unchanged : IPunycode
    {
        public string Encode(string domain) => domain;

        public string Encode(string domain, int index) => domain[index..];

        public string Encode(string domain, int index, int count) => domain.Substring(index, count);

        public string Decode(string domain) => domain;

        public string Decode(string domain, int index) => domain[index..];

        public string Decode(string domain, int index, int count) => domain.Substring(index, count);
    }
}
