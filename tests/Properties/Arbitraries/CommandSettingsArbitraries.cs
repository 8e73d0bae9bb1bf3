using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Settings;

namespace Laitos.Properties.Arbitraries;

/// <summary>The sections MailFilters and Features, with secrets that are easy to find, or without any.</summary>
public static class CommandSettingsArbitraries
{
    static Gen<bool> Flag => Gen.Elements(true, false);

    static Gen<string> Words => Gen.Elements("notes", "2", "näme", "a.b", "x-y_z", "[0]", "Word");

    static Gen<Mailbox> Mailboxes => Gen.Elements("me@dest.test", "\"a b\"@example.com", "x@[192.0.2.1]").Select(text => Certain(Mailbox.Parse(text)));

    static Gen<LintRules> Lint =>
        from flags in Flag.ArrayOf(4)
        from begin in Gen.Elements(0, 1, 1_000_000)
        from length in Gen.Elements(35, 36, 200, 4096)
        select new LintRules(flags[0], flags[1], flags[2], flags[3], begin, length);

    static Gen<Seq<Translation>> Sequences =>
        from pairs in Some(from sought in Gen.Elements("#/", "alpha", " ", "\"") from put in Gen.Elements("", "|", "näh") select new Translation(sought, put))
        select pairs.Gather();

    static Gen<Option<Seq<CommandSender>>> Senders =>
        from senders in Some(Gen.OneOf(
            Mailboxes.Select(CommandSender (mailbox) => new CommandSender.Address(mailbox)),
            Gen.Elements("example.com", "localhost").Select(CommandSender (name) => new CommandSender.Domain(Certain(DomainName.Parse(name))))))
        select senders.Length == 0 ? Option<Seq<CommandSender>>.None : Prelude.Some(senders.Gather());

    /// Numbers make secrets different from each other.
    static Gen<PinSettings> Pins =>
        from passwords in Gen.Choose(0, 3)
        from shortcuts in Gen.Choose(0, 3)
        select new PinSettings(
            Enumerable.Range(0, passwords).Select(i => new Secret($"{Confidential.Password} {i}")).Gather(),
            Enumerable.Range(0, shortcuts).Select(i => new Shortcut(new Secret($"{i} {Confidential.Password}"), new Secret($".s {Confidential.Password}"))).Gather());

    static Gen<EncryptedFile> EncryptedFile =>
        from path in Gen.Elements("codes.bin", "/etc/x y", "..")
        from prefix in Gen.Elements("", Confidential.Hex, Confidential.Hex + Confidential.Hex)
        select new EncryptedFile(path, new Secret(Confidential.Hex), new Secret(prefix));

    /// An account with its secret in the configuration or in a file.
    static Gen<S> Accounts<S>(S section, Func<S, Option<Secret>, S> given, Func<S, Option<string>, S> inFile) =>
        Gen.Elements(given(section, new Secret($"{Confidential.Password} {typeof(S).Name}")), inFile(section, "secret.txt"));

    static Gen<ProgramRule> Program =>
        from prefix in Gen.Elements(".x", ".backup", ".0123456789abcdef", ".ss")
        from path in Gen.Elements("/bin/true", "/usr/local/bin/back up")
        from arguments in Some(Gen.Elements("{argument}", "", "--name={argument}", "\"$HOME\""))
        select new ProgramRule(prefix, path, arguments.Gather());

    static Gen<Seq<(string Word, A Value)>> ByWord<A>(Gen<A> gen) =>
        Some(from word in Words from value in gen select (Word: word, Value: value)).Select(entries => entries.DistinctBy(entry => entry.Word).Gather());

    static Gen<A[]> Some<A>(Gen<A> gen) => Gen.Choose(0, 3).SelectMany(n => gen.ArrayOf(n));

