"""What can be said of the templates of deploy/ecs before anything runs. Called by run; ends with a line for each check."""

import fnmatch
import json
import os
import subprocess
import tempfile
import time

import docs
import modes
import npm
import template as cloudformation
from template import ACCOUNT, REGION, TemplateError, load, parse, resolve

FOLDER = "deploy/ecs"
OTHERS = {
    "inspector": {"Stack": "ar", "Name": "allowlist", "Image": "registry.example/alertresponder:inspector-allowlist-r1"},
    "emitter": {"Stack": "ar", "Name": "pager", "Image": "registry.example/alertresponder:emitter-pager-r1"},
    "test": {"Stack": "ar"},
}
OTHER_CHOICES = {
    "setting": {"SettingName": "Own__Setting", "SettingValue": "1"},
    "secret": {"SecretName": "Own__Key", "SecretArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:own-AbCdEf"},
    "customer key": {"KmsKeyArn": modes.ALL["KmsKeyArn"]},
}

# What the validator says though it is right as it is. Each is looked at by a check of ours instead, or is a matter of names.
ALLOWED = [
    *({"rule": "W1001", "logicalId": output, "reason": "it does not see that Fn::If chooses; resolving every mode does"}
      for output in ("Subnets", "DatabaseConnection", "DatabaseSecretArn")),
    *({"rule": "W2509", "logicalId": name, "reason": "the name or address of a secret is none"} for name in ("DatabaseSecretArn", "SecretArn", "SecretName")),
    *({"rule": "W9002", "logicalId": name, "reason": "the topic is that of the running stack, whose name is the parameter"}
      for name in ("Subscription", "HearsReportOpened", "HearsReportUpdated", "HearsAlertReviewed", "ReviewedSubscription")),
]

# And what it says of a resolved stack only because that is resolved: of addresses, accounts and zones in letters, and of numbers that were parameters.
ALLOWED_OF_LITERALS = [{"rule": rule} for rule in ("W9002", "W9013", "W3010", "W9003")]

started = time.monotonic()
passed = 0


def step(what):
    global passed
    passed += 1
    print(f"ok {time.monotonic() - started:6.1f} s  {what}", flush=True)


def require(fact, text):
    if not fact:
        raise AssertionError(text)


# --- checks of a resolved stack: each raises AssertionError -------------------------------------------------------------------------------------


def queues_keep_what_fails(stack):
    """Every queue keeps 14 days, and what cannot be handled or delivered goes to the queue's own error queue."""
    queues = stack.of_type("AWS::SQS::Queue")
    arns = {f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue['QueueName']}": name for name, queue in queues.items() if "QueueName" in queue}
    for name, queue in queues.items():
        if "QueueName" not in queue:
            continue  # the smoke test's own
        require(str(queue.get("MessageRetentionPeriod")) == "1209600", f"{name} does not keep 14 days")
        if queue["QueueName"].endswith(("_error", "_skipped")):
            continue
        redrive = queue.get("RedrivePolicy", {})
        require(redrive.get("maxReceiveCount") == 50, f"{name} has no redrive after 50 receives")
        require(redrive["deadLetterTargetArn"].endswith(f":{queue['QueueName']}_error"), f"{name} has the error queue of another one")
        require(redrive["deadLetterTargetArn"] in arns, f"{name} has an error queue that is not made")
    for name, one in stack.of_type("AWS::SNS::Subscription").items():
        if name in ("FindingsSubscription", "ReviewedSubscription"):
            continue  # the smoke test's: lost is failed
        require(one["RawMessageDelivery"] is True, f"{name} wraps its messages")
        require(one.get("RedrivePolicy", {}).get("deadLetterTargetArn") == f"{one['Endpoint']}_error", f"{name} has not its queue's error queue")


