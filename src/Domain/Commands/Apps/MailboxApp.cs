using System.Globalization;
using System.Text;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Sasl;

namespace Laitos.Domain.Commands.Apps;

/// <summary>How the connection to an IMAP server is encrypted. There is none in clear: a password goes over it.</summary>
public enum ImapTls
{
    /// <summary>From the first octet (RFC 8314 §3.2).</summary>
    Implicit,

    /// <summary>By STARTTLS, and before anything else (RFC 9051 §6.2.1). A server that does not offer it is left.</summary>
    StartTls,
}

/// <summary>A mailbox of the owner's at an IMAP server (RFC 9051), under TLS.</summary>
/// <param name="Host">The server: a host name or an IP address.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="Username">Who logs in.</param>
/// <param name="Proof">What proves it.</param>
/// <param name="Mailbox">The name of the mailbox: <c>INBOX</c>.</param>
/// <param name="VerifiesCertificate">False to log in wherever the connection leads.</param>
public sealed record ImapAccount(string Host, int Port, string Username, LoginProof Proof, string Mailbox, bool VerifiesCertificate)
{
    /// <summary>When the connection is encrypted.</summary>
    public ImapTls Tls { get; init; }
}

/// <summary>A mail in a mailbox.</summary>
/// <param name="Uid">Its unique identifier (RFC 9051 §2.3.1.1), which it keeps when others are deleted.</param>
/// <param name="Header">Its fields From and Subject, as they stand in it.</param>
public sealed record ListedMail(uint Uid, Octets Header)
{
    /// <summary>Without its fields, which are nobody's but its reader's.</summary>
    public override string ToString() => $"ListedMail {Uid}";
}

/// <summary>
/// <c>.il account skip count</c>: the latest mails of a mailbox, newest first, a line <c>number sender subject</c> each. <c>.ir account number</c>: the text of one of
/// them. Nothing is changed in the mailbox: a mail that was new stays new.
/// </summary>
/// <param name="Accounts">The mailboxes, by the word that names each.</param>
sealed record MailboxApp(Seq<(string Word, ImapAccount Account)> Accounts) : IApp
{
    const string Usage = "expected: l account skip count, or r account number";
    const int StandardCount = 10;
    const int MostMails = 200;
    const int MostSkipped = 1_000_000;

    /// A text of as many octets is read in any case; it stands in front of attachments.
    const int MaxOctets = MimeWalk.MaxText;

    /// <inheritdoc/>
    public string Prefix => ".i";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument)
    {
        var (verb, word, numbers) = Words(argument);
        return Accounts.IsEmpty ? Answers.NotSetUp("Features.IMAPAccounts.Accounts")
            : argument.Length == 0 ? Answers.EmptyCommand
            : verb is not ('l' or 'r') || word.Length == 0 ? Usage
            : Accounts.Find(each => each.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Match(
                each => verb == 'l' ? List(each.Account, numbers) : Read(each.Account, numbers),
                () => $"no account goes by that word; there are: {string.Join(", ", Accounts.Map(each => each.Word))}");
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) => (Words(argument).Verb, response) switch
    {
        ('l', AppResponse.MailsListed(0, _)) => CommandResult.Ok("the mailbox is empty"),
        ('l', AppResponse.MailsListed(var total, { IsEmpty: true })) => CommandResult.Failed($"there are {total} mails"),
        ('l', AppResponse.MailsListed(_, var mails)) => CommandResult.Ok(string.Concat(mails.AsEnumerable().OrderByDescending(mail => mail.Uid).Take(MostMails).Select(Line))),
        ('r', AppResponse.Read(var mail)) => MailText.Of(mail).Match(CommandResult.Ok, () => CommandResult.Failed($"no text in the first {MaxOctets >> 10} KiB of this mail")),
        _ => Answers.Otherwise(response),
    };

    static Either<string, AppRequest> List(ImapAccount account, string numbers)
    {
        var (skip, count) = WordSplitter.Split(numbers);
        return (Number(skip, 0, 0, MostSkipped), Number(count, StandardCount, 1, MostMails)) switch
        {
            ({ IsSome: true } first, { IsSome: true } many) => new AppRequest.ListMails(account, (int)first.IfNone(0), (int)many.IfNone(0)),
            _ => $"{Usage}; skip up to {MostSkipped}, count up to {MostMails}",
        };
    }

    static Either<string, AppRequest> Read(ImapAccount account, string number) =>
        number.Length > 0 && Number(number, 0, 1, uint.MaxValue).Case is long uid ? new AppRequest.ReadMail(account, (uint)uid, MaxOctets) : Usage;

    static Option<long> Number(string text, long standard, long least, long most) =>
        text.Length == 0 ? standard
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : Option<long>.None;

    static string Line(ListedMail mail)
    {
        var header = HeaderSection.Parse(mail.Header);
        var author = Authors.Of(header).HeadOrNone().Bind(entry => entry.Mailbox).Match(mailbox => mailbox.ToString(), () => "?");
        return $"{mail.Uid.ToString(CultureInfo.InvariantCulture)} {Printable.Excerpt(author, 200)} {Subject.Of(header).IfNone("")}\n";
    }

    /// The letter may stand by itself, as in laitos: <c>.i l me 0 10</c>.
    static (char Verb, string Word, string Numbers) Words(string argument)
    {
        var (word, numbers) = argument.Length == 0 ? ("", "") : WordSplitter.Split(argument[1..]);
        return (argument.Length == 0 ? ' ' : char.ToLowerInvariant(argument[0]), word, numbers);
    }
}

/// <summary>The text of a mail that people see.</summary>
static class MailText
{
    /// <summary>The first plain text that shows anything, else the text of the first HTML that does, without its tags; none where there is neither. What is cut off in the middle is read up to there.</summary>
    public static Option<string> Of(Octets mail)
    {
        var header = HeaderSection.Parse(mail);
        var (walk, complete) = MimeWalk.Begin(header).Advance(mail.Span[Math.Min(mail.Length, (int)header.Size)..]);
        var texts = complete.Then(walk.End()).Map(part => (part.Kind, Text: Lines(part))).Filter(part => !WhiteSpace.Trim(part.Text).IsEmpty).Strict();
        return (texts.Find(part => part.Kind == TextKind.Plain) || texts.HeadOrNone()).Map(part => part.Text);
    }

    static string Lines(TextPart part) =>
        part.Lines.AsEnumerable().Aggregate(new StringBuilder(), (text, line) => text.Append(line.Characters.Span).Append('\n')).ToString();
}
