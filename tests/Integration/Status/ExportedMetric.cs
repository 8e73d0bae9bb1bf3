using System.Text;

namespace Laitos.Integration.Status;

/// <summary>A metric as it stands in an <c>ExportMetricsServiceRequest</c> of OTLP.</summary>
/// <param name="Service">The value of the resource's attribute <c>service.name</c>.</param>
/// <param name="Scope">The name of its scope.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
sealed record ExportedMetric(string Service, string Scope, string Name, string Unit)
{
    /// <summary>All metrics of a request: 1 resource metrics { 1 resource, 2 scope metrics { 1 scope, 2 metric { 1 name, 3 unit } } }.</summary>
    public static IEnumerable<ExportedMetric> Read(ReadOnlyMemory<byte> request) =>
        from resource in Messages(request, 1)
        let service = Messages(resource, 1).SelectMany(each => Messages(each, 1)).Where(attribute => Text(attribute, 1) == "service.name").Select(attribute => Messages(attribute, 2).Select(value => Text(value, 1)).Single()).Single()
        from scope in Messages(resource, 2)
        let name = Messages(scope, 1).Select(each => Text(each, 1)).Single()
        from metric in Messages(scope, 2)
        select new ExportedMetric(service, name, Text(metric, 1), Text(metric, 3));

    static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault().Span);

    /// The length-delimited values of a field, in their order (Protocol Buffers, encoding).
    static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var length = (key & 7) switch
            {
                0 => Skipped(message, at),
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                var other => throw new FormatException($"wire type {other}"),
            };
            if (key == (ulong)((field << 3) | 2))
            {
                yield return message.Slice(at, length);
            }

            at += length;
        }
    }

    static int Skipped(ReadOnlyMemory<byte> message, int at)
    {
        var from = at;
        Varint(message, ref at);
        return at - from;
    }

    static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var octet = message.Span[at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
            {
                return value;
            }
        }
    }
}
