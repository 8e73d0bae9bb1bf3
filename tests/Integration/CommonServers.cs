using Laitos.Integration.Support;

namespace Laitos.Integration;

/// <summary>Ends what tests have started together.</summary>
[SetUpFixture]
public sealed class CommonServers
{
    [OneTimeTearDown]
    public Task End() => PostgreSqlServer.EndShared();
}
