using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Shell.Apps;
using LanguageExt;

namespace Laitos.Integration.Apps;

/// <summary>Files, settings of the kernel, mails, and what the daemon tells.</summary>
public class AppHostTests
{
    string folder = "";

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("laitos-apps-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [TestCase(0)]
    [TestCase(999)]
    [TestCase(1000)]
    public async Task A_file_up_to_the_bound_is_read_whole(int octets)
    {
        var content = new byte[octets];
        new Random(1).NextBytes(content);
        Assert.That(await Read(Written(content)), Is.EqualTo(new AppResponse.Read(new Octets(content))));
    }

    [Test]
    public async Task A_larger_one_is_not_read_at_all() =>
        Assert.That(await Read(Written(new byte[1001])), Is.TypeOf<AppResponse.Failed>().With.Property("Reason").Contains("larger than 1000"));

    [Test]
    public async Task A_missing_one_is_named() =>
        Assert.That(await Read(Path.Combine(folder, "missing")), Is.TypeOf<AppResponse.Failed>().With.Property("Reason").Contains("missing"));

    [Test]
    [Platform("Linux")]
    public async Task A_folder_a_device_and_a_pipe_without_a_writer_hold_nobody_up()
    {
        var pipe = Path.Combine(folder, "pipe");
        await TestHost.Grant(new AppRequest.Run("/usr/bin/mkfifo", Seqs.Of(pipe)));
        Assert.That(File.Exists(pipe));
        foreach (var path in new[] { folder, pipe, "/dev/zero", "/dev/null" })
        {
            var response = await Read(path);
            Assert.That(response, path == "/dev/null" ? Is.Not.Null : Is.TypeOf<AppResponse.Failed>(), path);
            Assert.That($"{response}", Does.Not.Contain("not done within"), path);
        }
    }

    [Test]
    public async Task Settings_of_the_kernel_are_read_as_far_as_they_are_there()
    {
        Directory.CreateDirectory(Path.Combine(folder, "net"));
        File.WriteAllText(Path.Combine(folder, "net/one"), "128\n");
        Assert.That(await Kernel(new AppRequest.ReadTunables(Seqs.Of("net/one", "net/two"))), Is.EqualTo(new AppResponse.Inspected("net/one=128\n")));
    }

    [Test]
    public async Task Only_lower_ones_are_written_and_only_by_root()
    {
        File.WriteAllText(Path.Combine(folder, "low"), "128\n");
        File.WriteAllText(Path.Combine(folder, "high"), "9000\n");
        var response = await Kernel(new AppRequest.WriteTunables(Seqs.Of(("low", "4096"), ("high", "4096"), ("none", "1"))));
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.That(response, Is.TypeOf<AppResponse.Failed>());
            Assert.That(File.ReadAllText(Path.Combine(folder, "low")), Is.EqualTo("128\n"));
            return;
        }

        Assert.That(response, Is.EqualTo(new AppResponse.Inspected("low: 128 -> 4096\n")));
        Assert.That(File.ReadAllText(Path.Combine(folder, "low")), Is.EqualTo("4096"));
        Assert.That(File.ReadAllText(Path.Combine(folder, "high")), Is.EqualTo("9000\n"));
        Assert.That(File.Exists(Path.Combine(folder, "none")), Is.False);
    }

    [Test]
    public async Task A_mail_goes_to_the_queue_and_its_trouble_comes_back()
    {
        var to = Mailbox.Parse("a@b.example").Match(mailbox => mailbox, error => throw new AssertionException($"{error}"));
        var (good, bad) = (new TestHost(), new TestHost { Trouble = "the disk is full" });
        var request = new AppRequest.Send(Seqs.Of(to), "subject", "body");
        Assert.That(await Host(good).Perform(request, TestHost.Ample, default), Is.EqualTo(new AppResponse.Done()));
        Assert.That(good.Sent, Is.EqualTo(new[] { (Seqs.Of(to), "subject", "body") }));
        Assert.That(await Host(bad).Perform(request, TestHost.Ample, default), Is.EqualTo(new AppResponse.Failed("the disk is full")));
    }

