using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Laitos.Benchmarks;

/// <summary>The column GB/s: 10^9 octets a second, for the benchmarks that read data.</summary>
sealed class Throughput : IColumn
{
    public string Id => nameof(Throughput);

    public string ColumnName => "GB/s";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "10^9 octets a second";

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(IsOfContent);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => !IsOfContent(benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        IsOfContent(benchmarkCase) && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (ContentBenchmarks.Octets / statistics.Min).ToString("0.0", CultureInfo.InvariantCulture)
            : "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    static bool IsOfContent(BenchmarkCase benchmark) => benchmark.Descriptor.Type == typeof(ContentBenchmarks) || benchmark.Descriptor.Type == typeof(HashingBenchmarks);
}
