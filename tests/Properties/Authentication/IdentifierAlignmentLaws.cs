using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Authentication;

public class IdentifierAlignmentLaws
{
    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool What_is_aligned_strictly_is_aligned_relaxedly(DmarcWorld world, DomainName author, DomainName other) =>
        Of(world.Ask, AlignmentMode.Strict, author, other) != Alignment.Aligned || Of(world.Ask, AlignmentMode.Relaxed, author, other) == Alignment.Aligned;

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool Alignment_is_mutual(DmarcWorld world, DomainName author, DomainName other) =>
        Of(world.Ask, AlignmentMode.Relaxed, author, other) == Of(world.Ask, AlignmentMode.Relaxed, other, author);

    [Test]
    public void Recorded_alignments_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in TreeWalkLaws.Section("alignment"))
        {
            var mode = vector.GetProperty("mode").GetString() == "strict" ? AlignmentMode.Strict : AlignmentMode.Relaxed;
            var alignment = Of(TreeWalkLaws.Zone(vector), mode, TreeWalkLaws.Domain(vector, "author"), TreeWalkLaws.Domain(vector, "authenticated"));
            Assert.That(alignment, Is.EqualTo(vector.GetProperty("aligned").GetBoolean() ? Alignment.Aligned : Alignment.Unaligned), vector.ToString());
        }
    });

    static Alignment Of(Func<Question, Answer> world, AlignmentMode mode, DomainName author, DomainName other) =>
        Rounds.Run(known => IdentifierAlignment.Of(known, mode, author, other), world).Result;
}
