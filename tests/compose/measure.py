"""Prints size, start and idle memory of each image. Called by `run measure`, with the engine of that run; nothing else should run beside it."""

import json
import time
import urllib.error
import urllib.request

from checks import compose, containers, is_up, run, until

SERVICES = ("receptor", "reviewer", "inspector-virustotal", "emitter-ghe", "fake-services")
IDLE_SECONDS = 20
STARTS = 3


def size(image):
    return int(run("docker", "image", "inspect", "--format", "{{.Size}}", image))


def start(identity):
    """Seconds from the start of the container to its being ready."""
    run("docker", "stop", "--time", "60", identity)
    began = time.monotonic()
    run("docker", "start", identity)
    address = next(iter(json.loads(run("docker", "inspect", identity))[0]["NetworkSettings"]["Networks"].values()))["IPAddress"]
    while True:
        try:
            with urllib.request.urlopen(f"http://{address}:8080/health/ready", timeout=5):
                return time.monotonic() - began
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)


def resident(identity):
    """All of the resident memory, and what of it is the process's own and not mapped from files."""
    process = json.loads(run("docker", "inspect", identity))[0]["State"]["Pid"]
    with open(f"/proc/{process}/status") as status:
        size = {name: int(value.split()[0]) / 1024 for name, value in (line.split(":") for line in status if line.startswith(("VmRSS", "RssFile")))}
    return size["VmRSS"], size["VmRSS"] - size["RssFile"]


compose("up", "--detach")
try:
    until(is_up, "every container is healthy", 300)
    base = size("mcr.microsoft.com/dotnet/aspnet:10.0")
    print("| service | own layers, MB | ready, s | at 0.25 CPU, s | idle RSS, MB | of it not from files, MB |\n|---|---:|---:|---:|---:|---:|")
    for service in SERVICES:
        identity = next(identity for name, identity, *_ in containers().values() if name == service)
        figures = []
        for cpus in ("1", "0.25"):
            run("docker", "update", "--cpus", cpus, identity)
            figures.append(sorted(start(identity) for _ in range(STARTS))[STARTS // 2])
        time.sleep(IDLE_SECONDS)
        memory = resident(identity)
        own = (size(f"alertresponder/{service}") - base) / 1e6
        print(f"| {service} | {own:.0f} | {figures[0]:.1f} | {figures[1]:.1f} | {memory[0]:.0f} | {memory[1]:.0f} |", flush=True)
finally:
    compose("down", "--volumes")
