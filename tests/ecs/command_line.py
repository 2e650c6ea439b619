"""deploy/ecs/deploy and deploy/ecs/smoke, as a user calls them: with the real AWS CLI, against stand-ins of what it talks to.

Needs npm, which installs the AWS CLI and the SQS/SNS server. AWS_CLI="COMMAND ..." is called instead, if it is set. docker is a script here that
records how it is called.
"""

import concurrent.futures
import contextlib
import functools
import hashlib
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

import npm
import queues
import sqs_sns
import template as interpreter
from cloudformation import REGION, AwsStandIn, Unhealthy, text_of

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
ECS = ROOT / "deploy" / "ecs"
SECRETS = {"VirusTotalApiKey": "virustotal-secret-5f1c", "GitHubToken": "github-secret-77aa", "PolicyToken": "policy-secret-31d0"}
ALL_IMAGES = {"receptor", "reviewer", "inspector-virustotal", "emitter-ghe"}
KEY = r"ar_[A-Za-z0-9_-]{43}"
passed = 0

loader = importlib.machinery.SourceFileLoader("deploy", str(ECS / "deploy"))
deploy = importlib.util.module_from_spec(importlib.util.spec_from_loader("deploy", loader))
loader.exec_module(deploy)


def step(what):
    global passed
    passed += 1
    print(f"ok {time.monotonic() - started:6.1f} s  {what}", flush=True)


@functools.lru_cache
def aws_cli():
    """The command of the AWS CLI, in the form of a shell."""
    if command := os.environ.get("AWS_CLI"):
        return command
    folder = npm.installed("tests/ecs/awscli", "artifacts/awscli", "package.json", "package-lock.json")
    if not (folder / "awscli").exists():
        with tempfile.TemporaryDirectory(dir=folder) as parts, zipfile.ZipFile(folder / "node_modules/@aws-cdk/asset-awscli-v1/lib/layer.zip") as layer:
            layer.extractall(parts)
            try:
                os.rename(pathlib.Path(parts, "awscli"), folder / "awscli")
            except OSError:
                if not (folder / "awscli").exists():
                    raise  # else another run was first
    return f"env -u PYTHONDONTWRITEBYTECODE PYTHONPATH={shlex.quote(str(folder / 'awscli'))} {shlex.quote(sys.executable)} -m awscli"


class World:
    """A folder with a user's files, the AWS CLI that talks to a stand-in, docker's stand-in, and watch over every command line."""

    def __init__(self, sqs_sns=None, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="alertresponder-ecs-"))
        self.aws = AwsStandIn(**settings)
        self.secrets, self.exposed, self.ended = [*SECRETS.values()], set(), False
        for name in ("bin", "home", "tmp", "work"):
            (self.folder / name).mkdir()
        self.script("aws", f"""
            case "$*" in *" sqs "*|*" sns "*) url={sqs_sns and sqs_sns.url} ;; *) url={self.aws.url} ;; esac
            exec {aws_cli()} --endpoint-url "$url" "$@"
            """)
        self.script("docker", f"""
            printf '%s\\n' "$*" >> {self.folder}/docker.log
            case "$1" in
            login) sha256sum > {self.folder}/docker.password ;;
            push) path=${{2#*/}}; exec curl -sf -o {self.folder}/push.out -X PUT "http://${{2%%/*}}/v2/${{path%:*}}/manifests/${{path##*:}}" ;;
            esac
            """)
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended = True
        self.watcher.join()
        self.aws.close()
        shutil.rmtree(self.folder)

    def script(self, name, text):
        path = self.folder / "bin" / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)

    def watch(self):
        """Looks for secrets on the command line of every process of the machine."""
        while not self.ended:
            self.exposed |= {line for line in command_lines() for secret in self.secrets if secret in line}
            time.sleep(0.1)  # so often it looks, and a process of the AWS CLI lives longer; nothing waits for it

    def write(self, **document):
        path = self.folder / "work" / "config.json"
        path.write_text(json.dumps(document))
        path.chmod(0o600)
        return path

    def start(self, command, *arguments, **environment):
        return subprocess.Popen(
            [str(command), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder / "work",
            env={"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp"),
                 "AWS": str(self.folder / "bin" / "aws"), "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
                 "AWS_EC2_METADATA_DISABLED": "true", "PYTHONDONTWRITEBYTECODE": "1", **environment})

    def run(self, command, *arguments, ends=0, **environment):
        child = self.start(command, *arguments, **environment)
        try:
            output, errors = child.communicate(timeout=100)
        finally:
            child.kill()
        assert child.returncode == ends, f"{command} ended with {child.returncode}, not {ends}:\n{output}\n{errors}"
        self.nothing_is_exposed(output, errors)
        return output, errors

    def deploy(self, *arguments, ends=0, ecs=ECS, **environment):
        return self.run(ecs / "deploy", *arguments, ends=ends, **environment)

    def nothing_is_exposed(self, *texts):
        for secret in self.secrets:
            assert not any(secret in text for text in texts), f"{secret} is in the output:\n{texts}"
            for path in self.folder.rglob("*"):
                if path.is_file() and path.parent.name != "work":
                    assert secret.encode() not in path.read_bytes(), f"{secret} is in {path}"
        assert not self.exposed, f"secrets are on command lines: {self.exposed}"

    def docker_calls(self):
        path = self.folder / "docker.log"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def calls(self, action):
        return [arguments for name, arguments in self.aws.calls if name == action]


