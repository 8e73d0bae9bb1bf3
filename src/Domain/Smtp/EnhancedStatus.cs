using System.Globalization;

namespace Laitos.Domain.Smtp;

/// <summary>An enhanced status code (RFC 3463 §2): class, subject and detail, written <c>5.7.1</c>.</summary>
/// <param name="Class">2 success, 4 try again, 5 final.</param>
/// <param name="Subject">What it is about, 0 to 999.</param>
/// <param name="Detail">Which case, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");
}
