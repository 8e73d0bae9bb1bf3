using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;

namespace Laitos.Properties.Arbitraries;

/// <summary>What befalls a command: which one it is, and for each turn how the disk, the app or the daemon behaves.</summary>
public sealed record CommandFate(int Which, int[] Turns);

/// <summary>Orders of commands, and what befalls them.</summary>
public static class OrderArbitraries
{
    static Gen<string> Text { get; } = QueueArbitraries.Text().Generator.Select(text => text.Value.Replace("\ud800", "", StringComparison.Ordinal));

    static Gen<Option<A>> Maybe<A>(Gen<A> some) => Gen.OneOf(Gen.Constant(Option<A>.None), some.Select(Option<A>.Some));

    static Gen<Instant> Times { get; } = Gen.Choose(0, 100_000).Select(seconds => QueueArbitraries.Noon + TimeSpan.FromSeconds(seconds));

    static Gen<string> Ids { get; } = Gen.OneOf(Gen.Elements("<a@b.test>", "<>", "<c@d.test", $"<{new string('x', 300)}@y.test>"), Text.Select(text => $"<{text}>"));

    public static Arbitrary<CommandOrder> Orders() => (
        from id in Gen.OneOf(Gen.Elements("id1", "20261123T010203-9"), Text)
        from at in Times
        from text in Gen.OneOf(Gen.Elements(".x hello", ".2 key"), Text)
        from client in AddressArbitraries.Addresses().Generator
        from replyTo in Maybe(Gen.OneOf(AddressArbitraries.Mailboxes().Generator, SmtpClientArbitraries.Mailboxes))
        from messageId in Maybe(Ids)
        from references in Ids.ListOf()
        from started in Maybe(Times)
        select new CommandOrder(id, at, text, client, replyTo, messageId, references.Gather(), started)).ToArbitrary();

    public static Arbitrary<CommandFate> Fates() => (
        from which in Gen.Choose(0, 6)
        from turns in Gen.Choose(0, 11).ArrayOf()
        select new CommandFate(which, turns)).ToArbitrary();

    public static Arbitrary<HostileText> Texts() => QueueArbitraries.Text();

    public static Arbitrary<Mailbox> Mailboxes() => AddressArbitraries.Mailboxes();
}