def the_key(output):
    (key,) = re.findall(KEY, output)
    return key


def full(**more):
    return {"StackName": "ar", "Region": REGION, "VirusTotalApiKey": SECRETS["VirusTotalApiKey"], "GitHubRepository": "acme/alerts",
            "GitHubToken": SECRETS["GitHubToken"], **more}


def without_images(**more):
    return full(Images="registry.example/alertresponder", Release="r1", **more)


def keys_are_the_templates():
    document = interpreter.load(ECS / "alertresponder.yml")
    declared = document["Parameters"]
    assert set(declared) == set(deploy.PARAMETERS), f"not in both: {set(declared) ^ set(deploy.PARAMETERS)}"
    assert {key for key, one in declared.items() if one.get("NoEcho")} == set(deploy.SECRETS)
    assert set(deploy.DEFAULTS) <= set(declared)
    for key, one in declared.items():
        if "Default" in one:
            default = text_of(one["Default"])
            assert re.fullmatch(deploy.PARAMETERS[key][0], default), f"{key}: the default {default} is not allowed"
            assert deploy.DEFAULTS.get(key, default) == default, f"{key}: the default is {default} in the template"
        for value in one.get("AllowedValues", []):
            assert re.fullmatch(deploy.PARAMETERS[key][0], text_of(value)), f"{key}: the template allows {value}"
    for secret, service in deploy.SECRET_HOLDERS.items():
        task = document["Resources"][service]["Properties"]["TaskDefinition"]["Ref"]
        holders = [key for key, one in document["Resources"].items()
                   if one["Type"] == "AWS::ECS::TaskDefinition" and f"'Ref': '{secret}'" in str(one)]
        assert holders == [task], f"{secret} is in {holders}, and not in {task} of {service} alone"
    images = set(re.findall(r"\$\{Images\}:([a-z-]+)-\$\{Release\}", (ECS / "alertresponder.yml").read_text()))
    assert images == set(deploy.SERVICES) == ALL_IMAGES, images
    product = (ROOT / "shared" / "ServiceDefaults" / "Access" / "KeyCommand.cs").read_text()
    assert 'Prefix = "ar_";' in product and "Bytes = 32;" in product and "Base64Url" in product, "`key new` makes another form of keys than deploy"
    example = deploy.Configuration(ECS / "config.example.json")
    unknown = [fault for fault in example.faults if "environment has no variable" not in fault and "cannot be read" not in fault]
    assert not unknown and len(example.faults) == 2, example.faults
    step(f"deploy knows the template's {len(declared)} parameters with their defaults, its secrets and their services, and the example is right")


