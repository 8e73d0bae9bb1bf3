// Most tests wait: for a daemon to start, for a time-out, for the disk. So more of them go on at a time than there are processors.
// A fixture whose tests do not share anything says so with ParallelScope.All; one that counts processes is [NonParallelizable].
[assembly: LevelOfParallelism(8)]
[assembly: Parallelizable(ParallelScope.Fixtures)]
