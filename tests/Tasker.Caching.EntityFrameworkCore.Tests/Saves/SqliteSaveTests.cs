namespace Tasker.Caching.EntityFrameworkCore.Tests.Saves;

public sealed class SqliteSaveTests(Sqlite sqlite) : SaveContract(sqlite), IClassFixture<Sqlite>;
