"""Builds {{name}}.wasm; `test` runs the tests instead, `install` gets the tools and no more."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BINDINGS = HERE / "bindings"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
TOOL = PYTHON.with_name("componentize-py")
CONTRACT = ["-d", "wit", "-w", "{{kind}}-function"]


def run(*command):
    subprocess.run(command, cwd=HERE, check=True)


def main():
    if not TOOL.exists():
        venv.create(VENV, with_pip=True)
        run(PYTHON, "-m", "pip", "install", "--quiet", "-r", "requirements.txt")
    if sys.argv[1:] == ["install"]:
        return
    if not BINDINGS.exists():
        run(TOOL, "--quiet", *CONTRACT, "bindings", "bindings")
    if sys.argv[1:] == ["test"]:
        run(PYTHON, "-m", "unittest")
    else:
        paths = ["-p", ".", "-p", "bindings"]
        wasm = ["-o", "{{name}}.wasm"]
        run(TOOL, "--quiet", *CONTRACT, "componentize", "--stub-wasi", *paths, "function", *wasm)


try:
    main()
except subprocess.CalledProcessError as error:
    sys.exit(error.returncode)
