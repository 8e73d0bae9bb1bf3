using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>Services of others that commands use, and the collector of metrics. Nothing that costs money is asked of them.</summary>
static class ServiceChecks
{
    public static Validation<Demand, Judgement> WolframAlpha(Evidence known, WolframAlphaAccount account) => known.Look<Observation.WebAnswer>(new Probe.Service(AccountTrial.Of(account))).Map(seen => seen.Match(
        answer => AccountTrial.WolframAlphaTrouble(answer.Status, answer.Body).Match(
            trouble => Judgement.Error($"it does not take the id: {trouble}", "see Features.WolframAlpha.AppID; developer.wolframalpha.com shows the ids of your apps"),
            () => Judgement.Good("it takes the id")),
        reason => Judgement.Error($"it cannot be asked: {reason}", "see Features.WolframAlpha, and whether this machine reaches the service")));

    public static Validation<Demand, Judgement> Twilio(Evidence known, TwilioAccount account) =>
        known.Look<Observation.WebAnswer>(new Probe.Service(AccountTrial.Of(account))).And(known.Look<Observation.WebAnswer>(new Probe.Service(AccountTrial.NumberOf(account)))).Map(seen => seen.First.Match(
            answer => AccountTrial.TwilioTrouble(answer.Status, answer.Body).Match(
                trouble => Judgement.Error($"it does not take the account: {trouble}", "see AccountSID and AuthToken of Features.Twilio; console.twilio.com shows both"),
                () => Number(account, seen.Second)),
            reason => Judgement.Error($"it cannot be asked: {reason}", "see Features.Twilio, and whether this machine reaches the service")));

    public static Validation<Demand, Judgement> Collector(Evidence known, Uri target, OtlpProtocol protocol) => known.Look<Observation.CollectorAnswer>(new Probe.Collector(target, protocol)).Map(seen => seen.Match(
        answer => (answer.Status, answer.GrpcStatus.Case) switch
        {
            (401 or 403, _) or (_, Unauthenticated or PermissionDenied) => Judgement.Error(
                $"it wants a key: {answer.Words}", "set OTEL_EXPORTER_OTLP_HEADERS in the environment of the daemon; this command looks into its own"),
            ( >= 200 and < 300, 0) => Judgement.Good("it takes metrics"),
            ( >= 200 and < 300, null) when protocol == OtlpProtocol.Http => Judgement.Good("it takes metrics"),
            _ => Judgement.Error($"it does not take metrics: {answer.Words}", Way),
        },
        reason => Judgement.Error($"it cannot be reached: {reason}", Way)));

    const string Way = "start the collector, and see MailDaemon.Status.Otlp.Endpoint and Protocol: collectors listen on 4318 for \"http\" and on 4317 for \"grpc\"";

    /// What a caller may not do, and who has not said who it is, in the status codes of gRPC.
    const int PermissionDenied = 7, Unauthenticated = 16;

    static Judgement Number(TwilioAccount account, Either<string, Observation.WebAnswer> seen) => seen.Match(
        answer => AccountTrial.HasNumber(answer.Status, answer.Body).Case switch
        {
            true => Judgement.Good($"it takes the account, which has {account.PhoneNumber}"),
            false => Judgement.Warning($"it takes the account, which has no number {account.PhoneNumber}", "see Features.Twilio.PhoneNumber: calls and messages are refused, unless it is a number that Twilio has verified as yours"),
            _ => Judgement.Unknown("it takes the account; whether that has the number is not told", "call yourself: .pc and your own number"),
        },
        reason => Judgement.Unknown($"it takes the account; whether that has the number cannot be asked: {reason}", "call yourself: .pc and your own number"));
}
