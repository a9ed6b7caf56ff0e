"""Adds up the test results of a folder of .trx files.

Whatever was to run and did not pass has failed: errors, time-outs, aborted and skipped tests. A project without a
result, without a test, or whose run failed though its tests did not (NAME.failed beside NAME.trx) is one failure more.
What failed is named first, on lines of its own; the last line has the two numbers.
"""
import pathlib
import sys
import xml.etree.ElementTree as ET


def name_failures(report: pathlib.Path) -> None:
    try:
        results = ET.parse(report).getroot().findall(".//{*}UnitTestResult")
    except (OSError, ET.ParseError):
        print(f"{report.stem} has left no results that can be read")
        return

    for result in results:
        if result.get("outcome") != "Passed":
            print(f"{result.get('outcome')}: {result.get('testName')} ({report.stem})")


def count(report: pathlib.Path, run_failed: bool) -> tuple[int, int]:
    try:
        counters = ET.parse(report).getroot().find(".//{*}Counters")
    except (OSError, ET.ParseError):
        counters = None

    if counters is None:
        name_failures(report)
        return 0, 1

    total, passed = int(counters.get("total", 0)), int(counters.get("passed", 0))
    failed = total - passed
    if failed:
        name_failures(report)
    if failed or (total and not run_failed):
        return passed, failed

    print(f"{report.stem} failed, though none of its tests did")
    return passed, 1


results, folders = pathlib.Path(sys.argv[1]), [pathlib.Path(folder) for folder in sys.argv[2:]]
counts = [
    count(results / f"{project.stem}.trx", (results / f"{project.stem}.failed").exists())
    for folder in folders
    for project in sorted(folder.glob("*.Tests/*.csproj"))
]
# What ran a second time with the oldest Redis client.
counts += [count(report.with_suffix(".trx"), report.with_suffix(".failed").exists()) for report in sorted(results.glob("*.oldest.txt"))]
print(sum(passed for passed, _ in counts), sum(failed for _, failed in counts) if counts else 1)
