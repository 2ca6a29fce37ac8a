"""Kotlin for Android: Apollo's compiler reads the schema and every example, and Kotlin compiles what it makes."""

import re
import subprocess
from pathlib import Path

import pytest

from graphql_api.documentation.examples import EXAMPLES
from tests.engines import program

pytestmark = pytest.mark.slow

SOURCES = Path(__file__).parents[2] / "kotlin"


def run(*command: str | Path) -> None:
    """Run a program; fail with its complaint."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def libraries(tmp_path: Path) -> str:
    """The class path of both compilers, from Maven."""
    maven = program(("mvn",), "Maven", "apt-get install maven")
    pom, folder = SOURCES / "pom.xml", tmp_path / "lib"
    run(maven, "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={folder}")
    return ":".join(sorted(str(jar) for jar in folder.glob("*.jar")))


def test_apollo_s_compiler_makes_kotlin_of_every_example_that_compiles(
    libraries: str, tmp_path: Path, project_root: Path
) -> None:
    java = program(("java",), "Java 17", "apt-get install openjdk-17-jre-headless")
    compiler = (java, "-cp", libraries, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-stdlib", "-no-reflect")
    generator, made = tmp_path / "generator", tmp_path / "made"
    run(*compiler, "-classpath", libraries, "-d", generator, SOURCES / "Generate.kt")
    schema = project_root / "graphql_api" / "schema.graphql"
    run(java, "-cp", f"{generator}:{libraries}", "GenerateKt", schema, EXAMPLES, made)
    queries = {file.name for file in (made / "hub").glob("*Query.kt")}
    assert len(queries) == len(list(EXAMPLES.glob("*.graphql")))
    page = (project_root / "docs" / "api" / "start.md").read_text()
    (made / "Use.kt").write_text(re.findall(r"```kotlin\n(.*?)```", page, re.DOTALL)[0])
    run(*compiler, "-classpath", libraries, "-d", tmp_path / "client", made)
