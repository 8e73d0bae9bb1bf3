using Laitos.Domain.Scanning;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailDaemon.Scanner</c>: who says whether a mail is spam, and what follows.</summary>
/// <param name="Address">Where rspamd's worker listens.</param>
/// <param name="Password">What it may ask for.</param>
/// <param name="Program">In place of rspamd: the file of a program that is started for each mail, and its arguments.</param>
/// <param name="Policy">Which mails are scanned, and what follows.</param>
public sealed record ScannerSettings(Option<ScannerPlace> Address, Option<Secret> Password, Seq<string> Program, ScanPolicy Policy)
{
    /// <summary>No scanner.</summary>
    public static ScannerSettings None { get; } = new(default, default, default, new ScanPolicy(ScanPolicy.StandardTimeout, ScanPolicy.StandardMaxSize));

    /// <summary>True when mail is scanned.</summary>
    public bool IsOn => Access.IsSome;

    /// <summary>How the scanner is reached; none when there is none.</summary>
    public Option<ScannerAccess> Access =>
        Address.Map(ScannerAccess (place) => new ScannerAccess.Rspamd(place, Password))
        || (Program.IsEmpty ? Option<ScannerAccess>.None : new ScannerAccess.Program(Program.Head, Program.Tail));
}

/// <summary>The keys of that section.</summary>
static class ScannerKeys
{
    /// A socket of rspamd, or a place in the net.
    static SettingFormat<ScannerPlace> Place { get; } = SettingFormats.Parsed(
        "the address of rspamd's worker with its port, such as http://127.0.0.1:11333, or unix:/run/rspamd/normal.sock", ScannerPlace.Parse);

    internal static Seq<SettingKey<ScannerSettings>> Table { get; } = Seqs.Of(
        SettingKey.Maybe("Address", Place, (ScannerSettings s) => s.Address, (s, v) => s with { Address = v }),
        SettingKey.Maybe("Password", SettingFormats.Hidden, (ScannerSettings s) => s.Password, (s, v) => s with { Password = v }),
        SettingKey.Of("Program", SettingFormats.List(SettingFormats.Words, nonEmpty: false, most: 100), (ScannerSettings s) => s.Program, (s, v) => s with { Program = v }),
        SettingKey.Of("Timeout", SettingFormats.Time(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)), (ScannerSettings s) => s.Policy.Timeout, (s, v) => With(s, s.Policy with { Timeout = v })),
        SettingKey.Of("MaxSize", SettingFormats.Octets(1 << 10, 1 << 30), (ScannerSettings s) => s.Policy.MaxSize, (s, v) => With(s, s.Policy with { MaxSize = v })),
        SettingKey.Of(
            "Reject", SettingFormats.Choice(("refuse", SpamTreatment.Refuse), ("mark", SpamTreatment.Mark)),
            (ScannerSettings s) => s.Policy.OnReject, (s, v) => With(s, s.Policy with { OnReject = v })),
        SettingKey.Of(
            "SoftReject", SettingFormats.Choice(("defer", SpamTreatment.Defer), ("forward", SpamTreatment.Forward)),
            (ScannerSettings s) => s.Policy.OnSoftReject, (s, v) => With(s, s.Policy with { OnSoftReject = v })),
        SettingKey.Of(
            "Greylist", SettingFormats.Choice(("forward", SpamTreatment.Forward), ("defer", SpamTreatment.Defer)),
            (ScannerSettings s) => s.Policy.OnGreylist, (s, v) => With(s, s.Policy with { OnGreylist = v })),
        SettingKey.Maybe("MarkFrom", Score, (ScannerSettings s) => s.Policy.MarkFrom, (s, v) => With(s, s.Policy with { MarkFrom = v })),
        SettingKey.Maybe("RefuseFrom", Score, (ScannerSettings s) => s.Policy.RefuseFrom, (s, v) => With(s, s.Policy with { RefuseFrom = v })),
        SettingKey.Of(
            "Fields", SettingFormats.Choice(("spam", false), ("always", true)),
            (ScannerSettings s) => s.Policy.MarksAll, (s, v) => With(s, s.Policy with { MarksAll = v })));

    static SettingFormat<double> Score => SettingFormats.Decimal(-1000, 1000);

    static ScannerSettings With(ScannerSettings settings, ScanPolicy policy) => settings with { Policy = policy };
}

/// <summary>Mistakes in those keys that no single one shows.</summary>
static class ScannerChecks
{
    /// <summary>Each mistake, and the keys that it follows from.</summary>
    internal static IEnumerable<(SettingProblem Problem, Seq<string> RestsOn)> Of(ScannerSettings scanner)
    {
        if (scanner.Address.IsSome && !scanner.Program.IsEmpty)
        {
            yield return (
                new SettingProblem("MailDaemon.Scanner.Program", "a program beside rspamd", "only one of Address and Program"),
                Seqs.Of("MailDaemon.Scanner.Address", "MailDaemon.Scanner.Program"));
        }

        if (scanner.Password.IsSome && scanner.Address.IsNone)
        {
            yield return (
                new SettingProblem("MailDaemon.Scanner.Address", "nothing", "a value, because MailDaemon.Scanner.Password is given"),
                Seqs.Of("MailDaemon.Scanner.Address", "MailDaemon.Scanner.Password"));
        }

        if (scanner.Policy is { MarkFrom: { IsSome: true } mark, RefuseFrom: { IsSome: true } refuse } && mark.Exists(least => refuse.Exists(bound => bound <= least)))
        {
            yield return (
                new SettingProblem("MailDaemon.Scanner.RefuseFrom", "a score from which nothing would be marked any more", "a score above MarkFrom"),
                Seqs.Of("MailDaemon.Scanner.MarkFrom", "MailDaemon.Scanner.RefuseFrom"));
        }
    }
}

/// <summary>What is accepted there, but has no effect that its owner may hope for.</summary>
static class ScannerNotices
{
    internal static Seq<SettingNotice> Of(ScannerSettings scanner) =>
        scanner.IsOn || scanner == ScannerSettings.None ? default
        : Seqs.Of(new SettingNotice("MailDaemon.Scanner: no mail is scanned, because neither Address nor Program is given"));
}
