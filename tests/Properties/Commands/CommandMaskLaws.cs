using System.Text;
using Laitos.Domain.Commands;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>What is overwritten in a mail that carries a command.</summary>
public class CommandMaskLaws
{
    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 200)]
    public bool No_secret_is_left_and_nothing_else_is_touched(MailSample above, CommandSample command, MailSample below, bool html)
    {
        string[] lines = [.. above.Lines, command.Line(Password), .. below.Lines, "> " + command.Line("VerySecret") + command.Line(Password), "On Monday you wrote verysecretverysecret:"];
        var found = (CommandCandidate.Command)Search(Policy, Plain(lines));
        var masked = Masked(Policy, found, lines, html ? TextKind.Html : TextKind.Plain);
        return masked.SequenceEqual(lines.Select(line => line.Replace(Password, new string('*', Password.Length), StringComparison.OrdinalIgnoreCase)));
    }

    [TestCase("verysecret.2 0011aabb mail", "**********.2**************")]
    [TestCase("verysecret .2 0011aabb mail", "********** .2**************")]
    [TestCase("> verysecret.2  k", "> **********.2***")]
    [TestCase("verysecret.plt 0 9 9 .2 key a", "*****************************")]
    [TestCase("0011aabb mail", "******** mail")]
    [TestCase("mail me", "mail me")]
    public void The_argument_of_a_secret_app_is_a_secret(string line, string expected)
    {
        var found = new CommandCandidate.Command(".2 0011aabb mail", new Credential.Password(), Seqs.Of(new Secret(Password)));
        Assert.That(Masked(Policy, found, [line], TextKind.Plain), Is.EqualTo(new[] { expected }));
    }

    [TestCase("watsup", "******")]
    [TestCase("> WatsUp", "> ******")]
    [TestCase("watsupper", "watsupper")]
    [TestCase("say watsup, please", "say ******, please")]
    public void A_short_shortcut_is_overwritten_where_it_stands_alone(string line, string expected)
    {
        var found = (CommandCandidate.Command)Search(Policy, Plain("watsup"));
        Assert.That(Masked(Policy, found, [line], TextKind.Plain), Is.EqualTo(new[] { expected }));
    }

    static string[] Masked(CommandPolicy policy, CommandCandidate.Command command, string[] lines, TextKind kind)
    {
        const int offset = 1000;
        var octets = Encoding.Unicode.GetBytes(string.Join('\n', lines));
        foreach (var overwrite in CommandMask.Of(policy, command, Part(kind, lines, offset)))
        {
            overwrite.Octets.Span.CopyTo(octets.AsSpan((int)overwrite.Offset - offset));
        }

        return Encoding.Unicode.GetString(octets).Split('\n');
    }
}
