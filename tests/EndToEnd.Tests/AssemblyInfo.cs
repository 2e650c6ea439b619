using Xunit.Sdk;
using Xunit.v3;

// A test here mostly waits: for a timer, for a lease of a dead process. Their processes take turns in starting, so two cores are enough.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 6)]
