using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class ContactsAppLaws
{
    [TestCase("fi", "FI MRCC +3582941000 mrcc@raja.fi\n")]
    [TestCase("RAJA.fi", "FI MRCC +3582941000 mrcc@raja.fi\n")]
    [TestCase("geos", "INT GEOS +19365823190\nUS GEOS +18554442937\n")]
    [TestCase("+1757", "US ACC +17573986700 lantwatch@uscg.mil\n")]
    public void The_lines_that_hold_a_text_are_given(string text, string lines) => Assert.That(Contacts(text), Is.EqualTo(lines));

    [TestCase("no jrcc please", "NO JRCC +4751517000 operations@jrcc-stavanger.no\n")]
    [TestCase("geos, quickly", "INT GEOS +19365823190\nUS GEOS +18554442937\n")]
    public void Of_a_longer_text_as_much_counts_as_finds_something(string text, string lines) => Assert.That(Contacts(text), Is.EqualTo(lines));

    [TestCase("")]
    [TestCase("u")]
    [TestCase("#?")]
    public void Where_nothing_is_found_all_are_given(string text) => Assert.That(Contacts(text).Count(c => c == '\n'), Is.EqualTo(RescueContacts.All.Count));

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 300)]
    public bool Somebody_is_always_found(Argument argument) => Contacts(argument.Text + new string('x', argument.Text.Length % 3 * 100)).Length > 0;

    [Test]
    public void Every_number_is_one_of_E_164() =>
        Assert.That(RescueContacts.All.AsEnumerable().Select(contact => contact.Telephone), Has.All.Matches<string>(number => number is ['+', .. var digits] && digits.Length <= 15 && digits.All(char.IsAsciiDigit)));

    static string Contacts(string text) => AppRuns.Conclude(Policy, ".c", text, new AppResponse.Done()) is { Error.IsNone: true } result ? result.Output : throw new AssertionException("an error");
}
