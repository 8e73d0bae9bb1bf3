using Laitos.Integration.Peers;
using Laitos.Integration.Support;

namespace Laitos.Integration.Cli;

/// <summary>What the command line says of itself: the help of a command, and the manual page of all.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HelpTests
{
    [TestCase("doctor", "laitos doctor -config /etc/laitos/config.json")]
    [TestCase("queue hold", "laitos queue hold 1m8c4nemn01n12epm -config /etc/laitos/config.json")]
    [TestCase("trace", "laitos trace bob@sender.example --since 2d -config /etc/laitos/config.json")]
    [TestCase("rules test", "laitos rules test shop-7@example.com --from news@shop.example -config /etc/laitos/config.json")]
    public async Task Help_ends_with_an_example(string command, string example)
    {
        var help = await LaitosCommand.Run([.. command.Split(' '), "--help"]);
        Assert.That(help.Code, Is.Zero);
        Assert.That(help.Lines.Where(line => line.Length > 0).TakeLast(2), Is.EqualTo(new[] { "Example:", "  " + example }));
    }

    /// As the documentation writes them, and the manual page.
    [Test]
    public async Task Help_shows_options_with_two_dashes_and_one_dash_is_taken_too()
    {
        var help = await LaitosCommand.Run("explain", "--help");
        Assert.That(help.Lines, Has.Some.StartsWith("  --client <ADDRESS> (REQUIRED)").And.Some.StartsWith("  -c, -config <FILE>").And.None.StartsWith("  -client"));
        var missing = await LaitosCommand.Run("explain", "-client", "192.0.2.1", "-helo=mail.sender.example", "-from", "", "mail.eml", "-nonsense");
        Assert.That(missing.Errors, Is.EquivalentTo(new[] { "laitos: Option '--to' is required. (laitos -h shows what is known)", "laitos: Unrecognized command or argument '-nonsense'. (laitos -h shows what is known)" }));
    }

    [Test]
    public async Task The_manual_page_has_every_command_with_an_example_and_is_well_formed()
    {
        var manual = await LaitosCommand.Apart("man");
        Assert.That(manual.Code, Is.Zero);
        Assert.That(manual.Lines[0], Does.StartWith(".TH LAITOS 1"));
        var sections = string.Join('\n', manual.Lines).Split("\n.S")[1..].Where(section => section.StartsWith("S \"laitos", StringComparison.Ordinal)).ToArray();
        Assert.That(sections, Has.Length.GreaterThan(12).And.All.Contains("\nExample:\n"));
        Assert.That(sections, Has.Some.StartsWith("S \"laitos queue backup\"").And.Some.StartsWith("S \"laitos dkim\\-keygen\""));
        Assert.That(manual.Lines.Where(line => line.StartsWith("laitos ", StringComparison.Ordinal)), Is.All.Not.Contains("-config").Or.Contains("\\-"), "a dash that is copied must be one");

        using var folder = new TemporaryFolder();
        var page = Path.Combine(folder.Path, "laitos.1");
        await File.WriteAllLinesAsync(page, manual.Lines);
        Assert.That(await Programs.Run("groff", "-man", "-ww", "-z", "-Tutf8", page), Is.EqualTo((0, "")));
    }
}
