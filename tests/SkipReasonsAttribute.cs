using NUnit.Framework;
using NUnit.Framework.Interfaces;

[assembly: Laitos.Tests.SkipReasons]

namespace Laitos.Tests;

/// <summary>Tells on the console why a test is skipped, which <c>dotnet test</c> does not do by itself.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SkipReasonsAttribute : Attribute, ITestAction
{
    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test | ActionTargets.Suite;

    /// <inheritdoc/>
    public void BeforeTest(ITest test)
    {
    }

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        // A fixture of which a test was skipped counts as skipped too, and has no reason of its own.
        if (TestContext.CurrentContext.Result is { Outcome: { Status: TestStatus.Skipped, Site: not FailureSite.Child }, Message: { Length: > 0 } reason })
        {
            TestContext.Error.WriteLine($"Skipped {test.FullName}: {reason}");
        }
    }
}