def a_stack_is_created_and_updated():
    with World(password="registry-password") as world:
        world.secrets.append("registry-password")
        (world.folder / "work" / "token").write_text(SECRETS["GitHubToken"] + "\n")
        (world.folder / "work" / "token").chmod(0o644)
        config = world.write(**{**full(), "GitHubToken": {"file": "token"}, "VirusTotalApiKey": {"environment": "VT"}})

        def run(*arguments):
            return world.deploy(config, *arguments, VT=SECRETS["VirusTotalApiKey"])

        output, errors = run("--release", "r1")
        stack = world.aws.stacks["ar"]
        key = the_key(output)
        assert stack.parameters["ApiKeySha256"] == hashlib.sha256(key.encode()).hexdigest()
        assert stack.parameters["VirusTotalApiKey"] == SECRETS["VirusTotalApiKey"] and stack.parameters["GitHubToken"] == SECRETS["GitHubToken"]
        assert key not in json.dumps(world.aws.calls), "the key itself was sent"
        assert "token may be read by others" in errors, errors
        assert f"Address: {stack.outputs['Address']}" in output and "smoke" in output, output
        for resource in stack.resources:
            assert len(re.findall(rf"\b{resource} +AWS::.* created$", output, re.M)) == 1, f"no line, or more than one, for {resource}:\n{output}"
        (repository,) = world.aws.repositories.values()
        assert repository["imageTagMutability"] == "IMMUTABLE" and repository["imageScanningConfiguration"] == {"scanOnPush": True}, repository
        assert stack.parameters["Images"] == repository["repositoryUri"] == f"{world.aws.registry}/alertresponder"
        assert world.aws.images == {f"/v2/alertresponder/manifests/{one}-r1" for one in ALL_IMAGES}, world.aws.images
        docker = world.docker_calls()
        assert docker[0] == f"login --username AWS --password-stdin {world.aws.registry}", docker
        assert hashlib.sha256(b"registry-password").hexdigest() in (world.folder / "docker.password").read_text()
        builds = [one for one in docker if one.startswith("build ")]
        assert len(builds) == 4 and all(one.startswith("build --platform linux/arm64 --build-arg SERVICE=services/") for one in builds), docker
        assert not any(world.folder.joinpath("tmp").iterdir()), "a temporary file is left"
        step(f"create: {len(stack.resources)} resources with a line each, four images, an address; the key is shown once, only its hash is sent")

        events = len(stack.events)
        output, _ = run("--release", "r1")
        assert "ar has no changes" in output and not re.search(KEY, output) and len(stack.events) == events, output
        assert not world.docker_calls(), "images were built again"
        step("the same again: no change, nothing is built, no key is shown")

        former = dict(stack.parameters)
        output, _ = run("--release", "r2")
        assert stack.parameters == {**former, "Release": "r2"}
        change = world.calls("CreateChangeSet")[-1]
        kept = {one["ParameterKey"] for one in change["Parameters"] if one.get("UsePreviousValue") == "true"}
        assert {"ApiKeySha256", "ReviewDelay", "PolicyToken"} <= kept and not {"Release", "VirusTotalApiKey"} & kept, kept
        updated = {one["LogicalResourceId"] for one in stack.events[events:] if one["ResourceStatus"] == "UPDATE_COMPLETE"} - {"ar"}
        expected = {f"{one}{kind}" for one in ("Receptor", "Reviewer", "Inspector", "Emitter") for kind in ("Task", "Service")}
        assert updated == expected, updated
        assert "updated" in output and not re.search(KEY, output) and not world.calls("UpdateService"), output
        assert len([one for one in world.docker_calls() if one.startswith("push ")]) == 4
        step("a new release changes the four task definitions and their services, and no other resource; all other parameters are kept")

        world.secrets.append("virustotal-secret-new")
        world.write(**full(VirusTotalApiKey="virustotal-secret-new", GitHubToken={"file": "token"}))
        output, _ = world.deploy(config, "--release", "r2")
        forced = [one["service"].split("/")[-1] for one in world.calls("UpdateService")]
        assert forced == ["InspectorService"] and "InspectorService starts its tasks anew" in output, (forced, output)
        world.secrets.append("github-secret-new")
        (world.folder / "work" / "token").write_text("github-secret-new")
        world.deploy(config, "--release", "r3")
        assert stack.parameters["GitHubToken"] == "github-secret-new" and len(world.calls("UpdateService")) == 1, "started anew without need"
        step("a changed secret reaches its service, and no other, by new tasks; once, and not where a new release starts them anyway")

        # As if the run that changed a secret had been interrupted before this: the tasks are older than the secret.
        emitter = next(arn for arn in world.aws.services if arn.endswith("/EmitterService"))
        world.aws.services[emitter] = 0
        output, _ = world.deploy(config, "--release", "r3")
        assert [one["service"] for one in world.calls("UpdateService")][1:] == [emitter], world.calls("UpdateService")
        step("what an interrupted run left undone is done by the next one")

        world.write(**full(GitHubToken={"file": "token"}, VirusTotalApiKey="virustotal-secret-new", Architecture="X86_64"))
        _, errors = world.deploy(config, "--release", "r3", ends=2)
        assert "the images of release r3 are ARM64: give another Release" in errors, errors
        step("images of another architecture need another release")


