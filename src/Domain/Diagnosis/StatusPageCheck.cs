using Laitos.Domain.Addresses;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>The status page, and the place that it is served at.</summary>
static class StatusPageCheck
{
    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known, int port)
    {
        var status = setup.Settings.MailDaemon.Status;
        var place = ListeningChecks.NameOf(status.Address, port);
        var isSecure = SettingsPolicies.ServesStatusByTls(setup.Settings.MailDaemon);
        return known.Look<Observation.Health>(new Probe.Health(ListeningChecks.Reachable(status.Address), port, isSecure)).Bind(seen => seen.Match(
            health => Demands.Met(health.IsOurs ? Judgement.Good($"the daemon serves it at {place}") : Taken(place, "answers something else")),
            reason => known.Look<Observation.Binding>(new Probe.Bind(status.Address, port)).Map(binding => binding.Match(
                found => Silent(status.Address, place, found.Use, reason),
                unknown => Judgement.Unknown($"whether {place} can be listened on cannot be seen: {unknown}", "start the daemon: it says what is wrong")))))
            .Map(judgement => judgement.Mark == Mark.Good && !isSecure && !status.Address.IsLoopback
                ? Judgement.Warning($"{judgement.What}, by HTTP: its password travels in clear", "set MailDaemon.Status.Tls to true (it takes TLSCertPath), or Address to 127.0.0.1 behind a proxy or an SSH tunnel")
                : judgement);
    }

    static Judgement Silent(IpAddress address, string place, PlaceUse use, string reason) => use switch
    {
        PlaceUse.Free => Judgement.Good($"{place} is free; the daemon does not run now"),
        PlaceUse.Taken => Taken(place, $"does not answer as the daemon does: {reason}"),
        PlaceUse.Forbidden => Judgement.Error($"this user may not listen on {place}", "set MailDaemon.Status.Port to a port above 1023"),
        PlaceUse.NotHere => Judgement.Error($"this machine has no address {address} to listen on: the daemon does not start", "set MailDaemon.Status.Address to one of its own (ip address shows them), or leave it out"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Judgement Taken(string place, string how) => Judgement.Error(
        $"{place} is in use by a program that {how}", "stop it (ss -ltnp names it), or set MailDaemon.Status.Port to another port: the daemon does not start while it is taken");
}
