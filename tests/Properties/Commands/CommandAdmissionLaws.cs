using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>Whether a command may run.</summary>
public class CommandAdmissionLaws
{
    static readonly IpAddress Client = Ip("192.0.2.1");

    static readonly HeaderSection Personal = Header("From: Alice <alice@sender.test>", "Subject: hello laitos");

    [Property(MaxTest = 200)]
    public bool A_used_pair_runs_its_own_command_again_and_no_other_until_it_lapses((byte Pair, byte Command, ushort Pause)[] uses)
    {
        var (state, now) = (AdmissionState.Start, Noon);
        var model = new Dictionary<int, (int Command, Instant Until)>();
        foreach (var (pairByte, commandByte, pause) in uses)
        {
            var (pair, command) = (pairByte % 3, commandByte % 2);
            now += TimeSpan.FromMilliseconds(pause % 20_000);
            var until = Totp.StartOf(Totp.StepOf(now) + 1 + pair);
            var isBound = model.TryGetValue(pair, out var bound) && now < bound.Until;
            (state, var verdict) = CommandAdmission.Judge(Policy, state, Codes(now, $"pair {pair}", $".s {command}", until));
            if (isBound && bound.Command != command ? verdict is not CommandVerdict.Ignored : verdict is not CommandVerdict.Run { Used.IsSome: true })
            {
                return false;
            }

            model[pair] = isBound ? bound : (command, until);
        }

        return true;
    }

    [TestCase(AuthorProof.Proven, true)]
    [TestCase(AuthorProof.NotChecked, true)]
    [TestCase(AuthorProof.Unproven, false)]
    public void Where_only_some_may_command_a_forged_author_may_not(AuthorProof proof, bool runs)
    {
        var facts = Codes(Noon, "pair", ".s one", Noon + TimeSpan.FromSeconds(60)) with { Author = proof };
        var some = Policy with { Senders = Seqs.Of<CommandSender>(new CommandSender.Domain(DomainName.Parse("sender.test").IfLeft(_ => throw new InvalidOperationException()))) };
        Assert.That(CommandAdmission.Judge(some, AdmissionState.Start, facts).Verdict is CommandVerdict.Run, Is.EqualTo(runs));
        Assert.That(CommandAdmission.Judge(Policy with { Senders = Option<Seq<CommandSender>>.None }, AdmissionState.Start, facts).Verdict, Is.InstanceOf<CommandVerdict.Run>(), "everybody may");
    }

    [Test]
    public void A_stored_pair_is_bound_after_a_restart()
    {
        var first = (CommandVerdict.Run)Judge(AdmissionState.Start, Codes(Noon, "pair", ".s one", Noon + TimeSpan.FromSeconds(60))).Verdict;
        var restarted = AdmissionState.Start.With(first.Used.IfNone(() => throw new InvalidOperationException()));
        Assert.That(Judge(restarted, Codes(Noon, "pair", ".s two", Noon + TimeSpan.FromSeconds(60))).Verdict, Is.InstanceOf<CommandVerdict.Ignored>());
        Assert.That(Judge(restarted, Codes(Noon, "pair", ".s one", Noon + TimeSpan.FromSeconds(60))).Verdict, Is.EqualTo(first), "the pair goes with it again");
        Assert.That(Judge(restarted, Codes(Noon + TimeSpan.FromSeconds(60), "pair", ".s two", Noon + TimeSpan.FromSeconds(60))).Verdict, Is.InstanceOf<CommandVerdict.Run>());
    }

    /// The first could not be stored: its sender was answered 451, and comes again. What is stored then must bind the pair by itself.
    [Test]
    public void The_second_attempt_to_store_an_order_stores_its_pair_too()
    {
        var codes = Codes(Noon, "pair", ".s one", Noon + TimeSpan.FromSeconds(60));
        var (known, first) = Judge(AdmissionState.Start, codes);
        var second = Judge(known, codes).Verdict;
        Assert.That(second, Is.EqualTo(first).And.Matches<CommandVerdict.Run>(run => run.Used.IsSome));
    }

