"""What a page weighs, compressed as production serves it; headers are left out."""

import gzip
from pathlib import Path

from django.test import Client
from whitenoise.compress import Compressor

STATIC = Path(__file__).resolve().parents[2] / "lms" / "static" / "pijar"
#: What every page of a participant loads beside its HTML.
STYLE, SCRIPT, ICON = "pijar.css", "pijar.js", "icon.svg"


def weigh_file(name: str) -> int:
    """A static file as WhiteNoise stores it: with Brotli, unless that makes it no smaller."""
    content = (STATIC / name).read_bytes()
    return min(len(content), len(Compressor.compress_brotli(content)))


def weigh_html(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return len(gzip.compress(response.content, compresslevel=6))
