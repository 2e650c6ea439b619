using Xunit.Sdk;
using Xunit.v3;

// A test here mostly waits: for a timer, for a lease of a dead process. Two at a time leave two cores room for the processes that they start.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 2)]