    [Test]
    public void A_full_ledger_forgets_no_pair_but_takes_no_more()
    {
        var until = Noon + TimeSpan.FromSeconds(60);
        UsedCodePair Used(int n) => UsedCodePair.Of(new Credential.OneTime(Octets.Utf8($"pair {n}"), until), ".s one");
        var full = Enumerable.Range(0, UsedCodePairs.MaxCount).Aggregate(UsedCodePairs.Empty, (ledger, n) => ledger.With(Used(n)));
        Assert.That(full.Use(Used(UsedCodePairs.MaxCount), Noon), Is.InstanceOf<CodePairUse.Refused>());
        Assert.That(full.Use(Used(0), Noon), Is.InstanceOf<CodePairUse.Again>());
        Assert.That(full.Use(Used(UsedCodePairs.MaxCount), until), Is.InstanceOf<CodePairUse.First>().And.Matches<CodePairUse.First>(first => first.Ledger.Pairs.Count == 1));
    }

    [Property(MaxTest = 100)]
    public bool The_wait_never_shrinks_while_wrong_passwords_come_and_nothing_is_looked_at_in_it(ushort[] pauses)
    {
        var (state, now, delay) = (AdmissionState.Start, Noon, TimeSpan.Zero);
        foreach (var pause in pauses)
        {
            now += TimeSpan.FromMilliseconds(pause * 30);
            (state, var verdict) = Judge(state, Wrong(now, Client));
            var right = Judge(state, Right(now, Client));
            if (verdict is CommandVerdict.LockedOut)
            {
                if (right.Verdict != verdict || right.Next != state)
                {
                    return false;
                }

                continue;
            }

            var wait = state.Wrong.Until(Client, now).Match(until => until - now, () => TimeSpan.Zero);
            if (wait < delay || right.Verdict is CommandVerdict.Run != (wait == TimeSpan.Zero) || wait > LockoutRule.Longest)
            {
                return false;
            }

            delay = wait;
        }

        return true;
    }

    [Test]
    public void The_third_wrong_password_of_a_client_makes_it_wait_and_nobody_else()
    {
        var two = Strike(AdmissionState.Start, Noon, Client, 2);
        Assert.That(Judge(two, Right(Noon, Client)).Verdict, Is.InstanceOf<CommandVerdict.Run>());
        var three = Strike(two, Noon, Client, 1);
        Assert.That(Judge(three, Right(Noon, Client)).Verdict, Is.EqualTo(new CommandVerdict.LockedOut(Noon + TimeSpan.FromSeconds(1))));
        Assert.That(Judge(three, Right(Noon, Ip("192.0.2.2"))).Verdict, Is.InstanceOf<CommandVerdict.Run>());
        Assert.That(Judge(three, Right(Noon + TimeSpan.FromSeconds(1), Client)).Verdict, Is.InstanceOf<CommandVerdict.Run>());
        Assert.That(Judge(Strike(three, Noon + TimeSpan.FromSeconds(1), Client, 1), Right(Noon + TimeSpan.FromSeconds(2), Client)).Verdict, Is.EqualTo(new CommandVerdict.LockedOut(Noon + TimeSpan.FromSeconds(3))));
        Assert.That(Judge(three, Right(Noon + TimeSpan.FromHours(-2), Client)).Verdict, Is.InstanceOf<CommandVerdict.Run>(), "the clock was set back");
    }

    [Test]
    public void A_network_of_IPv6_is_one_client()
    {
        var three = Strike(AdmissionState.Start, Noon, Ip("2001:db8::1"), 3);
        Assert.That(Judge(three, Right(Noon, Ip("2001:db8::ffff:2"))).Verdict, Is.InstanceOf<CommandVerdict.LockedOut>());
        Assert.That(Judge(three, Right(Noon, Ip("2001:db8:0:1::1"))).Verdict, Is.InstanceOf<CommandVerdict.Run>());
    }

    [Test]
    public void Twenty_wrong_passwords_in_all_make_everybody_wait_and_a_day_later_they_are_forgotten()
    {
        var state = Enumerable.Range(0, 20).Aggregate(AdmissionState.Start, (current, n) => Strike(current, Noon, Ip($"192.0.2.{n}"), 1));
        Assert.That(Judge(state, Right(Noon, Ip("198.51.100.1"))).Verdict, Is.EqualTo(new CommandVerdict.LockedOut(Noon + TimeSpan.FromSeconds(1))));
        Assert.That(Judge(Strike(state, Noon + TimeSpan.FromDays(1), Ip("192.0.2.9"), 2), Right(Noon + TimeSpan.FromDays(1), Ip("192.0.2.9"))).Verdict, Is.InstanceOf<CommandVerdict.Run>());
    }

