using Laitos.Domain.Commands;

namespace Laitos.Properties.Arbitraries;

/// <summary>The text of a result.</summary>
public sealed record ResultSample(string Text);

/// <summary>Lines of a mail, some of them with commands, right and wrong ones.</summary>
public sealed record MailSample(string[] Lines);

/// <summary>A line with a password and a known prefix.</summary>
public sealed record CommandSample(string Lead, string Gap, string Command)
{
    public string Line(string password) => Lead + password + Gap + Command;
}

public static class CommandArbitraries
{
    static Gen<string> Piece => Gen.Elements(
        "a", "Z9", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\a", "\v\f", ";", "|", "é", "\u00a0", "\u2003", "\u4f60\u597d", "\U0001f600", "\u0000", "\u001b[1m", "\u007f", "\u200b", "end", "\ufffd");

    public static Gen<string> Text => Piece.ListOf().Select(string.Concat);

    public static Arbitrary<ResultSample> Results() => Text.Select(text => new ResultSample(text)).ToArbitrary();

    public static Arbitrary<LintRules> Rules() =>
        (from trim in Flag
         from single in Flag
         from visible in Flag
         from spaces in Flag
         from skip in Gen.Elements(0, 0, 0, 1, 2, 3, 7, 100)
         from max in Gen.Elements(0, 0, 1, 2, 3, 5, 8, 35)
         select new LintRules(trim, single, visible, spaces, skip, max)).ToArbitrary();

    /// <summary>Ordinary lines of mail, none of which may count as an attempt.</summary>
    public static Gen<string> Prose => Gen.Elements(
        "", " ", "Hi,", "see README.md and program.cs for more", "Dear Mr. Smith.", "www.example.com is down", "https://example.com/a.s", "> AnotherPin9!x", "-- ", "verysecrets of the trade",
        "Version 1.2 is out", "e.g. this", "I like .net", "src/Domain/foo.c | 10 +++", "> verysecret.s echo old", "very", ".s echo without", "end.", "Kind regards, X.", "sincerely .", "\u00a9 2026 Company.");

    public static Arbitrary<CommandSample> Commands() =>
        (from lead in Gen.Elements("", "  ", "\t", "\u00a0", "\ufeff", "\u200b ")
         from gap in Gen.Elements("", "", " ", "\t", "\u00a0", "  ")
         from prefix in Gen.Elements(".s", ".S", ".e", ".c", ".il", ".plt")
         from rest in Gen.Elements("", " echo hi", " 0 35 10 .s x", "  info ", "\techo\u200b", " a.b .c d")
         select new CommandSample(lead, gap, prefix + rest)).ToArbitrary();

    public static Arbitrary<MailSample> Mails() => Prose.ListOf().Select(lines => new MailSample([.. lines])).ToArbitrary();

    static Gen<bool> Flag => Gen.Elements(true, false);
}
