using System.Globalization;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Diagnosis;

/// <summary>The machine that the daemon runs on, and the file that it is told by.</summary>
static class MachineChecks
{
    /// No machine that runs this program lives before it.
    static readonly Instant Written = new(1_767_225_600_000);

    /// A clock that is wrong by more makes signatures and one-time codes fail.
    static readonly TimeSpan Tolerable = TimeSpan.FromSeconds(10);

    public static Judgement Notices(Setup setup) => setup.Notices.IsEmpty
        ? Judgement.Good("every key has an effect")
        : Judgement.Warning(string.Join("; ", setup.Notices.Map(notice => notice.Text)), "take out what has no effect, or read about it in docs/configuration.md");

    /// There is no second clock to compare with: the kernel is asked whether somebody keeps its clock right.
    public static Validation<Demand, Judgement> Clock(Evidence known) => known.Now < Written
        ? Demands.Met(Judgement.Error($"it says {known.Now}, which is past", "set it right, and let chrony or systemd-timesyncd keep it so"))
        : known.Look<Observation.Clock>(new Probe.Clock()).Map(seen => seen.Match(
            clock => !clock.Synchronised ? Judgement.Unknown(
                    $"it says {known.Now}; the kernel knows of no program that keeps it right", "compare it; timedatectl shows whether a program does; install chrony or systemd-timesyncd (a container has the clock of its host)")
                : clock.Error > Tolerable ? Judgement.Warning(string.Create(CultureInfo.InvariantCulture, $"it may be wrong by {clock.Error.TotalSeconds:0} s"), "see the program that keeps it right (chronyc tracking)")
                : Judgement.Good($"it says {known.Now}, and a program keeps it right", ("error", clock.Error)),
            reason => Judgement.Unknown($"it says {known.Now}; whether that is right cannot be seen: {reason}", "compare it with another clock")));

    public static Validation<Demand, Judgement> Descriptors(Setup setup, Evidence known) => known.Look<Observation.Descriptors>(new Probe.Descriptors()).Map(seen => seen.Match(
        found =>
        {
            var (wanted, relay) = (setup.Settings.MailDaemon.Limits.Session.Connections, setup.Settings.MailClient.Connections);
            var bearable = DescriptorBudget.Connections(found.Limit, relay);
            var (whose, cure) = (found.OfDaemon ? "the daemon" : "a process started here", "raise the limit (LimitNOFILE=65536 in a systemd unit, ulimit -n)");
            return bearable == 0 ? Judgement.Error($"{whose} may open {found.Limit} files, and the daemon needs {DescriptorBudget.Least(relay)} before the first connection", cure)
                : bearable < wanted ? Judgement.Warning($"{whose} may open {found.Limit} files: enough for {bearable} connections, not for {wanted}", $"{cure}; or lower MailDaemon.Limits.Connections")
                : Judgement.Good($"{whose} may open {found.Limit} files: enough for {wanted} connections");
        },
        reason => Judgement.Unknown($"the limit of open files cannot be seen: {reason}", "see LimitNOFILE= of the unit")));

    public static Validation<Demand, Judgement> User(Evidence known) => known.Look<Observation.User>(new Probe.User()).Map(seen => seen.Match(
        user => user.IsRoot
            ? Judgement.Unknown("root may read and write everything: the user of the daemon may not",
                "nothing where systemd hands the daemon its files, as the unit of the package does; elsewhere run this as the daemon's user: sudo -u laitos laitos doctor …")
            : Judgement.Good($"the checks ran as {user.Name}"),
        reason => Judgement.Unknown($"as whom this runs cannot be seen: {reason}", "run it as the daemon's user")));
}
