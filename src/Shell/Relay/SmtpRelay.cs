using System.Security.Cryptography.X509Certificates;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Dns;
using Laitos.Shell.Sasl;
using LanguageExt;

namespace Laitos.Shell.Relay;

/// <summary>
/// Sends mails to one relay over a bounded number of connections, which are kept while they are wanted.
/// A mail's waiting, for a free connection too, is bounded by the policy's budget.
/// </summary>
public sealed class SmtpRelay : IRelay, IAsyncDisposable
{
    readonly RelayPolicy policy;
    readonly X509Certificate2Collection roots;
    readonly LoginSecrets? secrets;
    readonly ProvenRelay? proven;
    readonly RelayDialer dialer;
    readonly SemaphoreSlim free;
    readonly Lock gate = new();
    readonly Stack<RelayConnection> idle = new();
    readonly Timer sweeper;
    RelayObservations observations = RelayObservations.None;

    /// <param name="policy">How to speak to the relay.</param>
    /// <param name="connections">The most connections at a time.</param>
    /// <param name="roots">Certificate authorities to trust instead of the system's; none for the system's.</param>
    /// <param name="resolver">Looks the relay's name up, or null for the system's resolver.</param>
    /// <param name="proven">Remembers whether it has served with these settings; null when nothing is remembered.</param>
    public SmtpRelay(RelayPolicy policy, int connections = 10, X509Certificate2Collection? roots = null, IResolver? resolver = null, ProvenRelay? proven = null)
    {
        (this.policy, this.proven) = (policy, proven);
        this.roots = roots ?? [];
        secrets = Logins.SecretsOf(policy);
        dialer = new RelayDialer(policy, new RelayAddresses(resolver));
        free = new SemaphoreSlim(connections);
        var period = policy.Timeouts.Idle / 4;
        sweeper = new Timer(_ => _ = RetireWhere(connection => connection.IdleUntil <= Environment.TickCount64), null, period, period);
    }

    /// <summary>Signs anew what had to be encoded.</summary>
    internal MailSigner Signer { get; init; } = MailSigner.None;

    /// <summary>What the relay lets us do, as far as it is known now.</summary>
    public RelayProfile Profile => Volatile.Read(ref observations).Correct(policy.Profile, Clock.Now);

