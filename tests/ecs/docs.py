"""
The tables of docs/run/ecs.md that follow from the templates: the parameters, and what a stack costs a month when nothing happens, by the prices in
deploy/ecs/prices.json. Called by itself it prints them; static.py checks that the docs have them.
"""

import json

import modes
from template import load, resolve

DOCS = "docs/run/ecs.md"
IDLE_POLLS_A_MINUTE = 3  # of each queue: long polls of 20 s

with open("deploy/ecs/prices.json") as file:
    PRICES = json.load(file)


def rows(stack):
    """Name and USD a month of everything of a stack that costs by its being there."""
    hours = PRICES["hours"]
    tasks = stack.of_type("AWS::ECS::TaskDefinition").values()
    kind = next(iter(tasks))["RuntimePlatform"]["CpuArchitecture"]
    found = {
        "tasks": hours * sum(
            int(task["Cpu"]) / 1024 * PRICES[f"{kind} vCPU hour"] + int(task["Memory"]) / 1024 * PRICES[f"{kind} GB hour"] for task in tasks),
    }
    if any(one["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "ENABLED" for one in stack.of_type("AWS::ECS::Service").values()):
        found["public IPv4 addresses of the tasks"] = hours * len(tasks) * PRICES["public IPv4 hour"]
    for balancer in stack.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer").values():
        found["load balancer"] = hours * PRICES["load balancer hour"]
        if balancer["Scheme"] == "internet-facing":
            found["public IPv4 addresses of the load balancer"] = hours * len(balancer["Subnets"]) * PRICES["public IPv4 hour"]
    for database in stack.of_type("AWS::RDS::DBInstance").values():
        found["database and its disk"] = hours * PRICES[f"{database['DBInstanceClass']} hour"] + int(database["AllocatedStorage"]) * PRICES["gp3 GB month"]
    if secrets := stack.of_type("AWS::SecretsManager::Secret"):
        found["secrets"] = len(secrets) * PRICES["secret month"]
    metrics = sum(max(1, len(alarm.get("Metrics", [0])) - 1) if "Metrics" in alarm else 1 for alarm in stack.of_type("AWS::CloudWatch::Alarm").values())
    found["alarms, by the queues they watch"] = metrics * PRICES["alarm metric month"]
    read = [queue for queue in stack.of_type("AWS::SQS::Queue").values() if not queue["QueueName"].endswith(("_error", "_skipped"))]
    found["polls of idle queues"] = len(read) * IDLE_POLLS_A_MINUTE * 60 * hours / 1e6 * PRICES["million SQS requests"]
    return found


def costs():
    main = load(modes.TEMPLATE)
    usual = modes.LEAST | modes.CHOICES["VirusTotal"] | modes.CHOICES["GitHub"]
    stacks = {
        "the least, reached from its network": resolve(main, usual),
        "reached from everywhere": resolve(main, usual | modes.CHOICES["certificate"]),
        "on X86_64": resolve(main, usual | {"Architecture": "X86_64"}),
        "own network and database": resolve(main, usual | modes.CHOICES["own VPC"] | modes.CHOICES["own database"]),
    }
    stacks["one more inspector"] = resolve(
        load("deploy/ecs/inspector.yml"), {"Stack": "ar", "Name": "more", "Image": "image"}, imports=stacks["the least, reached from its network"].exports)
    columns = {name: rows(stack) for name, stack in stacks.items()}
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    lines = ["| USD a month | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    lines += [f"| {name} | " + " | ".join(f"{column[name]:.2f}" if name in column else "" for column in columns.values()) + " |" for name in names]
    lines.append("| **together** | " + " | ".join(f"**{sum(column.values()):.0f}**" for column in columns.values()) + " |")
    return "\n".join(lines)


def parameters():
    lines = ["| parameter | default | meaning |", "|---|---|---|"]
    for name, one in load(modes.TEMPLATE)["Parameters"].items():
        default = "" if "Default" not in one else f"`{one['Default']}`" if one["Default"] != "" else '`""`'
        meaning = [text for text in (one.get("Description"), ", ".join(f"`{value}`" for value in one.get("AllowedValues", []))) if text]
        lines.append(f"| `{name}` | {default} | {'; '.join(meaning)} |")
    return "\n".join(lines)


def check():
    """AssertionError when the docs say otherwise."""
    with open(DOCS) as file:
        said = file.read()
    for table in (parameters(), costs()):
        if table not in said:
            raise AssertionError(f"{DOCS} has not this table:\n{table}")
    if PRICES["read"] not in said:
        raise AssertionError(f"{DOCS} does not say of when the prices are: {PRICES['read']}")


if __name__ == "__main__":
    print(parameters(), costs(), sep="\n\n")
