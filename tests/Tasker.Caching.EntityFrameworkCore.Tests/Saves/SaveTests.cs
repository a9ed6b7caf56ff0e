namespace Tasker.Caching.EntityFrameworkCore.Tests.Saves;

public sealed class SaveTests(SharedPostgres postgres) : SaveContract(postgres);
