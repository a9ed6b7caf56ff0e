namespace Tasker.Caching.EntityFrameworkCore.Tests.Transactions;

public sealed class SqliteTransactionTests(Sqlite sqlite) : TransactionContract(sqlite), IClassFixture<Sqlite>;
