"""Apollo Kotlin: its compiler, its runtime, and a program that uses them (tests/kotlin)."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.engines import program

SOURCES = Path(__file__).parents[2] / "kotlin"


class Kotlin:
    """Apollo's compiler and what is compiled with it, in a folder."""

    def __init__(self, folder: Path, schema: Path) -> None:
        self._java = program(("java",), "Java 17", "apt-get install openjdk-17-jre-headless")
        self._folder, self._schema = folder, schema
        maven = program(("mvn",), "Maven", "apt-get install maven")
        copy = ("dependency:copy-dependencies", f"-DoutputDirectory={folder / 'lib'}")
        execute(maven, "-q", "-B", "-f", SOURCES / "pom.xml", *copy)
        self._libraries = ":".join(sorted(str(jar) for jar in (folder / "lib").glob("*.jar")))
        self._compile(folder / "generator", SOURCES / "Generate.kt")

    def generate(self, operations: Path, made: Path, manifest_format: str) -> Path:
        """Generate classes for a folder's operations; return their manifest."""
        manifest = made.with_suffix(".json")
        arguments = (self._schema, operations, made, manifest, manifest_format)
        execute(self._java, "-cp", f"{self._folder / 'generator'}:{self._libraries}", "GenerateKt", *arguments)
        return manifest

    def build(self, operations: Path, *sources: Path) -> None:
        """Generate classes for a folder's operations, and compile them with sources that use them."""
        made = self._folder / "made"
        self.generate(operations, made, "none")
        self._compile(self._folder / "client", made, *sources)

    def run(self, *arguments: str) -> dict[str, Any]:
        """Run Client.kt and return its results."""
        class_path = f"{self._folder / 'client'}:{self._libraries}"
        results: dict[str, Any] = json.loads(execute(self._java, "-cp", class_path, "ClientKt", *arguments))
        return results

    def _compile(self, target: Path, *sources: Path) -> None:
        options = ("-no-stdlib", "-no-reflect", "-classpath", self._libraries, "-d", target)
        execute(self._java, "-cp", self._libraries, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", *options, *sources)


def execute(*command: str | Path) -> str:
    """Run a program and return its output; fail with its error message."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
