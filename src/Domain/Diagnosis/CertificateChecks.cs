using Laitos.Domain.Smtp;

namespace Laitos.Domain.Diagnosis;

/// <summary>The certificate that the daemon shows: its dates, its names, its chain.</summary>
static class CertificateChecks
{
    public static Validation<Demand, Judgement> Dates(Setup setup, Evidence known) => setup.Settings.MailDaemon.TlsCertPath.IsNone
        ? Demands.Met(Judgement.Warning("there is none: mail comes in clear, and some servers refuse to send it so", "set MailDaemon.TLSCertPath and TLSKeyPath; certbot and acme.sh get one for nothing"))
        : Look(setup, known, "it cannot be used", certificate => Findings(setup, known, certificate).Find(finding => finding is not CertificateFinding.WrongName).Match(
            finding => finding is CertificateFinding.ExpiresSoon
                ? Judgement.Warning(finding.ToString()!, "renew it, and see why it was not renewed by itself")
                : Judgement.Error(finding.ToString()!, finding is CertificateFinding.Expired ? "renew it; the daemon takes it up by itself" : "set the clock right, or get another certificate"),
            () => Judgement.Good($"it is valid until {certificate.Facts.NotAfter}")));

    public static Validation<Demand, Judgement> Name(Setup setup, Evidence known) => Look(setup, known, "its names are not known", certificate => Findings(setup, known, certificate)
        .Find(finding => finding is CertificateFinding.WrongName).Match(
            _ => Judgement.Error(
                $"it is not for {setup.Hostname} but for {(certificate.Facts.Names.IsEmpty ? "no host" : string.Join(", ", certificate.Facts.Names))}: senders that verify it do not deliver",
                $"set MailDaemon.Hostname to a name of it, or get one for {setup.Hostname}"),
            () => Judgement.Good($"it is for {string.Join(", ", certificate.Facts.Names)}")));

    /// Most servers do not verify; those that do (MTA-STS) defer their mail. The dates have a line of their own.
    public static Validation<Demand, Judgement> Chain(Setup setup, Evidence known) => Look(setup, known, "its chain is not known", certificate =>
        certificate.Chain.Filter(status => status != "NotTimeValid") is { IsEmpty: false } statuses
            ? Judgement.Warning(
                statuses.Contains("PartialChain") ? "its chain is not complete: senders that verify it do not deliver"
                : statuses.Contains("UntrustedRoot") ? "its issuer is no authority that this machine trusts: senders that verify it do not deliver"
                : $"its chain is not good: {string.Join(", ", statuses)}",
                "put the issuer's certificates below the server's in MailDaemon.TLSCertPath (fullchain.pem of certbot), of an authority that everybody trusts")
            : Judgement.Good("its chain leads to an authority that this machine trusts"));

    static Seq<CertificateFinding> Findings(Setup setup, Evidence known, Observation.Certificate certificate) => certificate.Facts.Judge(setup.Hostname, known.Now);

    static Validation<Demand, Judgement> Look(Setup setup, Evidence known, string unseen, Func<Observation.Certificate, Judgement> judge)
    {
        var path = setup.Settings.MailDaemon.TlsCertPath.IfNone("");
        return known.Look<Observation.Certificate>(new Probe.Certificate(path, setup.Settings.MailDaemon.TlsKeyPath.IfNone(path))).Map(seen => seen.Match(
            judge,
            reason => Judgement.Error($"{unseen}: {reason}", "mend the files that MailDaemon.TLSCertPath and TLSKeyPath name: the daemon does not start without them")));
    }
}
