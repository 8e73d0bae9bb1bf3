using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;
using Laitos.Properties.Message.Mime;

namespace Laitos.Properties.Commands;

/// <summary>
/// A mail with a command through everything that is pure, from the settings to the notices of what could not be delivered. Whatever somebody could be shown
/// is written down: values as they print themselves, lines of the log, listings, mails.
/// </summary>
sealed class SecretWorld(SecretCase secretCase)
{
    readonly SecretSetup setup = new(secretCase);

    static readonly Instant Now = CommandSetup.Noon;

    public List<(string Where, string Text)> Shown { get; } = [];

    public bool Ran { get; private set; }

    public string Reply { get; private set; } = "";

    public IEnumerable<string> Secrets => setup.Secrets;

    public void Live()
    {
        var (settings, notices) = setup.Settings();
        Show("notices on settings", notices);
        var (policy, journey) = (SettingsPolicies.Commands(settings).IfNone(() => throw new InvalidOperationException()), SettingsPolicies.Journey(settings));
        Show("settings", settings.MailClient, settings.MailDaemon, settings.MailFilters, policy, journey, SettingsPolicies.Screening(settings), SettingsPolicies.Secrets(settings), SettingsPolicies.Relay(settings), SettingsPolicies.Notices(settings));
        Show("effective settings", EffectiveSettings.Render(settings), CommandNotices.Of(settings));
        var mail = setup.Mail();
        var arrival = JourneyMails.Arrival(mail.ToLatin1());
        var seen = Looks.See(policy, mail, Now);
        var (next, mailCommand) = Looks.Carry(policy, AdmissionState.Start, arrival, mail, Now);
        Show("admission", seen, next, mailCommand, arrival.Facts(policy, seen, Now), CommandScan.Start(policy, arrival.Header, Now), CommandMaskScan.Start(policy, arrival.Header, seen));
        var lines = Seqs.Of(Decide(settings, journey, arrival, mailCommand, mail));
        Show("judged again", CommandAdmission.Judge(policy, next, arrival.Facts(policy, seen, Now)));
        mailCommand.Command.Iter(run => lines = lines.Then(Run(settings, policy, run.Order)));
        var shown = lines.Map(line => line.Without(SettingsPolicies.Secrets(settings)));
        shown.Iter(line => Show("log", line.ToText(), line.ToJson(), line));
        var written = shown.Map(line => line.Written());
        var facts = new DaemonFacts("0", "host", Now, 1, 1, 1, BlocklistHealth.Start(default), written);
        Show("report", StatusReport.Of(facts, Now), StatusReport.Log(written), StatusReport.Warnings(written));
    }

    LogLine Decide(LaitosSettings settings, JourneyPolicy policy, Arrival arrival, MailCommand mailCommand, Octets mail)
    {
        var step = Step(policy, MailJourney.Start, new JourneyInput.Arrived(arrival));
        while (true)
        {
            switch (step.Effects.Last)
            {
                case JourneyEffect.FindCommand:
                    step = Step(policy, step.Next, new JourneyInput.CommandSearched(mailCommand, Now));
                    break;
                case JourneyEffect.VerifySignatures:
                    step = Step(policy, step.Next, new JourneyInput.SignaturesVerified(new SignatureFindings(default, new ArcFinding(ArcResult.None, 0, default, ""), 0), Now));
                    break;
                case JourneyEffect.Ask(var questions, _):
                    step = Step(policy, step.Next, new JourneyInput.Answered(questions.Fold(Knowledge.Empty, (known, question) => known.With(question, new SmallDns([0]).Answer(question))), Now));
                    break;
                case JourneyEffect.Store(var plan, var owed, _):
                    Sent(policy, plan, mail);
                    Queued(settings, owed.Entry, "mail");
                    step = Step(policy, step.Next, new JourneyInput.Stored());
                    break;
                case JourneyEffect.StoreCommand:
                    step = Step(policy, step.Next, new JourneyInput.Stored());
                    break;
                case JourneyEffect.Finish(var decision):
                    Trace(settings, text => DecisionTrace.Of(decision, Now, text));
                    return JourneyLog.Of(decision, Now);
                case var other:
                    throw new InvalidOperationException(other.ToString());
            }
        }
    }

    Step<JourneyState, JourneyEffect> Step(JourneyPolicy policy, JourneyState state, JourneyInput input)
    {
        var step = MailJourney.Advance(policy, state, input);
        Show("journey", WithoutQuestions(input), WithoutQuestions(step.Next), WithoutQuestions(step.Effects));
        return step;
    }

    /// The key of a list is part of the name that the DNS is asked about, and of nothing else.
    static string WithoutQuestions(object value) => $"{value}".Replace($".{SecretSetup.ListKey}.zen.dq.example", ".zen.dq.example", StringComparison.Ordinal);

    /// The forwarded mail, as its reader sees it.
    void Sent(JourneyPolicy policy, Plan plan, Octets mail)
    {
        if (policy.Carrier != CarrierTreatment.Untouched && !setup.IsUnknown)
        {
            var sent = Octets.Latin1(JourneyMails.Render(plan.Segments, mail.ToLatin1()));
            Show("forwarded mail", [.. Walks.Lines(sent).SelectMany(lines => lines), Header(sent)]);
        }
    }

    /// What is kept of it, and what its owner is shown.
    void Trace(LaitosSettings settings, Func<TraceText, TraceRecord> make)
    {
        var record = make(new TraceText(SettingsPolicies.Secrets(settings)));
        var row = TraceCodec.Write(record);
        var answer = new TraceAnswer(new TraceQuery.ByText(""), "", Option<Instant>.None, Now, Seqs.Of(MailStory.Of(row.Mail, Seqs.Of(record))), default, TraceCoverage.Of(Now, default), false);
        Show("trace", record, row.Search, row.Body.ToUtf8(), string.Join('\n', TraceListing.Of(answer)), TraceJson.Of(answer));
    }

