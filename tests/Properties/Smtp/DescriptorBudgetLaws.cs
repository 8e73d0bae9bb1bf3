using Laitos.Domain.Smtp.Server;

namespace Laitos.Properties.Smtp;

/// <summary>Connections never need more descriptors than there are.</summary>
public class DescriptorBudgetLaws
{
    [Property(MaxTest = 500)]
    public bool What_is_allowed_fits_or_is_the_one_connection_that_a_daemon_needs(PositiveInt descriptors, NonNegativeInt relay)
    {
        var connections = DescriptorBudget.Connections(descriptors.Get, relay.Get);
        return connections == 1 || 2L * (connections + relay.Get) < descriptors.Get;
    }

    [Property(MaxTest = 500)]
    public bool More_descriptors_never_mean_fewer_connections(PositiveInt descriptors, PositiveInt more, byte relay) =>
        DescriptorBudget.Connections((long)descriptors.Get + more.Get, relay) >= DescriptorBudget.Connections(descriptors.Get, relay);

    [TestCase(200, 10, ExpectedResult = 42)]
    [TestCase(1024, 10, ExpectedResult = 454)]
    [TestCase(1_048_576, 10, ExpectedResult = 524_230)]
    [TestCase(64, 10, ExpectedResult = 1)]
    public int Common_limits_bear(long descriptors, int relay) => DescriptorBudget.Connections(descriptors, relay);
}
