using Laitos.Domain.Commands;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Shell.Relay;
using Laitos.Shell.Sharing;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Commands;

/// <summary>Looks for commands in mails, and owns the memory of what may run: used one-time codes, wrong passwords, the rate.</summary>
/// <param name="policy">What the commands go by.</param>
/// <param name="shared">Counts wrong passwords that other daemons see, too; null where they are not counted together.</param>
sealed class CommandDetector(CommandPolicy policy, SharedCounts? shared = null)
{
    readonly Lock gate = new();
    AdmissionState state = AdmissionState.Start;

    /// <summary>What the commands go by.</summary>
    public CommandPolicy Policy => policy;

    /// <summary>Takes up what an earlier run has stored.</summary>
    public void Load(IReadOnlyList<Spool.StoredCodePair> used)
    {
        lock (gate)
        {
            state = used.Aggregate(state, (known, pair) => known.With(new Domain.Commands.UsedCodePair(pair.Pair, pair.Command, pair.Until)));
        }
    }

    /// <summary>Looks through a mail: once for a command, and once more, if it has one, for what must be hidden in it.</summary>
    public async Task<MailCommand> Find(Arrival arrival, ReceivedContent content)
    {
        var body = content.Render(Seqs.Of<Segment>(CommandScan.Body(arrival.Header, arrival.Mail.Content.Facts.Size)));
        var look = CommandScan.Start(policy, arrival.Header, Clock.Now);
        await foreach (var block in body.Blocks(CancellationToken.None))
        {
            look = look.Advance(block.Span);
        }

        var seen = look.End();
        var cover = CommandMaskScan.Start(policy, arrival.Header, seen);
        if (!cover.IsIdle)
        {
            await foreach (var block in body.Blocks(CancellationToken.None))
            {
                cover = cover.Advance(block.Span);
            }
        }

        var facts = arrival.Facts(policy, seen, Clock.Now);
        return new MailCommand(Judge(facts with { BarredUntil = await Bar(facts) }), cover.End());
    }

    async ValueTask<Option<Instant>> Bar(CommandFacts facts) => shared is not null && QuestionOf(facts).Case is SharedPasswordQuestion question ? (await shared.Ask(question)).Flatten() : Option<Instant>.None;

    Option<SharedPasswordQuestion> QuestionOf(CommandFacts facts)
    {
        lock (gate)
        {
            return CommandAdmission.QuestionOf(state, facts);
        }
    }

    CommandVerdict Judge(CommandFacts facts)
    {
        lock (gate)
        {
            (state, var verdict) = CommandAdmission.Judge(policy, state, facts);
            return verdict;
        }
    }
}

/// <summary>Where commands are looked for, and where they run.</summary>
sealed record CommandServices(CommandDetector Detector, CommandRunner Runner);
