"""What a user of docker-compose.yml counts on, and what breaks at night. Called by run, which has built the images."""

import json
import os
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid

ENTRY = "http://127.0.0.1:8080"
ISSUES = "http://127.0.0.1:8090"
WEBHOOKS = "http://127.0.0.1:8095"
ONE_SHOTS = {"migration", "topology"}
FILES = ["--file", "docker-compose.yml"]
EMITTERS = ["emitter-pagerduty", "emitter-slack", "emitter-webhook"]
WITH_EMITTERS = [*FILES, "--profile", "emitters"]
SAMPLES = ("inspector-allowlist", "emitter-file")
WITH_SAMPLES = [*FILES, *(part for sample in SAMPLES for part in ("--file", f"samples/{sample}/compose.yml"))]
passed = 0


def run(*command, check=True):
    done = subprocess.run(command, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout.strip() if check else done.returncode


def compose(*arguments, files=FILES):
    return run("docker-compose", "--ansi", "never", *files, *arguments)


def step(what):
    global passed
    passed += 1
    print(f"ok {time.monotonic() - started:6.1f} s  {what}", flush=True)


def until(look, what, seconds=120):
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        try:
            last = look()
            if last:
                return last
        except (urllib.error.URLError, ConnectionError, TimeoutError, json.JSONDecodeError) as error:
            last = error
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds} s: {what}; last seen: {last!r}")


def ask(url, body=None, headers=None):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=15) as answer:
        return answer.read().decode()


def containers():
    """Every container by its name: service, id, state."""
    ids = run("docker", "ps", "--all", "--quiet", "--no-trunc", "--filter", f"label=com.docker.compose.project={os.environ['COMPOSE_PROJECT_NAME']}").split()
    found = {}
    for one in json.loads(run("docker", "inspect", *ids)) if ids else []:
        service = one["Config"]["Labels"]["com.docker.compose.service"]
        found[one["Name"].lstrip("/")] = (service, one["Id"], one["State"], one)
    return found


def is_up():
    """As `docker compose up --wait` sees it: everything is healthy, and what runs once has ended well."""
    for service, _, state, _ in containers().values():
        if service in ONE_SHOTS:
            if state["Status"] != "exited" or state["ExitCode"] != 0:
                return False
        elif state["Status"] != "running" or state.get("Health", {}).get("Status") != "healthy":
            return False
    return True


def alert(rule, **fields):
    return {"name": f"An alert of {rule}", "rule": rule, "key": rule, "attrs": [], **fields}


