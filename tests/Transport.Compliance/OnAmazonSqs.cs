using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using AlertResponder.Transport.Compliance.Subjects;

namespace AlertResponder.Transport.Compliance;

/// <summary>The suite on our transport.</summary>
public static class OnAmazonSqs
{
    public sealed class Publishing_complies(SharedServer server) : Publishing(new AmazonSqsTransport(server));

    public sealed class Sending_complies(SharedServer server) : Sending(new AmazonSqsTransport(server));

    public sealed class Requests_complies(SharedServer server) : Requests(new AmazonSqsTransport(server));

    public sealed class Faults_complies(SharedServer server) : Faults(new AmazonSqsTransport(server));

    public sealed class Retries_complies(SharedServer server) : Retries(new AmazonSqsTransport(server));

    public sealed class Redelivery_complies(SharedServer server) : Subjects.Redelivery(new AmazonSqsTransport(server));

    public sealed class Skipping_complies(SharedServer server) : Skipping(new AmazonSqsTransport(server));

    public sealed class Concurrency_complies(SharedServer server) : Concurrency(new AmazonSqsTransport(server));

    public sealed class PolyConsumers_complies(SharedServer server) : PolyConsumers(new AmazonSqsTransport(server));

    public sealed class LargeMessages_complies(SharedServer server) : LargeMessages(new AmazonSqsTransport(server));

    public sealed class Headers_complies(SharedServer server) : Headers(new AmazonSqsTransport(server));

    public sealed class Sagas_complies(SharedServer server) : Sagas(new AmazonSqsTransport(server));

    public sealed class Batches_complies(SharedServer server) : Batches(new AmazonSqsTransport(server));

    public sealed class Lifecycle_complies(SharedServer server) : Lifecycle(new AmazonSqsTransport(server));
}
