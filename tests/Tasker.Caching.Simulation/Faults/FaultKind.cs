namespace Tasker.Caching.Simulation.Faults;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    LinkBreaks,
    LinkStalls,
    NodeIsPartitioned,
    MessagesBreak,
    MessagesAreLost,
    MessagesAreLate,
    MessagesComeTwice,
    NodeCrashes,
    NodePauses,
    NodeClockJumps,
    NetworkIsSlow,
    HandlersAreSlow,
    ServerPauses,
    ServerRestartsEmpty,
    FailoverLosesWrites,
    ServerClockJumps,
    ServerIsFull,
    LogIsLost,
    EverythingIsLost,
    ScriptsAreLost,
    RequestsAreLate,
    AnswersAreLate,
}
