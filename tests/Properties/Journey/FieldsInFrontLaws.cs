using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Journey.VerdictWalk;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Journey;

/// <summary>What stands in front of the mail that leaves: signatures and seals of ours, and the field of SPF.</summary>
public class FieldsInFrontLaws
{
    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool What_is_changed_is_signed_in_front_of_all_and_nothing_else_is(SenderCase given, DmarcFailTreatment treatment)
    {
        var (plain, signed) = (Travel(Policy(treatment: treatment), given), Travel(Policy(treatment: treatment) with { Signs = true }, given));
        var isChanged = plain.Plan?.IsChanged ?? plain.Stored is not null;
        return signed.Plan is null
            ? signed.Stored?.Transfer.Size == plain.Stored?.Transfer.Size + (isChanged ? Signature.Length : 0)
            : Rendered(signed, given) == (isChanged ? Signature : "") + Rendered(plain, given) && signed.Plan.Job.Size == Rendered(signed, given).Length;
    }

    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 300)]
    public bool What_is_forwarded_is_sealed_in_front_of_all_where_the_owner_wants_that_but_for_warnings_of_ours(SenderCase given, DmarcFailTreatment treatment)
    {
        var (signed, sealedToo) = (Travel(Policy(treatment: treatment) with { Signs = true }, given), Travel(Policy(treatment: treatment) with { Signs = true, Seals = true }, given));
        var isWrapped = signed.Plan?.Need is RewriteNeed.Unverified { IsWrapped: true };
        return signed.Plan is null || (Rendered(sealedToo, given) == (isWrapped ? "" : Seal) + Rendered(signed, given) && sealedToo.Plan!.Job.Size == Rendered(sealedToo, given).Length);
    }

    /// <summary>It stands between the other results and the trace, and a signature that forbids it is not durable any more.</summary>
    [Property(Arbitrary = [typeof(SenderArbitraries)], MaxTest = 200)]
    public bool Where_the_owner_wants_it_SPF_is_told_in_a_field_of_its_own(SenderCase given, bool forbids)
    {
        var one = forbids && given.Signatures.Length > 0 ? given with { Signatures = [.. given.Signatures.Select(each => each with { Covered = ["from", "received-spf"] })] } : given;
        var walk = Travel(Policy() with { Forwarding = Policy().Forwarding with { WritesReceivedSpf = true } }, one);
        var names = Rendered(walk, one).Split("\r\n").TakeWhile(line => line.Length > 0).Where(line => line[0] != ' ').Select(line => line.Split(':')[0]).ToList();
        return names.IndexOf("Received-SPF") == 1 && names.IndexOf("Authentication-Results") == 0 && names.IndexOf("Received") == 2
            && (ReferenceEquals(one, given) || walk.Plan!.Need is not RewriteNeed.NotNeeded { Durable.IsEmpty: false })
            && !Rendered(Travel(Policy(), one), one).Contains("Received-SPF", StringComparison.Ordinal);
    }

    [Test]
    public void A_seal_does_not_outlive_a_change_of_the_author()
    {
        var given = new SenderCase("bank.test", "bank.test", "v=spf1 ip4:192.0.2.1 -all", "v=DMARC1; p=none", []);
        var policy = Policy() with { Seals = true };
        var stored = Travel(policy with { Acceptance = policy.Acceptance with { Mode = DeliveryMode.SpoolFirst } }, given);
        var change = stored.Stored!.AuthorChange.Single() with { Refusal = "550 5.7.26 no" };
        var octets = Seal + Rendered(Travel(Policy(), given), given);
        Assert.That(octets, Has.Length.EqualTo(stored.Stored.Transfer.Size));
        var plan = Plan.Rewritten(stored.Stored.Job, change, Octets.Latin1(octets[..change.Head]), octets.Length);
        Assert.That(JourneyMails.Render(plan.Segments, octets), Does.StartWith("Authentication-Results: ").And.Contains("bank-laitos-nodmarc-042.test").And.Not.Contain("ARC-Seal"));
        Assert.That(plan.Job.Size, Is.EqualTo(JourneyMails.Render(plan.Segments, octets).Length));
    }
}
