using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class AppCatalogLaws
{
    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 2000)]
    public bool Every_app_makes_something_of_every_argument_and_answer(IApp app, Argument argument, AppResponse response)
    {
        var result = app.Conclude(argument.Text, response, Noon);
        return app.Ask(argument.Text).Match(request => request is not null, refusal => refusal.Length > 0)
            && result.Output is not null && result.Error.Match(error => error is not null, () => true);
    }

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 500)]
    public bool A_failure_is_handed_on_in_its_own_words(IApp app, Argument argument) =>
        app.Conclude(argument.Text, new AppResponse.Failed("no such file"), Noon) == Domain.Commands.CommandResult.Failed("no such file");

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 1000)]
    public bool An_answer_that_was_not_asked_for_is_no_success(Argument argument, AppResponse response) =>
        AppCatalog.Of(Policy).ForAll(app => app.Ask(argument.Text).Match(request => Fits(request, response), _ => true)
            || app.Conclude(argument.Text, response, Noon).Error.IsSome);

    [Test]
    public void Prefixes_are_a_point_and_small_letters_or_digits_and_all_differ()
    {
        var prefixes = AppCatalog.Of(Policy).AsEnumerable().Select(app => app.Prefix).ToList();
        Assert.That(prefixes, Is.EqualTo(new[] { ".stats", ".beep", ".s", ".e", ".m", ".2", ".a", ".g", ".r", ".c", ".j", ".b", ".w", ".p", ".i" }));
        Assert.That(prefixes, Is.Unique.And.All.Matches<string>(prefix => prefix[0] == '.' && prefix.Skip(1).All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))));
    }

    [Test]
    public void A_program_of_the_owner_stands_in_the_place_of_a_later_app()
    {
        var apps = AppCatalog.Of(Policy with { Programs = Seqs.Of(new ProgramRule(".c", "/usr/bin/phone-book", default)) });
        Assert.That(apps.AsEnumerable().Single(app => app.Prefix == ".c").Ask("x"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.Run("/usr/bin/phone-book", default))));
    }

    [Test]
    public void Only_the_apps_that_are_given_keys_are_secret() =>
        Assert.That(AppCatalog.Of(Policy).AsEnumerable().Where(app => app.IsSecret).Select(app => app.Prefix), Is.EqualTo(new[] { ".2", ".a" }));

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 500)]
    public bool No_key_is_printed(Argument argument) =>
        AppCatalog.Of(Policy).Filter(app => app.IsSecret).ForAll(app =>
            !$"{app} {app.Ask("notes 0123abcd sought")} {app.Ask("0123abcd sought")} {app.Ask(argument.Text)} {Policy}".Contains("0123abcd", StringComparison.Ordinal)
            && !$"{app} {Policy}".Contains("aaaa", StringComparison.Ordinal)
            && !$"{app} {Policy}".Contains("0102", StringComparison.Ordinal));

    [TestCase(".2", "abcd bank", "Features.TwoFACodeGenerator.SecretFile")]
    [TestCase(".a", "notes abcd x", "Features.AESDecrypt.EncryptedFiles")]
    [TestCase(".g", "phone x", "Features.TextSearch.FilePaths")]
    [TestCase(".r", "", "Features.RSS.Sources")]
    [TestCase(".j", "", "Features.Joke.Sources")]
    [TestCase(".i", "l me", "Features.IMAPAccounts.Accounts")]
    [TestCase(".w", "pi", "Features.WolframAlpha.AppID")]
    [TestCase(".p", "t +4930123456 x", "Features.Twilio")]
    public void What_is_not_set_up_names_its_key(string prefix, string argument, string key) =>
        Assert.That(AppRuns.Ask(AppRuns.Nothing, prefix, argument).Refusal(), Does.Contain(key));

    [TestCase(".s")]
    [TestCase(".m")]
    [TestCase(".2")]
    [TestCase(".a")]
    [TestCase(".g")]
    [TestCase(".w")]
    [TestCase(".p")]
    [TestCase(".i")]
    public void A_prefix_alone_is_an_empty_command(string prefix) =>
        Assert.That(AppRuns.Ask(Policy, prefix, "").Refusal(), Is.EqualTo("empty command"));

    [Test]
    public void The_control_app_alone_answers_with_its_list() =>
        Assert.That(AppRuns.Ask(Policy, ".e", "").Refusal(), Is.EqualTo("info | log | warn | stack | tune | tune apply | lock | stop"));

    static bool Fits(AppRequest request, AppResponse response) => (request, response) switch
    {
        (AppRequest.Run or AppRequest.Interpret, AppResponse.Exited) => true,
        (AppRequest.ListMails, AppResponse.MailsListed) => true,
        (AppRequest.ReadFile or AppRequest.ReadMail, AppResponse.Read) => true,
        (AppRequest.Fetch, AppResponse.Fetched) => true,
        (AppRequest.Inspect or AppRequest.ReadTunables or AppRequest.WriteTunables, AppResponse.Inspected) => true,
        (AppRequest.Call, AppResponse.Answered) => true,
        (AppRequest.StoreMessage or AppRequest.ReadMessages, AppResponse.Messages) => true,
        (AppRequest.Nothing or AppRequest.Lock or AppRequest.Stop or AppRequest.Send, AppResponse.Done) => true,
        _ => false,
    };
}
