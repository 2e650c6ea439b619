"""The container engine of tests/compose/run, by its API: settings of a container, secrets among them, stand on no command line."""

import http.client
import json
import os
import socket
import subprocess


class EngineError(Exception):
    """What the engine refuses."""


class _Connection(http.client.HTTPConnection):
    def __init__(self):
        super().__init__("localhost", timeout=120)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(os.environ["DOCKER_HOST"].removeprefix("unix://"))


def call(method, path, body=None):
    connection = _Connection()
    try:
        connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status >= 400:
        raise EngineError(f"{method} {path.split('?')[0]}: {answer.status} {text.decode().strip()}")
    return json.loads(text) if text.strip() else None


def create(name, settings):
    """Makes a container; its id."""
    return call("POST", f"/containers/create?name={name}", settings)["Id"]


def start(identity):
    call("POST", f"/containers/{identity}/start")


def stop(identity, seconds):
    """SIGTERM, and SIGKILL when it has not ended in time."""
    try:
        call("POST", f"/containers/{identity}/stop?t={seconds}")
    except EngineError as error:
        if "304" not in str(error):
            raise


def kill(identity):
    call("POST", f"/containers/{identity}/kill?signal=SIGKILL")


def remove(identity):
    call("DELETE", f"/containers/{identity}?force=1&v=1")


def inspect(identity):
    return call("GET", f"/containers/{identity}/json")


def address(identity):
    """Its address in the network that it is in."""
    (network,) = inspect(identity)["NetworkSettings"]["Networks"].values()
    return network["IPAddress"]


def logs(identity, lines="all"):
    done = subprocess.run(["docker", "logs", "--tail", str(lines), identity], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout


def docker(*arguments, input=None):
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, input=input, check=False)
    if done.returncode != 0:
        raise EngineError(f"docker {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout.strip()
