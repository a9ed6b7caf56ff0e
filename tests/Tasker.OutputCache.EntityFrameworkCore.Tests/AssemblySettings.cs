// Commits, rates and readers of one test would disturb those of another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
