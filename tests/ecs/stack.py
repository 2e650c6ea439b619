"""What the stack of deploy/ecs does, running: tasks made from its task definitions, on the queues of its template, each limited to its role. What breaks at
night is broken. Called by tests/compose/run, which has built the images."""

import json
import secrets as random
import subprocess
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import access
import cloudformation
import command_line
import engine
import queues
import template
import topology
from world import ACCOUNT, IMAGES, PARAMETERS, REGION, STACK, TEMPLATES, World
from checks import alert, step, until

# The checks, in this order.


BAD_ADDRESS = "185.220.101.34"  # the one that VirusTotal's stand-in knows
fresh_addresses = (f"8.8.4.{number}" for number in range(1, 255))  # whose answers no inspector has kept


def remote(value, kind="ipaddr"):
    return {"type": kind, "value": value, "key": "remote", "context": ["remote"]}


def wanted_by_http(rule, address=BAD_ADDRESS):
    return world.send(alert(rule, attrs=[remote(address)]))[0]


def is_reviewed(found):
    return found.get("verdict") is not None


def has_verdict_and_issue(rule, title, url=None):
    if url is None:
        url = "/reports/" + until(lambda: world.reports(rule), f"a report of {rule}")[0]["reportId"]
    world.report(url, is_reviewed, "is reviewed")
    (issue,) = until(lambda: [one for one in world.issue(title) if "### Severity: " in one], f"an issue about {title} with a verdict")
    return issue


def comes_up_when_the_database_does():
    """Everything starts without a database. Two reviewers and two emitters, so that two tasks migrate the empty database at once."""
    twins = [world.fargate.service(world.stack, name) for name in ("ReviewerService", "EmitterService")]
    started = time.monotonic()
    for service in [*world.services.values(), *twins]:
        service.start()
    until(world.receptor.task.is_healthy, "the receptor is healthy")
    until(world.inspector.task.is_healthy, "the inspector is healthy")
    world.early = wanted_by_http("before-the-database")
    step("receptor and inspector come up without a database, and an alert is accepted")

    waiting = [world.reviewer, world.emitter, *twins]
    for service in waiting:
        first = service.tasks[0]
        until(lambda: first.reason, "the first task is given up", 200)
        assert "StartTimeout" in first.reason and time.monotonic() - started > 120, (service.name, first.reason, service.log(20))
    until(lambda: all(len(service.tasks) == 2 for service in waiting), "the tasks are tried again")
    world.database()
    for service in waiting:
        until(service.task.is_healthy, f"{service.name} is healthy")
        assert len(service.tasks) == 2, [task.reason for task in service.tasks]
    assert world.sql("SELECT count(*) FROM reports.schema_version; SELECT count(*) FROM emitter_ghe.schema_version") == "1\n1"
    assert set(world.sql("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL").split()) == {"t"}
    step("tasks whose migration waits longer than StartTimeout are tried again; two at once migrate the empty database, by TLS and with the secret's password")
    for twin in twins:
        twin.stop()
        assert engine.inspect(twin.container)["State"]["ExitCode"] == 0
    has_verdict_and_issue("before-the-database", "An alert of before-the-database", world.early)
    step("what was accepted before there was a database has an issue and a verdict")



