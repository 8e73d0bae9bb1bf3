using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Arbitraries;

/// <summary>What happens between two mails.</summary>
public enum Interlude
{
    /// <summary>The next mail follows at once.</summary>
    Nothing,

    /// <summary>Nothing is to be sent until the client takes its leave.</summary>
    Rest,

    /// <summary>The server says 421 and closes the connection.</summary>
    ServerLeaves,
}

/// <summary>A mail, and what meets it.</summary>
/// <param name="Before">What happens before it.</param>
/// <param name="Sender">Its reverse-path.</param>
/// <param name="Recipients">Each once; those at example.com are local, those at elsewhere.test are not.</param>
/// <param name="Content">Its octets.</param>
/// <param name="Granted">False when the server takes no mail now.</param>
/// <param name="Decision">What the server decides upon it, should it get that far.</param>
public sealed record Post(Interlude Before, ReversePath Sender, Seq<Mailbox> Recipients, Octets Content, bool Granted, Reply Decision)
{
    /// <summary>The mail as the client knows it.</summary>
    public MailJob Job => new(
        Sender, Option<Mailbox>.None, Recipients, Content.Length, EightBit: Content.Span.IndexOfAnyExceptInRange((byte)0, (byte)127) >= 0, Utf8: false);
}

/// <summary>Mails in a row from one client to one server.</summary>
/// <param name="Posts">The mails.</param>
/// <param name="Hidden">The extensions that the client does not get to see; <c>EHLO</c> stands for all of them.</param>
/// <param name="Partial">What the client does when only some recipients are put off.</param>
public sealed record Correspondence(Seq<Post> Posts, Seq<string> Hidden, PartialRefusal Partial);

/// <summary>Correspondences in which most mails go well, and everything else happens.</summary>
public static class TwoMachinesArbitraries
{
    static readonly Gen<Mailbox> Recipients = Gen.Frequency(
        (6, Gen.Elements("a@example.com", "b@EXAMPLE.com", "c%d@example.com", "\"x y\"@example.com", "\".>\\\"\"@example.com", "postmaster@example.com")),
        (1, Gen.Constant("jöhn@example.com")),
        (2, Gen.Elements("a@elsewhere.test", "b@elsewhere.test", "c@elsewhere.test"))).Select(SmtpClientArbitraries.Mailbox);

    static readonly Gen<ReversePath> Senders = Gen.Frequency(
        (1, Gen.Constant<ReversePath>(new ReversePath.Null())),
        (4, Gen.Elements("s@sender.test", "\"a b\"@sender.test", "s@[192.0.2.1]").Select(ReversePath (text) => new ReversePath.Sender(SmtpClientArbitraries.Mailbox(text)))));

    /// Whole lines, some of which want stuffing; sizes on both sides of the limits of 300 and 1000 octets.
    static readonly Gen<string> Clean =
        from header in Gen.Elements("", "Subject: x\r\n", "\r\n", "X: y\r\n z\r\n\r\n", ".\r\n")
        from lines in Gen.Elements("\r\n", ".\r\n", "..\r\n", ".a\r\n", "From me\r\n", "RSET\r\n", "\r\n.\r\n", new string('x', 70) + "\r\n").ListOf()
        from end in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("a", ".", "..", "end\r\n\r\n")))
        select header + string.Concat(lines) + end;

    static readonly Gen<string> Sized =
        from body in Gen.Elements("", "Subject: x\r\n\r\n")
        from size in Gen.Elements(298, 299, 300, 301, 998, 999, 1000, 1001, 1002, 2500)
        from end in Gen.Elements("", "\r\n")
        select body + new string('s', size - body.Length - end.Length) + end;

    /// <summary>Contents that try to be more than one mail.</summary>
    public static Gen<string> Hostile { get; } =
        from before in Gen.Elements("", "Subject: x\r\n\r\nbody", ".", "\r\n")
        from end in Gen.Elements("\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\n", "\r\r\n.\r\r\n", "\0", "\r\n..\r\n", ".\r\n", "\r", "\n")
        from after in Gen.Elements("", "MAIL FROM:<evil@sender.test>\r\nRCPT TO:<a@example.com>\r\nDATA\r\nevil\r\n.\r\n", "RSET\r\nQUIT\r\n", "BDAT 1 LAST\r\nx", "\r", "\r\n")
        select before + end + after;

    static readonly Gen<string> Contents = Gen.Frequency(
        (8, Clean), (1, Clean.Select(text => text + "\xfc\r\n")), (2, Sized), (2, Hostile));

    static readonly Gen<Post> Posts =
        from before in Gen.Frequency((6, Gen.Constant(Interlude.Nothing)), (1, Gen.Constant(Interlude.Rest)), (1, Gen.Constant(Interlude.ServerLeaves)))
        from sender in Senders
        from recipients in Recipients.NonEmptyListOf()
        from content in Contents
        from granted in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from decision in Gen.Frequency((6, Gen.Constant(Reply.Of(250, 0, 0, "OK"))), (1, Gen.Constant(Reply.Of(451, 3, 0, "later"))), (1, Gen.Constant(Reply.Of(554, 7, 1, "no"))))
        select new Post(before, sender, recipients.Distinct().Take(5).Gather(), Octets.Latin1(content), granted, decision);

    /// <summary>Correspondences of up to six mails.</summary>
    public static Arbitrary<Correspondence> Correspondences() =>
        (from posts in Posts.NonEmptyListOf()
         from hidden in Gen.Elements("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING", "CHUNKING", "LIMITS", "STARTTLS", "EHLO").ListOf()
         from partial in Gen.Elements(PartialRefusal.AllOrNothing, PartialRefusal.Individually)
         select new Correspondence(posts.Take(6).Gather(), hidden.Distinct().Gather(), partial)).ToArbitrary();
}
