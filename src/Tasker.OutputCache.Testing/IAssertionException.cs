namespace Tasker.OutputCache.Testing;

/// <summary>Tells test frameworks that an exception is a failed assertion. xunit looks for an interface of this name.</summary>
internal interface IAssertionException;
