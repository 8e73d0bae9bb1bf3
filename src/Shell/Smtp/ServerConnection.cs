using System.Runtime.CompilerServices;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Journey;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>
/// Drives one receiving session: one loop that feeds the machine an input, keeps its state, and performs its effects;
/// the last of them waits and yields the next input.
/// </summary>
sealed class ServerConnection(SessionPolicy policy, Wire wire, ServerCertificate? certificate, ISmtpSessionServices services, BodyStore store, SessionClosing closing) : IDisposable
{
    static readonly TimeSpan HandshakeTime = TimeSpan.FromMinutes(1);

    ContentReader? contents;

    /// What reads mails, from the first one on.
    ContentReader Contents => contents ??= new ContentReader(store);

    /// <summary>Forgets a mail that has not arrived whole.</summary>
    public void Dispose() => contents?.Dispose();

    /// <summary>From the first input to the end of the session.</summary>
    /// <param name="first">What begins it.</param>
    /// <param name="fault">Is told of our own fault; the client is told that there was one.</param>
    public async Task Run(SessionInput first, Action<Exception> fault)
    {
        Session session = SmtpSession.Start;
        for (SessionInput? input = first; input is not null;)
        {
            var step = SmtpSession.Advance(policy, session, input);
            services.Observe(session, input, step);
            session = step.Next;
            try
            {
                input = await Perform(step.Effects);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && input is not SessionInput.Failed)
            {
                fault(failure);
                contents?.Drop();
                input = new SessionInput.Failed();
            }
        }
    }

    /// What does not wait is done at once; the last effect is waited for.
    ValueTask<SessionInput?> Perform(Seq<SessionEffect> effects)
    {
        for (var i = 0; i < effects.Count - 1; i++)
        {
            Do(effects[i]);
        }

        return Await(effects[effects.Count - 1]);
    }

    void Do(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Send(var reply):
                wire.Write(reply);
                break;
            case SessionEffect.DropContent:
                contents?.Drop();
                break;
            case SessionEffect.BeginScreening:
                services.BeginScreening();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// What reads is waited for directly: a session that waits for its client, as most do most of the time, holds no more than it must.
    ValueTask<SessionInput?> Await(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.ReadCommand read:
                return wire.ReadCommand(read, closing)!;
            case SessionEffect.ReadContent(var limits):
                return Contents.ReadData(wire, limits, closing)!;
            case SessionEffect.ReadChunk chunk:
                return Contents.ReadChunk(wire, chunk, closing)!;
            case SessionEffect.CheckRecipient(var envelope, var recipient):
                return new(new SessionInput.RecipientChecked(services.CheckRecipient(envelope, recipient)));
            default:
                return AwaitAnswer(effect);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<SessionInput?> AwaitAnswer(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.CountMail:
                // A client that never pauses is told here.
                return closing.Commands.IsCancellationRequested ? closing.Reason : new SessionInput.MailCounted(await services.CountMail());
            case SessionEffect.AwaitScreening:
                await wire.Flush();
                return new SessionInput.Screened(await services.Screening());
            case SessionEffect.StartTls:
                return await wire.StartTls(certificate!.Options, HandshakeTime) is { } state ? new SessionInput.TlsStarted(state) : new SessionInput.TlsFailed();
            case SessionEffect.Decide(var received):
                await wire.Flush();
                return new SessionInput.Decided(await services.Decide(received, Contents.Take()));
            case SessionEffect.Close:
                await wire.Flush();
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
