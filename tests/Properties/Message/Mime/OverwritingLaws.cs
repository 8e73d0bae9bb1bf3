using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Message.Mime;

/// <summary>Changes of the received mail in an outgoing one.</summary>
public class OverwritingLaws
{
    /// <summary>A mail of 60 octets, an outgoing mail made of it, and changes that may overlap.</summary>
    public sealed record Case(Seq<Segment> Segments, Seq<Overwrite> Overwrites);

    public static class Arbitraries
    {
        public static Arbitrary<Case> Cases() =>
            (from segments in Gen.Frequency(
                (3, from start in Gen.Choose(0, 59) from length in Gen.Choose(0, 60 - start) select (Segment)new Segment.Original(start, length)),
                (1, Gen.Elements("", "new").Select(text => (Segment)new Segment.Fresh(Octets.Latin1(text))))).ListOf()
             from overwrites in (from start in Gen.Choose(0, 59)
                                 from length in Gen.Choose(0, Math.Min(20, 60 - start))
                                 from c in Gen.Elements('*', '#', '=')
                                 select new Overwrite(start, Octets.Latin1(new string(c, length)))).ListOf()
             select new Case(segments.Gather(), overwrites.Gather())).ToArbitrary();
    }

    static readonly Octets Mail = Octets.Latin1(new string([.. Enumerable.Range(' ', 60).Select(c => (char)c)]));

    [Property(Arbitrary = [typeof(Arbitraries)], MaxTest = 1000)]
    public bool It_is_as_if_the_mail_had_been_overwritten_first(Case one) =>
        SampleMails.Write(Mail, Overwriting.Apply(one.Segments, one.Overwrites)) == SampleMails.Write(Walks.Overwrite(Mail, one.Overwrites), one.Segments);

    [Property(Arbitrary = [typeof(Arbitraries)])]
    public bool Without_changes_nothing_is_cut(Case one) => Overwriting.Apply(one.Segments, default) == one.Segments;

    [Test]
    public void Only_what_changes_is_new() =>
        Assert.That(
            Overwriting.Apply(Seqs.Of<Segment>(new Segment.Original(0, 10)), Seqs.Of(new Overwrite(4, Octets.Latin1("**")))),
            Is.EqualTo(Seqs.Of<Segment>(new Segment.Original(0, 4), new Segment.Fresh(Octets.Latin1("**")), new Segment.Original(6, 4))));
}