def may_send(stack, queue_arn, service, source_arn, source_account=ACCOUNT):
    """Whether the policies of a queue let a topic or rule put a message into it."""
    urls = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{queue_arn.rsplit(':', 1)[1]}"
    for policy in stack.of_type("AWS::SQS::QueuePolicy").values():
        for statement in policy["PolicyDocument"]["Statement"] if urls in policy["Queues"] else []:
            if statement["Effect"] != "Allow" or statement["Action"] != "sqs:SendMessage" or statement["Principal"] != {"Service": f"{service}.amazonaws.com"}:
                continue
            if statement["Resource"] not in ("*", queue_arn):
                continue
            values = {"aws:SourceArn": source_arn, "aws:SourceAccount": source_account}
            fits = True
            for operator, tests in statement.get("Condition", {}).items():
                for key, wanted in tests.items():
                    wanted = wanted if isinstance(wanted, list) else [wanted]
                    like = operator in ("ArnLike", "StringLike")
                    fits &= any(fnmatch.fnmatchcase(values[key], one) if like else values[key] == one for one in wanted)
            if fits:
                return True
    return False


def only_their_topics_deliver(stack):
    """A subscription may deliver to its queue and its error queue, nobody else may; the intake takes topics and rules of the account, none of another."""
    arn = {name: f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue['QueueName']}" for name, queue in stack.of_type("AWS::SQS::Queue").items() if "QueueName" in queue}
    heard = {}
    for one in stack.of_type("AWS::SNS::Subscription").values():
        for queue in (one["Endpoint"], one.get("RedrivePolicy", {}).get("deadLetterTargetArn")):
            heard.setdefault(queue, set()).add(one["TopicArn"])
    topics = {f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic['TopicName']}" for topic in stack.of_type("AWS::SNS::Topic").values() if "TopicName" in topic}
    topics |= {topic for some in heard.values() for topic in some}
    own = f"arn:aws:sns:{REGION}:{ACCOUNT}:findings"
    rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/findings"
    for name, queue in arn.items():
        is_intake = queue.endswith(("_alert-intake", "_alert-intake_error"))
        for topic in topics | {own}:
            require(
                may_send(stack, queue, "sns", topic) == (is_intake or topic in heard.get(queue, set())),
                f"{name}: whether {topic} may deliver is not whether it should")
        require(may_send(stack, queue, "events", rule) == is_intake, f"{name}: whether a rule may deliver is not whether it should")
        require(not may_send(stack, queue, "sns", own.replace(ACCOUNT, "999988887777"), "999988887777"), f"{name} takes from a topic of another account")
        require(not may_send(stack, queue, "events", rule.replace(ACCOUNT, "999988887777"), "999988887777"), f"{name} takes from a rule of another account")


def tasks_are_sound(stack):
    """What ECS takes, and then does not do, or does at a bad time."""
    services = stack.of_type("AWS::ECS::Service")
    tasks = stack.of_type("AWS::ECS::TaskDefinition")
    for name, task in tasks.items():
        containers = {one["Name"]: one for one in task["ContainerDefinitions"]}
        roles = stack.of_type("AWS::IAM::Role")
        require(task["TaskRoleArn"] != task["ExecutionRoleArn"] and len(roles) > 1, f"{name} runs with the role that starts it")
        for one in containers.values():
            where = f"{name}/{one['Name']}"
            require(one.get("ReadonlyRootFilesystem") is True and one.get("User") == "1654", f"{where} may write, or is root")
            require("awslogs-stream-prefix" in one["LogConfiguration"]["Options"], f"{where} has no prefix of its logs, which Fargate needs")
            require(2 <= one.get("StopTimeout", 30) <= 120 and 2 <= one.get("StartTimeout", 2) <= 120, f"{where} has a time that ECS refuses: 2 to 120 s")
            for other in one.get("DependsOn", []):
                require(other["ContainerName"] in containers, f"{where} waits for {other['ContainerName']}, which is not there")
                awaited = containers[other["ContainerName"]]
                require(other["Condition"] == "SUCCESS" and awaited.get("Essential") is False, f"{where} waits for the success of an essential container")
                require(awaited.get("StartTimeout") == 120 and awaited["Command"] == ["--migrate"], f"{where} waits for {other['ContainerName']} without end")
            if "Command" not in one:
                require(45 < one.get("StopTimeout", 30), f"{where} is killed while it stops: its handlers have 45 s")
                require(one.get("HealthCheck", {}).get("Command") == ["CMD", "/app/service", "--health", "live"], f"{where} is not asked whether it lives")
                environment = {each["Name"]: each["Value"] for each in one["Environment"]}
                require(environment.get("AmazonSqs__CreateTopology") == "false", f"{where} makes queues of its own")
                is_served = any(service["TaskDefinition"] in _reference(stack, name) and service.get("LoadBalancers") for service in services.values())
                is_closed = environment.get("ASPNETCORE_URLS") == "http://127.0.0.1:8080"
                require(is_served != is_closed, f"{where} listens where nobody asks it, or does not where somebody does")
                require(is_closed or "Access__ApiKeys__0__Sha256" in environment, f"{where} is open to everybody")
    for name, service in services.items():
        require("DesiredCount" not in service, f"{name} has a count, which undoes scaling")
        breaker = service["DeploymentConfiguration"]["DeploymentCircuitBreaker"]
        require(breaker == {"Enable": True, "Rollback": True}, f"{name} does not go back when a release does not come up")
        task = next(one for one in tasks if service["TaskDefinition"] in _reference(stack, one))
        for balancer in service.get("LoadBalancers", []):
            container = next((one for one in tasks[task]["ContainerDefinitions"] if one["Name"] == balancer["ContainerName"]), None)
            ports = [port["ContainerPort"] for port in container.get("PortMappings", [])] if container else []
            require(balancer["ContainerPort"] in ports, f"{name} is balanced to a container or port that is not there")
            require(service.get("HealthCheckGracePeriodSeconds", 0) >= 120, f"{name} is replaced before it is up")
    for name, group in stack.of_type("AWS::ElasticLoadBalancingV2::TargetGroup").items():
        require(group["HealthCheckPath"] == "/health/live" and group["TargetType"] == "ip", f"{name} is not asked whether it lives")


