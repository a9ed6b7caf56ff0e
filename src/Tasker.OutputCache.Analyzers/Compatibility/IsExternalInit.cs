namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where properties are set by initializers; this framework does not have it.</summary>
internal static class IsExternalInit;
