using Laitos.Domain.Sharing;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>Rows that daemons with one queue have in common beside it. They are counts and recent events: a server that crashes forgets them, and nothing that was promised rests on them.</summary>
public interface ISharedRows
{
    /// <summary>Answers a question from its rows and makes the changes that it asks for, all of them or none; where another daemon has changed one meanwhile, the question is answered anew. Otherwise says why that cannot be done.</summary>
    Task<Either<string, A>> Ask<A>(ISharedQuestion<A> question);
}
