using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Diagnosis;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>What <c>laitos init</c> is told on its command line; null for what is to be asked.</summary>
sealed record InitRequest(
    string? Domains, string? ForwardTo, string? Hostname, string? Relay, string? User, string? PasswordFile, string? MailFrom, string? Certificate, string? Key, string? Spool,
    string Output, bool Force, bool Examine, string? Zone);

/// <summary><c>laitos init</c>: five questions become a configuration.</summary>
/// <param name="terminal">Where to ask and write.</param>
sealed class InitCommand(CliTerminal terminal)
{
    const int MostTries = 3;

    const string SystemSpool = "/var/lib/laitos/spool";

    /// <summary>Writes the file, prints the records, and examines the set-up: its exit code; or 2 with one line that says what is wrong.</summary>
    public async Task<int> Run(InitRequest request)
    {
        var written =
            from free in request.Force || !Path.Exists(request.Output) ? Prelude.Right<CliError, Unit>(Prelude.unit) : CliError.Because($"{request.Output} exists: say --force to write over it, or name another file with -o")
            from answers in Ask(request)
            from json in FirstConfiguration.Of(answers).MapLeft(problems => CliError.Because(string.Join("; ", problems)))
            from done in Write(request.Output, json, answers.Password.IsSome)
            select answers;
        var code = terminal.Conclude(written.Map(answers => Told(request, answers)));
        return code == CliError.None && request.Examine ? await DoctorCommand.Run(request.Output, request.Zone, json: false, terminal).ConfigureAwait(false) : code;
    }

    static Seq<string> Told(InitRequest request, FirstAnswers answers) => Seqs.Joined(
        Seqs.Of("", $"The configuration is in {request.Output}. Publish these records in the DNS:", ""),
        FirstConfiguration.Records(answers, Prober.Interfaces().Filter(address => !address.IsPrivate && !address.IsLoopback)).Map(record => $"  {record}"),
        Seqs.Of(
            "",
            $"If the documentation of the relay names something to include for SPF, put include: and that in the place of a:{answers.Relay.Host}.",
            $"Ask the provider of this server's address for the PTR record {answers.Hostname}.",
            ""));

    Either<CliError, FirstAnswers> Ask(InitRequest request) =>
        from domains in Answer(request.Domains, "--domains", "Whose mail shall be forwarded? Domains, separated by commas", "", FirstAnswer.Domains)
        from destinations in Answer(request.ForwardTo, "--forward-to", "Where to? Mail addresses that you read", "", text => FirstAnswer.Destinations(text, domains))
        from hostname in Answer(request.Hostname, "--hostname", "What is the name of this server in the DNS?", $"mx.{domains.Head}", FirstAnswer.Hostname)
        from relay in Answer(request.Relay, "--relay", "Which server sends the mail on? HOST or HOST:PORT", "", FirstAnswer.Relay)
        from user in Answer(request.User ?? (request.PasswordFile is null ? null : ""), "--user", "Which user name does it want? Empty for none", "", FirstAnswer.Username)
        from password in user.IsNone || request.PasswordFile is not null ? Prelude.Right<CliError, Option<Secret>>(Option<Secret>.None)
            : Answer(null, "--password-file", "And which password? It is not shown", "", FirstAnswer.Password, isSecret: true).Map(Prelude.Some)
        from sender in Sender(request.MailFrom)
        from tls in Tls(request.Certificate, request.Key)
        select new FirstAnswers(domains, destinations, hostname, relay, user)
        {
            Password = password,
            PasswordFile = user.IsSome ? Prelude.Optional(request.PasswordFile).Map(Path.GetFullPath) : Option<string>.None,
            MailFrom = sender,
            Tls = tls,
            Spool = request.Spool is { } spool ? Path.GetFullPath(spool) : Path.GetFullPath(request.Output).StartsWith("/etc/", StringComparison.Ordinal) ? SystemSpool : Option<string>.None,
        };

    static Either<CliError, Option<Mailbox>> Sender(string? given) => given is null
        ? Prelude.Right<CliError, Option<Mailbox>>(Option<Mailbox>.None)
        : FirstAnswer.Address(given).Map(Prelude.Some).MapLeft(error => CliError.Because($"--mail-from: {error}"));

    static Either<CliError, Option<(string Certificate, string Key)>> Tls(string? certificate, string? key) => (certificate, key) switch
    {
        (null, null) => Prelude.Right<CliError, Option<(string, string)>>(Option<(string, string)>.None),
        ({ } chain, { } its) => Prelude.Right<CliError, Option<(string, string)>>((Path.GetFullPath(chain), Path.GetFullPath(its))),
        _ => CliError.Because("--tls-cert and --tls-key are given together"),
    };

    /// What an option says, or what a person answers, who may try again.
    Either<CliError, A> Answer<A>(string? given, string option, string question, string usual, Func<string, Either<string, A>> read, bool isSecret = false)
    {
        if (given is not null)
        {
            return read(given).MapLeft(error => CliError.Because($"{option}: {error}"));
        }

        if (terminal.Answers is null)
        {
            return CliError.Because($"{option} is missing, and there is no terminal to ask on");
        }

        var last = "";
        for (var i = 0; i < MostTries; i++)
        {
            terminal.Output.Write($"{question}{(usual.Length > 0 ? $" [{usual}]" : "")}: ");
            terminal.Output.Flush();
            if ((isSecret ? terminal.ReadHidden() : terminal.Answers.ReadLine()) is not { } line)
            {
                return CliError.Because("the answers ended: nothing was written");
            }

            var answer = read(line.Trim().Length == 0 && usual.Length > 0 ? usual : line);
            if (answer.IsRight)
            {
                return answer.MapLeft(CliError.Because);
            }

            last = answer.Match(Right: _ => "", Left: error => error);
            terminal.Error.WriteLine(last);
        }

        return CliError.Because($"{last}: nothing was written");
    }

    /// Into a file beside it, then in its place: with a password in it, nobody else may read it at any moment.
    static Either<CliError, Unit> Write(string file, string json, bool isSecret)
    {
        var part = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            using (var target = new FileStream(part, SpoolDirectory.NewFile(FileMode.CreateNew)))
            {
                target.Write(Octets.Utf8(json + "\n").Span);
                target.Flush(flushToDisk: true);
            }

            if (!isSecret && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(part, SpoolDirectory.OwnFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            }

            File.Move(part, file, overwrite: true);
            return Prelude.unit;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            File.Delete(part);
            return CliError.Because($"{file} cannot be written: {fault.Message}");
        }
    }
}
