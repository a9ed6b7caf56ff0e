namespace Tasker.OutputCache.EntityFrameworkCore.Tests.Transactions;

public sealed class SqliteTransactionTests(Sqlite sqlite) : TransactionContract(sqlite), IClassFixture<Sqlite>;