    [Test]
    public async Task Messages_that_come_together_are_all_stored_for_the_daemons_user_alone()
    {
        var host = Host(new TestHost());
        var slot = new MessageSlot("default", MessageDirection.In);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => host.Perform(new AppRequest.StoreMessage(slot, $"{n}"), TestHost.Ample, default)));
        var bank = ((AppResponse.Messages)await Host(new TestHost()).Perform(new AppRequest.ReadMessages(), TestHost.Ample, default)).Bank;
        Assert.That(bank.Messages.Map(message => message.Text), Is.EquivalentTo(Enumerable.Range(0, 20).Select(n => $"{n}")));
        Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(folder, "messages.json")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_damaged_message_bank_is_left_alone_and_named()
    {
        File.WriteAllText(Path.Combine(folder, "messages.json"), "{");
        foreach (var request in new AppRequest[] { new AppRequest.ReadMessages(), new AppRequest.StoreMessage(new MessageSlot("default", MessageDirection.In), "x") })
        {
            Assert.That(await Host(new TestHost()).Perform(request, TestHost.Ample, default), Is.TypeOf<AppResponse.Failed>().With.Property("Reason").Contains("messages.json is no message bank"));
        }

        Assert.That(File.ReadAllText(Path.Combine(folder, "messages.json")), Is.EqualTo("{"));
    }

    [Test]
    public async Task The_daemon_tells_about_itself_and_takes_orders()
    {
        Assert.That(await TestHost.Grant(new AppRequest.Inspect(InspectionTopic.Warnings)), Is.EqualTo(new AppResponse.Inspected("about Warnings\n")));
        Assert.That(await TestHost.Grant(new AppRequest.Lock()), Is.EqualTo(new AppResponse.Done()));
        Assert.That(await TestHost.Grant(new AppRequest.Stop()), Is.EqualTo(new AppResponse.Done()));
        Assert.That(await TestHost.Grant(new AppRequest.Nothing()), Is.EqualTo(new AppResponse.Done()));
    }

    [Test]
    public async Task A_fault_is_an_answer_that_tells_where_and_nothing_of_its_text()
    {
        var faulty = new TestHost { Fault = new InvalidOperationException("a secret") };
        var faults = new List<Exception>();
        var host = new AppHost(faulty, faulty, new MessageBankFile("messages.json")) { OnFault = faults.Add };
        var response = await host.Perform(new AppRequest.Inspect(InspectionTopic.Stack), TestHost.Ample, default);
        Assert.That(faults, Is.EqualTo(new[] { faulty.Fault }), "the log is told");
        Assert.That(response, Is.EqualTo(new AppResponse.Failed("this program has a fault: InvalidOperationException at Laitos.Integration.Apps.TestHost.Describe")));
    }

    [Test]
    public async Task Whatever_takes_too_long_is_given_up()
    {
        var silence = new TaskCompletionSource();
        var silent = new TestHost { Silence = silence.Task };
        var response = await Host(silent).Perform(new AppRequest.Inspect(InspectionTopic.Info), TimeSpan.FromSeconds(0.2), default);
        silence.SetResult();
        Assert.That(response, Is.EqualTo(new AppResponse.Failed("not done within 0.2 s")));
    }

    /// Whatever it reads and writes lies in the folder.
    AppHost Host(TestHost daemon) => new(daemon, daemon, new MessageBankFile(Path.Combine(folder, "messages.json")), folder);

    Task<AppResponse> Kernel(AppRequest request) => Host(new TestHost()).Perform(request, TestHost.Ample, default);

    static Task<AppResponse> Read(string path) => TestHost.Grant(new AppRequest.ReadFile(path, 1000));

    string Written(byte[] content)
    {
        var path = Path.Combine(folder, "file");
        File.WriteAllBytes(path, content);
        return path;
    }
}
