using BenchmarkDotNet.Attributes;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Properties.Journey;
using Laitos.Properties.Queue;
using LanguageExt;

namespace Laitos.Benchmarks;

/// <summary>The decisions about a mail, and what is written of them.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    readonly MailCourse course = MailCourse.Default;
    readonly WholeMail unauthenticated = new(MailCourse.Unauthenticated);
    readonly WholeMail authenticated = new(MailCourse.Default);
    readonly Knowledge lists = Answers(MailCourse.Default, Screening.Questions(MailCourse.Default.Policy.Screening, MailCourse.Default.Lists, MailCourse.Default.Received.Peer.Address));
    readonly Knowledge record = Answers(MailCourse.Default, Seqs.Of(PolicyLookup.QuestionOf(JourneyMails.Domain("sender.test"))));
    readonly Knowledge walk = Answers(MailCourse.Unauthenticated, Seqs.Of(JourneyMails.Domain("news.sender.test"), JourneyMails.Domain("sender.test"), JourneyMails.Domain("test")).Map(PolicyLookup.QuestionOf));
    readonly LogLine line = JourneyLog.Of(new WholeMail(MailCourse.Default).Decide(), JourneyMails.Noon);
    readonly QueueEntry entry = Entries.Fresh(destinations: 2);
    readonly Octets stored = EntryCodec.Write(Entries.Fresh(destinations: 2));

    /// <summary>All pure code of a mail that nobody authenticates, from the greeting to QUIT.</summary>
    [Benchmark]
    public void MailUnauthenticated() => unauthenticated.Run();

    /// <summary>The same on the course of the default settings.</summary>
    [Benchmark]
    public void MailByDefault() => authenticated.Run();

    /// <summary>The journey alone, from the header section to the decision.</summary>
    [Benchmark]
    public Decision JourneyUnauthenticated() => unauthenticated.Decide();

    /// <summary>The same on the course of the default settings.</summary>
    [Benchmark]
    public Decision JourneyByDefault() => authenticated.Decide();

    /// <summary>Sixteen lists of which none knows the client.</summary>
    [Benchmark]
    public Validation<Question, ScreeningVerdict> BlockLists() => Screening.Judge(course.Policy.Screening, course.Lists, course.Received.Peer.Address, lists);

    /// <summary>The policy of a domain that has a record.</summary>
    [Benchmark]
    public Validation<Question, DmarcFinding> DmarcRecordOfItsOwn() => AuthorPolicy.For(record, JourneyMails.Domain("sender.test"));

    /// <summary>The policy of a domain of three labels without any record.</summary>
    [Benchmark]
    public Validation<Question, DmarcFinding> DmarcTreeWalk() => AuthorPolicy.For(walk, JourneyMails.Domain("news.sender.test"));

    /// <summary>The line of the log for people.</summary>
    [Benchmark]
    public string LogLineAsText() => line.ToText();

    /// <summary>The line of the log for programs.</summary>
    [Benchmark]
    public string LogLineAsJson() => line.ToJson();

    /// <summary>An entry of the queue, written.</summary>
    [Benchmark]
    public Octets WriteEntry() => EntryCodec.Write(entry);

    /// <summary>An entry of the queue, read.</summary>
    [Benchmark]
    public Either<SyntaxError, QueueEntry> ReadEntry() => EntryCodec.Read(stored);

    static Knowledge Answers(MailCourse course, Seq<Question> questions) =>
        Knowledge.Of([.. questions.AsEnumerable().Select(question => (question, course.Answer(question)))]);
}
