using System.Collections.Frozen;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Queue;

namespace Laitos.Properties.Commands;

/// <summary>Orders, apps and a policy for the laws of commands.</summary>
static class Orders
{
    public const string Planted = "PLANTED7";
    public const string Code = "CODE314159";

    public static Instant Noon => QueueArbitraries.Noon;

    public static Mailbox Mailbox(string text) => SmtpClientArbitraries.Mailbox(text);

    public static DomainName Domain(string text) => (DomainName)DomainName.Parse(text);

    /// <summary>A command for each way that a command can go.</summary>
    public static IReadOnlyList<string> Commands { get; } = [".x hello", ".2 " + Planted, ".n", ".lock", ".stop", ".bad " + Planted, "no such app"];

    public static CommandPolicy Policy { get; } = new(
        default, default, default, new LintRules(false, false, false, false, 0, 0), Seqs.Of(Mailbox("owner@private.example")), Option<Seq<CommandSender>>.None,
        CarrierTreatment.Masked, Mailbox("forwarder@own.example"), Domain("mx.example.com"), new[] { Domain("example.com") }.ToFrozenSet(),
        Seqs.Of(Mailbox("me@private.example"), Mailbox("us@private.example")),
        Seqs.Of<IApp>(
            new App(".x", false, new AppRequest.Run("/bin/x", default)),
            new App(".2", true, new AppRequest.ReadFile("/keys", 100)),
            new App(".n", false, new AppRequest.Nothing()),
            new App(".lock", false, new AppRequest.Lock()),
            new App(".stop", false, new AppRequest.Stop()),
            new App(".bad", true, "not like this: " + Planted)),
        CommandPolicy.StandardLimit);

    public static CommandOrder Fresh(string text = ".x hello") => new(
        "id1", Noon, text, (IpAddress)IpAddress.Parse("192.0.2.1"), Mailbox("alice@sender.test"), "<m@sender.test>", Seqs.Of("<r@sender.test>"), Option<Instant>.None);

    public static CommandReport Report(CommandOrder order, string shown, string text, bool isSecret = false) => new(order, shown, isSecret, text, Noon);

    /// <summary>The text of a mail of ours, decoded.</summary>
    public static string TextOf(Octets content)
    {
        var header = HeaderSection.Parse(content);
        var body = content.Slice(header.Size);
        return (header.Named("Content-Transfer-Encoding").Head.Value == "7bit" ? body : StatusNotificationLaws.Decode(body.ToLatin1())).ToUtf8();
    }

    public static string SubjectOf(Octets content) => Subject.Of(HeaderSection.Parse(content), 4096).IfNone("");

    sealed record App(string Prefix, bool IsSecret, Either<string, AppRequest> Wish) : IApp
    {
        public Either<string, AppRequest> Ask(string argument) => Wish;

        public CommandResult Conclude(string argument, AppResponse response, Instant now) => IsSecret
            ? CommandResult.Ok($"{Code} for {argument}")
            : response is AppResponse.Failed(var reason) ? CommandResult.Failed(reason) : CommandResult.Ok($"did {argument}");
    }
}
