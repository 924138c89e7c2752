"""The batches on PostgreSQL: `DATABASE_URL=postgres://... python -m tests.bench.postgresql`.

In a process of its own, since the rest of the bench is on SQLite. It makes a test database beside
the one that is named and removes it afterwards.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.site import ROOT, environment


def measure(var: Path, url: str) -> tuple[float, int, int]:
    """What `compare_with_bulk_create` gives there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.postgresql"],
        cwd=ROOT,
        env={**os.environ, **environment(var), "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().rpartition("\n")[2])
    share, recorded, inserted = json.loads(done.stdout)
    return share, recorded, inserted


def main() -> None:
    import django
    from django.db import connection

    django.setup()

    from tests.bench.ledger import compare_with_bulk_create
    from tests.factories.catalog import ensure_site

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        ensure_site()
        print(json.dumps(compare_with_bulk_create()))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