def findings_topic(name, raw):
    """A topic of the account that feeds the intake; its ARN."""
    arn = world.aws.sns("CreateTopic", Name=name).findtext(".//{*}TopicArn")
    queues.subscribe(world.aws, {"TopicArn": arn, "Protocol": "sqs", "Endpoint": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}_alert-intake", "RawMessageDelivery": raw})
    return arn


def guard_duty_event(title):
    """The event of samples/, as EventBridge delivers it: another finding with a title of its own."""
    event = json.loads(Path("samples/guardduty-finding.json").read_text())
    event["id"], event["detail"]["id"], event["detail"]["title"], event["detail"]["type"] = str(uuid.uuid4()), uuid.uuid4().hex, title, f"Recon:EC2/{title}"
    return json.dumps(event), event["detail"]["type"]


def only_faults_are_refused():
    refused = sorted(call for call in world.gate.refused if not is_fault(call[2]))
    assert not refused, f"calls were refused: {refused}"


def is_fault(resource):
    """The topics of failed messages, which nobody hears: nothing is granted for them."""
    return resource.startswith((f"arn:aws:sns:{REGION}:{ACCOUNT}:{STACK}_MassTransit-Fault--", f"arn:aws:sns:{REGION}:{ACCOUNT}:{STACK}_MassTransit-ReceiveFault"))


def alerts_become_issues_by_each_way():
    for key, path in ((None, "/alerts"), ("wrong", "/alerts"), (None, "/reports")):
        status, text = world.ask(path, [alert("without-key")] if path == "/alerts" else None, key=key)
        assert status == 401, (path, status, text)
    assert world.ask("/health/live")[0] == 404 and world.ask("/")[0] == 404
    step("401 without a key; nothing but alerts and reports is reached through the load balancer")

    url = wanted_by_http("by-http")
    for way, raw in (("raw", True), ("wrapped", False)):
        world.aws.publish(findings_topic(f"findings-{way}", raw), json.dumps(alert(f"by-sns-{way}")))
    event, rule = guard_duty_event("by-event-bridge")
    world.aws.send(f"{STACK}_alert-intake", event)
    text = has_verdict_and_issue("by-http", "An alert of by-http", url)
    assert "### Severity: urgent" in text and "185[.]220[.]101[.]34" in text, text
    for way in ("by-sns-raw", "by-sns-wrapped"):
        has_verdict_and_issue(way, f"An alert of {way}")
    has_verdict_and_issue(rule, "by-event-bridge")
    only_faults_are_refused()
    step("an alert by HTTP, by SNS (raw and wrapped) and as EventBridge sends it: each has an issue with its verdict, and no call was refused")



CONTENT_TYPE = {"Content-Type": "application/vnd.masstransit+json"}
CONSUMED = ("reviewer-alerts", "reviewer-alerts-single", "reviewer-reports", "reviewer-policy", "inspector-virustotal", "emitter-ghe")


def envelope(kind, message):
    return json.dumps({"messageId": str(uuid.uuid4()), "messageType": [f"urn:message:{kind}"], "message": message, "headers": {}})


def put(queue, body):
    world.aws.send(f"{STACK}_{queue}", body, CONTENT_TYPE)


class Locked:
    """Somebody holds tables of the database, for longer than the services wait for a lock."""

    SECONDS = 14

    def __init__(self, tables):
        names = world.sql(f"SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables WHERE schemaname || '.' || tablename LIKE '{tables}'")
        self.holder = subprocess.Popen(
            ["docker", "exec", "--interactive", world.postgres, "psql", "--username=alertresponder", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.holder.stdin.write(f"BEGIN; LOCK TABLE {names}; SELECT pg_sleep({self.SECONDS}); COMMIT;\n")
        self.holder.stdin.close()
        until(lambda: world.sql(f"SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted") != "0", f"{tables} are locked")

    def wait(self):
        assert self.holder.wait(60) == 0


def over_quota(_):
    """What VirusTotal answers to more than is paid for."""
    return 429, [("Content-Type", "application/json"), ("Retry-After", "3")], b'{"error": {"code": "QuotaExceededError"}}'


def every_permission_is_used():
    """All that a service ever asks of SQS and SNS is provoked once."""
    errors = {f"{queue}_error": world.aws.count(f"{STACK}_{queue}_error") for queue in ("alert-intake", *CONSUMED)}
    for queue in CONSUMED:
        put(queue, "this is no envelope")
        put(queue, envelope("Nobody.Knows:This", {}))
    world.aws.send(f"{STACK}_alert-intake", json.dumps({"no": "alert"}))
    # Fails alone as well, and goes to the error queue when it was tried for a minute and a half.
    put("reviewer-alerts-single", envelope("AlertResponder.Reviewer.Aggregation:SingleAlert", {"alert": {
        "alertId": None, "receiptId": str(uuid.uuid4()), "receivedAt": "2026-01-01T00:00:00Z", "alert": {
            "detector": "test", "ruleId": "poison", "title": "poison", "attributes": [], "source": {"format": "alertresponder"}}}}))

    # VirusTotal's limit: the inspector puts its requests off; and then VirusTotal, as GitHub, is slower than half a visibility timeout, so that messages
    # are held on. The emitter cannot write its ledger meanwhile. Repeats of an alert are an update a minute later.
    world.virustotal.before = over_quota
    slow = threading.Event()
    world.github.before = lambda request: slow.wait(25) and None
    ledger = Locked("emitter\\_ghe.%")
    wanted_by_http("repeated")
    url = wanted_by_http("everything-at-once", next(fresh_addresses))
    until(lambda: world.gate.used[(world.inspector.role, "sqs:SendMessage", arn("inspector-virustotal"))], "the inspector puts a request off")
    world.virustotal.before = world.github.before
    ledger.wait()
    wanted_by_http("repeated")

    # A batch fails because of the reports, and each of its alerts for itself; then it cannot even be handed on.
    for tables in ("reports.reports", "reports.inbox%"):
        held = Locked(tables)
        world.send(alert("held-by-a-lock"))
        put("reviewer-reports", envelope("AlertResponder.Reviewer.Reports:ReportGrew", {"reportId": str(uuid.uuid4())}))
        put("reviewer-policy", envelope("AlertResponder.Reviewer.Reports:ReviewRequested", world.some_review(url)))
        held.wait()

    # SNS fails for a while.
    world.gate.failing_now.add((world.receptor.role, "sns:Publish"))
    world.aws.send(f"{STACK}_alert-intake", json.dumps(alert("sns-is-away")))
    until(lambda: world.gate.used[(world.receptor.role, "sqs:ChangeMessageVisibility", arn("alert-intake"))], "the receptor puts a document back")
    world.gate.failing_now.clear()

    until(lambda: world.gate.used[(world.inspector.role, "sqs:ChangeMessageVisibility", arn("inspector-virustotal"))], "the inspector holds a message on")
    slow.set()
    world.github.before = world.virustotal.before = None
    report = world.report(url, is_reviewed, "is reviewed")
    status, text = world.ask(f"/reports/{report['reportId']}/review", {"by": "jane", "verdict": {"severity": "safe", "reason": "a test"}})
    assert status == 202, text
    world.report(url, lambda found: found["verdict"]["severity"] == "safe", "has the person's verdict")
    until(lambda: any("### Severity: safe" in one for one in world.issue("An alert of everything-at-once")), "the person's verdict is a comment")

    with ThreadPoolExecutor() as pool:
        sending = pool.submit(lambda: [world.send(*[alert(f"stopped-{number}") for number in range(40)]) for _ in range(5)])
        list(pool.map(lambda service: (service.stop(), service.start()), world.services.values()))
        sending.result()

    until(lambda: world.gate.used[(world.reviewer.role, "sns:Publish", topic("ReportUpdated"))], "an update is published")
    for queue, before in errors.items():
        expected = 2 if queue == "reviewer-alerts-single_error" else 1
        until(lambda: world.aws.count(f"{STACK}_{queue}") == before + expected, f"{expected} more in {queue}")
    step("poison, unknown messages, limits, slow and failing neighbours, locks, a person and stops under load are lived through")


def arn(queue):
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}_{queue}"


def topic(name):
    return f"arn:aws:sns:{REGION}:{ACCOUNT}:{STACK}_AlertResponder_Contracts-{name}"


def roles_are_what_is_used():
    differences = []
    for service in world.services.values():
        allowed = access.pairs(world.gate.statements[service.role])
        used = {call[1:] for call in world.gate.used if call[0] == service.role}
        refused = {call[1:] for call in world.gate.refused if call[0] == service.role and not is_fault(call[2])}
        differences += [f"{service.role} is allowed and never uses {action} {resource}" for action, resource in sorted(allowed - used)]
        differences += [f"{service.role} uses and is not allowed {action} {resource}" for action, resource in sorted(refused)]
        assert used <= allowed
    assert not differences, "\n".join(differences)
    step("each role allows what its service uses, and nothing else")



def ready(service):
    """What the service says of itself from inside its own network: 200 or not."""
    identity = service.task.containers.get(service.main)  # none while the migration runs
    return identity is not None and subprocess.run(["docker", "exec", identity, "/app/service", "--health"], capture_output=True, check=False).returncode == 0


class Denied:
    """Calls that a role is refused for a while, without a new start."""

    def __init__(self, *calls):
        self.calls = {(service.role, action, resource) for service, action, resource in calls}

    def __enter__(self):
        world.gate.denied_now |= self.calls
        self.marks = {service.name: len(service.log()) for service in world.services.values()}
        return self

    def __exit__(self, *_):
        world.gate.denied_now -= self.calls

    def is_logged(self, service, text):
        until(lambda: text in service.log()[self.marks[service.name]:], f"{service.name} logs '{text}'")


def refusals_are_seen():
    """Three calls a role are refused while all runs. An operator sees each of them, and afterwards all goes on."""
    before = {service.name: len(service.tasks) for service in world.services.values()}
    receptor, reviewer, inspector, emitter = world.receptor, world.reviewer, world.inspector, world.emitter

    url_before = wanted_by_http("before-refusals")
    receives = [(receptor, "alert-intake"), (reviewer, "reviewer-reports"), (inspector, "inspector-virustotal"), (emitter, "emitter-ghe")]
    with Denied(*[(service, "sqs:ReceiveMessage", arn(queue)) for service, queue in receives]) as denied:
        for service, queue in receives:
            denied.is_logged(service, f"Cannot receive from queue {STACK}_{queue}")
            until(lambda: not ready(service), f"{service.name} is not ready")
        world.aws.send(f"{STACK}_alert-intake", json.dumps(alert("unreceived")))
        wanted_by_http("unreceived")
        assert world.ask("/alerts", [alert("unreceived")])[0] == 202  # over HTTP it takes alerts all the same
        until(lambda: world.aws.count(f"{STACK}_alert-intake") == 1 and world.aws.count(f"{STACK}_reviewer-reports"), "the queues grow")
    for service, _ in receives:
        until(lambda: ready(service), f"{service.name} is ready again")
    step("a refused ReceiveMessage: each of four services logs it and is not ready, its queue grows, and it goes on by itself")

    before_refusals = world.report(url_before, is_reviewed, "is reviewed")
    wanted_by_http("unanswered", next(fresh_addresses))
    until(lambda: world.reports("unanswered"), "the report is open; its inspections are due in seconds")
    with Denied((receptor, "sns:Publish", topic("AlertReceived")), (reviewer, "sns:Publish", topic("AlertReviewed")),
                (inspector, "sns:Publish", topic("InspectionCompleted")), (emitter, "sqs:SendMessage", arn("emitter-ghe_error"))) as denied:
        status, text = world.ask("/alerts", [alert("unpublished")])
        assert status == 503, (status, text)
        status, text = world.ask(f"/reports/{before_refusals['reportId']}/review", {"by": "jane", "verdict": {"severity": "urgent", "reason": "a test"}})
        assert status == 202, text
        denied.is_logged(receptor, "is not authorized to perform: sns:Publish")
        put("emitter-ghe", "this is no envelope")
        for service in (inspector, reviewer):
            denied.is_logged(service, "is not authorized to perform: sns:Publish")
        denied.is_logged(emitter, "could be neither handled nor moved")
    until(lambda: not world.aws.count(f"{STACK}_emitter-ghe"), "the emitter has moved its poison")
    step("a refused Publish or SendMessage: 503 to who sends alerts, a log line of each service")

    world.virustotal.before = over_quota
    with Denied((receptor, "sqs:SendMessage", arn("alert-intake_error")), (reviewer, "sqs:DeleteMessage", arn("reviewer-alerts")),
                (inspector, "sqs:SendMessage", arn("inspector-virustotal")), (emitter, "sqs:DeleteMessage", arn("emitter-ghe"))) as denied:
        world.aws.send(f"{STACK}_alert-intake", json.dumps({"no": "alert"}))
        url = world.send(alert("undeleted", attrs=[remote(next(fresh_addresses))]))[0]
        denied.is_logged(receptor, "could be neither handled nor moved")
        denied.is_logged(reviewer, "could not be deleted")
        denied.is_logged(emitter, "could not be deleted")
        denied.is_logged(inspector, "is not authorized to perform: sqs:SendMessage")
    world.virustotal.before = None
    until(lambda: not world.aws.count(f"{STACK}_alert-intake"), "the receptor has moved its poison")
    has_verdict_and_issue("undeleted", "An alert of undeleted", url)
    until(lambda: not world.aws.count(f"{STACK}_reviewer-alerts") and not world.aws.count(f"{STACK}_emitter-ghe"), "what was handled is deleted")
    assert world.report(url, is_reviewed, "is reviewed")["alertCount"] == 1 and len(world.issue("An alert of undeleted")) == 1
    step("a refused DeleteMessage, and a move aside or a delay that is refused: logged, done once when it is allowed again")

    for rule, count in (("before-refusals", 1), ("unreceived", 3), ("unanswered", 1)):
        (found,) = world.reports(rule)
        assert world.report(f"/reports/{found['reportId']}", is_reviewed, "is reviewed")["alertCount"] == count
        has_verdict_and_issue(rule, f"An alert of {rule}")
    assert before == {service.name: len(service.tasks) for service in world.services.values()}, "a task was replaced"
    step("of twelve refusals no task was replaced, and no alert is missing or counted twice")
    world.gate.refused.clear()  # those were wanted


def schemas_of_other_builds_are_known():
    """The former release's schema is brought up to date; on a newer one, after a rollback, an older build runs unless the schema says that it cannot."""
    version, tasks = int(world.sql("SELECT version FROM emitter_ghe.schema_version")), len(world.emitter.tasks)
    world.emitter.stop()
    world.sql("""ALTER TABLE emitter_ghe.target DROP COLUMN memory; DELETE FROM emitter_ghe."__EFMigrationsHistory" WHERE "MigrationId" LIKE '%_TargetMemory';
        UPDATE emitter_ghe.schema_version SET version = version - 1""")
    world.emitter.start()
    until(lambda: ready(world.emitter), "the emitter is ready")
    assert int(world.sql("SELECT version FROM emitter_ghe.schema_version")) == version and len(world.emitter.tasks) == tasks + 1, world.emitter.log(20)
    step("the schema of the former release is brought up to date by the task itself")

    version = int(world.sql("UPDATE reports.schema_version SET version = version + 1 RETURNING version").split()[0])
    assert world.reviewer.deploy(), world.reviewer.log(20)
    assert int(world.sql("SELECT version FROM reports.schema_version")) == version
    step("an older build runs on a newer schema, whose version stays")
    world.sql("UPDATE reports.schema_version SET minimum_app = version")
    running = world.reviewer.task
    assert not world.reviewer.deploy(healthy_within=45) and world.reviewer.task is running and running.is_healthy()
    assert f"needs a build made for its version {version} or later" in world.reviewer.log(20)
    world.sql("UPDATE reports.schema_version SET version = version - 1, minimum_app = 0")
    step("one that is too new for it is refused by name, and the former task runs on")


def password_is_rotated():
    count = {service.name: len(service.tasks) for service in world.services.values()}
    made = random.token_hex(16)
    world.sql(f"ALTER ROLE alertresponder PASSWORD '{made}'; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_addr IS NOT NULL")
    name = f"{STACK}-DatabaseSecret-1A2B3C".lower()
    world.secrets.values[name] = json.dumps({**json.loads(world.secrets.values[name]), "password": made})
    until(lambda: not ready(world.reviewer), "the reviewer is not ready")
    url = wanted_by_http("password")
    checked = engine.inspect(world.reviewer.container)["State"]["Health"]["Log"][-1]["End"]
    until(lambda: [one for one in engine.inspect(world.reviewer.container)["State"]["Health"]["Log"] if one["Start"] > checked], "the container is checked again")
    (check,) = [one for one in engine.inspect(world.reviewer.container)["State"]["Health"]["Log"] if one["Start"] > checked]
    live = urllib.request.urlopen(f"http://{engine.address(world.reviewer.container)}:8080/health/live", timeout=10)
    assert check["ExitCode"] == 0 and live.status == 200 and not ready(world.reviewer), check
    assert count == {service.name: len(service.tasks) for service in world.services.values()}, "a task was replaced"
    step("with another password of the database the reviewer is not ready but live, alerts are accepted, and no container is replaced")
    with ThreadPoolExecutor() as pool:
        assert all(pool.map(lambda service: service.deploy(), (world.reviewer, world.emitter)))
    has_verdict_and_issue("password", "An alert of password", url)
    step("after a forced deployment, with the new secret, all is well and nothing is lost")


def database_is_away():
    count = {service.name: len(service.tasks) for service in world.services.values()}
    engine.stop(world.postgres, 10)
    url = wanted_by_http("database-away")
    time.sleep(60)  # what is proved is that nothing happens in this time
    engine.start(world.postgres)
    has_verdict_and_issue("database-away", "An alert of database-away", url)
    assert count == {service.name: len(service.tasks) for service in world.services.values()}, "a task was replaced"
    step("the database is away for a minute: no container is replaced, nothing is lost")


def tasks_end_and_are_killed_under_load():
    rules, sent, enough = [f"killed-{number}" for number in range(10)], [0], threading.Event()

    def load():
        urls = []
        while not enough.is_set():
            urls = world.send(*[alert(rule) for rule in rules])
            sent[0] += 1
            time.sleep(0.2)
        return urls

    def breaks(service):
        for how, ending in ((lambda one: engine.stop(one, 60), "ended with 0"), (engine.kill, "ended with 137")):
            task, count = service.task, len(service.tasks)
            how(service.container)
            until(lambda: task.reason, f"the task of {service.name} ends")
            until(lambda: service.task is not task and ready(service), f"{service.name} has a new task")
            assert len(service.tasks) == count + 1 and ending in task.reason, f"{service.name}: {task.reason}"

    with ThreadPoolExecutor() as pool:
        sending = pool.submit(load)
        try:
            list(pool.map(breaks, world.services.values()))
        finally:
            enough.set()
        urls = sending.result()
    for rule, url in zip(rules, urls):
        found = world.report(url, lambda found: is_reviewed(found) and found["alertCount"] >= sent[0], f"has {sent[0]} alerts")
        assert found["alertCount"] == sent[0] and len(world.reports(rule)) == 1, (rule, found["alertCount"], sent[0])
        has_verdict_and_issue(rule, f"An alert of {rule}")
        (issue,) = world.issue(f"An alert of {rule}")
        assert issue.count("### Severity: ") == 1, issue
    step(f"each task is asked to end, and killed, while {sent[0] * len(rules)} alerts come: each is counted once, each report has one issue and one comment")


def image(service, lines=""):
    """An image of one's own, made of one of ours."""
    tag = f"{IMAGES}:{service}-own"
    engine.docker("build", "--quiet", "--tag", tag, "-", input=f"FROM alertresponder/{service}\n{lines}")
    return tag


def beside(file, name, parameters):
    """One more stack beside the running one, which it imports from."""
    resolved = template.resolve(template.load(TEMPLATES / file), {"Stack": STACK, "Architecture": "X86_64", **parameters},
                                stack=name, region=REGION, account=ACCOUNT, imports=world.stack.exports)
    queues.make(resolved, world.aws)
    world.roles(resolved)
    return resolved


def everything_there():
    """Queues, and who hears what."""
    return (sorted(url.rsplit("/", 1)[-1] for url in world.aws.sqs("ListQueues").get("QueueUrls", [])),
            sorted(one.findtext("{*}SubscriptionArn") for one in world.aws.sns("ListSubscriptions").iterfind(".//{*}member")))


def one_more_inspector():
    before = everything_there()
    running = {service.name: service.container for service in world.services.values()}
    added = beside("inspector.yml", "allowlist", {
        "Name": "allowlist", "AttributeTypes": "domain", "Image": image("inspector-allowlist", "USER root\nRUN echo 'example.org # ours' > /allowlist.txt\nUSER 1654\n"),
        "SettingName": "Allowlist__File", "SettingValue": "/allowlist.txt"})
    url = world.send(alert("one-more-inspector", attrs=[remote("www.example.org", "domain"), remote(BAD_ADDRESS)]))[0]
    service = world.fargate.service(added, "Service")
    until(lambda: world.aws.count(f"{STACK}_inspector-allowlist") == 1, "one request is in the new queue")
    world.report(url, is_reviewed, "is reviewed")
    assert world.aws.count(f"{STACK}_inspector-allowlist") == 1, "requests of other types are in the new queue"
    service.start()
    found = world.report(url, lambda found: any(one["inspector"] == "allowlist" for one in found["findings"]), "has a finding of the new inspector")
    assert {one["attribute"]["type"] for one in found["findings"] if one["inspector"] == "allowlist"} == {"domain"}
    assert running == {service.name: service.container for service in world.services.values()}, "another container was started again"
    only_faults_are_refused()
    service.stop()
    queues.remove(added, world.aws)
    assert everything_there() == before
    step("inspector.yml: its findings stand in a report, it is sent its attribute types only, nothing else is started again, and it goes without a trace")


def one_more_emitter():
    """The emitter of GitHub by emitter.yml, for a stack without one."""
    without = {name: value for name, value in PARAMETERS.items() if not name.startswith("GitHub")}
    smaller = template.resolve(template.load(TEMPLATES / "alertresponder.yml"), without, stack=STACK, region=REGION, account=ACCOUNT)
    gone = template.Stack(STACK, {}, {name: one for name, one in world.stack.resources.items() if name not in smaller.resources})
    world.services.pop("EmitterService").stop()
    queues.remove(gone, world.aws)
    before = everything_there()
    running = {service.name: service.container for service in world.services.values()}
    url = world.send(alert("one-more-emitter"))[0]
    until(lambda: world.reports("one-more-emitter"), "the report is open, and nobody heard it")
    added = beside("emitter.yml", "ghe", {
        "Name": "ghe", "Image": image("emitter-ghe"), "PublicUrl": world.stack.outputs["Address"], "SettingName": "GitHub__Repository", "SettingValue": "acme/alerts",
        "SecretName": "GitHub__Token", "SecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ar-githubsecret-1a2b3c-AbCdEf"})
    service = world.fargate.service(added, "Service").start()
    has_verdict_and_issue("one-more-emitter", "An alert of one-more-emitter", url)
    assert running == {service.name: service.container for service in world.services.values()}, "another container was started again"
    only_faults_are_refused()
    service.stop()
    queues.remove(added, world.aws)
    assert everything_there() == before
    step("emitter.yml: a report that was opened before it was there has its issue and verdict, nothing else is started again, and it goes without a trace")


def smoke_hears_a_verdict():
    """deploy/ecs/smoke, with the real AWS CLI: CloudFormation is a stand-in, which makes test.yml on the queues and topics of the running stack."""
    with command_line.World(world.aws, account=ACCOUNT, apply=queues.making(world.aws)) as user:
        known = cloudformation.Stack(STACK, ACCOUNT)
        known.template, known.parameters, known.status = template.load(TEMPLATES / "alertresponder.yml"), world.stack.parameters, "CREATE_COMPLETE"
        known.outputs, known.exports = world.stack.outputs, world.stack.exports
        user.aws.stacks[STACK] = known
        output, _ = user.run(TEMPLATES / "smoke", STACK, "--region", REGION)
        assert "judged urgent after" in output and f"Report: {world.stack.outputs['Address']}/reports/" in output, output
        user.run(TEMPLATES / "smoke", STACK, "--region", REGION, "--remove")
    print(output, end="")
    step("smoke publishes a finding by SNS, and the running stack judges it")


def queues_are_those_of_topology():
    count = topology.compare(world.aws)
    step(f"the {count} queues and topics of the template are those that the services make themselves")


def figures():
    print("| task | ready, s | memory, MB |\n|---|---:|---:|")
    for service in world.services.values():
        print(f"| {service.main} | {seconds_to_start(service.container):.1f} | {memory(service.container):.0f} |", flush=True)


def seconds_to_start(identity):
    """From the start of the container to its listening, at its share of a processor."""
    line = next(line for line in engine.docker("logs", "--timestamps", identity).splitlines() if "Now listening on" in line)
    parse = lambda text: datetime.fromisoformat(text[:26] + "+00:00")
    return (parse(line) - parse(engine.inspect(identity)["State"]["StartedAt"])).total_seconds()


def memory(identity):
    found = engine.call("GET", f"/containers/{identity}/stats?stream=false")["memory_stats"]
    return (found["usage"] - found["stats"].get("inactive_file", found["stats"].get("total_inactive_file", 0))) / 1024 / 1024


CHECKS = (queues_are_those_of_topology, comes_up_when_the_database_does, alerts_become_issues_by_each_way, every_permission_is_used, roles_are_what_is_used, refusals_are_seen,
          schemas_of_other_builds_are_known, password_is_rotated, database_is_away, tasks_end_and_are_killed_under_load,
          smoke_hears_a_verdict, one_more_inspector, figures, one_more_emitter)


world = World()
if __name__ == "__main__":
    try:
        world.build()
        step("the queues, topics, subscriptions and policies of the template stand")
        for check in CHECKS:
            check()
    except BaseException:
        for service in world.fargate.services if world.fargate else []:
            print(f"──── {service.name}: {[task.reason for task in service.tasks]}\n{service.log(30)}", flush=True)
        print("refused:", dict(world.gate.refused), flush=True)
        raise
    finally:
        world.remove()
