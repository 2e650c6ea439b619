"""Tasks as ECS runs them on Fargate: containers made from the task definitions of a resolved template, each replaced when it ends or is unhealthy."""

import itertools
import json
import secrets
import string
import threading
import time

import access
import engine

DEFAULT_STOP_TIMEOUT = 30
LOOK = 0.25


def logical(stack, text):
    """The logical id of the resource that a made-up reference or ARN of template.py stands for."""
    (found,) = [name for name in stack.resources if f"{stack.name}-{name}-1A2B3C".lower() in text]
    return found


def statements(stack, role):
    """All statements of a role, those of policies that are attached to it included."""
    documents = [one["PolicyDocument"] for one in stack.resources[role]["Properties"].get("Policies", [])]
    documents += [one["PolicyDocument"] for one in stack.of_type("AWS::IAM::Policy").values() if any(role == logical(stack, name) for name in one["Roles"])]
    return [statement for document in documents for statement in document["Statement"]]


class Secrets:
    """Secrets Manager: what tasks are given at their start."""

    def __init__(self):
        self.values = {}  # a secret's made-up name: its text

    def make(self, stack):
        for name, one in stack.of_type("AWS::SecretsManager::Secret").items():
            if "SecretString" in one:
                text = one["SecretString"]
            else:
                wanted = one["GenerateSecretString"]
                assert wanted["ExcludePunctuation"], "a password with punctuation would have to be quoted"
                made = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(wanted["PasswordLength"]))
                text = json.dumps({**json.loads(wanted["SecretStringTemplate"]), wanted["GenerateStringKey"]: made})
            self.values[f"{stack.name}-{name}-1A2B3C".lower()] = text

    def read(self, value_from):
        """ARN, or ARN:json-key:version-stage:version-id."""
        parts = value_from.split(":")
        text = self.values[parts[6].removesuffix("-AbCdEf")]
        return json.loads(text)[parts[7]] if parts[7:] and parts[7] else text


class Fargate:
    """What all tasks share: network, secrets, and what the checks have to add to their environment."""

    def __init__(self, network, hosts, secrets, added):
        self.network, self.hosts, self.secrets, self.added = network, hosts, secrets, added
        self.services, self.numbers = [], itertools.count(1)

    def service(self, stack, name):
        service = Service(self, stack, name)
        self.services.append(service)
        return service


class Service:
    """One task, kept running."""

    def __init__(self, fargate, stack, name):
        self.fargate, self.stack = fargate, stack
        properties = stack.resources[name]["Properties"]
        task = logical(stack, properties["TaskDefinition"])
        self.definition = stack.resources[task]["Properties"]
        self.name = f"{stack.name}-{name}"
        self.role = f"{stack.name}.{logical(stack, self.definition['TaskRoleArn'])}"
        self.targets = [one["TargetGroupArn"] for one in properties.get("LoadBalancers", [])]
        self.main = next(one["Name"] for one in self.definition["ContainerDefinitions"] if one.get("Essential", True))
        self.tasks, self._keeper = [], None
        self._check(properties)

    def _check(self, properties):
        """What Fargate refuses."""
        assert self.definition["NetworkMode"] == "awsvpc" and "FARGATE" in self.definition["RequiresCompatibilities"]
        names = [one["Name"] for one in self.definition["ContainerDefinitions"]]
        for one in properties.get("LoadBalancers", []):
            assert one["ContainerName"] in names, f"{self.name} has no container {one['ContainerName']}"
        for one in self.definition["ContainerDefinitions"]:
            assert one.get("StopTimeout", 30) <= 120 and one.get("StartTimeout", 120) <= 120
            for depends in one.get("DependsOn", []):
                other = self.definition["ContainerDefinitions"][names.index(depends["ContainerName"])]
                assert depends["Condition"] != "SUCCESS" or not other.get("Essential", True), f"{other['Name']} is essential, and is waited for until it ends"

    def start(self):
        self._keeper = _Keeper(self)
        return self

    def stop(self):
        """Down to no task: what is running is asked to end."""
        self._keeper.stop()
        self._keeper.join()

    def abandon(self):
        """No task is started any more, whatever becomes of its containers."""
        if self._keeper:
            self._keeper.stop()

    def deploy(self, healthy_within=120):
        """A rolling deployment with a minimum of 100 %: the former task ends when the new one is healthy. False, and all as it was, when that never is."""
        former, self._keeper = self._keeper, _Keeper(self)
        deadline = time.monotonic() + healthy_within
        while not self.task.is_healthy():
            if time.monotonic() > deadline:
                self._keeper.stop()
                self._keeper.join()
                self._keeper = former
                return False
            time.sleep(LOOK)
        former.stop()
        former.join()
        return True

    @property
    def task(self):
        return self._keeper.task

    @property
    def container(self):
        return self.task.containers[self.main]

    def log(self, lines="all"):
        """Of all its tasks, the last lines of each container."""
        return "\n".join(engine.logs(identity, lines) for task in list(self.tasks) for identity in list(task.containers.values()))


class _Keeper(threading.Thread):
    def __init__(self, service):
        super().__init__(daemon=True)
        self.service, self._ended = service, threading.Event()
        self.task = None
        self._next()
        self.start()

    def _next(self):
        self.task = Task(self.service)
        self.service.tasks.append(self.task)

    def run(self):
        while True:
            self.task.run()
            if self._ended.is_set():
                return
            self._next()

    def stop(self):
        self._ended.set()
        self.task.stopping.set()


