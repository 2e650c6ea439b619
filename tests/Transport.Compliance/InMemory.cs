using AlertResponder.Transport.Compliance.Subjects;

namespace AlertResponder.Transport.Compliance;

/// <summary>The suite on MassTransit's in-memory transport: what the suite asks for is what MassTransit does.</summary>
public static class InMemory
{
    public sealed class Publishing_complies() : Publishing(new InMemoryTransport());

    public sealed class Sending_complies() : Sending(new InMemoryTransport());

    public sealed class Requests_complies() : Requests(new InMemoryTransport());

    public sealed class Faults_complies() : Faults(new InMemoryTransport());

    public sealed class Retries_complies() : Retries(new InMemoryTransport());

    public sealed class Redelivery_complies() : Subjects.Redelivery(new InMemoryTransport());

    public sealed class Skipping_complies() : Skipping(new InMemoryTransport());

    public sealed class Concurrency_complies() : Concurrency(new InMemoryTransport());

    public sealed class PolyConsumers_complies() : PolyConsumers(new InMemoryTransport());

    public sealed class LargeMessages_complies() : LargeMessages(new InMemoryTransport());

    public sealed class Headers_complies() : Headers(new InMemoryTransport());

    public sealed class Sagas_complies() : Sagas(new InMemoryTransport());

    public sealed class Batches_complies() : Batches(new InMemoryTransport());

    public sealed class Lifecycle_complies() : Lifecycle(new InMemoryTransport());
}