def a_release_never_gets_healthy():
    reason = "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'."

    def apply(name, resources, changed):
        if "bad" in str(resources["ReviewerTask"]["Properties"]) and "ReviewerService" in changed:
            raise Unhealthy("ReviewerService", reason)

    with World(apply=apply) as world:
        config = world.write(**without_images())
        world.deploy(config)
        stack = world.aws.stacks["ar"]
        former, resources = dict(stack.parameters), json.dumps({key: one["properties"] for key, one in stack.resources.items()})
        output, errors = world.deploy(config, "--release", "bad", ends=1)
        assert f"What failed first:\n  ReviewerService (AWS::ECS::Service): {reason}\n" in errors, errors
        assert "cancelled" not in errors and "what ran before runs on" in errors and stack.outputs["LogGroup"] in errors, errors
        assert "rolling back: " in output and "Address" not in output, output
        assert stack.parameters == former and stack.status == "UPDATE_ROLLBACK_COMPLETE"
        assert resources == json.dumps({key: one["properties"] for key, one in stack.resources.items()})
        output, _ = world.deploy(config, "--release", "r2")
        assert stack.parameters == {**former, "Release": "r2"}
        step("a release that never gets healthy: its reason, exit 1, the former parameters stay, and the next release goes")

        config = world.write(**{**without_images(), "StackName": "other", "Release": "bad"})
        output, errors = world.deploy(config, ends=1)
        assert reason in errors and "aws cloudformation delete-stack --stack-name other" in errors and not re.search(KEY, output + errors), errors
        _, errors = world.deploy(config, "--release", "r1", ends=1)
        assert "other is ROLLBACK_COMPLETE: nothing of it runs. Delete it first" in errors, errors
        step("a first deployment that fails shows no key, and says what to do before the next")


def an_interruption_is_told():
    with World() as world:
        world.aws.going_on.clear()
        child = world.start(ECS / "deploy", world.write(**without_images()))
        try:
            until(lambda: "ar" in world.aws.stacks and world.aws.stacks["ar"].status == "CREATE_IN_PROGRESS", "the deployment has begun")
            child.send_signal(signal.SIGINT)
            output, errors = child.communicate(timeout=20)
        finally:
            child.kill()
        assert child.returncode == 130 and "ar is CREATE_IN_PROGRESS, its deployment goes on" in errors, (child.returncode, errors)
        key = the_key(output)
        world.nothing_is_exposed(output, errors)
        assert not [line for line in command_lines() if world.aws.url in line], "the AWS CLI goes on"
        _, errors = world.deploy(world.write(**without_images()), ends=1)
        assert "ar is CREATE_IN_PROGRESS: another deployment is under way" in errors, errors
        world.aws.going_on.set()
        stack = world.aws.stacks["ar"]
        until(lambda: stack.status == "CREATE_COMPLETE", "the deployment has ended")
        assert stack.parameters["ApiKeySha256"] == hashlib.sha256(key.encode()).hexdigest()
        output, _ = world.deploy(world.write(**without_images()))
        assert "ar has no changes" in output and "Address: " in output, output
        step("Ctrl-C ends it and says that the deployment goes on, with the key; meanwhile another is refused; the next prints the address")


