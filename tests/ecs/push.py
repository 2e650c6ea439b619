"""deploy/ecs/deploy builds the images and pushes them to a registry, for real; only AWS is a stand-in. Called by tests/compose/run, in whose engine it builds."""

import contextlib
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time
import urllib.request

import command_line
from command_line import ALL_IMAGES, World, full

RELEASE = "pushed"


@contextlib.contextmanager
def registry():
    """Debian's docker-registry on a free port; its address."""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(20):
            address = f"127.0.0.1:{random.randrange(20_000, 30_000)}"
            settings = pathlib.Path(folder, "config.yml")
            settings.write_text(json.dumps({"version": "0.1", "log": {"level": "error"}, "storage": {"filesystem": {"rootdirectory": f"{folder}/images"}}, "http": {"addr": address}}))
            process = subprocess.Popen(["docker-registry", "serve", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None:
                try:
                    urllib.request.urlopen(f"http://{address}/v2/", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.05)  # until it listens, or ends because the port is taken
            if process.poll() is None:
                break
        else:
            raise AssertionError("no port is free")
        try:
            yield address
        finally:
            process.kill()
            process.wait()


def images_are_built_and_pushed():
    with registry() as address, World(registry=address) as world:
        (world.folder / "bin" / "docker").unlink()  # the real one
        config = world.write(**full(Architecture="X86_64"))
        for round_, said in ((1, "pushed   "), (2, "is there already")):
            child = world.start(command_line.ECS / "deploy", config, "--release", RELEASE, DOCKER_HOST=os.environ["DOCKER_HOST"])
            output, errors = child.communicate(timeout=900)
            assert child.returncode == 0, f"{output}\n{errors}"
            assert output.count(said) == len(ALL_IMAGES), output
            world.nothing_is_exposed(output, errors)
        with urllib.request.urlopen(f"http://{address}/v2/alertresponder/tags/list", timeout=5) as answer:
            assert set(json.load(answer)["tags"]) == {f"{service}-{RELEASE}" for service in ALL_IMAGES}
        for service in ALL_IMAGES:
            image = f"{address}/alertresponder:{service}-{RELEASE}"
            subprocess.run(["docker", "image", "rm", image], check=True, stdout=subprocess.DEVNULL)
            subprocess.run(["docker", "pull", "--quiet", image], check=True, stdout=subprocess.DEVNULL)
            (found,) = json.loads(subprocess.run(["docker", "image", "inspect", image], check=True, stdout=subprocess.PIPE).stdout)
            labels = found["Config"]["Labels"]
            assert labels["org.opencontainers.image.version"] == RELEASE and labels["org.opencontainers.image.title"].endswith(f"/{service}"), labels
            ended = subprocess.run(["docker", "run", "--rm", "--network=none", image, "key", "new", "soc"], stdout=subprocess.PIPE, text=True)
            assert ended.returncode == 0 and "Sha256" in ended.stdout, f"{image} does not run"
            subprocess.run(["docker", "image", "rm", image], check=True, stdout=subprocess.DEVNULL)
    command_line.step(f"deploy builds {len(ALL_IMAGES)} images, pushes them to a registry, and the second time builds none; what is pulled from there runs")


if __name__ == "__main__":
    images_are_built_and_pushed()
