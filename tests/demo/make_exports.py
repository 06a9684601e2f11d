"""Writes the exports of the three demo clients: python tests/demo/make_exports.py [PARAMS_DIR]."""

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
if not __package__:  # run as a script: Python looks beside the script only
    sys.path.insert(0, str(CHECKOUT))

from tests.demo import kopi_contoh, langkah_sample, pumpen_muster  # noqa: E402

CLIENTS = {
    "kopi-contoh": kopi_contoh.write,
    "pumpen-muster": pumpen_muster.write,
    "langkah-sample": langkah_sample.write,
}


def write_all(params_dir: Path) -> list[Path]:
    """The exports of all demo clients, the same bytes each time; returns the files written."""
    return [path for client, write in CLIENTS.items() for path in write(params_dir / client / "exports")]


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "params"
    written = write_all(target)
    print(f"{len(written)} files, {sum(path.stat().st_size for path in written):,} bytes below {target}")
