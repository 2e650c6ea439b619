"""Stands between the services and what they call. AwsGate enforces each task's role before SQS and SNS, as IAM would; Gate only passes on. Both can be
made to refuse, to fail or to be slow while all runs."""

import fnmatch
import http.client
import http.server
import json
import re
import threading
import urllib.parse
from collections import Counter

_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect"}


class Gate:
    """Passes calls on to a server; `before(request)` may answer instead, or take its time."""

    def __init__(self, listen, port, target):
        self.target = target
        self.before = None
        self._local = threading.local()
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (ConnectionError, TimeoutError):
                    self.close_connection = True  # the caller is gone

            def answer(self):
                self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, body = gate.decide(self)
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, client_address):
                pass  # a caller that went away

        self._server = Server((listen, port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def decide(self, request):
        instead = self.before(request) if self.before else None
        return instead or self.pass_on(request)

    def pass_on(self, request):
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        for attempt in (1, 2):
            fresh = getattr(self._local, "connection", None) is None
            connection = self._local.connection = http.client.HTTPConnection(*self.target, timeout=60) if fresh else self._local.connection
            try:
                connection.request(request.command, request.path, request.body, headers)
                answer = connection.getresponse()
                return answer.status, [one for one in answer.getheaders() if one[0].lower() not in _HOP], answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                self._local.connection = None
                if fresh or attempt == 2:  # one that was kept may have been closed meanwhile
                    return 502, [], b""


class AwsGate(Gate):
    """Each caller has an access key of its own, which names its role. What the role does not allow is answered 403, as AWS answers it."""

    def __init__(self, listen, port, target, region, account):
        super().__init__(listen, port, target)
        self.region, self.account = region, account
        self.statements = {}  # access key: statements of its role
        self.denied_now = set()  # (access key, action, resource) that are refused whatever the role says
        self.failing_now = set()  # (access key, action) that are answered 503
        self.used, self.refused = Counter(), Counter()
        self._lock = threading.Lock()

    def decide(self, request):
        caller = _caller(request.headers.get("Authorization", ""))
        service, action, resource = self._meaning(request)
        call = caller, f"{service}:{action}", resource
        allowed = caller in self.statements and allows(self.statements[caller], call[1], resource) and not self._is_denied(*call)
        with self._lock:
            (self.used if allowed else self.refused)[call] += 1
        if not allowed:
            return _refusal(service, f"User: {caller} is not authorized to perform: {call[1]} on resource: {resource} because no identity-based policy allows the action")
        if call[:2] in self.failing_now:
            return 503, [], b""
        return self.pass_on(request)

    def _is_denied(self, caller, action, resource):
        return any(caller == denied[0] and action == denied[1] and fnmatch.fnmatchcase(resource, denied[2]) for denied in self.denied_now)

    def _meaning(self, request):
        """Service, the single action of a batch, and the ARN that it is about."""
        target = request.headers.get("X-Amz-Target")
        if target:
            action, body = target.split(".")[1], json.loads(request.body)
            queue = body.get("QueueName") or body.get("QueueUrl", "").rsplit("/", 1)[-1]
            return "sqs", action.removesuffix("Batch"), f"arn:aws:sqs:{self.region}:{self.account}:{queue}"
        form = dict(urllib.parse.parse_qsl(request.body.decode()))
        return "sns", form.get("Action", "").removesuffix("Batch"), form.get("TopicArn", "*")


def _caller(authorization):
    found = re.search(r"Credential=([^/,]+)/", authorization)
    return found[1] if found else "nobody"


def _refusal(service, message):
    if service == "sqs":
        body = json.dumps({"__type": "com.amazon.coral.service#AccessDeniedException", "message": message})
        return 403, [("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-query-error", "AccessDenied;Sender")], body.encode()
    body = ('<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>AuthorizationError</Code>'
            f"<Message>{message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>")
    return 403, [("Content-Type", "text/xml")], body.encode()


def as_list(value):
    return value if isinstance(value, list) else [value]


def allows(statements, action, resource):
    """As IAM decides on one policy: an Allow that matches, and no Deny. `*` and `?` are its only patterns; actions have no case."""
    effects = {one["Effect"] for one in statements
               if any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in as_list(one["Action"]))
               and any(fnmatch.fnmatchcase(resource, pattern) for pattern in as_list(one["Resource"]))}
    return effects == {"Allow"}


def pairs(statements):
    """Action and resource of each permission of statements without patterns."""
    return {(action, resource) for one in statements for action in as_list(one["Action"]) for resource in as_list(one["Resource"])}