def faults_are_told_together():
    with World() as world:
        config = world.write(**{
            "StackName": "a" * 32, "Region": "Frankfurt", "ReviewDelay": "60", "InspectionDelay": 90, "KmsKeyArn": "alias/key", "VpcCidr": "10.0.0.300/24",
            "GitHubRepositry": "acme/alerts", "VpcId": "vpc-0a9b8c7d", "MaxTasks": 21, "GuardDuty": "yes", "DatabaseConnection": "Host=db;Database=ar",
            "DatabaseSecretArn": "",
            "GitHubBaseUrl": f"https://user:{SECRETS['PolicyToken']}@ghe.example/", "ClientCidr": "203.0.113.9/24",
            "GitHubToken": SECRETS["GitHubToken"] + "\n", "PolicyToken": SECRETS["PolicyToken"], "Policy": "Http", "TaskMemory": 256,
            "VirusTotalApiKey": {"environment": "NOT_THERE"}, "Architecture": ["ARM64"], "Nonsense": 1})
        _, errors = world.deploy(config, "--release", "a b", ends=2)
        for fault in (
                'StackName is "' + "a" * 32 + '": that is not allowed: 1 to 31 letters', 'Region is "Frankfurt": that is not allowed',
                "ReviewDelay is 60: it must be longer than InspectionDelay (90), or both 0 (seconds)", 'KmsKeyArn is "alias/key"', 'VpcCidr is "10.0.0.300/24"',
                "GitHubRepositry is not a key: did you mean GitHubRepository?", "VpcId is vpc-0a9b8c7d, and Subnets is not there", 'MaxTasks is "21"',
                'GuardDuty is "yes": that is not allowed: true or false', "DatabaseConnection is Host=db;Database=ar, and DatabaseSecretArn is not there",
                "GitHubToken has a value that is not allowed: printable ASCII", "PolicyUrl is missing", "VirusTotalApiKey: the environment has no variable NOT_THERE",
                'Architecture is ["ARM64"]', "Nonsense is not a key, see config.example.json", 'ClientCidr is "203.0.113.9/24"', "GitHubBaseUrl has a value that is not allowed: an https address",
                'TaskMemory is "256": that is not allowed: 512, 1024 or 2048 MB', '--release is "a b"'):
            assert f"error: {fault}" in errors, f"not said: {fault}\n{errors}"
        assert len(errors.splitlines()) == 19 and not world.aws.calls, errors
        password = {"StackName": "ar", "DatabaseConnection": f"Host=db;Password={SECRETS['PolicyToken']}"}
        assert "DatabaseConnection has a value that is not allowed" in world.deploy(world.write(**password), ends=2)[1]
        for name, text, said in (("twice.json", '{"StackName": "a", "StackName": "b"}', "StackName is there 2 times"), ("list.json", "[]", "is not a JSON object"),
                                 ("broken.json", "{", "is not JSON"), ("none.json", "{}", "StackName is missing")):
            (world.folder / "work" / name).write_text(text)
            assert said in world.deploy(name, ends=2)[1], said
        assert "no-such.json: cannot be read" in world.deploy("no-such.json", ends=2)[1]
        step("all 19 faults of a configuration are shown at once, with key, value and what is allowed; secrets are not shown; AWS is not called")


