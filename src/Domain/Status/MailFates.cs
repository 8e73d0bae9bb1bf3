using Laitos.Domain.Journey;

namespace Laitos.Domain.Status;

/// <summary>The fates of received mails that are counted apart: the words of the log, each of them a group of the plot.</summary>
public static class MailFates
{
    /// <summary>The words, in a fixed order.</summary>
    public static Seq<string> Words { get; } = Seqs.Of("forwarded", "queued", "blocked", "rejected", "looping", "deferred", "repeated", "kept", "dropped");

    /// <summary>The place of a decision in <see cref="Words"/>.</summary>
    public static int IndexOf(Decision decision) => IndexOf(JourneyLog.Kind(decision));

    /// <summary>The place of a client that block lists keep from naming a recipient.</summary>
    public static int Blocked { get; } = IndexOf("blocked");

    /// <summary>The place of a word; any other counts as a refusal, for to count must never cost a mail.</summary>
    public static int IndexOf(string word)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            if (Words[i] == word)
            {
                return i;
            }
        }

        return IndexOf("rejected");
    }

    /// <summary>The group that each word belongs to.</summary>
    public static FateGroup GroupOf(int word) => Words[word] switch
    {
        "forwarded" => FateGroup.Forwarded,
        "queued" => FateGroup.Queued,
        "blocked" => FateGroup.Blocked,
        "rejected" or "looping" => FateGroup.Refused,
        "deferred" => FateGroup.Deferred,
        _ => FateGroup.Other,
    };
}

/// <summary>The fates of mails, as far as the plot tells them apart.</summary>
public enum FateGroup
{
    /// <summary>The relay took it while its sender waited.</summary>
    Forwarded,

    /// <summary>It was stored, and is delivered from the queue.</summary>
    Queued,

    /// <summary>Block lists name its client.</summary>
    Blocked,

    /// <summary>It was refused for another reason.</summary>
    Refused,

    /// <summary>Its sender's server keeps it and comes again.</summary>
    Deferred,

    /// <summary>It had been taken before, carried a command, or a rule drops it.</summary>
    Other,
}
