using Laitos.Domain.Commands;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Commands;

/// <summary>What the shell does between two steps of a journey: looks through the octets of a mail for a command, and for what must be hidden.</summary>
static class Looks
{
    static readonly int[] Whole = [int.MaxValue];

    public static CommandCandidate See(CommandPolicy policy, Octets mail, Instant now, int[]? sizes = null)
    {
        var header = HeaderSection.Parse(mail);
        return Blocks(mail, header.Size, sizes ?? Whole).Aggregate(CommandScan.Start(policy, header, now), (look, block) => look.Advance(block.Span)).End();
    }

    public static Seq<Overwrite> Masks(CommandPolicy policy, Octets mail, CommandCandidate seen, int[]? sizes = null)
    {
        var header = HeaderSection.Parse(mail);
        return Blocks(mail, header.Size, sizes ?? Whole).Aggregate(CommandMaskScan.Start(policy, header, seen), (cover, block) => cover.Advance(block.Span)).End();
    }

    /// <summary>Looks, judges, and hides.</summary>
    public static (AdmissionState Next, MailCommand MailCommand) Carry(CommandPolicy policy, AdmissionState state, Arrival arrival, Octets mail, Instant now)
    {
        var seen = See(policy, mail, now);
        var (next, verdict) = CommandAdmission.Judge(policy, state, arrival.Facts(policy, seen, now));
        return (next, new MailCommand(verdict, Masks(policy, mail, seen)));
    }

    static IEnumerable<Octets> Blocks(Octets mail, int start, int[] sizes)
    {
        for (var round = 0; start < mail.Length; round++)
        {
            var size = Math.Min(sizes[round % sizes.Length], mail.Length - start);
            yield return mail.Slice(start, size);
            start += size;
        }
    }
}
