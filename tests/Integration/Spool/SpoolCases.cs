using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>A folder of a test's own, and what is put into spools and read from them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public abstract class SpoolCases
{
    protected static readonly Instant Now = new(1_795_000_000_000);

    string root = "";

    protected SpoolDirectory Folder => new(Path.Combine(root, "spool"));

    [SetUp]
    public void MakeFolder() => root = Directory.CreateTempSubdirectory("laitos-spool-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(root, recursive: true);

    protected static NewEntry Entry(string id, IMailContent content, string state = "state") => new(new SpoolEntry(id, Now, Octets.Utf8(state)), content);

    protected static NewEntry Entry(string id, string mail = "mail") => Entry(id, new MemoryContent(Encoding.Latin1.GetBytes(mail)));

    /// <summary>A mail of a size, told from others by its number.</summary>
    protected static byte[] Mail(int number, int size)
    {
        var octets = new byte[size];
        new Random(number).NextBytes(octets);
        return octets;
    }

    protected static async Task<IReadOnlyList<SpoolEntry>> Entries(ISpoolReader spool) =>
        (await spool.All()).Match(Left: reason => throw new AssertionException(reason), Right: entries => entries);

    protected static async Task<byte[]> MailOf(ISpoolReader spool, string id) =>
        await Read((await spool.Content(id)).Match(Left: trouble => throw new AssertionException(trouble.Reason), Right: content => content));

    protected static async Task<byte[]> Read(IMailContent content)
    {
        using var octets = new MemoryStream();
        await foreach (var block in content.Blocks(CancellationToken.None))
        {
            octets.Write(block.Span);
        }

        Assert.That(octets.Length, Is.EqualTo(content.Size));
        return octets.ToArray();
    }

    protected static SpoolOrder Order(string id, string state = "state") => new(id, Octets.Utf8(state));

    protected static async Task<IReadOnlyList<SpoolOrder>> Orders(ISpool spool) => Right(await spool.LoadOrders());

    protected static async Task<IReadOnlyList<StoredCodePair>> UsedPairs(ISpool spool, Instant now) => Right(await spool.LoadUsed(now));

    protected static A Right<A>(LanguageExt.Either<string, A> read) => read.Match(Left: reason => throw new AssertionException(reason), Right: found => found);
}
