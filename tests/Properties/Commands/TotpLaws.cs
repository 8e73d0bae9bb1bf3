using System.Globalization;
using Laitos.Domain.Commands;
using Laitos.Properties.Support;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>One-time codes and their keys.</summary>
public class TotpLaws
{
    static readonly Octets RfcKey = Octets.Utf8("12345678901234567890");

    /// <summary>Keys for which laitos has no code and we have one, or the reverse.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        [""] = "the empty key has no codes: everybody would know them (defect 37)",
        [" "] = "as above",
        ["abcdefghi"] = "the length mod 8 is 1: the last character completes no octet, as in programs that show codes (defect 37)",
        ["ihgfedcba"] = "as above",
        ["abcdefghijk"] = "the length mod 8 is 3 (defect 37)",
        ["kjihgfedcba"] = "as above",
        ["abcdefghijklmn"] = "the length mod 8 is 6 (defect 37)",
        ["nmlkjihgfedcba"] = "as above",
        ["password234567"] = "the length mod 8 is 6 (defect 37)",
        ["765432drowssap"] = "as above",
        ["abc="] = "padding is optional",
        ["ABCDEFGHIJKLMNOP===="] = "padding is optional, however long",
    };

    [Test]
    public void The_codes_of_RFC_4226_agree()
    {
        foreach (var fields in Rows("suites/totp/rfc4226-appendix-d.tsv"))
        {
            Assert.That(Totp.Code(RfcKey, long.Parse(fields[0], CultureInfo.InvariantCulture)), Is.EqualTo(fields[1]));
        }
    }

    [Test]
    public void The_codes_of_RFC_6238_agree_in_their_last_six_digits()
    {
        foreach (var fields in Rows("suites/totp/rfc6238-appendix-b.tsv").Where(fields => fields[1] == "SHA1"))
        {
            var at = new Instant(1000 * long.Parse(fields[0], CultureInfo.InvariantCulture));
            Assert.That(Totp.Code(Octets.Utf8(fields[2]), Totp.StepOf(at)), Is.EqualTo(fields[3][2..]));
        }
    }

    [Test]
    public void Recorded_codes_agree()
    {
        var count = 0;
        foreach (var vector in Recorded("GetTwoFACodeForTimeDivision"))
        {
            var (secret, step) = (TextOf(vector.GetProperty("in").GetProperty("secret")), vector.GetProperty("in").GetProperty("time_div").GetInt64());
            var ours = Base32.Decode(secret).Map(key => Totp.Code(key, step)).IfNone("");
            var theirs = vector.GetProperty("out").GetProperty("code").GetString();
            Assert.That(ours == theirs, Is.EqualTo(!Differences.ContainsKey(secret)), $"{secret} {step} {ours} {theirs}");
            count++;
        }

        Assert.That(count, Is.GreaterThan(150));
    }

    [Test]
    public void Recorded_pairs_are_valid_and_no_others()
    {
        foreach (var vector in Recorded("getTOTP"))
        {
            var (password, now) = (TextOf(vector.GetProperty("in").GetProperty("password")), new Instant(1000 * vector.GetProperty("in").GetProperty("unix").GetInt64()));
            var codes = OneTimeCodes.Of(Seqs.Of(new Secret(password)), now);
            var pairs = vector.GetProperty("out").EnumerateArray().Select(pair => pair.GetString()!).ToList();
            Assert.That(pairs.Where(pair => codes.Check(pair).IsNone), Is.Empty);
            Assert.That(pairs.SelectMany(pair => pairs.Select(other => other[6..] + pair[..6])).Except(pairs).Where(pair => codes.Check(pair).IsSome), Is.Empty);
        }
    }

    [Property(MaxTest = 100)]
    public bool A_pair_is_valid_until_its_time_and_not_from_then_on(uint minutes, byte which, short later)
    {
        var now = new Instant(60_000L * minutes + (which * 117));
        var (pair, warrant) = Pairs("orangepeels", now)[which % 9];
        var until = warrant.Until;
        var at = later >= 0 ? until + TimeSpan.FromMilliseconds(later) : until + TimeSpan.FromMilliseconds(Math.Max(later, (now - until).TotalMilliseconds));
        var found = OneTimeCodes.Of(Seqs.Of(new Secret("orangepeels")), at).Check(pair);
        return found.IsSome == at < until && found.ForAll(one => one == warrant);
    }

    [Test]
    public void Nine_pairs_are_valid_each_with_its_own_digest()
    {
        var pairs = Pairs("orangepeels", Noon);
        Assert.That(pairs.Select(pair => pair.Warrant.Pair).Distinct().Count(), Is.EqualTo(9));
        Assert.That(pairs.Select(pair => pair.Warrant.Pair.Length), Has.All.EqualTo(32));
        Assert.That(pairs.Max(pair => pair.Warrant.Until - Noon), Is.LessThanOrEqualTo(TimeSpan.FromSeconds(90)));
    }

    [TestCase("")]
    [TestCase("a")]
    [TestCase("====")]
    [TestCase("not1base32")]
    public void A_password_without_a_key_has_no_codes(string password)
    {
        var empty = Totp.Code(Octets.Empty, Totp.StepOf(Noon));
        Assert.That(OneTimeCodes.Of(Seqs.Of(new Secret(password)), Noon).Check(empty + empty).IsNone);
        Assert.That(Totp.Codes(password, Noon).IsNone);
    }

    [Property(MaxTest = 200)]
    public bool Base32_gives_back_what_was_written(byte[] octets)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(octets.Select(octet => octet.ToString("b8", CultureInfo.InvariantCulture)));
        var digits = string.Concat(bits.PadRight((bits.Length + 4) / 5 * 5, '0').Chunk(5).Select(five => alphabet[Convert.ToInt32(new string(five), 2)]));
        var padded = digits.PadRight((digits.Length + 7) / 8 * 8, '=');
        var expected = octets.Length == 0 ? Option<Octets>.None : new Octets(octets);
        return Base32.Decode(digits) == expected && Base32.Decode(padded) == expected && Base32.Decode(" " + string.Join(' ', digits.ToLowerInvariant().Chunk(4).Select(four => new string(four)))) == expected;
    }

    [Test]
    public void The_codes_for_an_account_are_of_three_steps_and_do_not_print()
    {
        var codes = Totp.Codes("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", new Instant(59_000)).IfNone(() => throw new InvalidOperationException());
        Assert.That(new[] { codes.Previous, codes.Current, codes.Next }.Select(code => code.Reveal()), Is.EqualTo(new[] { "755224", "287082", "359152" }));
        Assert.That(codes.ToString(), Does.Not.Contain("287082"));
    }

    /// <summary>The nine pairs of a password, and what they entitle to.</summary>
    internal static List<(string Digits, Credential.OneTime Warrant)> Pairs(string password, Instant now)
    {
        var codes = OneTimeCodes.Of(Seqs.Of(new Secret(password)), now);
        return [.. from one in Three(password, now) from other in Three(new string([.. password.Reverse()]), now) let digits = one + other
            select (digits, codes.Check(digits).IfNone(() => throw new InvalidOperationException(digits)))];
    }

    static string[] Three(string key, Instant now) =>
        Totp.Codes(key, now).Match(codes => new[] { codes.Previous.Reveal(), codes.Current.Reveal(), codes.Next.Reveal() }, () => []);

    static IEnumerable<string[]> Rows(string name) =>
        File.ReadLines(Suites.Path(name)).Where(line => line.Length > 0 && char.IsDigit(line[0])).Select(line => line.Split('\t'));
}
