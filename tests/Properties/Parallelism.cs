// Laws share nothing but immutable values: one fixture on each processor.
[assembly: Parallelizable(ParallelScope.Fixtures)]
