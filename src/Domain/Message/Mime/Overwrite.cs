namespace Laitos.Domain.Message.Mime;

/// <summary>A change of a mail that keeps its size: these octets stand in the place of as many others.</summary>
/// <param name="Offset">Octets from the beginning of the mail.</param>
/// <param name="Octets">What stands there now.</param>
public readonly record struct Overwrite(long Offset, Octets Octets);
