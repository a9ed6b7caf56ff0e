"""Adds up the test results of a folder of .trx files; a test project without a result counts as one failure."""
import pathlib
import sys
import xml.etree.ElementTree as ET

results, tests = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
passed = failed = 0

for project in sorted(tests.glob("*.Tests/*.csproj")):
    report = results / f"{project.stem}.trx"
    if not report.exists():
        failed += 1
        continue
    counters = ET.parse(report).getroot().find(".//{*}Counters").attrib
    done = int(counters["passed"])
    passed += done
    # Whatever was to run and did not pass has failed: errors, time-outs, aborted runs and skipped tests too.
    failed += int(counters["total"]) - done
    if int(counters["total"]) == 0:
        failed += 1

print(passed, failed)
