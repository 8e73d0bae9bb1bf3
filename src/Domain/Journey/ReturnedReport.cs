using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Journey;

/// <summary>What a delivery status notification (RFC 3464) that came back says, as far as its original sender may know it. Whatever names a mailbox of the owner is not in it.</summary>
/// <param name="IsFailure">True when it says that the mail has failed for some recipient (§2.3.3).</param>
/// <param name="Status">The status of the first of them (§2.3.4).</param>
/// <param name="Subject">The subject of the mail, as it came back.</param>
/// <param name="MessageId">Its Message-ID.</param>
/// <param name="To">The addresses that it was written to.</param>
public sealed record ReturnedReport(bool IsFailure, Option<EnhancedStatus> Status, Option<string> Subject, Option<string> MessageId, Seq<Mailbox> To)
{
    /// <summary>Nothing is known.</summary>
    public static ReturnedReport None { get; } = new(false, default, default, default, default);
}

/// <summary>
/// Reads such a notification while its octets arrive, cut anywhere. Only lines have a meaning: those that delimit parts, and the fields of the parts that hold the status and the mail. It
/// holds one line of at most <see cref="LongestLine"/> octets, and its time is linear. What is written in another form than RFC 3464 wants is not read.
/// </summary>
public sealed record ReturnedReportScan
{
    const int LongestLine = 2000;

    enum Place
    {
        Elsewhere,
        PartHeader,
        Status,
        Mail,
    }

    Place At { get; init; }

    /// What the part whose header is being read holds.
    Place Kind { get; init; }

    /// The beginning of a line.
    Octets Held { get; init; }

    /// True in the rest of a line that is too long.
    bool Skipping { get; init; }

    /// True while the recipient that is being told of has failed.
    bool Failed { get; init; }

    ReturnedReport Found { get; init; } = ReturnedReport.None;

    /// <summary>Before the body of a mail.</summary>
    public static ReturnedReportScan Start { get; } = new();

    /// <summary>True for a mail that says that it is such a notification (RFC 6522 §3).</summary>
    public static bool IsOne(HeaderSection header) =>
        header.Named("Content-Type").HeadOrNone().Exists(type => type.Value.Contains("report-type=delivery-status", StringComparison.OrdinalIgnoreCase)
            || type.Value.Contains("report-type=\"delivery-status\"", StringComparison.OrdinalIgnoreCase));

    /// <summary>After more octets of the body.</summary>
    public ReturnedReportScan Advance(ReadOnlySpan<byte> body)
    {
        var scan = this;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'\n');
            var piece = end < 0 ? body : body[..(end + 1)];
            var held = scan.Skipping || scan.Held.Length + piece.Length > LongestLine ? Octets.Empty : new Octets((byte[])[.. scan.Held.Span, .. piece]);
            scan = end < 0 ? scan with { Held = held, Skipping = held.IsEmpty } : (held.IsEmpty ? scan : scan.OnLine(held.ToLatin1().TrimEnd('\r', '\n'))) with { Held = Octets.Empty, Skipping = false };
            body = body[piece.Length..];
        }

        return scan;
    }

    /// <summary>What the whole of it says.</summary>
    public ReturnedReport End() => (Held.IsEmpty ? this : OnLine(Held.ToLatin1())).Found;

    ReturnedReportScan OnLine(string line) => (At, line) switch
    {
        (_, ['-', '-', ..]) => this with { At = Place.PartHeader, Kind = Place.Elsewhere },
        (Place.PartHeader, "") => this with { At = Kind, Failed = false },
        (Place.PartHeader, _) => Field(line, "Content-Type") is { } type ? this with { Kind = KindOf(type) } : this,
        (Place.Status, "") => this with { Failed = false },
        (Place.Status, _) => OnStatus(line),
        (Place.Mail, "") => this with { At = Place.Elsewhere },
        (Place.Mail, _) => this with { Found = OnMail(line) },
        _ => this,
    };

    static Place KindOf(string type) => type.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "message/delivery-status" or "message/global-delivery-status" => Place.Status,
        "message/rfc822" or "text/rfc822-headers" or "message/global" or "message/global-headers" => Place.Mail,
        _ => Place.Elsewhere,
    };

    ReturnedReportScan OnStatus(string line) =>
        Field(line, "Action") is { } action ? this with { Failed = action.Equals("failed", StringComparison.OrdinalIgnoreCase), Found = action.Equals("failed", StringComparison.OrdinalIgnoreCase) ? Found with { IsFailure = true } : Found }
        : Failed && Found.Status.IsNone && Field(line, "Status") is { } status ? this with { Found = Found with { Status = EnhancedStatusCodec.Read(status) } }
        : this;

    ReturnedReport OnMail(string line) =>
        Found.Subject.IsNone && Field(line, "Subject") is { } subject ? Found with { Subject = subject }
        : Found.MessageId.IsNone && Field(line, "Message-ID") is { } id ? Found with { MessageId = id }
        : Found.To.IsEmpty && Field(line, "To") is { } to ? Found with { To = AddressList.Parse(Octets.Latin1(to)).Match(entries => entries.SelectEach(entry => entry.Mailbox.ToSeq()), _ => default) }
        : Found;

    /// The value of a field of this name on one line; null for another.
    static string? Field(string line, string name) =>
        line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.AsSpan(name.Length).TrimStart() is [':', .. var value] ? value.Trim().ToString() : null;
}
