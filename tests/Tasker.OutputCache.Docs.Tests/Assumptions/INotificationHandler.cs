namespace Tasker.OutputCache.Docs.Tests.Assumptions;

/// <summary>As MediatR has it.</summary>
public interface INotificationHandler<in TNotification>
{
    Task Handle(TNotification notification, CancellationToken cancellationToken);
}