def the_originals_configuration_is_understood():
    with World() as world:
        config = world.write(**{
            "StackName": "your-alert-responder-name", "TestStackName": "your-test-stack-name", "CodeS3Bucket": "your-some-bucket",
            "CodeS3Prefix": "for-example-functions", "InspectionDelay": "1", "ReviewDelay": "10", "Region": REGION, "LambdaRoleArn": "arn:x",
            "SecretArn": "arn:y", "GithubEndpoint": "https://ghe.example/api/v3", "GithubRepository": "acme/alerts", "GithubToken": SECRETS["GitHubToken"],
            "VirusTotalToken": SECRETS["VirusTotalApiKey"]})
        config.chmod(0o644)
        output, errors = world.deploy(config, "--release", "r1")
        parameters = world.aws.stacks["your-alert-responder-name"].parameters
        # Its state machines waited so many "Seconds".
        assert (parameters["InspectionDelay"], parameters["ReviewDelay"]) == ("1", "10")
        assert parameters["GitHubBaseUrl"] == "https://ghe.example/api/v3" and parameters["GitHubToken"] == SECRETS["GitHubToken"]
        assert parameters["VirusTotalApiKey"] == SECRETS["VirusTotalApiKey"]
        (ignored,) = [line for line in output.splitlines() if "ignored" in line]
        assert ignored.endswith(": CodeS3Bucket, CodeS3Prefix, LambdaRoleArn, SecretArn (now: VirusTotalApiKey and GitHubToken)"), ignored
        assert "config.json may be read by others, and GithubToken stands in it: chmod 600" in errors and errors.count("may be read") == 1, errors
        assert not any(one.startswith("login") for one in world.docker_calls()), "a registry without a password was logged in to"
        step("the original's config.json is understood: its keys, its delays in seconds; what has no meaning now is named in one line")


def what_cloudformation_refuses():
    with World() as world:
        large = world.folder / "ecs"
        shutil.copytree(ECS, large / "deploy" / "ecs")
        text = (ECS / "alertresponder.yml").read_text()
        limit = deploy.MAX_TEMPLATE_BYTES
        (large / "deploy" / "ecs" / "alertresponder.yml").write_text(text + "#" * (limit + 1 - len(text.encode())))
        config = world.write(**without_images())
        _, errors = world.deploy(config, ends=1, ecs=large / "deploy" / "ecs")
        assert f"alertresponder.yml has {limit + 1} bytes: CloudFormation takes {limit}" in errors and not world.calls("CreateChangeSet"), errors

        key = "ApiKeySha256=" + "0" * 64
        parameters = ("--parameter-overrides", "Release=r1", "Images=registry.example/ar", key)
        assert "51,200 bytes" in fails(world, *parameters, template=large / "deploy" / "ecs" / "alertresponder.yml")
        assert "CAPABILITY_IAM" in fails(world, *parameters)
        iam = ("--capabilities", "CAPABILITY_IAM")
        assert "Parameters: [Release, Images] must have values" in fails(world, *iam, "--parameter-overrides", key)
        assert "parameter Architecture is 'arm'" in fails(world, *iam, *parameters, "Architecture=arm")
        assert "parameter MaxTasks is 21" in fails(world, *iam, *parameters, "MaxTasks=21")
        assert "parameter ApiKeySha256 is 'no'" in fails(world, *iam, *parameters[:-1], "ApiKeySha256=no")
        assert "rule GitHub: GitHubRepository needs GitHubToken" in fails(world, *iam, *parameters, "GitHubRepository=acme/alerts")
        assert "at 'stackName'" in fails(world, *iam, *parameters, name="a_b")
        assert not world.aws.stacks
        step("a template that is too large, a capability that is missing, values and names that are not allowed are refused, as CloudFormation does")


def fails(world, *arguments, name="ar", template=ECS / "alertresponder.yml"):
    child = world.start(world.folder / "bin" / "aws", "--region", REGION, "cloudformation", "deploy", "--template-file", template, "--stack-name", name, *arguments)
    output, errors = child.communicate(timeout=60)
    assert child.returncode != 0, f"it was taken: {output}"
    return output + errors


