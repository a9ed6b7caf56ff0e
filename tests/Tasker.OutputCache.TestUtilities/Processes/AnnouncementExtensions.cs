using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>Quiet hosts, for tests that count commands.</summary>
public static class AnnouncementExtensions
{
    /// <summary>Lets a host not announce itself to other instances: its write every two seconds would be among the commands that are counted.</summary>
    public static void RemoveAnnouncements(this IServiceCollection services) =>
        services.Remove(services.Single(static service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.GetType().GenericTypeArguments is [_, { Name: "InstanceAnnouncer" }]));
}