    [Test]
    public void The_wait_doubles_up_to_an_hour()
    {
        Assert.That(Enumerable.Range(0, 6).Select(count => LockoutRule.OfClient.Delay(count).TotalSeconds), Is.EqualTo(new[] { 0, 0, 0, 1, 2, 4 }));
        Assert.That(Enumerable.Range(0, 200).Select(count => LockoutRule.OfAll.Delay(count)), Is.Ordered.And.All.LessThanOrEqualTo(TimeSpan.FromHours(1)));
        Assert.That(LockoutRule.OfClient.Delay(int.MaxValue), Is.EqualTo(TimeSpan.FromHours(1)));
    }

    [Test]
    public void Clients_are_remembered_up_to_a_bound_and_the_oldest_goes_first()
    {
        IpAddress Nth(int n) => IpAddress.OfOctets([100, (byte)(n >> 16), (byte)(n >> 8), (byte)n]).IfNone(Client);
        var wrong = Enumerable.Range(0, WrongPasswords.MaxClients + 1).Aggregate(WrongPasswords.None, (current, n) => current.After(Nth(n), Noon + TimeSpan.FromMilliseconds(n)));
        Assert.That(wrong.Clients.Count, Is.LessThanOrEqualTo(WrongPasswords.MaxClients));
        Assert.That(wrong.Clients.ContainsKey(Nth(0)), Is.False);
        Assert.That(wrong.Clients.ContainsKey(Nth(WrongPasswords.MaxClients)) && wrong.Clients.ContainsKey(Nth(5000)));
        Assert.That(wrong.All.Count, Is.EqualTo(WrongPasswords.MaxClients + 1));
    }

    [TestCase("Auto-Submitted: auto-replied")]
    [TestCase("List-Id: <x.example.com>")]
    [TestCase("Precedence: bulk")]
    [TestCase("Subject: laitos-reply-.s echo hi")]
    [TestCase("Subject: Re: LAITOS-NOTIFY-.s echo hi")]
    [TestCase("Subject: =?utf-8?b?UmU6IGxhaXRvcy1yZXBseS0ucyBlY2hv?=")]
    [TestCase("Subject: Re: laitos-\r\n reply-.s echo hi")]
    [TestCase("Subject: =?utf-8?q?laitos-re?= =?utf-8?q?ply-x?=")]
    public void Nothing_runs_in_mail_that_no_person_wrote_or_that_is_an_answer_of_ours(string field)
    {
        var header = Header("From: alice@sender.test", field);
        Assert.That(Judge(AdmissionState.Start, Right(Noon, Client) with { Header = header }).Verdict, Is.InstanceOf<CommandVerdict.Ignored>());
        Assert.That(Judge(AdmissionState.Start, Wrong(Noon, Client) with { Header = header }), Is.EqualTo((AdmissionState.Start, (CommandVerdict)new CommandVerdict.None())));
    }

    [Test]
    public void Nothing_runs_without_a_sender_and_without_a_command()
    {
        Assert.That(Judge(AdmissionState.Start, Right(Noon, Client) with { NullSender = true }).Verdict, Is.InstanceOf<CommandVerdict.Ignored>());
        Assert.That(Judge(AdmissionState.Start, Right(Noon, Client) with { Order = Option<CommandOrder>.None }).Verdict, Is.InstanceOf<CommandVerdict.Ignored>());
        Assert.That(Judge(AdmissionState.Start, Right(Noon, Client) with { Candidate = new CommandCandidate.None() }).Verdict, Is.EqualTo(new CommandVerdict.None()));
    }

