"""What the checks install by npm: each into a folder under artifacts/ that is named after what it is made of."""

import fcntl
import hashlib
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def installed(source, target, *names):
    """The folder where the files 'names' of 'source' are, with their packages."""
    source = ROOT / source
    folder = ROOT / target / hashlib.sha256(b"".join((source / name).read_bytes() for name in names)).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".npm-lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".complete").exists():
            for name in names:
                shutil.copy(source / name, folder)
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--prefer-online", "--silent"], cwd=folder, check=True, timeout=400, stdin=subprocess.DEVNULL)
            (folder / ".complete").touch()
    return folder
