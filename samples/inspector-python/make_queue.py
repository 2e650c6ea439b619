"""Makes the queue of inspector.py and subscribes it, where deploy/ecs/inspector.yml has not. Run it again, and it changes nothing."""
import json, os

import boto3

SCOPE = os.environ.get("AmazonSqs__Scope")
PREFIX = f"{SCOPE}_" if SCOPE else ""
AWS = {"region_name": os.environ.get("AWS_REGION"), "endpoint_url": os.environ.get("AWS_ENDPOINT_URL")}
sqs, sns = boto3.client("sqs", **AWS), boto3.client("sns", **AWS)
topic = sns.create_topic(Name=f"{PREFIX}AlertResponder_Contracts-InspectionRequested")["TopicArn"]
may_send = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*",
    "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]})


def make(name, **attributes):
    url = sqs.create_queue(QueueName=name, Attributes={"MessageRetentionPeriod": "1209600", "Policy": may_send, **attributes})["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


dead_letters = {"deadLetterTargetArn": make(f"{PREFIX}inspector-owners_error")}
queue = make(f"{PREFIX}inspector-owners", RedrivePolicy=json.dumps(dead_letters | {"maxReceiveCount": 50}))
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={
    "RawMessageDelivery": "true", "FilterPolicy": json.dumps({"AttributeType": ["username"]}), "RedrivePolicy": json.dumps(dead_letters)})
