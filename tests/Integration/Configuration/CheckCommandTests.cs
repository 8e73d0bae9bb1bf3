using Laitos.Shell.Configuration;

namespace Laitos.Integration.Configuration;

public class CheckCommandTests
{
    const string Good = """
        {
          // comments and trailing commas are allowed
          "MailDaemon": {"MyDomains": ["a.test"], "ForwardTo": ["b@c.test"]},
          "MailClient": {"MailFrom": "b@c.test", "PickupDirectory": "inbox",},
          "SockDaemon": {},
        }
        """;

    [Test]
    public void A_good_file_prints_what_is_in_force_with_absolute_paths()
    {
        var (code, output, error, folder) = Check(Good);
        Assert.That(code, Is.EqualTo(CheckCommand.Good));
        Assert.That(output, Does.Contain($"\"PickupDirectory\": \"{Path.Combine(folder, "inbox")}\""));
        Assert.That(error, Is.EqualTo($"notice: SockDaemon: sections of other daemons, left alone{Environment.NewLine}"));
    }

    [Test]
    public void Broken_JSON_is_located()
    {
        var (code, output, error, _) = Check("{\n  \"MailDaemon\": oops\n}");
        Assert.That(code, Is.EqualTo(CheckCommand.InvalidConfiguration));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain("line 2, column 17: not JSON"));
    }

    [Test]
    public void Every_mistake_has_its_line()
    {
        var (code, _, error, _) = Check(Good.Replace("b@c.test", "b@a.test").Replace("\"MyDomains\"", "\"Port\": 70000, \"MyDomains\""));
        Assert.That(code, Is.EqualTo(CheckCommand.InvalidConfiguration));
        Assert.That(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_byte_order_mark_is_ignored() => Assert.That(Check("\uFEFF" + Good).Code, Is.EqualTo(CheckCommand.Good));

    [Test]
    public void A_file_that_is_too_large_is_refused() =>
        Assert.That(Check(Good + new string(' ', ConfigurationSource.MaxOctets)).Error, Does.Contain("larger than 16MiB"));

    [Test]
    public async Task A_missing_file_is_one_line_that_names_it()
    {
        var error = new StringWriter();
        Assert.That(await CheckCommand.Run("/nonexistent/config.json", TextWriter.Null, error), Is.EqualTo(CheckCommand.InvalidConfiguration));
        Assert.That(error.ToString().TrimEnd(), Does.StartWith("/nonexistent/config.json: ").And.Not.Contain("\n"));
    }

    [TestCase("the first key of the ring\n", CheckCommand.Good, "", TestName = "A_key_file_is_read_and_not_shown")]
    [TestCase("short\n", CheckCommand.InvalidConfiguration, "MailDaemon.BounceKeyFile: found line 1 of the file, which is not shown", TestName = "A_key_file_with_a_short_key")]
    [TestCase(null, CheckCommand.InvalidConfiguration, "a file that can be read", TestName = "A_key_file_that_is_absent")]
    public void A_key_file(string? keys, int expected, string found)
    {
        var (code, output, error, folder) = Check(Good.Replace("\"ForwardTo\"", "\"EnvelopeSender\": \"token\", \"BounceKeyFile\": \"bounce.keys\", \"ForwardTo\""), keys);
        Assert.That(code, Is.EqualTo(expected), error);
        Assert.That(error, Does.Contain(found).And.Not.Contain("short\n"));
        Assert.That(output + error, Does.Not.Contain("the first key"));
        Assert.That(output, expected == CheckCommand.Good ? Does.Contain($"\"BounceKeyFile\": \"{Path.Combine(folder, "bounce.keys")}\"") : Is.Empty);
    }

    static (int Code, string Output, string Error, string Folder) Check(string text, string? keys = null)
    {
        var folder = Directory.CreateTempSubdirectory("laitos-check-").FullName;
        try
        {
            if (keys is not null)
            {
                File.WriteAllText(Path.Combine(folder, "bounce.keys"), keys);
            }

            var path = Path.Combine(folder, "config.json");
            File.WriteAllText(path, text);
            var (output, error) = (new StringWriter(), new StringWriter());
            return (CheckCommand.Run(path, output, error).GetAwaiter().GetResult(), output.ToString(), error.ToString(), folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