def the_release_is_the_checkouts():
    with World() as world:
        checkout = world.folder / "checkout"
        shutil.copytree(ECS, checkout / "deploy" / "ecs")
        (checkout / "services").mkdir()

        def git(*arguments):
            return world.run(shutil.which("git"), "-C", checkout, "-c", "user.name=a", "-c", "user.email=a@example", *arguments)[0].strip()

        secretless = {"StackName": "ar", "Region": REGION}
        _, errors = world.deploy(world.write(**secretless), ends=1, ecs=checkout / "deploy" / "ecs")
        assert "give one with --release" in errors, errors
        git("init", "--quiet")
        git("add", "--all")
        git("commit", "--quiet", "--message", "All")
        git("tag", "v1.2")
        (checkout / "config.json").write_text(json.dumps(secretless))  # no image has it
        output, _ = world.deploy(checkout / "config.json", ecs=checkout / "deploy" / "ecs")
        assert world.aws.stacks["ar"].parameters["Release"] == "v1.2" and "ar runs release v1.2" in output, output
        builds = [one for one in world.docker_calls() if one.startswith("build ")]
        assert all(f"--build-arg VERSION=v1.2 --build-arg REVISION={git('rev-parse', 'HEAD')}" in one for one in builds), builds
        (checkout / "services" / "new.cs").touch()
        _, errors = world.deploy(checkout / "config.json", ends=1, ecs=checkout / "deploy" / "ecs")
        assert "the checkout has changes that are not committed (services/)" in errors and not world.docker_calls(), errors
        world.deploy(checkout / "config.json", "--release", "trial", ecs=checkout / "deploy" / "ecs")
        assert world.aws.stacks["ar"].parameters["Release"] == "trial"
        step("the release is the checkout's; one with changes is refused, unless the release is named")


def what_takes_long_is_named():
    class Events(list):
        def events(self, _):
            return list(self)

        def add(self, resource, status):
            self.append({"EventId": str(len(self)), "StackId": "id", "LogicalResourceId": resource, "ResourceType": "AWS::X", "ResourceStatus": status})

    events, said = Events(), []
    events.add("Former", "CREATE_IN_PROGRESS")
    progress = deploy.Progress(events, "ar")
    progress._line = said.append
    events.add("Database", "CREATE_IN_PROGRESS")
    events.add("Cluster", "CREATE_IN_PROGRESS")
    progress.look()
    assert not said, said
    progress.last_line -= deploy.QUIET_SECONDS + 1
    events.add("Cluster", "CREATE_COMPLETE")
    progress.look()
    assert said[1:] == ["still under way: Database"] and said[0].split() == ["Cluster", "AWS::X", "created"], said
    step("what is under way for long is named, and nothing of former deployments")


def a_failing_tool_is_told():
    with World() as world:
        world.script("docker", "echo 'no space left on device' >&2; exit 1\n")
        _, errors = world.deploy(world.write(**full()), "--release", "r1", ends=1)
        assert "docker build ended with 1:\nno space left on device" in errors and not world.aws.stacks, errors
        _, errors = world.deploy(world.write(**full()), "--release", "r1", ends=1, AWS="/no/such/aws")
        assert "/no/such/aws is not found" in errors, errors
        (world.folder / "work" / "aws").write_text(f"echo 'Unable to locate credentials, {SECRETS['GitHubToken']}' >&2; exit 253\n")
        _, errors = world.deploy(world.write(**full()), "--release", "r1", ends=1, AWS="sh aws")
        assert errors == "error: aws cloudformation describe-stacks: Unable to locate credentials, ***\n", errors
        step("what docker or the AWS CLI complains of is shown, and nothing was begun")


