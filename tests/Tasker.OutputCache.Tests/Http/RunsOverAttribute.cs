namespace Tasker.OutputCache.Tests.Http;

/// <summary>Says which middleware and server a class of tests runs over, or every class that is nested in it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunsOverAttribute(MiddlewareKind middleware, ServerKind server) : Attribute
{
    private static readonly RunsOverAttribute Default = new(MiddlewareKind.Framework, ServerKind.InMemory);

    public MiddlewareKind Middleware { get; } = middleware;

    public ServerKind Server { get; } = server;

    /// <summary>Gets what a class of tests runs over.</summary>
    public static RunsOverAttribute Of(Type tests)
    {
        for (var type = tests; type is not null; type = type.DeclaringType)
        {
            if (GetCustomAttribute(type, typeof(RunsOverAttribute)) is RunsOverAttribute runsOver)
            {
                return runsOver;
            }
        }

        return Default;
    }
}
