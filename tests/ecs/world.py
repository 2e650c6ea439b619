"""The stack of deploy/ecs and what stands in for all that is around it: tasks on a network of their own, SQS and SNS behind the gate that enforces the
roles, a database with password and TLS, a load balancer, GitHub and VirusTotal."""

import hashlib
import json
import re
import secrets as random
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "compose"))

import access
import engine
import queues
import tasks
import template
from checks import until

TEMPLATES = HERE.parents[1] / "deploy/ecs"
STACK, REGION, ACCOUNT = "ar", "eu-central-1", "000000000000"  # the account of the SQS/SNS stand-in
IMAGES, RELEASE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/alertresponder", "1"
SERVICES = ("receptor", "reviewer", "inspector-virustotal", "emitter-ghe", "inspector-allowlist")
KEY = random.token_urlsafe(24)
PARAMETERS = {
    "Release": RELEASE,
    "Images": IMAGES,
    "Architecture": "X86_64",
    "ApiKeySha256": hashlib.sha256(KEY.encode()).hexdigest(),
    "VirusTotalApiKey": "fake-virustotal-key",
    "GitHubRepository": "acme/alerts",
    "GitHubToken": "fake-github-token",
    "InspectionDelay": "5",
    "ReviewDelay": "10",
}
NETWORK, HOST = "alertresponder-ecs", "stand-ins"

# All that is added to the environment of the task definitions, and why. Nothing else differs.
ADDED = {
    "*": {
        "AWS_ENDPOINT_URL": f"http://{HOST}:4566",  # SQS and SNS are a stand-in, behind what enforces the roles
        "AWS_ACCESS_KEY_ID": "{role}",  # on Fargate the SDK is given those of the task role; here the key names it
        "AWS_SECRET_ACCESS_KEY": "unused",  # the SDK signs; the stand-in does not look
    },
    "inspector-virustotal": {
        "VirusTotal__BaseUrl": f"http://{HOST}:8082/api/v3",  # a stand-in
        "VirusTotal__AllowHttp": "true",  # which has no certificate
    },
    "emitter-ghe": {
        "GitHub__BaseUrl": f"http://{HOST}:8081/api/v3/",  # a stand-in: the parameter GitHubBaseUrl takes https only
        "GitHub__AllowHttp": "true",
        "GitHub__WriteInterval": "0.05",  # GitHub's pace would take hours for the alerts of these checks
        "GitHub__WritesPerMinute": "1200",
        "GitHub__WritesPerHour": "72000",
    },
}


def added(service, container):
    if "Command" in container:
        return {}  # a migration calls nothing but the database
    program = container["Image"].rsplit(":", 1)[1].rsplit("-", 1)[0]
    return {name: value.replace("{role}", service.role) for name, value in {**ADDED["*"], **ADDED.get(program, {})}.items()}


