"""What a mutation run showed: a table by package, and each survivor with why it may survive.

Reads the reports of PIT (MODULE/target/pit-reports/mutations.xml) and the explanations in
docs/mutation.md. Fails if a package is below its bar, if a survivor is explained nowhere, or if an
explanation is no longer needed.
"""

import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

BAR = 90.0  # percent of the mutants that a test must notice
UNNOTICED = ("SURVIVED", "NO_COVERAGE")


def short(dotted: str) -> str:
    return dotted.rsplit(".", 1)[-1]


def mutants(root: pathlib.Path):
    """(package, key, line, noticed) of every mutant; the key is what docs/mutation.md names."""
    for report in sorted(root.glob("*/target/pit-reports/mutations.xml")):
        for mutant in ElementTree.parse(report).getroot():
            name = mutant.findtext("mutatedClass")
            kind = short(mutant.findtext("mutator")).replace("Mutator", "")
            key = f"{short(name)}.{mutant.findtext('mutatedMethod')} {kind}"
            noticed = mutant.get("status") not in UNNOTICED
            yield name.rsplit(".", 1)[0], key, mutant.findtext("lineNumber"), noticed


def explanations(root: pathlib.Path) -> dict[str, int]:
    """How many survivors of each key docs/mutation.md explains: rows | `key` | count | why |."""
    explained = {}
    for line in (root / "docs/mutation.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and cells[1].startswith("`") and cells[2].isdigit() and cells[3]:
            explained[cells[1].strip("`")] = int(cells[2])
    return explained


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    total, noticed_in = collections.Counter(), collections.Counter()
    survivors = collections.defaultdict(list)
    for package, key, line, noticed in mutants(root):
        total[package] += 1
        noticed_in[package] += noticed
        if not noticed:
            survivors[key].append(line)
    if not total:
        print("no report was found: nothing was mutated")
        return 1
    good = True
    print(f"{'package':<40} {'mutants':>8} {'killed':>8} {'percent':>8}")
    for package in sorted(total):
        percent = 100 * noticed_in[package] / total[package]
        below = percent < BAR
        good &= not below
        print(
            f"{package:<40} {total[package]:>8} {noticed_in[package]:>8} {percent:>8.1f}"
            + (f"  below {BAR:.0f}" if below else "")
        )
    explained = explanations(root)
    for key, lines in sorted(survivors.items()):
        if len(lines) > explained.get(key, 0):
            good = False
            print(f"not explained in docs/mutation.md: {key}, line {', '.join(lines)}")
    for key, count in sorted(explained.items()):
        if count > len(survivors.get(key, [])):
            good = False
            print(f"explained, but {len(survivors.get(key, []))} survive and not {count}: {key}")
    every = sum(len(lines) for lines in survivors.values())
    print(f"{every} survivors" + (", each explained in docs/mutation.md" if good else ""))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
