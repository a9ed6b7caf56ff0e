using Xunit.Sdk;
using Xunit.v3;

// Commits, rates and readers of one test would disturb those of another.
[assembly: Parallelization(Mode = ParallelMode.None)]
