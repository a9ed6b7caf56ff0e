"""Adds up the test results of a folder of .trx files.

Whatever was to run and did not pass has failed: errors, time-outs, aborted and skipped tests. A project without a
result, without a test, or whose run failed though its tests did not (NAME.failed beside NAME.trx) is one failure more.
"""
import pathlib
import sys
import xml.etree.ElementTree as ET


def count(report: pathlib.Path, run_failed: bool) -> tuple[int, int]:
    try:
        counters = ET.parse(report).getroot().find(".//{*}Counters")
    except (OSError, ET.ParseError):
        counters = None

    if counters is None:
        return 0, 1

    total, passed = int(counters.get("total", 0)), int(counters.get("passed", 0))
    failed = total - passed
    return passed, failed if failed or (total and not run_failed) else 1


results, tests = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
counts = [
    count(results / f"{project.stem}.trx", (results / f"{project.stem}.failed").exists())
    for project in sorted(tests.glob("*.Tests/*.csproj"))
]
# What ran a second time with the oldest Redis client.
counts += [count(report.with_suffix(".trx"), report.with_suffix(".failed").exists()) for report in sorted(results.glob("*.oldest.txt"))]
print(sum(passed for passed, _ in counts), sum(failed for _, failed in counts) if counts else 1)