def _reference(stack, name):
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/{stack.name}-{name}-1A2B3C:1".lower(), f"{stack.name}-{name}"


def roles_name_what_they_touch(stack):
    """A task role names actions and resources, one by one."""
    for name, role in stack.of_type("AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                for field in ("Action", "Resource"):
                    values = statement[field] if isinstance(statement[field], list) else [statement[field]]
                    require(values and not any("*" in one for one in values), f"{name} may do more than it names: {values}")


def secrets_stay_secret(stack):
    """A secret stands in its secret's value, and nowhere else."""
    for name, one in stack.resources.items():
        properties = one["Properties"]
        if one["Type"] == "AWS::SecretsManager::Secret":
            properties = {key: value for key, value in properties.items() if key != "SecretString"}
        for secret in modes.SECRETS.values():
            require(secret not in json.dumps(properties), f"{name} shows a secret")
    require(not any(secret in json.dumps(stack.outputs) for secret in modes.SECRETS.values()), "an output shows a secret")
    granted = {arn for policy in stack.resources["ExecutionRole"]["Properties"]["Policies"] for statement in policy["PolicyDocument"]["Statement"]
               for arn in (statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]])}
    wanted = {":".join(secret["ValueFrom"].split(":")[:7]) for task in stack.of_type("AWS::ECS::TaskDefinition").values()
              for container in task["ContainerDefinitions"] for secret in container.get("Secrets", [])}
    require(granted == wanted, f"the execution role may read {granted ^ wanted} or not, unlike the tasks")


def services_start_last(stack):
    """The receptor and the reviewer publish, so they start after the subscriptions and policies of whoever hears them; listener rules before targets."""

    def before(name):
        found = set()
        for other in stack.after[name]:
            found |= {other} | before(other)
        return found

    heard = {name for name, one in stack.resources.items() if one["Type"] in ("AWS::SNS::Subscription", "AWS::SQS::QueuePolicy") and not name.startswith("Intake")}
    for name in (name for name in ("ReviewerService",) if name in stack.resources):
        missing = heard - before(name) - {"AlertsSubscription", "AlertsQueuePolicy"}
        require(not missing, f"{name} may start before {missing}")
        require({"AlertsSubscription", "AlertsQueuePolicy"} <= before("ReceptorService"), "ReceptorService may start before its route")
        require("ReceptorPath" in before("ReceptorService") and "ReviewerPath" in before(name), "a service may start before its listener rule")


CHECKS = (queues_keep_what_fails, only_their_topics_deliver, tasks_are_sound, roles_name_what_they_touch, secrets_stay_secret, services_start_last)
OTHER_CHECKS = (queues_keep_what_fails, only_their_topics_deliver, tasks_are_sound, roles_name_what_they_touch, services_start_last)


# --- checks of a template ----------------------------------------------------------------------------------------------------------------------


