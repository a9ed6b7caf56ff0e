"""Puts the mistakes of mutants.txt into a copy of the code, one at a time, and tells which the simulation does not find."""
import pathlib
import re
import shutil
import subprocess
import sys
import time

root = pathlib.Path(sys.argv[1])
minutes = sys.argv[2]
wanted = sys.argv[3:]
project = "tests/Tasker.Caching.Simulation"


def read(path):
    mutants = []
    text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.M)
    for mark, block in zip(*[iter(re.split(r"^=([=~]) ", text, flags=re.M)[1:])] * 2):
        head, rest = block.split("\n- ", 1)
        name, file = head.strip().split("\n")
        old, new = rest.split("\n+ ", 1)
        mutants.append((name, file, old, new.rstrip("\n"), mark == "~"))
    return mutants


def is_in(number, name, part):
    """A part of the list is a part of a name, or a range of places in the list."""
    places = re.fullmatch(r"(\d+)-(\d+)", part)
    return int(places[1]) <= number <= int(places[2]) if places else part in name


def dotnet(*arguments):
    return subprocess.run(["dotnet", *arguments], cwd=root, capture_output=True, text=True)


def build(what, *options):
    return dotnet("build", what, "-c", "Release", "--nologo", "-v", "quiet", "-clp:ErrorsOnly", "-p:RunAnalyzersDuringBuild=false", "-p:TreatWarningsAsErrors=false", *options)


def build_mutated(path):
    """Builds the one assembly that has changed, and puts it into the simulator's output."""
    name = path.relative_to(root / "src").parts[0]
    built = build(f"src/{name}", "--no-restore", "--no-dependencies")
    if built.returncode == 0:
        shutil.copy(root / f"src/{name}/bin/Release/net10.0/{name}.dll", output)
        return dotnet(f"{project}.Rewriter/bin/Release/net10.0/Tasker.Caching.Simulation.Rewriter.dll", str(output))
    return built


output = root / project / "bin/Release/net10.0"
whole = build(project)
if whole.returncode != 0:
    sys.exit(whole.stdout)
sound = {assembly: assembly.read_bytes() for assembly in output.glob("Tasker.Caching*.dll")}
failed = 0
found = 0
equivalent = 0
for number, (name, file, old, new, is_equivalent) in enumerate(read(root / "build/mutants.txt"), 1):
    if wanted and not any(is_in(number, name, part) for part in wanted):
        continue
    paths = [path for path in (root / "src").rglob(file) if "obj" not in path.parts]
    text = paths[0].read_text() if len(paths) == 1 else ""
    if text.count(old) != 1:
        print(f"NOT APPLIED  {name}: {file} has it {text.count(old)} times", flush=True)
        failed += 1
        continue
    paths[0].write_text(text.replace(old, new))
    built = build_mutated(paths[0])
    if built.returncode != 0:
        print(f"NOT BUILT    {name}: {built.stdout.strip().splitlines()[:1]}", flush=True)
        failed += 1
    else:
        began = time.monotonic()
        run = dotnet(str(output / "Tasker.Caching.Simulation.dll"), "--seed", "1", "--minutes", minutes, "--quick")
        line = next((line for line in run.stdout.splitlines() if line.startswith("seed ")), "")
        if run.returncode == 1 and line:
            print(f"{'NOT EQUIVALENT' if is_equivalent else 'found       '} {name}: {time.monotonic() - began:.0f} s, {line[:150]}", flush=True)
            found += not is_equivalent
            failed += is_equivalent
        elif run.returncode == 0 and is_equivalent:
            print(f"equivalent   {name}", flush=True)
            equivalent += 1
        else:
            print(f"SURVIVED     {name}: {run.stdout.splitlines()[:1]} {run.stderr[:200]}", flush=True)
            failed += 1
    paths[0].write_text(text)
    for assembly, content in sound.items():
        assembly.write_bytes(content)

print(f"{found} mutants found, {equivalent} equivalent, {failed} not")
sys.exit(1 if failed else 0)
