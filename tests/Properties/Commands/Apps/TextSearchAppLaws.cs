using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class TextSearchAppLaws
{
    [Property(MaxTest = 500)]
    public bool Exactly_the_lines_that_hold_the_text_are_found(byte[] choice)
    {
        var lines = choice.Select(each => new[] { "Anna 1", "bert 2", "", "anNA und Bert", "x" }[each % 5]).ToList();
        var found = Search("anna", string.Join("\r\n", lines));
        return found == CommandResult.Ok(string.Concat(lines.Where(line => line.Contains("anna", StringComparison.OrdinalIgnoreCase)).Select(line => line + "\n")));
    }

    [Test]
    public void A_result_is_bounded_and_holds_whole_lines()
    {
        var line = new string('x', 999);
        var output = Search("x", string.Concat(Enumerable.Repeat(line + "\n", 2000))).Output;
        Assert.That(output, Has.Length.EqualTo(1048 * 1000));
    }

    [Test]
    public void Only_files_that_a_word_names_are_read()
    {
        Assert.That(AppRuns.Ask(Policy, ".g", "PHONE Anna B"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.ReadFile("/srv/phone.txt", 16 << 20))));
        Assert.That(AppRuns.Ask(Policy, ".g", "/etc/passwd root").Refusal(), Is.EqualTo("no file goes by that word; there are: Phone"));
        Assert.That(AppRuns.Ask(Policy, ".g", "phone").Refusal(), Is.EqualTo("expected: word text"));
    }

    static CommandResult Search(string sought, string text) => AppRuns.Conclude(Policy, ".g", $"phone {sought}", new AppResponse.Read(Octets.Utf8(text)));
}
