using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>What a receiving session needs of the rest of the daemon, for one client.</summary>
interface ISmtpSessionServices
{
    /// <summary>Begins to screen the client.</summary>
    void BeginScreening();

    /// <summary>Counts one more mail of this client; false when it sends too many a second.</summary>
    bool CountMail();

    /// <summary>The reply to each recipient of a client that is refused, once its screening is over.</summary>
    Task<Option<Reply>> Screening();

    /// <summary>Decides upon a received mail and gives the reply to the end of its data. The content is given up to it.</summary>
    Task<Reply> Decide(ReceivedMail received, ReceivedContent content);

    /// <summary>Is told each step of the session, for the log.</summary>
    void Observe(Session session, SessionInput input, Step<Session, SessionEffect> step);
}
