namespace Laitos.Shell.Relay;

/// <summary>The octets of an outgoing mail, wherever they are kept.</summary>
public interface IMailContent
{
    /// <summary>How many octets there are.</summary>
    long Size { get; }

    /// <summary>The octets from the beginning, block by block. A block is valid until the next one is asked for.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(CancellationToken cancel);
}