    void Queued(LaitosSettings settings, QueueEntry entry, string what)
    {
        Trace(settings, text => QueueTrace.Of(new MailQueueInput.Stored(Seqs.Of(entry with { Kind = EntryKind.Reply }), Option<string>.None, Now), default, text).Head);
        var refused = Domain.Smtp.Reply.Of(550, 1, 1, "no such user");
        var failed = entry with { Destinations = entry.Destinations.Map(each => each with { State = new DestinationState.Failed(refused, Now) }) };
        var item = new QueueItem(entry.Id, entry);
        Show($"queue of the {what}", entry, failed, EntryCodec.Write(entry).ToUtf8(), string.Join('\n', QueueListing.Table(Seqs.Of(item))), string.Join('\n', QueueListing.Details(entry)), QueueListing.DropQuestion(entry));
        Show($"queue of the {what} in JSON", QueueJson.List(Seqs.Of(item)), QueueJson.Details(entry));
        var (policy, retry) = (SettingsPolicies.Notices(settings), settings.Spool.Retry);
        var notice = new Notice(NoticeKind.Failure, failed, failed.Destinations, Now);
        foreach (var audience in Enum.GetValues<Audience>())
        {
            var told = StatusNotification.Compose(policy, retry, notice, audience, policy.Postmaster, "n1", Now);
            Show($"notice of the {what} to the {audience}", told.ToUtf8(), Unquoted(told), Header(told), string.Join('\n', Walks.Lines(told).SelectMany(lines => lines)));
        }
    }

    Seq<LogLine> Run(LaitosSettings settings, CommandPolicy policy, CommandOrder order)
    {
        Ran = true;
        var stored = OrderCodec.Read(OrderCodec.Write(order)).IfLeft(_ => throw new InvalidOperationException());
        var disk = OrderCodec.Write(order).ToUtf8();
        Assert.That(disk.Contains(secretCase.Password.Core, StringComparison.Ordinal) || (setup.Codes.Length > 0 && disk.Contains(setup.Codes, StringComparison.Ordinal)), Is.False, "no password lies on disk");
        var prepared = CommandLine.Prepare(policy, order.Text);
        Show("order", order, stored, prepared, AppChoice.Of(policy.Apps, order.Text), PltOverride.Parse(order.Text));
        var told = new List<LogLine>();
        CommandState state = new CommandState.Ordered(stored);
        CommandInput input = new CommandInput.Due(Now);
        while (state is not CommandState.Done)
        {
            var step = CommandProcess.Advance(policy, state, input);
            Show("command", input, state, step.Next, step.Effects);
            step.Effects.AsEnumerable().OfType<CommandEffect.Log>().ToList().ForEach(log => Trace(settings, text => CommandTrace.Of(log.Event, log.Facts, Now, text)));
            told.AddRange(step.Effects.AsEnumerable().OfType<CommandEffect.Log>().Select(log => new LogLine(Now, log.Event, log.Facts.Map(fact => (LogFact)fact))));
            (state, input) = (step.Next, step.Effects.Last switch
            {
                CommandEffect.Record => new CommandInput.Recorded(),
                CommandEffect.Run(var request, _) => new CommandInput.Ran(Answer(request), Now),
                CommandEffect.Report(_, var mails) => Reported(settings, policy, mails),
                _ => input,
            });
        }

        return told.Gather();
    }

    CommandInput.Reported Reported(LaitosSettings settings, CommandPolicy policy, Seq<CommandMail> mails)
    {
        foreach (var (mail, i) in mails.AsEnumerable().Select((mail, i) => (mail, i)))
        {
            Show("header of a reply", Header(mail.Content), mail);
            Queued(settings, CommandMails.Entry(settings.Spool.Retry, $"r{i}", Now, mail, policy.From), "reply");
            if (i == 0)
            {
                Reply = Orders.TextOf(mail.Content);
            }
            else
            {
                Show("notice of the command", mail.Content.ToUtf8(), Orders.TextOf(mail.Content));
            }
        }

        return new CommandInput.Reported();
    }

    /// Apps that tell what they should not, and that fail.
    AppResponse Answer(AppRequest request) => (secretCase.Outcome, request) switch
    {
        (1, _) => new AppResponse.Failed("too slow"),
        (_, AppRequest.ReadFile) => new AppResponse.Read(SecretSetup.Encrypted($"bank account: {SecretSetup.AccountKey}\nnote {secretCase.Password.Text}\n")),
        (_, AppRequest.Interpret) => new AppResponse.Exited(secretCase.Outcome, Octets.Utf8($"Passwords: {secretCase.Password.Text} {SecretSetup.Line}\n"), false),
        (_, AppRequest.Inspect) => new AppResponse.Inspected($"up {secretCase.Password.Text}\n"),
        _ => new AppResponse.Done(),
    };

    void Show(string where, params object[] values) => Shown.AddRange(values.SelectMany((value, i) => new[] { ($"{where} {value.GetType().Name} {i}", value.ToString()!) }));

    /// A header section as it stands, and as a mail program shows it.
    static string Header(Octets mail) =>
        HeaderSection.Parse(mail) is var header ? $"{header.Render().ToUtf8()}\n{string.Join('\n', header.Fields.Map(field => EncodedWord.Decode(field.Value)))}" : "";

    static string Unquoted(Octets mail) => mail.ToUtf8().Replace("=\r\n", "", StringComparison.Ordinal);
}