    /// <summary>The section MailFilters; without secrets, commands are off.</summary>
    public static Gen<MailFilterSettings> Filters(bool secrets) =>
        from pins in secrets ? Pins : Gen.Constant(PinSettings.Default)
        from sequences in Sequences
        from lint in Lint
        from recipients in Some(Mailboxes)
        from senders in Senders
        from forward in Gen.Elements(Enum.GetValues<CarrierTreatment>())
        select new MailFilterSettings(pins, sequences, lint, recipients.Distinct().Gather(), senders, forward);

    /// <summary>The section Features; without secrets, there are no encrypted files, and no address of a feed has a query or a user.</summary>
    public static Gen<FeatureSettings> Features(bool secrets) =>
        from unrestricted in Flag
        from interpreter in Gen.Elements("", "/bin/bash", "my shell")
        from codes in EncryptedFile
        from hasCodes in Flag
        from files in ByWord(EncryptedFile)
        from texts in ByWord(Gen.Elements("notes.txt", "/var/näh"))
        from news in Some(secrets
            ? Gen.Elements("https://example.com/news.xml", $"http://[2001:db8::1]:8080/?key={Confidential.Password}&a=b c", $"https://me:{Confidential.Password}@example.com/feed")
            : Gen.Elements("https://example.com/news.xml", "http://[2001:db8::1]:8080/a b", "HTTPS://EXAMPLE.com"))
        from sos in Gen.Elements("", "Jo, +49 30 1234567", "Jo\nred boat")
        from jokes in Some(Gen.Elements(secrets ? $"https://jokes.example/?key={Confidential.Password}" : "https://jokes.example/", "http://127.0.0.1:8080/a"))
        from imap in ByWord(
            from address in Gen.Elements("imap.example.org", "[192.0.2.1]", "[IPv6:2001:db8::1]")
            from port in Gen.Elements(993, 1, 65535)
            from account in Accounts(
                new ImapAccountSettings(Certain(Host.Parse(address)), port, "me@example.org", Option<Secret>.None, Option<string>.None, "INBOX", port == 1) { Tls = port % 2 == 0 ? ImapTls.StartTls : ImapTls.Implicit },
                (s, v) => s with { AuthPassword = v }, (s, v) => s with { AuthPasswordFile = v })
            let bare = account with { AuthPassword = Option<Secret>.None, AuthPasswordFile = Option<string>.None }
            from proved in Gen.Elements(account, bare with { AuthTokenFile = "token.json" }, bare with { AuthTokenCommand = Seqs.Of("/usr/local/bin/token", "me") })
            select proved)
        from wolfram in secrets ? Accounts(WolframAlphaSettings.Default, (s, v) => s with { AppId = v }, (s, v) => s with { AppIdFile = v }) : Gen.Constant(WolframAlphaSettings.Default)
        from twilio in secrets
            ? Accounts(TwilioSettings.Default with { AccountSid = "AC17", PhoneNumber = "+4930123456" }, (s, v) => s with { AuthToken = v }, (s, v) => s with { AuthTokenFile = v })
            : Gen.Elements(TwilioSettings.Default, TwilioSettings.Default with { BaseUrl = new WebAddress(new Uri("http://[::1]:8080/a/")) })
        from programs in ByWord(Program)
        select new FeatureSettings(
            new ShellSettings(unrestricted, interpreter.Length == 0 ? Option<string>.None : interpreter),
            secrets && hasCodes ? Prelude.Some(codes) : Option<EncryptedFile>.None,
            secrets ? files : default, texts, news.Select(text => new WebAddress(new Uri(text))).Gather(),
            programs.DistinctBy(item => item.Value.Prefix).Gather())
        {
            SosPersonalInfo = sos.Length == 0 ? Option<string>.None : sos,
            ImapAccounts = secrets ? imap : default,
            WolframAlpha = wolfram,
            Twilio = twilio,
            Jokes = jokes.Select(text => new WebAddress(new Uri(text))).Gather(),
        };

    static A Certain<A>(Either<SyntaxError, A> parsed) => parsed.IfLeft(error => throw new InvalidOperationException(error.ToString()));
}
