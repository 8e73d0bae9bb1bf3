namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>What a transaction names so that it fails once its daemon's time is over.</summary>
/// <param name="Session">The lease, and with it all claims of the daemon; another one when the lease was lost. 0 is no session.</param>
/// <param name="Token">Another one whenever it was to be made sure that no transaction of before is under way.</param>
sealed record PostgreSqlFence(long Session, long Token);

/// <summary>As whom a program works on a spool.</summary>
/// <param name="Name">What others are told; empty for a command that lets go in a moment.</param>
/// <param name="Identity">Tells it from all others: who comes again with the same one is the same daemon after its end.</param>
/// <param name="Lease">How long what it works on is its own.</param>
/// <param name="IsAlone">True for a command, beside which no daemon works.</param>
sealed record PostgreSqlWorker(string Name, string Identity, Domain.Queue.LeasePolicy Lease, bool IsAlone);
