using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>The commands that look at the queue: <c>laitos queue list</c>, <c>show</c>, <c>export</c>. Each gives its exit code.</summary>
/// <param name="configuration">The configuration file, or null for the environment variable.</param>
/// <param name="terminal">Where to write.</param>
public sealed class QueueQueries(string? configuration, CliTerminal terminal)
{
    /// <summary>Shows a line for each mail, or a JSON array of them.</summary>
    public async Task<int> List(bool asJson) => terminal.Conclude((await QueueSnapshot.Load(configuration).ConfigureAwait(false))
        .Map(view => asJson ? Seqs.Of(QueueJson.List(view.Items)) : QueueListing.Table(view.Items)));

    /// <summary>Shows all that is known of a mail.</summary>
    public async Task<int> Show(string id, bool asJson) => terminal.Conclude((await QueueSnapshot.Load(configuration).ConfigureAwait(false))
        .Bind(view => view.Find(id))
        .Map(entry => asJson ? Seqs.Of(QueueJson.Details(entry)) : QueueListing.Details(entry)));

    /// <summary>Writes a mail as it would go out to the standard output, or to a new file that only its owner may read.</summary>
    public async Task<int> Export(string id, string? file)
    {
        var view = await QueueSnapshot.Load(configuration).ConfigureAwait(false);
        var found = view.Bind(loaded => loaded.Named(id).Map(item => (new SpoolReader(loaded.Directory), item.Id)));
        return terminal.Conclude(await found.MatchAsync(
            Left: error => error,
            RightAsync: one => Export(one.Item1, one.Id, file)).ConfigureAwait(false));
    }

    async Task<Either<CliError, Seq<string>>> Export(SpoolReader reader, string id, string? file)
    {
        var content = (await reader.Content(id).ConfigureAwait(false)).MapLeft(trouble => CliError.Because(trouble.Reason));
        return await content.MatchAsync(
            Left: error => error,
            RightAsync: mail => Copy(mail, id, file)).ConfigureAwait(false);
    }

    async Task<Either<CliError, Seq<string>>> Copy(IMailContent mail, string id, string? file)
    {
        try
        {
            var target = file is null ? terminal.Octets() : new FileStream(file, SpoolDirectory.NewFile(FileMode.CreateNew));
            await using (target.ConfigureAwait(false))
            {
                await foreach (var block in mail.Blocks(CancellationToken.None).ConfigureAwait(false))
                {
                    await target.WriteAsync(block).ConfigureAwait(false);
                }
            }

            return Seqs.Of<string>();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return CliError.Because($"mail {id} could not be written out: {fault.Message}");
        }
    }
}
