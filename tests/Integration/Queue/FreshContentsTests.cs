using Laitos.Shell.Queue;
using Laitos.Shell.Relay;

namespace Laitos.Integration.Queue;

/// <summary>Mails that are about to be attempted.</summary>
public class FreshContentsTests
{
    [Test]
    public void A_mail_is_given_out_once_and_is_the_one_that_was_kept()
    {
        var (fresh, content) = (new FreshContents(), new MemoryContent(new byte[100]));
        fresh.Keep("a", content);
        fresh.Keep("b", new MemoryContent(new byte[100]));
        fresh.Keep("a", new MemoryContent(new byte[100]));
        Assert.That((fresh.Take("a"), fresh.Take("a"), fresh.Take("c")), Is.EqualTo(((IMailContent)content, (IMailContent?)null, (IMailContent?)null)));
    }

    [Test]
    public void A_mail_counts_with_the_memory_that_it_holds_and_a_large_one_is_not_kept()
    {
        var fresh = new FreshContents();
        fresh.Keep("large", new MemoryContent(new byte[FreshContents.Largest + 1]));
        fresh.Keep("holds much", new MemoryContent(new byte[FreshContents.Largest + 1].AsMemory(0, 10)));
        fresh.Keep("holds it once", new MemoryContent([.. new byte[FreshContents.Largest] is var block ? (ReadOnlyMemory<byte>[])[block.AsMemory(0, 10), block.AsMemory(20)] : []]));
        Assert.That((fresh.Take("large"), fresh.Take("holds much"), fresh.Take("holds it once") is not null), Is.EqualTo(((IMailContent?)null, (IMailContent?)null, true)));
    }

    [Test]
    public void The_one_that_has_waited_longest_makes_room()
    {
        const int Size = 32 << 10;
        var (fresh, most) = (new FreshContents(), FreshContents.Room / Size);
        Assert.That(fresh.Free, Is.EqualTo(FreshContents.Room));
        for (var number = 0; number < 2 * most; number++)
        {
            fresh.Keep($"m{number}", new MemoryContent(new byte[Size]));
        }

        Assert.That(fresh.Free, Is.EqualTo(FreshContents.Room / 4), "what lies there may never be asked for");
        Assert.That(Enumerable.Range(0, 2 * most).Where(number => fresh.Take($"m{number}") is not null), Is.EqualTo(Enumerable.Range(most, most)));
        Assert.That(fresh.Free, Is.EqualTo(FreshContents.Room));
    }
}
