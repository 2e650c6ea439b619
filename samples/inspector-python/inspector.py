"""An inspector in Python: says whose account a user name is. The file OWNERS has lines like alice,Alice Example. See docs/extend/other-languages.md."""
import csv, datetime, json, os, uuid

import boto3

NAME, SCOPE = "owners", os.environ.get("AmazonSqs__Scope")
PREFIX = f"{SCOPE}_" if SCOPE else ""
AWS = {"region_name": os.environ.get("AWS_REGION"), "endpoint_url": os.environ.get("AWS_ENDPOINT_URL")}
sqs, sns = boto3.client("sqs", **AWS), boto3.client("sns", **AWS)
queue = sqs.get_queue_url(QueueName=f"{PREFIX}inspector-{NAME}")["QueueUrl"]
topic = f"arn:aws:sns:{sqs.meta.region_name}:{queue.split('/')[-2]}:{PREFIX}AlertResponder_Contracts-InspectionCompleted"


def inspect(attribute):
    with open(os.environ["OWNERS"], encoding="utf-8") as file:
        owner = dict(csv.reader(file)).get(attribute["value"])
    if owner is None:
        return {"outcome": "unknown", "reason": "the list of owners does not name it"}
    user = {"userName": [attribute["value"]]}
    return {"outcome": "found", "findings": [{"inspector": NAME, "title": f"the account of {owner}", "attribute": attribute, "kind": "user", "user": user}]}


while True:
    for message in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20).get("Messages", []):
        request = json.loads(message["Body"])["message"]
        if request.get("inspector") in (None, NAME):  # else another inspector is asked again, alone
            answer = {key: request[key] for key in ("reportId", "alertId", "inspectionId", "attribute")} | inspect(request["attribute"])
            answer |= {"inspector": NAME, "completedAt": datetime.datetime.now(datetime.timezone.utc).isoformat()}
            envelope = {"messageId": str(uuid.uuid5(uuid.UUID(request["inspectionId"]), NAME)),  # the same for the same answer
                        "messageType": ["urn:message:AlertResponder.Contracts:InspectionCompleted"], "message": answer}
            sns.publish(TopicArn=topic, Message=json.dumps(envelope), MessageAttributes={
                "Content-Type": {"DataType": "String", "StringValue": "application/vnd.masstransit+json"}})
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])  # last: one that dies before is asked again
