using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Where records are read.</summary>
public interface ITracePlace
{
    /// <summary>Reads there, beside the daemons that write; or says why one cannot, for its owner.</summary>
    Task<Either<string, A>> Read<A>(Func<ITraceRows, Task<A>> read);
}
