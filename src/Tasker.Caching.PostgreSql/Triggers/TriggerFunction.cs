namespace Tasker.Caching.PostgreSql.Triggers;

/// <summary>The function that the triggers of one table and resource call.</summary>
/// <param name="Name">Its name, without the schema. Those of the triggers begin with it.</param>
/// <param name="Body">What it does: the map is in it.</param>
/// <param name="CreateFunction">The statement that makes it.</param>
internal sealed record TriggerFunction(string Name, string Body, string CreateFunction);
