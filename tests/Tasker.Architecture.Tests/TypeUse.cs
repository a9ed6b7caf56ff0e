namespace Tasker.Architecture.Tests;

/// <summary>One type uses another.</summary>
/// <param name="From">The full name of the type that uses the other.</param>
/// <param name="To">The full name of the type that is used.</param>
/// <param name="Assembly">The assembly of the latter.</param>
internal readonly record struct TypeUse(string From, string To, string Assembly);
