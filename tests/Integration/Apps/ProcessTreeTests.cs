using System.Diagnostics;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Shell.Apps;

namespace Laitos.Integration.Apps;

/// <summary>Programs that do not want to end, and what they leave behind: nothing.</summary>
[Platform("Linux")]
[NonParallelizable]
public class ProcessTreeTests
{
    const int Kept = 1 << 20;
    static readonly TimeSpan Short = TimeSpan.FromSeconds(0.7);

    /// <summary>@ stands for a word that each process of the command carries in its command line.</summary>
    [TestCase("echo begun; sleep 300 # @")]
    [TestCase("echo begun; trap '' TERM; while :; do sleep 1; done # @")]
    [TestCase("trap '' TERM INT HUP; echo begun; (trap '' TERM; exec -a @ sleep 300) & exec -a @ sleep 300")]
    [TestCase("echo begun; setsid bash -c 'trap \"\" TERM; exec -a @ sleep 300' & sleep 300")]
    [TestCase("echo begun; (setsid bash -c '(exec -a @ sleep 300) & sleep 0.1' &); sleep 300")]
    [TestCase("echo begun; exec > /dev/null 2>&1; exec -a @ sleep 300")]
    [TestCase("echo begun; kill -STOP $$; sleep 300 # @")]
    [TestCase("echo begun; exec -a @ bash -c 'kill -STOP $$; sleep 300'")]
    public async Task At_the_limit_the_whole_tree_is_ended_and_the_output_so_far_is_kept(string statement)
    {
        var (word, before) = (Marked.Word(), Marked.Zombies());
        var exited = await TestHost.Statement(statement.Replace("@", word), Short);
        Assert.That(exited, Is.EqualTo(new AppResponse.Exited(LanguageExt.Option<int>.None, Octets.Utf8("begun\n"), false)));
        Assert.That(Marked.Processes(word), Is.Empty);
        Assert.That(Marked.Zombies().Except(before), Is.Empty);
    }

    [TestCase("(exec -a @ sleep 300) & echo done")]
    [TestCase("setsid bash -c 'exec -a @ sleep 300' & echo done")]
    [TestCase("nohup bash -c 'exec -a @ sleep 300' > /dev/null 2>&1 & echo done")]
    [TestCase("(trap '' TERM; exec -a @ sleep 300) & echo done")]
    public async Task What_is_left_in_the_background_neither_holds_the_result_up_nor_stays(string statement)
    {
        var (word, before) = (Marked.Word(), Marked.Zombies());
        var exited = await TestHost.Statement(statement.Replace("@", word));
        Assert.That(exited, Is.EqualTo(new AppResponse.Exited(0, Octets.Utf8("done\n"), false)));
        Assert.That(Marked.Processes(word), Is.Empty);
        Assert.That(Marked.Zombies().Except(before), Is.Empty);
    }

    [Test]
    public async Task Last_words_from_the_background_are_heard()
    {
        var exited = await TestHost.Statement("(sleep 0.3; echo late) & echo early");
        Assert.That(exited.Output.ToUtf8(), Is.EqualTo("early\nlate\n"));
    }

    [Test]
    public async Task A_program_that_is_forever_born_again_in_a_session_of_its_own_dies_too()
    {
        var (word, before) = (Marked.Word(), Marked.Zombies());
        var exited = await TestHost.Statement($"export AGAIN='trap \"\" TERM; sleep 0.02; setsid bash -c \"$AGAIN\" {word} & '; bash -c \"$AGAIN\" {word}; echo done");
        Assert.That(exited.Output.ToUtf8(), Is.EqualTo("done\n"));
        Assert.That(Marked.Processes(word), Is.Empty);
        Assert.That(Marked.Zombies().Except(before), Is.Empty);
    }

    [Test]
    public async Task A_flood_is_taken_up_to_the_limit_and_its_beginning_kept()
    {
        var word = Marked.Word();
        var exited = await TestHost.Statement($"yes {word}", Short);
        Assert.That(exited.Code.IsNone);
        Assert.That(exited.IsCut);
        Assert.That(exited.Output.Length, Is.EqualTo(Kept));
        Assert.That(exited.Output.ToUtf8(), Does.StartWith($"{word}\n{word}\n"));
        Assert.That(Marked.Processes(word), Is.Empty);
    }

    [TestCase(Kept, false)]
    [TestCase(Kept + 1, true)]
    [TestCase(20_000_000, true)]
    public async Task A_program_that_writes_much_comes_to_its_end(int octets, bool isCut)
    {
        var exited = await TestHost.Statement($"head -c {octets} /dev/zero");
        Assert.That((exited.Code, exited.IsCut, exited.Output.Length), Is.EqualTo((LanguageExt.Prelude.Some(0), isCut, Kept)));
    }

    [Test]
    public async Task When_the_daemon_stops_so_does_the_program()
    {
        var word = Marked.Word();
        using var abort = new CancellationTokenSource(Short);
        var response = await TestHost.Grant(new AppRequest.Interpret("/bin/bash", $"(setsid sleep 300 &); sleep 300 # {word}"), abort: abort.Token);
        Assert.That(response, Is.TypeOf<AppResponse.Failed>());
        Assert.That(Marked.Processes(word), Is.Empty);
    }

    [Test]
    public async Task A_child_of_the_daemon_that_leads_a_session_of_its_own_is_left_alone()
    {
        using var other = Process.Start("/usr/bin/setsid", "sleep 300");
        try
        {
            await TestHost.Statement("setsid sleep 300 & echo done");
            Assert.That(other.HasExited, Is.False);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }
    }

    [Test]
    public async Task Children_that_others_have_started_are_left_alone()
    {
        using var other = Process.Start("/bin/sleep", "300");
        try
        {
            await TestHost.Statement("setsid sleep 300 & echo done");
            Assert.That(other.HasExited, Is.False);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }
    }

    /// Whoever was forked before the program is not looked at.
    [Test]
    public void A_program_is_never_older_than_who_started_it()
    {
        using var program = Process.Start("/bin/sleep", "300");
        try
        {
            var (starter, started) = (Entry(Environment.ProcessId), Entry(program.Id));
            Assert.That(started.Parent, Is.EqualTo(starter.Id));
            Assert.That(starter.Started, Is.Positive);
            Assert.That(started.Started, Is.GreaterThan(starter.Started), "the tests have run for a while");
        }
        finally
        {
            program.Kill();
            program.WaitForExit();
        }

        static ProcessEntry Entry(int id) => ProcessEntry.Find(id.ToString(System.Globalization.CultureInfo.InvariantCulture))!;
    }
}
