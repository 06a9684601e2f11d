"""Real clients: their params stand here, their exports in a folder that is not part of the project."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DATA = Path(os.environ.get("KPILIB_REAL_DATA", HERE.parents[2] / "shared" / "data"))
EXPORTS = {
    "goolybib": "spend/vex_goolybib_mmm",
    "overlays": "exports/stripe_overlays_payments",
    "nau": "daily/website_visitors_bobnau",
}


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real exports; what needs it is skipped where it is absent."""
    if not DATA.is_dir():
        pytest.skip(
            f"the real exports are not on this machine (looked in {DATA}; KPILIB_REAL_DATA names another folder)"
        )
    return DATA


@pytest.fixture(scope="session")
def params(data, tmp_path_factory) -> Path:
    """A params folder of the real clients, whose copies of client.yml name the exports by their whole paths."""
    folder = tmp_path_factory.mktemp("real") / "params"
    for client, exports in EXPORTS.items():
        shutil.copytree(HERE / "params" / client, folder / client)
        about = folder / client / "client.yml"
        about.write_text(about.read_text("utf-8").replace("file: exports/", f"file: {data / exports}/"), "utf-8")
    return folder
