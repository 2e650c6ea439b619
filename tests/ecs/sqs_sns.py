"""The SQS/SNS server of the tests, tests/TestKit/SqsSns/server, as a process."""

import os
import random
import subprocess

import npm
import queues
from template import REGION

ACCOUNT = "000000000000"  # the server knows no other


class SqsSns(queues.Aws):
    def __init__(self):
        # Where the tests in C# install it too.
        folder = npm.installed("tests/TestKit/SqsSns/server", os.environ.get("ALERTRESPONDER_SQS_SNS_FOLDER") or "artifacts/sqs-sns",
                               "package.json", "package-lock.json", "server.mjs")
        for _ in range(20):
            port = random.randrange(20_000, 30_000)
            self.process = subprocess.Popen([folder / "node_modules" / "node" / "bin" / "node", "server.mjs", str(port)], cwd=folder,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if self.process.stdout.readline():
                super().__init__(f"http://127.0.0.1:{port}", REGION, ACCOUNT)
                return
            errors = self.process.communicate()[1]
            assert "EADDRINUSE" in errors, errors
        raise AssertionError("no port is free")

    def close(self):
        self.process.communicate()  # it ends when its standard input does
