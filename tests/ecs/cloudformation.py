"""A stand-in for the parts of AWS that deploy/ecs/deploy calls by the AWS CLI: CloudFormation, and what it needs of ECR and ECS.

It checks what CloudFormation checks before it begins (size, capabilities, parameters), computes which resources a change touches by the interpreter
of template.py, and keeps parameters, events and resources. It knows nothing of CloudFormation's order, and makes nothing by itself: 'apply' is called
with what changes, and raises Unhealthy when a service does not come up.
"""

import base64
import datetime
import http.server
import json
import re
import sys
import threading
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import uuid
from xml.sax.saxutils import escape

import template as interpreter

REGION, ACCOUNT, MAX_BYTES = interpreter.REGION, interpreter.ACCOUNT, interpreter.MAX_BYTES
MAX_PARAMETERS, MAX_RESOURCES, PAGE = 200, 500, 100
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Unhealthy(Exception):
    """A resource did not become stable."""

    def __init__(self, resource, reason):
        super().__init__(reason)
        self.resource = resource


class Stack:
    def __init__(self, name, account):
        self.name, self.id = name, f"arn:aws:cloudformation:{REGION}:{account}:stack/{name}/{uuid.uuid4()}"
        self.status, self.template, self.parameters = "REVIEW_IN_PROGRESS", {}, {}
        self.resources, self.outputs, self.exports, self.events = {}, {}, {}, []

    def event(self, resource, kind, physical, status, reason=""):
        self.events.append({
            "StackId": self.id, "EventId": str(uuid.uuid4()), "StackName": self.name, "LogicalResourceId": resource, "PhysicalResourceId": physical,
            "ResourceType": kind, "Timestamp": now(), "ResourceStatus": status, **({"ResourceStatusReason": reason} if reason else {})})

    def become(self, status, reason=""):
        self.status = status
        self.event(self.name, "AWS::CloudFormation::Stack", self.id, status, reason)

    def mark(self, resource, status, reason=""):
        one = self.resources[resource]
        one.update(status=status, at=now())
        self.event(resource, one["type"], one["physical"], status, reason)


