using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>
/// What the log tells of a session besides the fate of its mails: each refusal with the command that it answers.
/// A session's number of refusals is bounded by its limits.
/// </summary>
public static class SessionLog
{
    /// <summary>The line for one step, or none when nothing was refused, or what was refused is told as a mail's decision.</summary>
    public static Option<LogLine> Of(Instant now, Peer peer, SessionInput input, Seq<SessionEffect> effects) =>
        input is SessionInput.Decided
            ? Option<LogLine>.None
            : effects.Choose(effect => effect is SessionEffect.Send({ Code: >= 400 } reply) ? reply : Option<Reply>.None)
                .HeadOrNone()
                .Map(reply => new LogLine(
                    now,
                    reply.Code == 421 ? "closed" : "refused",
                    Seqs.Of<LogFact>(("client", peer.Address.ToString())).Then(Cause(input)).Then(Seqs.Of<LogFact>(("reply", reply.ToString())))));

    static Seq<LogFact> Cause(SessionInput input) => input switch
    {
        SessionInput.LineReceived(var line) => Seqs.Of<LogFact>(("command", Shown(line))),
        SessionInput.Screened or SessionInput.MailCounted or SessionInput.Connected => default,
        SessionInput.ContentReceived(var content) => Seqs.Of<LogFact>(("octets", content.Facts.Size), ("faults", content.Facts.Faults.ToString())),
        _ => Seqs.Of<LogFact>(("after", input.GetType().Name)),
    };

    /// A client may try to log in, though nothing offers it: its password stays out of the log.
    static string Shown(Octets line)
    {
        var text = Printable.Excerpt(line.ToUtf8(), 200);
        return text.TrimStart().StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) ? "AUTH ***" : text;
    }
}
