using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Laitos.Benchmarks;

switch (args)
{
    case ["stages", ..]:
        Stages.Print();
        break;
    default:
        var job = Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance);
        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job).AddColumn(new Throughput()).WithCultureInfo(CultureInfo.InvariantCulture).HideColumns(Column.Job, Column.Toolchain, Column.IterationCount, Column.LaunchCount, Column.WarmupCount, Column.Error, Column.StdDev);
        BenchmarkSwitcher.FromAssembly(typeof(Stages).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
        break;
}
