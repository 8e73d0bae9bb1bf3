using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>What must become of a mail between the two machines, said without either of them.</summary>
sealed record TwoMachinesModel(Correspondence Correspondence, Post Post)
{
    /// <summary>True when the client sees the extension.</summary>
    public bool Sees(string extension) => !Correspondence.Hidden.Contains("EHLO") && !Correspondence.Hidden.Contains(extension);

    /// <summary>The octets that the server gets: DATA needs an end of the last line, BDAT does not.</summary>
    public string Arriving
    {
        get
        {
            var content = Post.Content.ToLatin1();
            return Sees("CHUNKING") || content.Length == 0 || content.EndsWith("\r\n") ? content : content + "\r\n";
        }
    }

    /// <summary>What keeps the client from sending it at all.</summary>
    public bool IsImpossible =>
        (Post.Recipients.Exists(one => one.NeedsUtf8) && !Sees("SMTPUTF8"))
        || (Post.Job.EightBit && !Sees("8BITMIME"))
        || (Post.Content.Length > TwoMachines.Server.Limits.Content.MaxSize && Sees("SIZE"));

    /// <summary>What keeps the server from taking its data.</summary>
    public bool IsFaulty
    {
        get
        {
            var lines = Arriving.Replace("\r\n", "\u2028");
            var header = Arriving.StartsWith("\r\n") ? 2 : Arriving.IndexOf("\r\n\r\n") is >= 0 and var end ? end + 4 : Arriving.Length;
            return lines.AsSpan().IndexOfAny("\r\n\0") >= 0
                || Arriving.Length > TwoMachines.Server.Limits.Content.MaxSize
                || header > TwoMachines.Server.Limits.Content.MaxHeader;
        }
    }

    /// <summary>The recipients that the server takes.</summary>
    public Seq<Mailbox> Accepted => Local.AsEnumerable().Take(TwoMachines.Server.Limits.Recipients).Gather();

    /// <summary>True when the server is to decide upon it.</summary>
    public bool IsSubmitted => IsSent && !IsFaulty;

    /// <summary>The first digit of the reply on which the outcome for a recipient must rest.</summary>
    public int OutcomeFor(Mailbox recipient) =>
        IsImpossible ? 5
        : !Post.Granted ? 4
        : !IsLocal(recipient) ? 5
        : !Accepted.Contains(recipient) || !IsSent ? 4
        : IsFaulty ? 5
        : Post.Decision.Code / 100;

    /// <summary>One letter for each mail, to see that all kinds occur.</summary>
    public char Kind => IsImpossible ? 'i' : !Post.Granted ? 'g' : Accepted.IsEmpty ? 'n' : !IsSent ? 'h' : IsFaulty ? 'f' : Post.Decision.IsPositive ? 'd' : 'r';

    Seq<Mailbox> Local => Post.Recipients.Filter(IsLocal);

    /// The client waits for all recipients together, unless it is told to serve each when it can.
    bool IsSent =>
        !IsImpossible && Post.Granted && !Accepted.IsEmpty
        && (Correspondence.Partial == PartialRefusal.Individually || Accepted.Count == Local.Count);

    static bool IsLocal(Mailbox recipient) => recipient.ToString().EndsWith("@example.com", StringComparison.OrdinalIgnoreCase);
}