def validate(asked):
    """What the validator says of each: {name: [text]}."""
    folder = npm.installed("tests/ecs/validator", "artifacts/cloudformation-validate", "package.json", "package-lock.json", "validate.mjs")
    done = subprocess.run(["node", folder / "validate.mjs"], input=json.dumps(asked), capture_output=True, text=True)
    require(done.returncode == 0, f"the validator ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def as_literals(stack):
    """A resolved stack as a template without functions: what CloudFormation would hand to each service."""
    return {"Resources": {name: {key: value for key, value in one.items() if key in ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy")}
                          for name, one in stack.resources.items()}}


def exports():
    return resolve(load(modes.TEMPLATE), modes.ALL).exports


def release_changes_tasks_only(template):
    """A release is new task definitions, and nothing else; what a named queue or topic is called hangs on no parameter."""
    first = resolve(template, modes.ALL)
    second = resolve(template, modes.ALL | {"Release": "r2"})
    changed = {name for name in first.resources if first.resources[name] != second.resources[name]}
    require({first.resources[name]["Type"] for name in changed} == {"AWS::ECS::TaskDefinition"}, f"a release changes {changed}")
    require(changed == set(first.of_type("AWS::ECS::TaskDefinition")), f"a release does not change all tasks, but {changed}")
    names = lambda stack: {name: (one["Type"], one["Properties"].get("QueueName"), one["Properties"].get("TopicName"), one["Properties"].get("FifoQueue"))
                           for name, one in stack.resources.items() if one["Type"] in ("AWS::SQS::Queue", "AWS::SNS::Topic")}
    for parameter, value in modes.ALL.items():
        other = dict(modes.ALL)
        if parameter not in modes.LEAST:
            choice = next(choice for choice in modes.CHOICES.values() if parameter in choice)
            other = {key: one for key, one in other.items() if key not in choice}
        else:
            other[parameter] = "ef" * 32 if parameter == "ApiKeySha256" else "other"
        these = names(resolve(template, other))
        require(all(these[name] == names(first)[name] for name in these), f"{parameter} changes the name of a queue or topic, which no update can")


def examine(text):
    """The first check that finds something wrong with a main template, and what it says; None when all are content."""
    try:
        if len(text.encode()) > cloudformation.MAX_BYTES:
            return "size", "too large"
        template = parse(text)
        for parameters in (modes.LEAST, modes.ALL):
            resolve(template, parameters)
    except TemplateError as error:
        return "interpreter", str(error)
    stack = resolve(template, modes.ALL)
    for check in CHECKS:
        try:
            check(stack)
            check(resolve(template, modes.LEAST))
        except (AssertionError, KeyError, StopIteration) as error:
            return check.__name__, str(error)
    try:
        release_changes_tasks_only(template)
    except AssertionError as error:
        return "release_changes_tasks_only", str(error)
    return None


# Each is a mistake that somebody makes one day: what stands there, what stands there then.
MISTAKES = {
    "a property that no queue has": ("MessageRetentionPeriod: 1209600", "MessageRetention: 1209600"),
    "a reference to nothing": ("TargetGroupArn: !Ref ReceptorTargets", "TargetGroupArn: !Ref ReceiverTargets"),
    "an attribute that is not there": ("Host=${Database.Endpoint.Address}", "Host=${Database.Address}"),
    "a reference to what a condition leaves out": ("DependsOn: [ReviewerPath, ", "DependsOn: [ReviewerPath, EmitterQueuePolicy, "),
    "a required property left out": ("      TaskDefinition: !Ref InspectorTask\n", ""),
    "a text where a number belongs": ("      Priority: 1\n", "      Priority: first\n"),
    "a value that is not allowed": ("NetworkMode: awsvpc", "NetworkMode: vpc"),
    "a size that Fargate has not": ("Cpu: '256'", "Cpu: '300'"),
    "a condition that is not there": ("Condition: TakesGuardDuty", "Condition: GuardDuty"),
    "two that wait for each other": ("    Properties: {VpcId: !Ref Vpc, InternetGatewayId", "    DependsOn: DefaultRoute\n    Properties: {VpcId: !Ref Vpc, InternetGatewayId"),
    "a network that is none": ("{CidrBlock: !Ref VpcCidr", "{CidrBlock: 10.180.0.0/33"),
    "a database engine that is none": ("Engine: postgres\n", "Engine: postgress\n"),
    "a stop that ECS refuses": ("StopTimeout: 60", "StopTimeout: 600"),
    "a stop that ends handlers": ("StopTimeout: 60", "StopTimeout: 30"),
    "an essential migration": ("Essential: false", "Essential: true"),
    "a migration that is waited for without end": ("        StartTimeout: 120\n", ""),
    "a balanced container of another name": ("ContainerName: reviewer,", "ContainerName: reviewers,"),
    "a balanced port of another number": ("ContainerPort: 8080, TargetGroupArn: !Ref ReceptorTargets", "ContainerPort: 80, TargetGroupArn: !Ref ReceptorTargets"),
    "a queue without its redrive": (", RedrivePolicy: {deadLetterTargetArn: !GetAtt ReportsErrorQueue.Arn, maxReceiveCount: 50}", ""),
    "a queue with the error queue of another": ("{deadLetterTargetArn: !GetAtt ReportsErrorQueue.Arn, maxReceiveCount: 50}", "{deadLetterTargetArn: !GetAtt AlertsErrorQueue.Arn, maxReceiveCount: 50}"),
    "a policy without its condition": (",\n           Condition: {ArnEquals: {'aws:SourceArn': [!Ref AlertReceived]}}", ""),
    "a policy for the topic of another queue": ("{'aws:SourceArn': [!Ref InspectionCompleted]}", "{'aws:SourceArn': [!Ref InspectionRequested]}"),
    "an intake for every account": (":sns:*:${AWS::AccountId}:*", ":sns:*:*:*"),
    "a subscription that wraps": ("RawMessageDelivery: true", "RawMessageDelivery: false"),
    "a readiness that restarts": ("--health, live]", "--health]"),
    "a count of tasks": ("      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n      DesiredCount: 1\n"),
    "a role for everything": ("Resource: !Ref AlertReceived}", "Resource: '*'}"),
    "a secret in the environment": ("{Name: Policy__Url, Value: !Ref PolicyUrl}", "{Name: Policy__Url, Value: !Ref PolicyToken}"),
    "a secret that nobody may read": ("- !If [HasVirusTotal, !Ref VirusTotalSecret, !Ref AWS::NoValue]\n", "- !Ref AWS::NoValue\n"),
    "a reviewer before its listeners": ("InspectorSubscription, InspectorQueuePolicy]\n", "InspectorQueuePolicy]\n"),
    "an inspector that anybody reaches": ("- {Name: ASPNETCORE_URLS, Value: 'http://127.0.0.1:8080'}", "- {Name: ASPNETCORE_URLS, Value: 'http://+:8080'}"),
    "a topic called by a parameter": ("Contracts-ReportUpdated'", "Contracts-ReportUpdated${MaxTasks}'"),
    "a security group that a release replaces": ("GroupDescription: Tasks of AlertResponder", "GroupDescription: !Sub 'Tasks of ${Release}'"),
    "a key written twice": ("      NetworkMode: awsvpc\n", "      NetworkMode: awsvpc\n      NetworkMode: awsvpc\n"),
    "an anchor": ("Statement: [{Effect: Allow, Principal: {Service: ecs-tasks", "Statement: &trust [{Effect: Allow, Principal: {Service: ecs-tasks"),
}


def mistakes_are_found(text):
    finders = {}
    asked = []
    with tempfile.TemporaryDirectory() as folder:

        def ask(name, content, parameters, allowed):
            path = os.path.join(folder, f"{len(asked)}")
            with open(path, "w") as file:
                file.write(content)
            asked.append({"name": f"{len(asked)} {name}", "file": path, "parameters": parameters, "allowed": allowed})

        for name, (before, after) in MISTAKES.items():
            require(before in text, f"the mistake '{name}' cannot be made: {before!r} is not there")
            wrong = text.replace(before, after, 1)
            if found := examine(wrong):
                finders[name] = found[0]
            else:
                ask(name, wrong, modes.ALL, ALLOWED)
                ask(name, json.dumps(as_literals(resolve(parse(wrong), modes.LEAST))), {}, ALLOWED_OF_LITERALS)
        said = validate(asked)
    finders |= {name.split(" ", 1)[1]: "validator" for name, texts in said.items() if texts}
    require(len(finders) == len(MISTAKES), f"no check finds {MISTAKES.keys() - finders.keys()}")
    by = {}
    for name, finder in finders.items():
        by.setdefault(finder, []).append(name)
    for check in [one.__name__ for one in CHECKS] + ["release_changes_tasks_only", "interpreter", "validator"]:
        require(check in by, f"{check} finds none of the mistakes: it is of no use, or a mistake is missing")
    step(f"each of {len(MISTAKES)} mistakes is found: " + "; ".join(f"{finder} {len(names)}" for finder, names in sorted(by.items())))


def other_stacks(exported):
    for kind, least in OTHERS.items():
        template = load(f"{FOLDER}/{kind}.yml")
        choices = [least] + [least | choice for choice in OTHER_CHOICES.values()] if kind != "test" else [least]
        for parameters in choices:
            yield kind, parameters, resolve(template, parameters, stack=f"ar-{kind}", imports=exported)


def main():
    with open(modes.TEMPLATE) as file:
        text = file.read()
    template = load(modes.TEMPLATE)
    sizes = {name: os.path.getsize(f"{FOLDER}/{name}.yml") for name in ("alertresponder", *OTHERS)}
    require(all(size <= cloudformation.MAX_BYTES for size in sizes.values()), f"too large: {sizes}")
    step(f"every template fits into {cloudformation.MAX_BYTES} bytes: {sizes}")

    count = most = 0
    for name, parameters in modes.every():
        try:
            stack = resolve(template, parameters)
            for check in CHECKS:
                check(stack)
        except (AssertionError, TemplateError) as error:
            raise AssertionError(f"with {name}: {error}") from error
        count, most = count + 1, max(most, len(stack.resources))
    step(f"{count} choices of parameters resolve, and pass {len(CHECKS)} checks; {most} resources at most")

    for wrong, said in (
            ({"VpcId": modes.ALL["VpcId"]}, "VpcId needs Subnets"), ({"GitHubRepository": "acme/alerts"}, "GitHubRepository needs GitHubToken"),
            ({"DatabaseConnection": "Host=db"}, "DatabaseConnection needs DatabaseSecretArn"), ({"Policy": "Http"}, "Policy=Http needs PolicyUrl"),
            ({"ApiKeySha256": "secret"}, "ApiKeySha256"), ({"Architecture": "ARM"}, "Architecture")):
        try:
            resolve(template, modes.LEAST | wrong)
        except TemplateError as error:
            require(said in str(error), f"{wrong} is refused by: {error}")
        else:
            raise AssertionError(f"{wrong} is taken")
    step("parameters that do not go together are refused before anything is made")

    exported = exports()
    for kind, parameters, stack in other_stacks(exported):
        for check in OTHER_CHECKS if kind != "test" else (queues_keep_what_fails,):
            check(stack)
    step("one more inspector, one more emitter and the smoke test resolve with what the running stack exports, and pass the checks")

    release_changes_tasks_only(template)
    step("a release changes task definitions only, and no parameter the name of a queue or topic")

    docs.check()
    step("the docs have the parameters and the costs that follow from the templates")

    with tempfile.TemporaryDirectory() as folder:
        asked = [{"name": f"{kind}.yml as it stands", "file": f"{FOLDER}/{kind}.yml", "parameters": parameters, "allowed": ALLOWED}
                 for kind, parameters in (("alertresponder", modes.ALL), *OTHERS.items())]
        stacks = [(f"with {name}", resolve(template, parameters)) for name, parameters in modes.pairs()]
        stacks += [(f"{kind} with {sorted(parameters)}", stack) for kind, parameters, stack in other_stacks(exported)]
        for number, (name, stack) in enumerate(stacks):
            path = os.path.join(folder, f"{number}.json")
            with open(path, "w") as file:
                json.dump(as_literals(stack), file)
            asked.append({"name": name, "file": path, "parameters": {}, "allowed": ALLOWED_OF_LITERALS})
        said = validate(asked)
    wrong = {name: texts for name, texts in said.items() if texts}
    require(not wrong, json.dumps(wrong, indent=2))
    step(f"the validator has no warning about {len(OTHERS) + 1} templates, nor about {len(stacks)} stacks that are made of them")

    mistakes_are_found(text)
    print(f"{passed} checks of the templates passed")


if __name__ == "__main__":
    main()