class AwsStandIn:
    """Listens on 127.0.0.1 until it is closed. 'registry' is where images are; the stand-in is one itself.

    A change set is carried out before the answer to its execution, or 'in_background' where 'apply' takes long. While 'going_on' is cleared,
    an execution waits for it in the background.
    """

    def __init__(self, registry=None, password="", account=ACCOUNT, in_background=False, apply=lambda stack, resources, changed: None):
        self.stacks, self.change_sets, self.repositories, self.images, self.services, self.calls = {}, {}, {}, set(), {}, []
        self.password, self.account, self.apply, self.going_on, self.lock = password, account, apply, threading.Event(), threading.RLock()
        self.going_on.set()
        self.in_background = in_background
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.server.handle_error = lambda *_: None if isinstance(sys.exc_info()[1], ConnectionError) else traceback.print_exc()  # a client was killed
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.registry = registry or self.url.split("//")[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    # CloudFormation

    def find(self, name):
        for stack in self.stacks.values():
            if name in (stack.id, stack.name):
                return stack
        raise Refused("ValidationError", f"Stack with id {name} does not exist")

    def DescribeStacks(self, StackName):
        stack = self.find(StackName)
        hidden = {key for key, one in stack.template.get("Parameters", {}).items() if is_true(one.get("NoEcho"))}
        return {"Stacks": [{
            "StackId": stack.id, "StackName": stack.name, "CreationTime": stack.events[0]["Timestamp"] if stack.events else now(),
            "StackStatus": stack.status,
            "Parameters": [{"ParameterKey": key, "ParameterValue": "****" if key in hidden else value} for key, value in stack.parameters.items()],
            "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in stack.outputs.items()]}]}

    def GetTemplateSummary(self, StackName):
        return {"Parameters": [{"ParameterKey": key} for key in self.find(StackName).template.get("Parameters", {})]}

    def DescribeStackEvents(self, StackName, NextToken="0"):
        return page("StackEvents", self.find(StackName).events[::-1], NextToken)

    def ListStackResources(self, StackName, NextToken="0"):
        return page("StackResourceSummaries", [
            {"LogicalResourceId": key, "PhysicalResourceId": one["physical"], "ResourceType": one["type"], "LastUpdatedTimestamp": one["at"],
             "ResourceStatus": one["status"]} for key, one in self.find(StackName).resources.items()], NextToken)

    def CreateChangeSet(self, StackName, ChangeSetName, ChangeSetType, TemplateBody, Parameters=(), Capabilities=(), **_):
        if not re.fullmatch(r"[a-zA-Z][-a-zA-Z0-9]{0,127}", StackName):
            raise Refused("ValidationError", f"1 validation error detected: Value '{StackName}' at 'stackName' failed to satisfy constraint")
        if len(TemplateBody.encode()) > MAX_BYTES:
            raise Refused("ValidationError", f"at 'templateBody': Member must have length less than or equal to {MAX_BYTES}")
        former = self.stacks.get(StackName)
        if ChangeSetType == "CREATE" and former and former.status != "REVIEW_IN_PROGRESS":
            raise Refused("AlreadyExistsException", f"Stack [{StackName}] already exists")
        if ChangeSetType == "UPDATE":
            status = self.find(StackName).status
            if not re.fullmatch("(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE", status):
                raise Refused("ValidationError", f"Stack:{former.id} is in {status} state and can not be updated.")
        template = interpreter.parse(TemplateBody)
        if len(template.get("Parameters", {})) > MAX_PARAMETERS or len(template["Resources"]) > MAX_RESOURCES:
            raise Refused("ValidationError", "Template format error: too many parameters or resources")
        roles = [one for one in template["Resources"].values() if one["Type"].startswith("AWS::IAM::")]
        needed = "CAPABILITY_NAMED_IAM" if any("RoleName" in one.get("Properties", {}) for one in roles) else "CAPABILITY_IAM"
        if roles and not {needed, "CAPABILITY_NAMED_IAM"} & set(Capabilities):
            raise Refused("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]")
        parameters = merged(template, Parameters, former.parameters if ChangeSetType == "UPDATE" else {})
        try:
            resolved = interpreter.resolve(template, parameters, stack=StackName, account=self.account, imports=self.exports())
        except interpreter.TemplateError as error:
            raise Refused("ValidationError", str(error)) from None
        stack = self.stacks.setdefault(StackName, Stack(StackName, self.account))
        change = {"id": f"arn:aws:cloudformation:{REGION}:{self.account}:changeSet/{ChangeSetName}/{uuid.uuid4()}", "stack": stack, "template": template,
                  "parameters": parameters, "resolved": resolved, "changed": changes(stack, template, resolved)}
        # Outputs alone are a change too.
        change["empty"] = ChangeSetType == "UPDATE" and not change["changed"] and outputs(resolved) == stack.outputs
        self.change_sets[change["id"]] = change
        return {"Id": change["id"], "StackId": stack.id}

    def DescribeChangeSet(self, ChangeSetName, StackName=None):
        change = self.change_sets[ChangeSetName]
        status = {"Status": "FAILED", "StatusReason": NO_CHANGES} if change["empty"] else {"Status": "CREATE_COMPLETE"}
        return {"ChangeSetId": ChangeSetName, "StackId": change["stack"].id, "ExecutionStatus": "UNAVAILABLE" if change["empty"] else "AVAILABLE", **status,
                "Changes": [{"Type": "Resource", "ResourceChange": {"Action": action, "LogicalResourceId": key}} for key, action in change["changed"].items()]}

    def ExecuteChangeSet(self, ChangeSetName, StackName=None, **_):
        change = self.change_sets[ChangeSetName]
        change["stack"].become("CREATE_IN_PROGRESS" if change["stack"].status == "REVIEW_IN_PROGRESS" else "UPDATE_IN_PROGRESS", "User Initiated")
        if self.going_on.is_set() and not self.in_background:
            self.execute(**change)
        else:
            threading.Thread(target=lambda: self.going_on.wait() and self.execute(**change), daemon=True).start()
        return {}

    def DeleteStack(self, StackName):
        stack = self.find(StackName)
        stack.become("DELETE_COMPLETE")
        del self.stacks[stack.name]
        self.stacks[stack.id] = stack
        stack.name = None  # from now on it is found by its id alone
        return {}

    def exports(self):
        return {name: value for stack in self.stacks.values() if stack.name for name, value in stack.exports.items()}

    def execute(self, stack, template, parameters, resolved, changed, **_):
        creating = stack.status == "CREATE_IN_PROGRESS"
        verb = "CREATE" if creating else "UPDATE"
        former = {key: dict(one) for key, one in stack.resources.items()}
        for key, action in changed.items():
            if action != "Remove":
                known = key in stack.resources
                stack.resources.setdefault(key, {"physical": "", "made": 0}).update(
                    type=resolved.resources[key]["Type"], properties=resolved.resources[key].get("Properties", {}))
                stack.mark(key, f"{'UPDATE' if known else 'CREATE'}_IN_PROGRESS")
        try:
            self.apply(stack.name, resolved.resources, changed)
            failed = None
        except Unhealthy as unhealthy:
            failed = unhealthy
        for key, action in changed.items():
            if action == "Remove":
                stack.mark(key, "DELETE_COMPLETE")
                del stack.resources[key]
                continue
            known = key in former
            if failed and (key == failed.resource or resolved.resources[key]["Type"] == "AWS::ECS::Service"):
                reason = str(failed) if key == failed.resource else f"Resource {'update' if known else 'creation'} cancelled"
                stack.mark(key, f"{'UPDATE' if known else 'CREATE'}_FAILED", reason)
            else:
                self.made(stack, key)
                stack.mark(key, f"{'UPDATE' if known else 'CREATE'}_COMPLETE")
        if not failed:
            stack.template, stack.parameters = template, parameters
            stack.outputs, stack.exports = outputs(resolved), resolved.exports
            stack.become(f"{verb}_COMPLETE")
            return
        prefix = "" if creating else "UPDATE_"
        stack.become(f"{prefix}ROLLBACK_IN_PROGRESS", f"The following resource(s) failed to {verb.lower()}: [{failed.resource}].")
        for key in changed:
            if key in former:
                stack.resources[key] = former[key]
                stack.mark(key, "UPDATE_COMPLETE")
            elif key in stack.resources:
                stack.mark(key, "DELETE_COMPLETE")
                del stack.resources[key]
        stack.become(f"{prefix}ROLLBACK_COMPLETE")

    def made(self, stack, key):
        """What Ref would give; a task definition is a new one each time, a service starts new tasks."""
        one = stack.resources[key]
        one["made"] += 1
        if one["type"] == "AWS::ECS::TaskDefinition":
            one["physical"] = f"arn:aws:ecs:{REGION}:{self.account}:task-definition/{stack.name}-{key}:{one['made']}"
        elif one["type"] == "AWS::ECS::Service":
            one["physical"] = f"arn:aws:ecs:{REGION}:{self.account}:service/{stack.name}/{key}"
            self.services[one["physical"]] = time.time()
        elif not one["physical"]:
            one["physical"] = f"{stack.name}-{key}-{uuid.uuid4().hex[:12].upper()}"

    # ECR

    def DescribeRepositories(self, repositoryNames, **_):
        for name in repositoryNames:
            if name not in self.repositories:
                raise Refused("RepositoryNotFoundException", f"The repository with name '{name}' does not exist in the registry with id '{self.account}'")
        return {"repositories": [self.repositories[name] for name in repositoryNames]}

    def CreateRepository(self, repositoryName, **settings):
        self.repositories[repositoryName] = {"repositoryName": repositoryName, "repositoryUri": f"{self.registry}/{repositoryName}", **settings}
        return {"repository": self.repositories[repositoryName]}

    def BatchGetImage(self, repositoryName, imageIds, **_):
        found, failures = [], []
        for one in imageIds:
            request = urllib.request.Request(f"http://{self.registry}/v2/{repositoryName}/manifests/{one['imageTag']}", method="HEAD")
            request.add_header("Accept", "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json")
            try:
                urllib.request.urlopen(request, timeout=10).close()
                found.append({"imageId": one, "imageManifest": "{}"})
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise
                failures.append({"imageId": one, "failureCode": "ImageNotFound"})
        return {"images": found, "failures": failures}

    def GetAuthorizationToken(self, **_):
        token = base64.b64encode(f"AWS:{self.password}".encode()).decode()
        return {"authorizationData": [{"authorizationToken": token, "expiresAt": time.time() + 43200, "proxyEndpoint": f"http://{self.registry}"}]}

    # ECS

    def DescribeServices(self, services, **_):
        return {"services": [
            {"serviceArn": arn, "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, "pendingCount": 0,
             "deployments": [{"status": "PRIMARY", "createdAt": self.services[arn], "rolloutState": "COMPLETED"}]} for arn in services], "failures": []}

    def UpdateService(self, service, forceNewDeployment=False, **_):
        assert forceNewDeployment, "deploy changes services by CloudFormation only"
        self.services[service] = time.time()
        return {"service": {"serviceArn": service}}


def merged(template, given, former):
    """The value of each parameter: given, as it was before, or its default. The interpreter says whether it is allowed."""
    declared, values = template.get("Parameters", {}), {}
    for one in given:
        key = one["ParameterKey"]
        if key not in declared:
            raise Refused("ValidationError", f"Parameters: [{key}] do not exist in the template")
        if not is_true(one.get("UsePreviousValue")):
            values[key] = one["ParameterValue"]
        elif key in former:
            values[key] = former[key]
        else:
            raise Refused("ValidationError", f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true for a parameter key "
                                             "not in the previous template")
    if missing := [key for key, one in declared.items() if key not in values and "Default" not in one]:
        raise Refused("ValidationError", f"Parameters: [{', '.join(missing)}] must have values")
    return {key: values.get(key, text_of(one.get("Default"))) for key, one in declared.items()}


def changes(stack, template, resolved):
    """Which resources are added, modified and removed: those whose properties are others, and what refers to a task definition that is."""
    found = {}
    for key, one in resolved.resources.items():
        former = stack.resources.get(key)
        if former is None:
            found[key] = "Add"
        elif former["properties"] != one.get("Properties", {}):
            found[key] = "Modify"
    for key, one in resolved.resources.items():
        task = template["Resources"][key].get("Properties", {}).get("TaskDefinition")
        if isinstance(task, dict) and found.get(task.get("Ref")) and key not in found:
            found[key] = "Modify"
    return {**found, **{key: "Remove" for key in stack.resources if key not in resolved.resources}}


def outputs(resolved):
    return {key: text_of(value) for key, value in resolved.outputs.items()}


def text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_true(value):
    return text_of(value).lower() == "true"


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def page(key, items, token):
    first = int(token)
    return {key: items[first:first + PAGE], **({"NextToken": str(first + PAGE)} if len(items) > first + PAGE else {})}


def form(body):
    """The parameters of the query protocol: A.member.1.B=… becomes {"A": [{"B": …}]}."""
    found = {}
    for name, value in urllib.parse.parse_qsl(body, keep_blank_values=True):
        parts = name.split(".")
        if len(parts) == 1:
            found[name] = value
        elif len(parts) > 2 and parts[1] == "member":
            items = found.setdefault(parts[0], {})
            if len(parts) == 3:
                items[int(parts[2])] = value
            else:
                items.setdefault(int(parts[2]), {})[parts[3]] = value
    return {name: [value[index] for index in sorted(value)] if isinstance(value, dict) else value for name, value in found.items()}


def xml(value):
    if isinstance(value, dict):
        return "".join(f"<{key}>{xml(one)}</{key}>" for key, one in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{xml(one)}</member>" for one in value)
    return escape(text_of(value))


def handler(aws):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            target = self.headers.get("X-Amz-Target", "")
            if target:
                action, arguments = target.split(".")[1], json.loads(body)
            else:
                arguments = form(body)
                action = arguments.pop("Action")
                arguments.pop("Version")
            aws.calls.append((action, arguments))
            for token in ("ClientToken", "ClientRequestToken"):
                arguments.pop(token, None)
            try:
                # Images are asked for over HTTP, of this very server.
                if action == "BatchGetImage":
                    answer, status = getattr(aws, action)(**arguments), 200
                else:
                    with aws.lock:
                        answer, status = getattr(aws, action)(**arguments), 200
            except Refused as refused:
                answer, status = refused, 400
            if target:
                content = json.dumps({"__type": answer.code, "message": str(answer)} if status != 200 else answer)
            elif status != 200:
                content = f"<ErrorResponse><Error><Type>Sender</Type>{xml({'Code': answer.code, 'Message': str(answer)})}</Error></ErrorResponse>"
            else:
                namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/"
                content = f'<{action}Response xmlns="{namespace}"><{action}Result>{xml(answer)}</{action}Result></{action}Response>'
            self.answer(status, content.encode(), "application/x-amz-json-1.1" if target else "text/xml")

        # As a registry: PUT makes a tag, which is there once and for all; HEAD asks for it.
        def do_PUT(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            known = self.path in aws.images
            aws.images.add(self.path)
            self.answer(400 if known else 201)

        def do_HEAD(self):
            self.answer(200 if self.path in aws.images else 404)

        def answer(self, status, content=b"", kind="text/plain"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    return Handler
