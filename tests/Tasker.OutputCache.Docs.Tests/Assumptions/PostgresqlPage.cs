using System.Data.Common;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public class PostgresqlPage : Page
{
    protected readonly DbConnection connection = null!;
    protected readonly MigrationBuilder migrationBuilder = null!;
}
