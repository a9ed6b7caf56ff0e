using Xunit.Sdk;
using Xunit.v3;

// Each back end has some of the server's hundred connections.
[assembly: Parallelization(Mode = ParallelMode.None)]
