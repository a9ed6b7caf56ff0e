using Microsoft.EntityFrameworkCore;

namespace Tasker.Caching.EntityFrameworkCore.Tests;

/// <summary>Where a test gets a database of its own.</summary>
public interface ITestServer
{
    /// <summary>Returns the connection string of a database that is made when its tables are.</summary>
    /// <param name="more">More of it, in the server's words.</param>
    string NewDatabase(string more = "");

    /// <summary>Makes contexts use the server.</summary>
    void Use(DbContextOptionsBuilder options, string connectionString);

    /// <summary>Gives back what a database that is no longer used holds of the server.</summary>
    void Release(string connectionString);
}