class _TaskStopped(Exception):
    """Why a task ends."""


class Task:
    """The containers of one task, in the order of what they depend on."""

    def __init__(self, service):
        self.service = service
        self.containers = {}  # name: id
        self.stopping = threading.Event()
        self.reason = None  # why it ended
        self.definitions = {one["Name"]: one for one in service.definition["ContainerDefinitions"]}

    def run(self):
        try:
            left = list(self.definitions.values())
            while left:
                one = next(one for one in left if all(depends["ContainerName"] in self.containers for depends in one.get("DependsOn", [])))
                left.remove(one)
                for depends in one.get("DependsOn", []):
                    self._await(depends)
                self._start(one)
            while True:
                self._look()
        except _TaskStopped as reason:
            self.reason = str(reason)
        except Exception as error:  # a mistake of the checks themselves must be seen
            self.reason = f"cannot be run: {error!r}"
            raise
        finally:
            for name, identity in reversed(list(self.containers.items())):
                if engine.inspect(identity)["State"]["Running"]:
                    engine.stop(identity, self.definitions[name].get("StopTimeout", DEFAULT_STOP_TIMEOUT))

    def is_healthy(self):
        """As ECS counts it in a deployment: every essential container is."""
        for name, one in self.definitions.items():
            if one.get("Essential", True):
                if name not in self.containers or self.reason:
                    return False
                state = engine.inspect(self.containers[name])["State"]
                if not state["Running"] or "HealthCheck" in one and state["Health"]["Status"] != "healthy":
                    return False
        return True

    def _await(self, depends):
        name, condition = depends["ContainerName"], depends["Condition"]
        assert condition == "SUCCESS", f"the checks know no dependency {condition} yet"
        seconds = self.definitions[name]["StartTimeout"]
        deadline = time.monotonic() + seconds
        while True:
            state = engine.inspect(self.containers[name])["State"]
            if state["Status"] == "exited":
                if state["ExitCode"] == 0:
                    return
                raise _TaskStopped(f"{name} ended with {state['ExitCode']}")
            if time.monotonic() > deadline:
                raise _TaskStopped(f"{name} did not end within its StartTimeout of {seconds} s")
            self._pause()

    def _look(self):
        for name, identity in self.containers.items():
            if self.definitions[name].get("Essential", True):
                state = engine.inspect(identity)["State"]
                if not state["Running"]:
                    raise _TaskStopped(f"essential {name} ended with {state['ExitCode']}")
                if state.get("Health", {}).get("Status") == "unhealthy":
                    raise _TaskStopped(f"{name} is unhealthy: {state['Health']['Log'][-1]['Output'].strip()}")
        self._pause()

    def _pause(self):
        if self.stopping.wait(LOOK):
            raise _TaskStopped("asked to")

    def _start(self, one):
        service, fargate = self.service, self.service.fargate
        definition = service.definition
        environment = {pair["Name"]: pair["Value"] for pair in one.get("Environment", [])}
        for pair in one.get("Secrets", []):
            role = statements(service.stack, logical(service.stack, definition["ExecutionRoleArn"]))
            arn = ":".join(pair["ValueFrom"].split(":")[:7])
            if not access.allows(role, "secretsmanager:GetSecretValue", arn):
                raise _TaskStopped(f"the execution role may not read {arn}")
            environment[pair["Name"]] = fargate.secrets.read(pair["ValueFrom"])
        for name, value in fargate.added(service, one).items():
            environment[name] = value
        check = one.get("HealthCheck")
        settings = {
            "Image": one["Image"],
            "Env": [f"{name}={value}" for name, value in environment.items()],
            "User": one["User"],
            "HostConfig": {
                "ReadonlyRootfs": one.get("ReadonlyRootFilesystem", False),
                "Memory": int(definition["Memory"]) * 1024 * 1024,
                "NanoCpus": int(definition["Cpu"]) * 1_000_000_000 // 1024,
                "ExtraHosts": [f"{name}:{address}" for name, address in fargate.hosts.items()],
            },
            "NetworkingConfig": {"EndpointsConfig": {fargate.network: {"Aliases": [alias(arn) for arn in service.targets if "PortMappings" in one]}}},
            # The image's own health check is ignored by ECS.
            "Healthcheck": {"Test": ["NONE"]} if check is None else {
                "Test": check["Command"], "Retries": check["Retries"],
                **{name: check[name] * 1_000_000_000 for name in ("Interval", "Timeout", "StartPeriod")}},
            **({"Cmd": one["Command"]} if "Command" in one else {}),
        }
        known = {"Name", "Image", "Command", "Essential", "Environment", "Secrets", "User", "ReadonlyRootFilesystem", "StopTimeout", "StartTimeout",
                 "DependsOn", "HealthCheck", "PortMappings", "LogConfiguration"}
        assert one.keys() <= known, f"{one['Name']} has {one.keys() - known}, which the checks do not carry out"
        identity = engine.create(f"{service.name}-{one['Name']}-{next(fargate.numbers)}", settings)
        self.containers[one["Name"]] = identity
        engine.start(identity)


def alias(target_group):
    """The name of a target group's tasks in the network."""
    return target_group.split("/")[-2]
