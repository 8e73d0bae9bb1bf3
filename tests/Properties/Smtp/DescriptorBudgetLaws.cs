using Laitos.Domain.Smtp.Server;

namespace Laitos.Properties.Smtp;

/// <summary>Connections never need more descriptors than there are.</summary>
public class DescriptorBudgetLaws
{
    [Property(MaxTest = 500)]
    public bool What_is_allowed_fits(PositiveInt descriptors, byte relay)
    {
        var connections = DescriptorBudget.Connections(50L * descriptors.Get, relay);
        return connections >= 0 && (connections == 0 || DescriptorBudget.Least(relay) + (2L * connections) <= 50L * descriptors.Get);
    }

    [Property(MaxTest = 500)]
    public bool More_descriptors_never_mean_fewer_connections(PositiveInt descriptors, PositiveInt more, byte relay) =>
        DescriptorBudget.Connections((long)descriptors.Get + more.Get, relay) >= DescriptorBudget.Connections(descriptors.Get, relay);

    [TestCase(200, 10, ExpectedResult = 0)]
    [TestCase(400, 10, ExpectedResult = 62)]
    [TestCase(1024, 10, ExpectedResult = 374)]
    [TestCase(1_048_576, 10, ExpectedResult = 524_150)]
    public int Common_limits_bear(long descriptors, int relay) => DescriptorBudget.Connections(descriptors, relay);
}