    /// <inheritdoc/>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        budget.CancelAfter(policy.Timeouts.Total);
        try
        {
            await free.WaitAsync(budget.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return DeliveryReport.Of(job, Outcome.Of(new RelayFault.AllBusy()));
        }

        try
        {
            var reports = new List<DeliveryReport>(1);
            foreach (var transaction in Transaction.Of(job))
            {
                reports.Add(await Deliver(transaction.RestartedFrom(Profile.SenderOf(job)), content, budget.Token).ConfigureAwait(false));
            }

            return DeliveryReport.Join(job, reports.Gather());
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Closes the idle connections. No mail may be underway.</summary>
    public async ValueTask DisposeAsync()
    {
        await sweeper.DisposeAsync().ConfigureAwait(false);
        await RetireWhere(_ => true).ConfigureAwait(false);
        free.Dispose();
        secrets?.Dispose();
    }

    async Task<DeliveryReport> Deliver(Transaction mail, IMailContent content, CancellationToken cancel)
    {
        var (first, treatment, change) = (mail.Sender, policy.On8Bit, Option<SevenBitChange>.None);
        var connection = Take(mail);
        while (true)
        {
            if (connection is null)
            {
                var opened = await Open(cancel).ConfigureAwait(false);
                if (opened.LeftAsEnumerable().FirstOrDefault() is { } fault)
                {
                    return mail.Settle(Outcome.Of(fault));
                }

                connection = opened.RightAsEnumerable().First();
                Observe(seen => seen with { Offered = connection.Offered });
            }

            var handover = connection.Offered.Handover(mail, treatment);
            if (handover is Handover.Encoded(var bodies))
            {
                // What has been encoded once goes as it is then.
                switch (await Signer.Encode(content, bodies, cancel).ConfigureAwait(false))
                {
                    case SevenBit.Made(var made, var what):
                        (mail, content, change, treatment) = (what.Apply(mail, bodies, made.Size), made, what, EightBitTreatment.Send);
                        continue;
                    case SevenBit.Not(var outcome):
                        Keep(connection, keep: true);
                        return mail.Settle(outcome);
                }
            }

            var verdict = handover is Handover.Refused refused
                ? AttemptResult.Of(mail, refused, connection.IsReused)
                : Judged(connection, AttemptResult.Of(policy, await connection.Send(mail, content, cancel).ConfigureAwait(false)));
            switch (verdict)
            {
                case AttemptResult.From(var sender):
                    mail = mail.RestartedFrom(sender);
                    connection = connection.IsUsable ? connection : Drop(connection);
                    break;
                case AttemptResult.Reconnect:
                    mail = mail.RestartedFrom(mail.Sender);
                    connection = Drop(connection);
                    break;
                case AttemptResult.Done(var report, var keep):
                    Keep(connection, keep);
                    Observe(seen => seen.After(first, mail.Sender, report, Clock.Now));
                    return report with { Change = change, SentFrom = mail.Sender == mail.Job.Sender ? Option<ReversePath>.None : mail.Sender };
            }
        }
    }

    void Observe(Func<RelayObservations, RelayObservations> add)
    {
        lock (gate)
        {
            Volatile.Write(ref observations, add(observations));
        }
    }

    AttemptResult Judged(RelayConnection connection, AttemptResult result) => result is AttemptResult.Done done ? done with { Report = Judged(connection, done.Report) } : result;

    DeliveryReport Judged(RelayConnection connection, DeliveryReport report)
    {
        proven?.Note(report);
        return (proven?.Standing(connection.IsHere) ?? RelayStanding.Known with { IsHere = connection.IsHere }).Judge(policy.Trial, report);
    }

    async Task<Either<RelayFault, RelayConnection>> Open(CancellationToken cancel)
    {
        var opened = await Open(policy.Tls, cancel).ConfigureAwait(false);
        if (opened.LeftAsEnumerable().FirstOrDefault() is RelayFault.LoginRefused && secrets?.Renew() == true)
        {
            opened = await Open(policy.Tls, cancel).ConfigureAwait(false);
        }

        var pause = opened.Match(Right: _ => Option<TimeSpan>.None, Left: fault => ConnectionSetup.InClear(policy, fault));
        if (pause.IsNone)
        {
            return opened;
        }

        try
        {
            await Task.Delay(pause.IfNone(TimeSpan.Zero), cancel).ConfigureAwait(false);
            return await Open(TlsMode.None, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return opened;
        }
    }

    async Task<Either<RelayFault, RelayConnection>> Open(TlsMode tls, CancellationToken cancel)
    {
        var dialled = await dialer.Dial(cancel).ConfigureAwait(false);
        return await dialled.Match(
            Right: socket => RelayConnection.Open(policy, secrets, tls, roots, socket, cancel),
            Left: fault => Task.FromResult<Either<RelayFault, RelayConnection>>(fault)).ConfigureAwait(false);
    }

    /// The connection used last is the likeliest to be alive. One that is not, or that cannot serve this mail, makes room for a new one.
    RelayConnection? Take(Transaction mail)
    {
        while (Pop() is { } connection)
        {
            if (connection.IsUsable && connection.CanServe(mail))
            {
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    RelayConnection? Pop()
    {
        lock (gate)
        {
            return idle.TryPop(out var connection) ? connection : null;
        }
    }

    void Keep(RelayConnection connection, bool keep)
    {
        if (!keep || !connection.IsUsable)
        {
            connection.Dispose();
            return;
        }

        lock (gate)
        {
            idle.Push(connection);
        }
    }

    static RelayConnection? Drop(RelayConnection connection)
    {
        connection.Dispose();
        return null;
    }

    async Task RetireWhere(Predicate<RelayConnection> unwanted)
    {
        List<RelayConnection> retiring;
        lock (gate)
        {
            retiring = [.. idle.Where(connection => unwanted(connection))];
            var kept = idle.Except(retiring).Reverse().ToList();
            idle.Clear();
            kept.ForEach(idle.Push);
        }

        await Task.WhenAll(retiring.Select(connection => connection.Quit())).ConfigureAwait(false);
    }
}
