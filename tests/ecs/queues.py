"""SQS and SNS: their API without signatures, and the queues, policies, topics and subscriptions of a resolved template made on a server."""

import json
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree

import template

# Of the template's properties, those that SQS takes as attributes by the same name.
QUEUE_ATTRIBUTES = ("MessageRetentionPeriod", "VisibilityTimeout", "RedrivePolicy", "KmsMasterKeyId", "SqsManagedSseEnabled", "ReceiveMessageWaitTimeSeconds", "DelaySeconds")
SUBSCRIPTION_ATTRIBUTES = ("RawMessageDelivery", "RedrivePolicy", "FilterPolicy", "FilterPolicyScope")


class Aws:
    """SQS and SNS at one address."""

    def __init__(self, url, region, account):
        self.url, self.region, self.account = url, region, account

    def sqs(self, action, **fields):
        return json.loads(self._ask(json.dumps(fields).encode(), "sqs", "application/x-amz-json-1.0", {"X-Amz-Target": f"AmazonSQS.{action}"}) or b"{}")

    def sns(self, action, **fields):
        """Nested fields by their names in the form, e.g. **{"Attributes.entry.1.key": "RawMessageDelivery"}; the answer as an element."""
        form = urllib.parse.urlencode({"Action": action, "Version": "2010-03-31", **fields}).encode()
        return xml.etree.ElementTree.fromstring(self._ask(form, "sns", "application/x-www-form-urlencoded"))

    def queue_url(self, name):
        return self.sqs("GetQueueUrl", QueueName=name)["QueueUrl"]

    def count(self, name):
        """Messages in a queue: visible, held, delayed."""
        found = self.sqs("GetQueueAttributes", QueueUrl=self.queue_url(name), AttributeNames=["All"])["Attributes"]
        return sum(int(found[f"ApproximateNumberOfMessages{kind}"]) for kind in ("", "NotVisible", "Delayed"))

    def send(self, name, body, attributes=None):
        given = {key: {"DataType": "String", "StringValue": value} for key, value in (attributes or {}).items()}
        self.sqs("SendMessage", QueueUrl=self.queue_url(name), MessageBody=body, MessageAttributes=given)

    def receive(self, name):
        """Every message that is visible in a queue, each deleted."""
        url, found = self.queue_url(name), []
        while batch := self.sqs("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get("Messages"):
            for one in batch:
                self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
            found += batch
        return found

    def publish(self, topic, body):
        self.sns("Publish", TopicArn=topic, Message=body)

    def _ask(self, body, service, content_type, headers=None):
        scope = f"test/20260101/{self.region}/{service}/aws4_request"
        request = urllib.request.Request(self.url, body, {
            "Content-Type": content_type, "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{headers or body[:200]}: {error.code} {error.read().decode()}") from error


def make(stack, aws):
    """Makes what the resolved template says; dead-letter queues before those that name them."""
    for name, one in sorted(stack.of_type("AWS::SQS::Queue").items(), key=lambda item: "RedrivePolicy" in item[1]):
        aws.sqs("CreateQueue", QueueName=name_of(stack, name), Attributes={name: _text(one[name]) for name in QUEUE_ATTRIBUTES if name in one})
    for name in stack.of_type("AWS::SNS::Topic"):
        aws.sns("CreateTopic", Name=name_of(stack, name))
    for one in stack.of_type("AWS::SQS::QueuePolicy").values():
        for url in one["Queues"]:
            aws.sqs("SetQueueAttributes", QueueUrl=aws.queue_url(url.rsplit("/", 1)[-1]), Attributes={"Policy": json.dumps(one["PolicyDocument"])})
    for one in stack.of_type("AWS::SNS::Subscription").values():
        if one["Protocol"] == "sqs":  # not a mail
            subscribe(aws, one)


def making(aws):
    """What the stand-in of CloudFormation does for a change: makes what it adds."""
    return lambda name, resources, changed: make(template.Stack(name, {}, {key: resources[key] for key, action in changed.items() if action == "Add"}), aws)


def name_of(stack, logical):
    """The name of a queue or topic: its own, or the one that template.py makes up as CloudFormation does."""
    properties = stack.resources[logical]["Properties"]
    return properties.get("QueueName") or properties.get("TopicName") or f"{stack.name}-{logical}-1A2B3C".lower()


def subscribe(aws, one):
    form = {"TopicArn": one["TopicArn"], "Protocol": one["Protocol"], "Endpoint": one["Endpoint"]}
    for number, name in enumerate((name for name in SUBSCRIPTION_ATTRIBUTES if name in one), 1):
        form[f"Attributes.entry.{number}.key"], form[f"Attributes.entry.{number}.value"] = name, _text(one[name])
    aws.sns("Subscribe", **form)


def remove(stack, aws):
    """Takes away what make has made, as the deletion of a stack does."""
    endpoints = {one["Endpoint"] for one in stack.of_type("AWS::SNS::Subscription").values()}
    for topic in {one["TopicArn"] for one in stack.of_type("AWS::SNS::Subscription").values()}:
        for one in aws.sns("ListSubscriptionsByTopic", TopicArn=topic).iterfind(".//{*}member"):
            if one.findtext("{*}Endpoint") in endpoints:
                aws.sns("Unsubscribe", SubscriptionArn=one.findtext("{*}SubscriptionArn"))
    for name in stack.of_type("AWS::SQS::Queue"):
        aws.sqs("DeleteQueue", QueueUrl=aws.queue_url(name_of(stack, name)))
    for name in stack.of_type("AWS::SNS::Topic"):
        aws.sns("DeleteTopic", TopicArn=f"arn:aws:sns:{aws.region}:{aws.account}:{name_of(stack, name)}")


def _text(value):
    return json.dumps(value) if isinstance(value, (dict, list, bool)) else str(value)
