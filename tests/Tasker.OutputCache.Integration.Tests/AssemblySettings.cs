using Xunit;

// Faults, processes and clocks of one test would disturb those of another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
