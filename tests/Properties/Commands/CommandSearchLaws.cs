using Laitos.Domain.Commands;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>Which line of a mail is a command.</summary>
public class CommandSearchLaws
{
    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 300)]
    public bool A_mail_without_a_password_holds_no_command_and_prose_is_no_attempt(MailSample mail) =>
        Search(Policy, Plain(mail.Lines)) == (mail.Lines.Any(line => line.StartsWith("> verysecret", StringComparison.Ordinal))
            ? new CommandCandidate.Unused("its line is quoted")
            : (CommandCandidate)new CommandCandidate.None());

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 300)]
    public bool A_command_decides_wherever_it_stands(MailSample above, CommandSample command, MailSample below) =>
        CommandOf(Policy, [.. above.Lines, command.Line(Password), .. below.Lines, command.Line("AnotherPin9!") + "2"]) == Trimmed(command.Command);

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 300)]
    public bool With_a_wrong_password_of_any_kind_the_same_line_counts_as_a_wrong_one(MailSample above, CommandSample command, byte which)
    {
        var wrong = new[] { "wrongsecret", "verysecre", "Verysecret", "verysecretx", "123456", "000000000000", "xverysecret", "very.secret" }[which % 8];
        return Search(Policy, Plain([.. above.Lines, command.Line(wrong)])) is CommandCandidate.WrongPassword == wrong.Length >= 7;
    }

    [Property(Arbitrary = [typeof(CommandArbitraries)], MaxTest = 200)]
    public bool A_password_never_passes_for_one_that_it_begins_with(CommandSample command, bool order)
    {
        string[] passwords = ["verysec", "verysecret", "verysecret.x", "verysecretly so"];
        var policy = PolicyOf(order ? passwords : passwords.Reverse());
        return passwords.All(password => Search(policy, Plain(command.Line(password))) switch
        {
            CommandCandidate.Command found => found.Secrets[0].Reveal() == password && found.Text == Trimmed(command.Command),
            _ => false,
        });
    }

    [TestCase("verysecret.s echo hi", ".s echo hi")]
    [TestCase("verysecret .s echo hi", ".s echo hi")]
    [TestCase("verysecret.secho hi", ".secho hi")]
    [TestCase("verysecret.S echo hi ", ".S echo hi")]
    [TestCase("verysecret echo hi", "echo hi")]
    [TestCase("\ufeffverysecret.s x", ".s x")]
    [TestCase("verysecret\u200b.s x", ".s x")]
    [TestCase("verysecrets of the trade", null)]
    [TestCase("verysecret", null)]
    [TestCase("verysecret   ", null)]
    [TestCase("VERYSECRET.s echo hi", null)]
    [TestCase("please verysecret.s echo hi", null)]
    [TestCase("watsup", ".s echo shortcut-output")]
    [TestCase(" two words\t", ".s echo tw")]
    [TestCase("Watsup", null)]
    [TestCase("two  words", null)]
    [TestCase("watsup x", null)]
    public void A_line_is_a_command_or_not(string line, string? command) => Assert.That(CommandOf(Policy, line), Is.EqualTo(command));

    [Test]
    public void What_might_be_anything_is_tried_on_the_first_hundred_lines_only()
    {
        string[] nearly = [.. Enumerable.Repeat("text", CommandSearch.MaxTries - 1)];
        string[] quoted = [.. Enumerable.Repeat("> quoted", 100).Append("")];
        foreach (var line in new[] { "watsup", "verysecret echo", "verysecret.zz x" })
        {
            Assert.That(CommandOf(Policy, [.. nearly, .. quoted, line]), Is.Not.Null, line);
            Assert.That(Search(Policy, Plain([.. nearly, "text", line])), Is.InstanceOf<CommandCandidate.Unused>(), line);
            Assert.That(CommandOf(Policy, [.. nearly, "text", line, "verysecret.s x"]), Is.EqualTo(".s x"), line);
        }
    }

    [Test]
    public void A_mail_is_no_list_of_guesses()
    {
        Assert.That(CommandOf(Policy, "guess-one.s x", "guess-two .s x", "verysecret.s x"), Is.EqualTo(".s x"));
        Assert.That(Search(Policy, Plain("guess-one.s x", "guess-two .s x", "guess-three.E", "verysecret.s x")), Is.EqualTo(new CommandCandidate.WrongPassword()));
        Assert.That(Search(Policy, Plain("guess-one.s x"), Plain("guess-two .s x"), Plain("guess-three.E"), Plain("verysecret.s x")), Is.EqualTo(new CommandCandidate.WrongPassword()));
    }

    [Test]
    public void A_guess_at_a_password_of_several_words_is_seen()
    {
        var policy = PolicyOf(["open the gate"]);
        Assert.That(CommandOf(policy, "open the gate.s x"), Is.EqualTo(".s x"));
        Assert.That(Search(policy, Plain("open the door.s x")), Is.EqualTo(new CommandCandidate.WrongPassword()));
        Assert.That(Search(policy, Plain("a b c .s x")), Is.EqualTo(new CommandCandidate.None()));
        Assert.That(Search(Policy, Plain("open the door.s x")), Is.EqualTo(new CommandCandidate.None()));
    }

    [Test]
    public void A_path_is_a_guess_only_where_a_password_has_a_slash()
    {
        Assert.That(Search(Policy, Plain("src/program.c | 2 ++")), Is.EqualTo(new CommandCandidate.None()));
        Assert.That(Search(PolicyOf(["my/secret"]), Plain("src/program.c | 2 ++")), Is.EqualTo(new CommandCandidate.WrongPassword()));
    }

    [Test]
    public void HTML_counts_only_without_plain_text()
    {
        var (html, plain) = (Html("verysecret.s html"), Plain("nothing"));
        Assert.That(Search(Policy, html), Is.InstanceOf<CommandCandidate.Command>());
        Assert.That(Search(Policy, plain, html), Is.InstanceOf<CommandCandidate.Unused>());
        Assert.That(Search(Policy, html, plain), Is.InstanceOf<CommandCandidate.Unused>());
        Assert.That(Search(Policy, Html("wrongsecret.s x"), plain), Is.EqualTo(new CommandCandidate.None()));
        Assert.That(((CommandCandidate.Command)Search(Policy, plain, Html("verysecret.s html"), Plain("verysecret.s two"))).Text, Is.EqualTo(".s two"));
    }

    [Test]
    public void Codes_stand_for_a_password()
    {
        var policy = PolicyOf(["orangepeels"]);
        foreach (var (digits, warrant) in TotpLaws.Pairs("orangepeels", Noon))
        {
            foreach (var line in new[] { digits + ".s x", digits + " .s x" })
            {
                var found = (CommandCandidate.Command)Search(policy, Plain("hi", line));
                Assert.That((found.Text, found.Credential, found.Secrets[0].Reveal()), Is.EqualTo((".s x", (Credential)warrant, digits)));
                Assert.That(found.ToString(), Does.Not.Contain(digits));
            }

            Assert.That(Search(policy, Plain(digits + "1.s x")), Is.EqualTo(new CommandCandidate.WrongPassword()));
            Assert.That(Search(policy, Plain(digits)), Is.EqualTo(new CommandCandidate.Unused("nothing stands behind the password")));
            Assert.That(Search(policy, Noon + TimeSpan.FromMinutes(5), Plain(digits + ".s x")), Is.EqualTo(new CommandCandidate.WrongPassword()));
        }
    }

    [Test]
    public void A_command_that_repeats_a_password_is_withheld()
    {
        var found = (CommandCandidate.Command)Search(Policy, Plain("verysecret.s echo AnotherPin9!"));
        Assert.That(found.Text, Is.Empty);
        Assert.That(found.Secrets.Map(secret => secret.Reveal()).AsEnumerable(), Is.EquivalentTo(new[] { "verysecret", "AnotherPin9!" }));
        Assert.That(CommandLine.Prepare(Policy, found.Text), Is.InstanceOf<Prepared.Refused>());
        Assert.That(found.ToString(), Does.Not.Contain("Another").And.Not.Contain("verysecret"));
    }

    [Test]
    public void Recorded_mails_hold_no_attempts()
    {
        foreach (var file in Directory.GetFiles(Suites.Path("suites/mime/enmime"), "*.raw", SearchOption.AllDirectories))
        {
            var text = File.ReadLines(file).SkipWhile(line => line.Length > 0);
            Assert.That(Search(Policy, Plain([.. text])), Is.EqualTo(new CommandCandidate.None()), file);
        }
    }

    static string Trimmed(string text) => text.Trim().Trim('\u200b');

    [TestCase("")]
    [TestCase(" \u00a0 ")]
    public void A_blank_plain_text_does_not_hide_the_HTML_beside_it(string blank)
    {
        Assert.That(Search(Policy, Part(TextKind.Plain, [blank, blank]), Html("verysecret.s x")), Is.InstanceOf<CommandCandidate.Command>());
        Assert.That(Search(Policy, Html("verysecret.s x"), Part(TextKind.Plain, [])), Is.InstanceOf<CommandCandidate.Command>());
    }

    [TestCase("verysecret.s\u00a0echo \u00a0hi", ".s echo  hi")]
    [TestCase("verysecret\u00a0.s echo 'a\u00a0b' \"c\u00a0d\" it's\u00a0so", ".s echo 'a\u00a0b' \"c\u00a0d\" it's so")]
    public void A_no_break_space_is_a_blank_outside_quotation_marks(string line, string runs)
    {
        var found = (CommandCandidate.Command)Search(Policy, Plain(line));
        Assert.That(((Prepared.Ready)CommandLine.Prepare(Policy, found.Text)).Shown, Is.EqualTo(runs));
    }

    [TestCase("two\u00a0words")]
    [TestCase("open the\u00a0gate.s x")]
    public void A_no_break_space_is_a_blank_in_a_password_and_in_a_shortcut_too(string line) =>
        Assert.That(Search(Policy with { Passwords = Seqs.Of(new Secret("open the gate")) }, Plain(line)), Is.InstanceOf<CommandCandidate.Command>());

    [TestCase("verysecret", "nothing stands behind the password")]
    [TestCase("> verysecret uptime", "its line is quoted")]
    [TestCase("> watsup", "its line is quoted")]
    public void A_right_password_from_which_nothing_is_run_is_told_of(string line, string reason) =>
        Assert.That(Search(Policy, Plain("Hello,", line)), Is.EqualTo(new CommandCandidate.Unused(reason)));

    [Test]
    public void A_right_password_in_the_HTML_alone_of_a_mail_with_other_plain_text_is_told_of() =>
        Assert.That(Search(Policy, Plain("text"), Html("verysecret.s x")), Is.InstanceOf<CommandCandidate.Unused>());

    [Test]
    public void A_right_password_far_down_is_told_of() =>
        Assert.That(Search(Policy, Plain([.. Enumerable.Repeat("text", 200), "verysecret uptime"])), Is.InstanceOf<CommandCandidate.Unused>());
}
