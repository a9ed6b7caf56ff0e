using Xunit.Sdk;
using Xunit.v3;

// Faults, processes and clocks of one test would disturb those of another.
[assembly: Parallelization(Mode = ParallelMode.None)]