    [TestCase("From: alice@sender.test", true)]
    [TestCase("From: Alice <alice@SENDER.test>", true)]
    [TestCase("From: anybody@family.test", true)]
    [TestCase("From: bob@sender.test", false)]
    [TestCase("From: x@sub.family.test", false)]
    [TestCase("From: alice@sender.test, bob@sender.test", false)]
    [TestCase("From: \"alice@sender.test\" <eve@evil.test>", false)]
    [TestCase("To: alice@sender.test", false)]
    public void Only_those_who_may_command_do(string from, bool may)
    {
        var policy = Policy with { Senders = Seqs.Of<CommandSender>(new CommandSender.Address(MailboxOf("alice@sender.test")), new CommandSender.Domain(NameOf("family.test"))) };
        Assert.That(CommandAdmission.Judge(policy, AdmissionState.Start, Right(Noon, Client) with { Header = Header(from) }).Verdict is CommandVerdict.Run, Is.EqualTo(may));
    }

    [Test]
    public void A_thousand_commands_run_in_a_second()
    {
        var (state, ran) = (AdmissionState.Start, 0);
        for (var n = 0; n < 1_500; n++)
        {
            (state, var verdict) = Judge(state, Right(Noon + TimeSpan.FromMilliseconds(n % 1000), Client));
            ran += verdict is CommandVerdict.Run ? 1 : 0;
        }

        Assert.That(ran, Is.EqualTo(1000));
        Assert.That(Judge(state, Right(Noon + TimeSpan.FromSeconds(1), Client)).Verdict, Is.InstanceOf<CommandVerdict.Run>());
    }

    [Test]
    public void No_password_and_no_code_is_printed()
    {
        var policy = PolicyOf(["orangepeels", Password]);
        var digits = TotpLaws.Pairs("orangepeels", Noon)[0].Digits;
        var printed = new List<string>();
        foreach (var line in new[] { digits + ".s x", "verysecret.s x", "verysecret.s echo verysecret", "wrongsecret.s x", digits + ".s " + digits })
        {
            var search = CommandSearch.Advance(policy, Noon, CommandSearch.Start, Plain(line));
            var commandCandidate = search.End();
            var order = commandCandidate is CommandCandidate.Command command ? OrderOf(command.Text, Noon) : Option<CommandOrder>.None;
            var facts = Right(Noon, Client) with { Candidate = commandCandidate, Order = order };
            var (next, verdict) = CommandAdmission.Judge(policy, AdmissionState.Start, facts);
            printed.AddRange([search.ToString(), commandCandidate.ToString()!, order.ToString(), facts.ToString(), next.ToString(), verdict.ToString()!, policy.ToString()]);
        }

        Assert.That(printed, Has.None.Contains(digits).And.None.Contains(digits[..6]).And.None.Contains(digits[6..]).And.None.Contains("secret.").And.None.Contains("verysecret").And.None.Contains("orangepeels"));
    }

    static (AdmissionState Next, CommandVerdict Verdict) Judge(AdmissionState state, CommandFacts facts) => CommandAdmission.Judge(Policy, state, facts);

    static AdmissionState Strike(AdmissionState state, Instant now, IpAddress client, int times) =>
        Enumerable.Range(0, times).Aggregate(state, (current, _) =>
        {
            var (next, verdict) = Judge(current, Wrong(now, client));
            Assert.That(verdict, Is.InstanceOf<CommandVerdict.WrongPassword>());
            return next;
        });

    static CommandFacts Right(Instant now, IpAddress client) =>
        new("id", now, client, Personal, false, new CommandCandidate.Command(".s echo hi", new Credential.Password(), Seqs.Of(new Secret(Password))), OrderOf(".s echo hi", now));

    static CommandFacts Wrong(Instant now, IpAddress client) => Right(now, client) with { Candidate = new CommandCandidate.WrongPassword(), Order = Option<CommandOrder>.None };

    static CommandFacts Codes(Instant now, string pair, string text, Instant until) =>
        Right(now, Client) with { Candidate = new CommandCandidate.Command(text, new Credential.OneTime(Octets.Utf8(pair), until), Seqs.Of(new Secret("123456123456"))), Order = OrderOf(text, now) };

    static CommandOrder OrderOf(string text, Instant now) => new("id", now, text, Client, MailboxOf("alice@sender.test"), Option<string>.None, Seqs.Of<string>(), Option<Instant>.None);

    static IpAddress Ip(string text) => IpAddress.Parse(text).Match(address => address, error => throw new InvalidOperationException(error.ToString()));
}