class World:
    """The stack and what stands in for everything around it."""

    templates, parameters = TEMPLATES, PARAMETERS

    def __init__(self):
        self.fargate = None
        self.gates = []

    def build(self):
        self.stack = template.resolve(template.load(TEMPLATES / "alertresponder.yml"), PARAMETERS, stack=STACK, region=REGION, account=ACCOUNT)
        for service in SERVICES:
            engine.docker("tag", f"alertresponder/{service}", f"{IMAGES}:{service}-{RELEASE}")
        engine.docker("network", "create", NETWORK)
        self.gateway = engine.call("GET", f"/networks/{NETWORK}")["IPAM"]["Config"][0]["Gateway"]

        self.secrets = tasks.Secrets()
        self.secrets.make(self.stack)
        self.fargate = tasks.Fargate(NETWORK, {HOST: self.gateway}, self.secrets, added)

        # In memory: with its files it forgets a message that is given back (500 to ChangeMessageVisibility with 0) now and then.
        server = self.container("sqs-sns", "kibertoad/fauxqs:2.4.1", Entrypoint=["tini", "--", "node", "dist/server.js"], Env=[
            f"FAUXQS_HOST={HOST}", f"FAUXQS_DEFAULT_REGION={REGION}", "FAUXQS_LOGGER=false"])
        outside = self.container("outside", "alertresponder/fake-services")
        self.issues = f"http://{engine.address(outside)}:8080"
        self.aws = queues.Aws(f"http://{engine.address(server)}:4566", REGION, ACCOUNT)
        self.gate = access.AwsGate(self.gateway, 4566, (engine.address(server), 4566), REGION, ACCOUNT)
        self.github = access.Gate(self.gateway, 8081, (engine.address(outside), 8081))
        self.virustotal = access.Gate(self.gateway, 8082, (engine.address(outside), 8082))
        self.gates += [self.gate, self.github, self.virustotal]
        until(lambda: self.aws.sqs("ListQueues") is not None, "the SQS/SNS stand-in answers")
        queues.make(self.stack, self.aws)
        self.roles(self.stack)
        self.balancer()
        self.services = {name: self.fargate.service(self.stack, name) for name in self.stack.of_type("AWS::ECS::Service")}
        self.receptor, self.reviewer, self.inspector, self.emitter = (
            self.services[f"{name}Service"] for name in ("Receptor", "Reviewer", "Inspector", "Emitter"))

    def roles(self, stack):
        for one in stack.of_type("AWS::ECS::TaskDefinition").values():
            role = tasks.logical(stack, one["TaskRoleArn"])
            self.gate.statements[f"{stack.name}.{role}"] = tasks.statements(stack, role)

    def container(self, name, image, aliases=(), **settings):
        identity = engine.create(name, {"Image": image, "NetworkingConfig": {"EndpointsConfig": {NETWORK: {"Aliases": list(aliases)}}}, **settings})
        engine.start(identity)
        return identity

    def database(self):
        """RDS, with the name, the user and the password that the template gives it, and TLS."""
        (one,) = self.stack.of_type("AWS::RDS::DBInstance").values()
        secret = re.fullmatch(r"\{\{resolve:secretsmanager:(.+):SecretString:(\w+)\}\}", one["MasterUserPassword"])
        self.password_from = f"{secret[1]}:{secret[2]}::"
        connection = dict(part.split("=", 1) for part in self.stack.outputs["DatabaseConnection"].split(";"))
        assert one["Engine"] == "postgres" and one["DBName"] == one["MasterUsername"] == connection["Database"] == connection["Username"]
        self.postgres = self.container(
            "postgres", f"postgres:{one['EngineVersion']}", [connection["Host"]],
            Env=[f"POSTGRES_USER={one['MasterUsername']}", f"POSTGRES_PASSWORD={self.secrets.read(self.password_from)}"],
            Cmd=["-c", "ssl=on", "-c", "ssl_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem", "-c", "ssl_key_file=/etc/ssl/private/ssl-cert-snakeoil.key"])

    def run_topology(self, scope):
        """As where nobody makes queues and topics of a template: the program that makes them all, with no role."""
        identity = self.container(
            f"topology-{scope}", "alertresponder/standalone", Cmd=["topology"], Env=[
                f"AmazonSqs__Scope={scope}", f"AWS_REGION={REGION}", f"AWS_ENDPOINT_URL={self.aws.url}", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local",
                "GitHub__Repository=acme/alerts", "GitHub__Token=unused", "VirusTotal__ApiKey=unused"])
        ended = engine.call("POST", f"/containers/{identity}/wait")["StatusCode"]
        assert ended == 0, f"topology ended with {ended}:\n{engine.logs(identity, 30)}"

    def sql(self, text):
        return engine.docker("exec", "--interactive", self.postgres, "psql", "--username=alertresponder", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", input=text)

    def balancer(self):
        """nginx with the listener's rules, in their order; the tasks of a target group are found by its name."""
        (listener,) = self.stack.of_type("AWS::ElasticLoadBalancingV2::Listener").values()
        groups = self.stack.of_type("AWS::ElasticLoadBalancingV2::TargetGroup")
        locations = []
        for one in sorted(self.stack.of_type("AWS::ElasticLoadBalancingV2::ListenerRule").values(), key=lambda rule: rule["Priority"]):
            (condition,), (action,) = one["Conditions"], one["Actions"]
            assert condition["Field"] == "path-pattern" and action["Type"] == "forward"
            port = groups[tasks.logical(self.stack, action["TargetGroupArn"])]["Port"]
            for pattern in condition["PathPatternConfig"]["Values"]:
                path = re.escape(pattern).replace(r"\*", ".*")
                locations.append(f"location ~ ^{path}$ {{ set $target http://{tasks.alias(action['TargetGroupArn'])}:{port}; proxy_pass $target; }}")
        (default,) = listener["DefaultActions"]
        settings = f"""
            worker_processes 1; error_log /dev/stderr warn; pid /tmp/nginx.pid; events {{ worker_connections 1024; }}
            http {{
                access_log off; resolver 127.0.0.11 valid=1s ipv6=off; client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy;
                server {{
                    listen {listener['Port']}; client_max_body_size 0; proxy_connect_timeout 5s; proxy_read_timeout 60s;
                    proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto http; proxy_set_header X-Forwarded-Port {listener['Port']};
                    {' '.join(locations)}
                    location / {{ return {default['FixedResponseConfig']['StatusCode']}; }}
                }}
            }}"""
        identity = self.container(
            "balancer", "nginxinc/nginx-unprivileged:1.29-alpine", Entrypoint=["sh", "-c", 'printenv SETTINGS > /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf -g "daemon off;"'],
            Env=[f"SETTINGS={settings}"])
        self.entry = f"http://{engine.address(identity)}:{listener['Port']}"

    def remove(self):
        for service in self.fargate.services if self.fargate else []:
            service.abandon()
        for identity in engine.docker("ps", "--all", "--quiet", "--filter", f"network={NETWORK}").split():
            engine.remove(identity)
        for gate in self.gates:
            gate.close()
        engine.docker("network", "rm", NETWORK)

    # What a user of the stack does.

    def ask(self, path, body=None, key=KEY, headers=None):
        """Status and text of an answer."""
        address = urllib.parse.urlsplit(path)
        name = urllib.parse.urlsplit(self.stack.outputs["Address"]).netloc
        assert address.netloc in ("", name), f"{path} is not an address of the load balancer, {name}"
        request = urllib.request.Request(self.entry + address.path + (f"?{address.query}" if address.query else ""), None if body is None else json.dumps(body).encode(), {
            "Host": name, "Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {}), **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def send(self, *alerts):
        """Sends alerts by HTTP until they are accepted; the addresses of their reports."""
        key = {"Idempotency-Key": str(uuid.uuid4())}

        def once():
            status, text = self.ask("/alerts", list(alerts), headers=key)
            return status == 202 and json.loads(text)

        return [one["reportUrl"] for one in until(once, "alerts are accepted")["accepted"]]

    def report(self, url, look, what, seconds=120):
        found = None

        def once():
            nonlocal found
            status, text = self.ask(url)
            found = json.loads(text) if status == 200 else None
            return found and look(found) and found

        try:
            return until(once, f"{url}: {what}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; its report is {found and {name: found.get(name) for name in ('alertCount', 'status', 'verdict')}}") from None

    def some_review(self, url):
        """Of a review that nobody waits for."""
        report = self.report(url, lambda _: True, "is there")
        return {"reportId": str(uuid.uuid4()), "alertId": report["alertId"], "reviewNumber": 1, "basedOnVersion": 1, "report": report}

    def reports(self, rule):
        return json.loads(self.ask("/reports?rule=" + urllib.parse.quote(rule, safe=""))[1])["items"]

    def issue(self, title):
        """Issues whose title has this text: each its text with its comments."""
        with urllib.request.urlopen(self.issues, timeout=15) as answer:
            text = answer.read().decode()
        found = {}
        for part in re.split(r"\n(?=───── )", text)[1:]:
            number = re.match(r"───── (?:Comment on )?#(\d+)", part)[1]
            found[number] = found.get(number, "") + part + "\n"
        return [one for one in found.values() if title in one.split("\n", 1)[0]]
