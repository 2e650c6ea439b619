"""Whether the queues and topics of the template are those that the services make for themselves by `topology`: one server has both, read back and compared."""

import json

import engine
import queues
import template
from world import ACCOUNT, NETWORK, PARAMETERS, REGION, TEMPLATES

MADE_BY_TEMPLATE, MADE_BY_TOPOLOGY = "bytemplate", "bytopology"

# What the template has, and `topology` does not make; nothing the other way round.
ONLY_IN_TEMPLATE = {
    "_skipped queues": "a service makes one when it needs it first; on ECS it may not",
    "who may feed alert-intake": "topics and rules of the account; elsewhere that is up to whoever feeds it",
}


def compare(aws):
    """How many queues and topics both have; AssertionError with the differences."""
    made = template.resolve(template.load(TEMPLATES / "alertresponder.yml"), PARAMETERS, stack=MADE_BY_TEMPLATE, region=REGION, account=ACCOUNT)
    queues.make(made, aws)
    settings = {
        "AWS_ENDPOINT_URL": aws.url, "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "unused", "AWS_SECRET_ACCESS_KEY": "unused", "AmazonSqs__Scope": MADE_BY_TOPOLOGY,
        "GitHub__Repository": "acme/alerts", "GitHub__Token": "unused",  # without them there is no emitter
        "ConnectionStrings__Reports": "Host=unused;Database=unused", "ConnectionStrings__Emitter": "Host=unused;Database=unused", "Access__AllowAnonymous": "true",
    }
    engine.docker("run", "--rm", "--network", NETWORK, *(part for name, value in settings.items() for part in ("--env", f"{name}={value}")), "alertresponder/standalone", "topology")
    one, other = _read(aws, MADE_BY_TEMPLATE), _read(aws, MADE_BY_TOPOLOGY)
    queues.remove(made, aws)
    seen = set()
    for name in [name for name in one if name.endswith("_skipped")]:
        assert name not in other, f"{name} is made by topology: it is no difference any more"
        seen.add("_skipped queues")
        del one[name]
    for name in ("alert-intake", "alert-intake_error"):
        assert other[name]["Policy"] is None and one[name]["Policy"] is not None, f"{name}: whoever may feed it is no difference any more"
        seen.add("who may feed alert-intake")
        one[name]["Policy"] = None
    assert seen == ONLY_IN_TEMPLATE.keys(), f"these are no differences any more: {ONLY_IN_TEMPLATE.keys() - seen}"
    differences = [f"{name}: {one.get(name)} in the template, {other.get(name)} by topology" for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    assert not differences, "\n".join(differences)
    return len(other)


def _read(aws, scope):
    """Queues and topics whose names begin with a scope: what each is, with the scope left out."""
    prefix = f"{scope}_"
    plain = lambda text: text.replace(prefix, "")
    found = {}
    for url in aws.sqs("ListQueues", QueueNamePrefix=prefix, MaxResults=1000)["QueueUrls"]:
        attributes = aws.sqs("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
        redrive = json.loads(attributes["RedrivePolicy"]) if "RedrivePolicy" in attributes else None
        found[plain(url.rsplit("/", 1)[1])] = {
            **{name: attributes.get(name) for name in ("MessageRetentionPeriod", "VisibilityTimeout", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "MaximumMessageSize")},
            "RedrivePolicy": redrive and {"to": plain(redrive["deadLetterTargetArn"]), "after": int(redrive["maxReceiveCount"])},
            "Policy": _policy(attributes.get("Policy"), attributes["QueueArn"], plain),
        }
    topics = [one.text for one in aws.sns("ListTopics").iterfind(".//{*}TopicArn")]
    for topic in (topic for topic in topics if topic.rsplit(":", 1)[1].startswith(prefix)):
        subscriptions = []
        for one in aws.sns("ListSubscriptionsByTopic", TopicArn=topic).iterfind(".//{*}member"):
            attributes = {entry.findtext("{*}key"): entry.findtext("{*}value") for entry in aws.sns(
                "GetSubscriptionAttributes", SubscriptionArn=one.findtext("{*}SubscriptionArn")).iterfind(".//{*}entry")}
            redrive = json.loads(attributes["RedrivePolicy"]) if attributes.get("RedrivePolicy") else None
            subscriptions.append({
                "Endpoint": plain(one.findtext("{*}Endpoint")), "Raw": attributes.get("RawMessageDelivery"), "Filter": attributes.get("FilterPolicy"),
                "RedrivePolicy": redrive and plain(redrive["deadLetterTargetArn"])})
        found[plain(topic.rsplit(":", 1)[1])] = sorted(subscriptions, key=lambda one: one["Endpoint"])
    return found


def _policy(text, queue_arn, plain):
    """Statements, whose resource is the queue itself, by its ARN or as '*'."""
    if not text:
        return None
    statements = json.loads(text)["Statement"]
    for one in statements:
        assert one["Resource"] in ("*", queue_arn), f"{queue_arn} has a policy for {one['Resource']}"
        one["Resource"] = "itself"
        for tests in one.get("Condition", {}).values():
            tests.update({key: sorted(value) if isinstance(value, list) else [value] for key, value in tests.items()})
    return json.loads(plain(json.dumps(sorted(statements, key=lambda one: one["Sid"]))))
