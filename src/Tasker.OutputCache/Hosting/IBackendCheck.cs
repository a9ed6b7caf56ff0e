namespace Tasker.OutputCache.Hosting;

/// <summary>What a provider of back ends can say of its options without making one.</summary>
internal interface IBackendCheck
{
    /// <summary>Says what is wrong with the options; <see langword="null"/> if nothing is. Secrets are not part of it.</summary>
    string? Check(string name);
}
