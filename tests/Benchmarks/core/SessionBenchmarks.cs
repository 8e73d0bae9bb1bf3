using BenchmarkDotNet.Attributes;
using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp;
using Laitos.Properties.Journey;
using LanguageExt;

namespace Laitos.Benchmarks;

/// <summary>What a session consists of, from the first line to the last.</summary>
[MemoryDiagnoser]
public class SessionBenchmarks
{
    static readonly Octets Hello = Octets.Latin1("EHLO client.test");
    static readonly Octets Sender = Octets.Latin1("MAIL FROM:<someone@sender.test> SIZE=4096 BODY=8BITMIME");
    static readonly Octets Recipient = Octets.Latin1("RCPT TO:<x@example.com>");

    readonly WholeMail mail = new(MailCourse.Unauthenticated);
    readonly Octets head = MailCourse.Unauthenticated.Received.Content.Head;
    readonly Octets longHead = Octets.Latin1(string.Concat(Enumerable.Range(0, 40).Select(i => $"X-Field-{i}: a value of some length,\r\n\tfolded onto a second line\r\n")) + "\r\n");

    /// <summary>EHLO to QUIT: the machine, its log and its replies, for a mail that is answered at once.</summary>
    [Benchmark]
    public void EhloToQuit() => mail.Session();

    /// <summary>A command without parameters.</summary>
    [Benchmark]
    public Either<CommandError, Command> ParseEhlo() => CommandParser.Parse(Hello);

    /// <summary>A command with a path and parameters.</summary>
    [Benchmark]
    public Either<CommandError, Command> ParseMail() => CommandParser.Parse(Sender);

    /// <summary>A command with a path.</summary>
    [Benchmark]
    public Either<CommandError, Command> ParseRecipient() => CommandParser.Parse(Recipient);

    /// <summary>A header section of five fields.</summary>
    [Benchmark]
    public HeaderSection ParseHeader() => HeaderSection.Parse(head);

    /// <summary>A header section of forty folded fields.</summary>
    [Benchmark]
    public HeaderSection ParseLongHeader() => HeaderSection.Parse(longHead);
}
