"""The SQS/SNS server of the tests, tests/TestKit/SqsSns/server, as a process; and what of a template it can have."""

import json
import os
import random
import subprocess
import urllib.parse
import urllib.request

import npm
from template import REGION

ACCOUNT = "000000000000"  # the server knows no other


class SqsSns:
    def __init__(self):
        # Where the tests in C# install it too.
        folder = npm.installed("tests/TestKit/SqsSns/server", os.environ.get("ALERTRESPONDER_SQS_SNS_FOLDER") or "artifacts/sqs-sns",
                               "package.json", "package-lock.json", "server.mjs")
        for _ in range(20):
            port = random.randrange(20_000, 30_000)
            self.process = subprocess.Popen([folder / "node_modules" / "node" / "bin" / "node", "server.mjs", str(port)], cwd=folder,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if self.process.stdout.readline():
                self.url = f"http://127.0.0.1:{port}"
                return
            errors = self.process.communicate()[1]
            assert "EADDRINUSE" in errors, errors
        raise AssertionError("no port is free")

    def close(self):
        self.process.communicate()  # it ends when its standard input does

    def sqs(self, action, **arguments):
        return json.loads(self._post("sqs", json.dumps(arguments), {"X-Amz-Target": f"AmazonSQS.{action}", "Content-Type": "application/x-amz-json-1.0"}) or "{}")

    def sns(self, action, **arguments):
        return self._post("sns", urllib.parse.urlencode({"Action": action, "Version": "2010-03-31", **arguments}), {})

    def queue(self, name):
        return f"{self.url}/{ACCOUNT}/{name}"

    def _post(self, service, body, headers):
        scope = f"AWS4-HMAC-SHA256 Credential=local/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        with urllib.request.urlopen(urllib.request.Request(self.url, body.encode(), {"Authorization": scope, **headers}), timeout=40) as answer:
            return answer.read().decode()

    def make(self, stack, resources, changed):
        """Makes queues, topics and subscriptions that a stack adds."""
        added = {key: resources[key] for key, action in changed.items() if action == "Add"}

        def of(kind):
            return ((key, one["Properties"]) for key, one in added.items() if one["Type"] == kind)

        for key, one in of("AWS::SQS::Queue"):
            self.sqs("CreateQueue", QueueName=one.get("QueueName", made(stack, key)))
        for key, one in of("AWS::SNS::Topic"):
            self.sns("CreateTopic", Name=one.get("TopicName", made(stack, key)))
        for _, one in of("AWS::SNS::Subscription"):
            raw = {"Attributes.entry.1.key": "RawMessageDelivery", "Attributes.entry.1.value": "true"} if one.get("RawMessageDelivery") else {}
            if one["Protocol"] == "sqs":
                self.sns("Subscribe", TopicArn=one["TopicArn"], Protocol="sqs", Endpoint=one["Endpoint"], **raw)


def made(stack, key):
    """The name of what has none, as the interpreter makes it up."""
    return f"{stack}-{key}-1A2B3C".lower()
