"""The peers' virtual environments, each created again when its requirements change."""

import subprocess
import sys
from pathlib import Path

from hub.bootstrap.paths import VENV, Stamp, digest

FOLDER = Path(__file__).parent / "requirements"
UV = Path(sys.executable).parent / "uv"


def programs(peer: str) -> Path:
    """Create the environment if necessary, and return its bin folder."""
    made, requirements = VENV / "peers" / peer, FOLDER / f"{peer}.txt"
    stamp = Stamp(made / "requirements.sha256")
    if not stamp.matches(digest([requirements])):
        subprocess.run([UV, "venv", "--quiet", "--clear", "--python", sys.executable, made], check=True)
        subprocess.run(
            [UV, "pip", "install", "--quiet", "--python", made / "bin" / "python", "--requirement", requirements],
            check=True,
        )
        stamp.write(digest([requirements]))
    return made / "bin"
