using System;

namespace BenchmarkDotNet.Attributes;

[AttributeUsage(AttributeTargets.Method)]
public class BenchmarkAttribute : Attribute
{
    public BenchmarkAttribute() { }

    public string Description { get; set; }
    public bool Baseline { get; set; }
    public int OperationsPerInvoke { get; set; } = 1;
}

public abstract class TargetedAttribute : Attribute
{
    public string Target { get; set; }
    public string[] Targets { get; set; }
}

[AttributeUsage(AttributeTargets.Method)]
public class GlobalSetupAttribute : TargetedAttribute
{
}

[AttributeUsage(AttributeTargets.Method)]
public class GlobalCleanupAttribute : TargetedAttribute
{
}