def smoke_finds_its_verdict():
    server = sqs_sns.SqsSns()
    golden = (ROOT / "tests" / "Contracts.Tests" / "Golden" / "AlertReviewed.json").read_text()
    keys = []

    def judge(key):
        """As the reviewer publishes it: with its title, and without its alerts."""
        message = json.loads(golden)
        message["report"].update(title=f"{key}: a title", alerts={"first": [], "last": [], "omitted": 1})
        envelope = {"messageId": key, "messageType": ["urn:message:AlertResponder.Contracts:AlertReviewed"], "message": message}
        server.publish(f"arn:aws:sns:{REGION}:{sqs_sns.ACCOUNT}:ar_AlertResponder_Contracts-AlertReviewed", json.dumps(envelope))

    def system():
        """Takes the finding, and judges it after others."""
        (message,) = server.sqs("ReceiveMessage", QueueUrl=server.queue_url("ar_alert-intake"), WaitTimeSeconds=20)["Messages"]
        notification = json.loads(message["Body"])
        assert notification["Type"] == "Notification", notification
        event = json.loads(notification["Message"])
        keys.append((event["id"], event["detail"]["id"], event["detail"]["type"]))
        judge("somebody-elses")
        judge("smoke-of-another-run")
        judge(event["detail"]["title"].split(":")[0])

    try:
        with World(server, account=sqs_sns.ACCOUNT, apply=queues.making(server)) as world:
            config, smoke = world.write(**without_images(ReviewDelay="20", InspectionDelay="10")), ECS / "smoke"
            _, errors = world.run(smoke, config, ends=1)
            assert "there is no stack ar in this account and region" in errors, errors
            world.deploy(config)
            _, errors = world.run(smoke, config, "--timeout", "1", ends=1)
            assert re.search(r"no verdict on the finding smoke-\w{32} within 1 s \(the review delay is 20 s\)", errors), errors
            assert "the queue ar_alert-intake_error" in errors and world.aws.stacks["ar"].outputs["LogGroup"] in errors, errors
            server.sqs("PurgeQueue", QueueUrl=server.queue_url("ar_alert-intake"))
            step("smoke without a verdict ends at its deadline, and says where to look")

            for arguments in ((config,), ("ar", "--region", REGION)):
                with concurrent.futures.ThreadPoolExecutor() as pool:
                    running = pool.submit(system)
                    output, _ = world.run(smoke, *arguments)
                    running.result()
                verdict = json.loads(golden)["report"]["verdict"]
                assert re.search(rf"judged {verdict['severity']} after \d+ s, by {verdict['decidedBy']}: {verdict['reason']}\n", output), output
                address = f"{world.aws.stacks['ar'].outputs['Address']}/reports/{json.loads(golden)['reportId']}"
                assert f"\nReport: {address}\n" in output and "waited for 620 s" in output, output
            assert len(set(keys)) == 2 and keys[0][0] != keys[1][0] and keys[0][1] != keys[1][1] and keys[0][2] == keys[1][2], keys
            outputs = world.aws.stacks["ar-test"].outputs
            assert json.loads((world.folder / "work" / "params.json").read_text()) == {
                "StackName": "ar", "TestStackName": "ar-test", "AccountId": sqs_sns.ACCOUNT, "Region": REGION, **outputs}
            left = server.count(outputs["ReviewedQueueUrl"].split("/")[-1])
            assert left == 2, f"{left} messages are left: those of another run are two"
            step("smoke publishes a new finding by SNS and knows its verdict among others, which it leaves to another run, or deletes")

            output, _ = world.run(smoke, config, "--remove")
            assert "ar-test is deleted" in output and "ar-test" not in {one.name for one in world.aws.stacks.values()}, output
            assert "ar" in world.aws.stacks
            assert "there is no stack ar-test" in world.run(smoke, "ar", "--region", REGION, "--remove")[0]
            step("smoke --remove deletes the test stack alone")
    finally:
        server.close()


def command_lines():
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def until(look, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


started = time.monotonic()
if __name__ == "__main__":
    version = subprocess.run(f"{aws_cli()} --version", shell=True, capture_output=True, text=True, check=True).stdout
    checks = (a_stack_is_created_and_updated, a_release_never_gets_healthy, an_interruption_is_told, what_cloudformation_refuses, keys_are_the_templates,
              faults_are_told_together, the_originals_configuration_is_understood, the_release_is_the_checkouts, what_takes_long_is_named,
              a_failing_tool_is_told, smoke_finds_its_verdict)
    # Each has a world of its own, and waits for the AWS CLI to start most of the time.
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(check) for check in checks if len(sys.argv) == 1 or check.__name__ in sys.argv]:
            done.result()
    print(f"{passed} checks of the command line passed, with {version.split()[0]}")