def send(*alerts):
    """Sends alerts until they are accepted, as a careful sender does: under one key, so that none counts twice."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = json.dumps(alerts).encode()
    accepted = json.loads(until(lambda: ask(f"{ENTRY}/alerts", body, key), "alerts are accepted"))["accepted"]
    return [one["reportUrl"] for one in accepted]


def report(url, look, what):
    return until(lambda: (found := json.loads(ask(url))) and look(found) and found, f"{url}: {what}")


def issues():
    return ask(ISSUES)


def is_reviewed(found):
    return found.get("verdict") is not None


def count_of(text, begin, rule):
    return sum(1 for line in text.splitlines() if line.startswith(begin) and f"An alert of {rule}:" in line + ":")


def emitted(url, rule):
    """How many issues, incidents and messages there are of a report, and which webhooks: each is one of its kind, however often it came."""
    webhooks = [one["body"]["type"] for one in json.loads(ask(WEBHOOKS)) if url.endswith(one["body"]["data"]["alertId"])]
    return (count_of(ask(ISSUES), "───── #", rule), count_of(ask(f"{ISSUES}/incidents"), "───── Incident ", rule),
            count_of(ask(f"{ISSUES}/channels"), "urgent: ", rule), sorted(webhooks))


def has_issue(rule):
    until(lambda: f"`{rule}`" in issues(), f"an issue about {rule}")


def comes_up():
    compose("up", "--detach")
    until(is_up, "every container is healthy")
    step("everything comes up: databases migrated, queues made, all containers healthy")


def finding_becomes_an_issue():
    answer = run("curl", "--silent", "--show-error", "--fail", "-d", "@samples/guardduty-finding.json", f"{ENTRY}/alerts")
    url = json.loads(answer)["accepted"][0]["reportUrl"]
    assert url.startswith(f"{ENTRY}/reports/"), url
    report(url, lambda found: found["verdict"] and found["verdict"]["severity"] == "urgent", "judged urgent")
    text = until(lambda: (text := issues()) and "### Severity: urgent" in text and text, "the verdict is a comment of the issue")
    assert "185[.]220[.]101[.]34" in text and text.startswith("1 issue."), text
    page = ask(ISSUES, headers={"Accept": "text/html"})
    assert "<h2>#1 " in page and "<script" not in page, page
    step("a GuardDuty finding becomes an issue with a verdict, without any key; the stand-in shows it")


def nothing_more_than_needed():
    for name, (service, identity, state, found) in containers().items():
        for port in found["HostConfig"]["PortBindings"] or {}:
            for binding in found["HostConfig"]["PortBindings"][port]:
                assert binding["HostIp"] == "127.0.0.1", f"{name} publishes {port} to {binding}"
        assert found["HostConfig"]["Memory"] > 0, f"{name} has no limit of memory"
        if service in ONE_SHOTS:
            continue
        with open(f"/proc/{state['Pid']}/status") as status:
            users = next(line for line in status if line.startswith("Uid:")).split()[1:]
        assert "0" not in users, f"{name} runs as root"
        assert run("docker", "exec", "--user", "0", identity, "touch", "/written", check=False) != 0, f"{name} can write its root file system"
    step("no container runs as root, can write its root file system, takes all memory, or is reached from outside")


def fakes_stay_outside():
    images = {one["Config"]["Image"] for _, _, _, one in containers().values() if one["Config"]["Image"].startswith("alertresponder/")}
    with_fakes = {image for image in images
                  if "FakeServices" in run("docker", "run", "--rm", "--network", "none", "--entrypoint", "ls", image, "/app")}
    assert len(images) == 6 and with_fakes == {"alertresponder/fake-services"}, with_fakes
    step("no image but its own holds a fake service, nor does the one that migrates and makes the queues")


def join(sample):
    before = {name: (identity, state["StartedAt"]) for name, (_, identity, state, _) in containers().items()}
    compose("up", "--detach", sample, files=WITH_SAMPLES)
    until(is_up, f"{sample} is healthy")
    after = {name: (identity, state["StartedAt"]) for name, (_, identity, state, _) in containers().items()}
    assert len(after) == len(before) + 1 and before.items() <= after.items(), "something else was started again"


def one_more_inspector():
    join("inspector-allowlist")
    rule = "one-more-inspector"
    attribute = {"type": "ipaddr", "value": "185.220.101.34", "key": "source", "context": ["remote"]}
    found = report(
        send(alert(rule, attrs=[attribute]))[0],
        lambda found: {"virustotal", "allowlist"} <= {one["inspector"] for one in found["findings"]},
        "has findings of both inspectors")
    assert is_reviewed(found) or report(f"{ENTRY}/reports/{found['reportId']}", is_reviewed, "is reviewed")
    step("one more inspector joins the running stack; nothing else is started again; its findings stand in the next report")


def one_more_emitter():
    join("emitter-file")
    found = report(send(alert("one-more-emitter"))[0], lambda found: any(one["emitter"] == "file" for one in found["emitted"]), "names the file")
    emitter = next(identity for service, identity, *_ in containers().values() if service == "emitter-file")
    lines = [json.loads(line) for line in run("docker", "exec", emitter, "cat", "/home/app/verdicts.jsonl").splitlines()]
    assert [line["verdict"] for line in lines if line["reportId"] == found["reportId"]] == [1], lines
    step("one more emitter joins the running stack; nothing else is started again; the next verdict is a line of its file, and the report names it")


def three_more_emitters():
    def lasting():
        return {name: (identity, state["StartedAt"]) for name, (service, identity, state, _) in containers().items() if service not in ONE_SHOTS}

    before = lasting()
    compose("up", "--detach", files=WITH_EMITTERS)
    until(is_up, "the three emitters are healthy")
    after = lasting()
    assert len(after) == len(before) + len(EMITTERS) and before.items() <= after.items(), "something else was started again"

    each_once = (1, 1, 1, ["report.opened", "report.verdict_reached"])
    attribute = {"type": "ipaddr", "value": "185.220.101.34", "key": "source", "context": ["remote"]}
    rule = "three-more-emitters"
    url = send(alert(rule, attrs=[attribute]))[0]
    until(lambda: emitted(url, rule) == each_once, "the alert is an issue, an incident, a message, and webhooks")

    rule_of_killed = "killed-emitters"
    url_of_killed = send(alert(rule_of_killed, attrs=[attribute]))[0]
    # Not in the midst of a write: then it would be minutes until another process may take the report over.
    until(lambda: emitted(url_of_killed, rule_of_killed)[3], "the webhook of the new report")
    for service, identity, state, found in containers().values():
        if service in EMITTERS:
            os.kill(state["Pid"], 9)
            until(lambda: json.loads(run("docker", "inspect", identity))[0]["RestartCount"] > found["RestartCount"], f"{service} is started again")
    until(is_up, "the three emitters are healthy after they were killed")
    until(lambda: emitted(url_of_killed, rule_of_killed) == each_once, "there is one of each after the kills")
    assert emitted(url, rule) == each_once, "something was written again after the kills"
    for service, identity, *_ in containers().values():
        if service in EMITTERS: # the rest is about the stack as it comes
            run("docker", "rm", "--force", identity)
    step("with the profile, one alert becomes an issue, an incident, a Slack message and signed webhooks; one of each after each emitter was killed")


def survives_kills():
    urls = {}
    for name, (service, identity, state, _) in containers().items():
        if service in ONE_SHOTS:
            continue
        restarts = json.loads(run("docker", "inspect", identity))[0]["RestartCount"]
        rule = f"before-the-kill-of-{service}"
        urls[rule] = send(alert(rule))[0]
        os.kill(json.loads(run("docker", "inspect", identity))[0]["State"]["Pid"], 9)
        until(lambda: json.loads(run("docker", "inspect", identity))[0]["RestartCount"] > restarts, f"{name} is started again")
        until(is_up, f"all is healthy after {name} was killed")
    for rule, url in urls.items():
        report(url, lambda found: is_reviewed(found) and found["alertCount"] == 1, "is reviewed, and its alert counted once")
    after = "after-all-kills"
    send(alert(after))
    has_issue(after)
    step(f"each of {len(urls)} containers is killed and comes back by itself; every accepted alert is in its report, counted once")


def scales_under_load():
    rules, repeats = [f"load-{number}" for number in range(40)], 25
    urls = {}

    def load():
        for _ in range(repeats):
            for rule, url in zip(rules, send(*[alert(rule) for rule in rules])):
                urls[rule] = url

    sender = threading.Thread(target=load)
    sender.start()
    compose("up", "--detach", "--no-recreate", "--scale", "reviewer=3", "reviewer")
    sender.join()
    assert sum(service == "reviewer" for service, *_ in containers().values()) == 3
    until(is_up, "three reviewers are healthy")
    for rule, url in urls.items():
        report(url, lambda found: is_reviewed(found) and found["alertCount"] == repeats, f"is reviewed, and has {repeats} alerts")
    step(f"three reviewers share {len(rules) * repeats} alerts that come meanwhile; each is counted once")


def database_goes_and_comes():
    postgres = next(identity for service, identity, *_ in containers().values() if service == "postgres")
    run("docker", "stop", postgres)
    rule = "while-the-database-is-away"
    started_sending = time.monotonic()
    url = send(alert(rule))[0]
    assert time.monotonic() - started_sending < 10, "the receptor waited for the database"
    run("docker", "start", postgres)
    until(is_up, "all is healthy with the database back")
    report(url, is_reviewed, "is reviewed")
    has_issue(rule)
    step("alerts are accepted while the database is away, and are worked on when it is back")


def stops_cleanly():
    compose("stop", "--timeout", "60", "receptor", "reviewer", "emitter-ghe", "inspector-virustotal")
    for name, (service, _, state, _) in containers().items():
        if service in ("receptor", "reviewer", "emitter-ghe", "inspector-virustotal"):
            assert state["ExitCode"] == 0, f"{name} ended with {state['ExitCode']}"
    step("the services end by themselves when they are asked to, within their time")


started = time.monotonic()
if __name__ == "__main__":
    compose("config", "--quiet")
    try:
        for check in (comes_up, finding_becomes_an_issue, nothing_more_than_needed, fakes_stay_outside, one_more_inspector, one_more_emitter,
                      survives_kills, three_more_emitters, scales_under_load, database_goes_and_comes, stops_cleanly):
            check()
    except BaseException:
        print(compose("logs", "--no-color", "--tail", "50", files=WITH_EMITTERS), flush=True)
        raise
    finally:
        compose("down", "--volumes", "--remove-orphans", files=WITH_EMITTERS)
    step("nothing is left")
    print(f"{passed} checks of the compose stack passed")
