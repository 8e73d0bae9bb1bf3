using System.Globalization;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;

namespace Laitos.Properties.Commands.Apps;

/// <summary>
/// One-time codes of accounts, and the search in encrypted files. The files were written by
/// <c>openssl enc -aes256 -md md5 -p -pass pass:correct -in FILE</c>, which also told key and IV.
/// </summary>
public class EncryptedFileLaws
{
    const string AccountsKey = "BBBD9DD4B3566DBEFF9B313C502A9171EA95099BB0FF699CE66F85C5E8E9345C";
    const string NotesKey = "9A56E6600F8910FDC3EAAE2F65A17AFF83C7208649E86802F3BA834380CC7AFB";
    const string Unreadable = "the file cannot be decrypted with this key";

    /// Bank: JBSWY3DPEHPK3PXP, mail at home: GEZD GNBV-GY3T QOJQ GEZDGNBVGY3TQOJQ (the key of RFC 6238 appendix B), broken: 1890!, bänk two, and lines without a key.
    static readonly Octets Accounts = new(Convert.FromHexString(
        "53616c7465645f5f5a13b5bf4d8a3ea25f380cfa053807cbef0de4ae2d7f5cf8cf84a8afbea7e08f65619a56e1892b552753c5ee7d5800b6252544de44bf0c7439595a0aebc78f16d33b34a2aa52c8878227a618e10954921c79ab87db0e58e90e7e0ff60fe02231eb0ac2416aed2fe20e632058b0755479de2e20fbc0f497ba6333dcd1c4ebf24a140dc4734f545d8f957efa2eaf59b50eb7a8dbeebb3b3222"));

    static readonly Octets Notes = new(Convert.FromHexString(
        "53616c7465645f5f8b00d383a3d8836a81ff34402d357f64d71d3f0912dd5b8fe5ca91d646f4e965771f691e9b2f669bf84f6992097023ed199c13382bf80041"));

    static readonly AppPolicy Policy = AppRuns.Nothing with
    {
        OneTimeCodes = new EncryptedFile("/srv/accounts", new Secret("1B70AC0B72B1190C969032CA7DD24A7F"), new Secret(AccountsKey[..50])),
        EncryptedFiles = Seqs.Of(("notes", new EncryptedFile("/srv/notes", new Secret("54eb330a96dd11cc0312228e01640f19"), new Secret(NotesKey[..60])))),
    };

    static readonly string AccountsRest = AccountsKey[50..];
    static readonly string NotesRest = NotesKey[60..];

    /// RFC 6238 appendix B, the last six digits; RFC 4226 appendix D for the steps around the first.
    [TestCase(59, "755224 287082 359152")]
    [TestCase(1111111111, "081804 050471 266759")]
    public void The_codes_of_an_account_are_those_of_the_standard(long seconds, string codes) =>
        Assert.That(Codes($"{AccountsRest} MAIL at", seconds), Is.EqualTo(CommandResult.Ok($"mail at home: {codes}\n")));

    [Test]
    public void All_accounts_that_match_are_told_and_those_without_a_key_say_so()
    {
        Assert.That(Codes($"{AccountsRest} b", 59).Output.Split('\n').Select(line => line.Split(':')[0]), Is.EqualTo(new[] { "Bank", "broken", "bänk two", "" }));
        Assert.That(Codes($"{AccountsRest} broken", 59).Output, Is.EqualTo("broken: its key is not base32\n"));
        Assert.That(Codes($"{AccountsRest} nobody", 59), Is.EqualTo(CommandResult.Ok("")));
        Assert.That(Codes($"{AccountsRest} JBSWY", 59), Is.EqualTo(CommandResult.Ok("")), "keys are not searched");
    }

    [TestCase("login", "Login alice pw1\nlogin BOB pw2\n")]
    [TestCase("bob", "login BOB pw2\n")]
    [TestCase("GRÜSSE", "")]
    [TestCase("grüße", "other: Grüße\n")]
    [TestCase("n", "Login alice pw1\nlogin BOB pw2\n")]
    public void Lines_are_found_without_regard_to_letter_case(string sought, string lines) =>
        Assert.That(Search($"NOTES {NotesRest.ToLowerInvariant()}  {sought}"), Is.EqualTo(CommandResult.Ok(lines)));

    [Property(MaxTest = 500)]
    public bool Every_wrong_key_is_answered_in_the_same_words(byte a, byte b)
    {
        var rest = Convert.ToHexString([a, b]);
        return rest == NotesRest || Search($"notes {rest} login") == CommandResult.Failed(Unreadable);
    }

    [TestCase("")]
    [TestCase("0")]
    [TestCase("zzzz")]
    [TestCase("00")]
    [TestCase("000000")]
    [TestCase("é")]
    public void And_so_is_what_is_no_key(string rest)
    {
        Assert.That(Search($"notes {rest}x login"), Is.EqualTo(CommandResult.Failed(Unreadable)));
        Assert.That(Codes($"{rest}x bank", 59), Is.EqualTo(CommandResult.Failed(Unreadable)));
    }

    [Property(MaxTest = 300)]
    public bool And_a_file_that_was_cut_or_changed(int at, byte octet)
    {
        var octets = Notes.Span.ToArray();
        var place = (int)((uint)at % octets.Length);
        octets[place] ^= octet;
        var (cut, changed) = (Search($"notes {NotesRest} login", Notes.Slice(0, place)), Search($"notes {NotesRest} login", new Octets(octets)));
        return cut.Error.IsSome && cut.Output.Length == 0 && (changed.Error.IsNone || changed == CommandResult.Failed(Unreadable));
    }

    [Property(MaxTest = 300)]
    public bool Arbitrary_octets_are_no_trouble(byte[] octets) =>
        Search($"notes {NotesRest} x", new Octets(octets)).Error.IsSome
        && Search($"notes {NotesRest} x", new Octets((byte[])[.. "Salted__12345678"u8, .. octets])) is { } result && (result.Error.IsSome || result.Output.Length < 64);

    [Test]
    public void A_file_is_read_only_when_a_known_word_names_it()
    {
        Assert.That(AppRuns.Ask(Policy, ".a", "Notes 00 x"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.ReadFile("/srv/notes", 16 << 20))));
        Assert.That(AppRuns.Ask(Policy, ".2", "00 x"), Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.ReadFile("/srv/accounts", 16 << 20))));
        Assert.That(AppRuns.Ask(Policy, ".a", "/etc/passwd 00 x").Refusal(), Does.Contain("notes").And.Not.Contain("passwd"));
        Assert.That(AppRuns.Ask(Policy, ".a", "notes 00").Refusal(), Does.Contain("word rest-of-key text"));
        Assert.That(AppRuns.Ask(Policy, ".2", "00").Refusal(), Does.Contain("rest-of-key account"));
    }

    static CommandResult Codes(string argument, long seconds) =>
        AppRuns.App(Policy, ".2").Conclude(argument, new AppResponse.Read(Accounts), new Instant(1000 * seconds));

    static CommandResult Search(string argument, Octets? file = null) => AppRuns.Conclude(Policy, ".a", argument, new AppResponse.Read(file ?? Notes));
}
