using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class CultureTests : CultureContract;
        public sealed class InputPropertyTests : InputPropertyContract;
        public sealed class ObservationTests : ObservationContract;
        public sealed class StockHostTests : StockHostContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class ObservationTests : ObservationContract;
        public sealed class StockHostTests : StockHostContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class CultureTests : CultureContract;
        public sealed class InputPropertyTests : InputPropertyContract;
        public sealed class ObservationTests : ObservationContract;
        public sealed class StockHostTests : StockHostContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class ObservationTests : ObservationContract;
        public sealed class StockHostTests : StockHostContract;
    }
}
