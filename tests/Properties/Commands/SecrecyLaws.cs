using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Commands;

/// <summary>Passwords, shortcuts, codes and keys are told to nobody: from the settings to the last notice.</summary>
public class SecrecyLaws
{
    [Property(Arbitrary = [typeof(SecrecyArbitraries)], MaxTest = 60)]
    public Property Nothing_that_is_shown_or_sent_holds_a_secret(SecretCase secretCase)
    {
        var world = new SecretWorld(secretCase);
        world.Live();
        var leaks = world.Shown.Where(shown => world.Secrets.Any(secret => shown.Text.Contains(secret, StringComparison.OrdinalIgnoreCase))).Select(shown => $"{shown.Where}: {shown.Text}").ToArray();
        return (leaks.Length == 0).Label(string.Join("\n---\n", leaks.Take(5)))
            .And(world.Ran);
    }

    [Test]
    public void What_is_looked_for_would_be_found()
    {
        var world = new SecretWorld(new SecretCase(new MimeWrapping("utf-8", TransferForm.Plain, TextForm.Plain, [], true, 1), new PlantedSecret("Qz7Kwx9Pm", "Qz7Kwx9Pm"), 0, 1, 1, 0, 0));
        world.Live();
        Assert.That(world.Ran);
        Assert.That(world.Shown.Select(shown => shown.Where).Distinct().Count(), Is.GreaterThan(25));
        Assert.That(world.Reply, Does.Match("[0-9]{6} [0-9]{6} [0-9]{6}"), "the sender of the command is told");
    }
}
